"""How much is due to care of the five records that each method puts first, with intervals by family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.first_records.methods import CEILING, VARIANTS
from neglect_triage.explain.first_records import MOST
from neglect_triage.models.evaluation.estimates import family_draws, stated
from neglect_triage.study.true_records import BEST, BY_KIND, LATEST, RANDOM

DRAWS, SEED = 1000, 5


def values_of_pages(rows: pd.DataFrame, scores: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Return for each page, method and variant what is due of the first five records: point_id, family, method, and VARIANTS.

    All five places count: one without a truth, and one that stays empty, has the mean of the page's records.
    """
    known = rows["known"].to_numpy(bool)
    due = {variant: rows[variant].where(known).to_numpy(np.float64) for variant in VARIANTS}
    truths = {variant: _yardsticks(rows, known, due[variant]) for variant in VARIANTS}
    pages = []
    for point, at in rows.groupby("point_id", sort=False).indices.items():
        page = np.asarray(at)
        if not known[page].any():
            continue
        about = {"point_id": point, "family": rows["family"].iloc[page[0]]}
        pages.append(about | {"method": RANDOM} | {variant: float(np.nanmean(each[page])) for variant, each in due.items()})
        for name in (LATEST, BY_KIND, BEST):
            means = {variant: _first(truths[variant][name][page], each[page]) for variant, each in due.items()}
            pages.append(about | {"method": name} | means)
        for name, score in scores.items():
            pages.append(about | {"method": name} | {variant: _first(score[page], each[page]) for variant, each in due.items()})
    return pd.DataFrame(pages)


def _first(score: np.ndarray, due: np.ndarray) -> float:
    """Return what is due on average of the first records of one page; of those with the same score the latest comes first."""
    mean = np.nanmean(due)
    order = np.lexsort((-np.arange(len(score)), -score))[:MOST]
    named = due[order[np.isfinite(score[order])]]
    return float((np.nan_to_num(named, nan=mean).sum() + (MOST - len(named)) * mean) / MOST)


def _yardsticks(rows: pd.DataFrame, known: np.ndarray, due: np.ndarray) -> dict[str, np.ndarray]:
    of_kind = pd.Series(due).groupby(rows["kind"].to_numpy()).transform("mean").to_numpy()
    each = {LATEST: np.arange(len(rows), dtype=np.float64), BY_KIND: of_kind, BEST: due}
    return {name: np.where(known, score, -np.inf) for name, score in each.items()}


def figures(values: pd.DataFrame) -> dict[str, Any]:
    """Return over pages (JSON) by method and variant: due, and the gain beside random, kind, ceiling and best."""
    wide = values.set_index(["point_id", "family", "method"])[list(VARIANTS)].unstack("method")
    draws = family_draws(wide.index.get_level_values("family").to_numpy(), DRAWS, SEED)
    methods = [str(name) for name in values["method"].unique()]
    number = draws.sums(np.ones(len(wide)))
    found: dict[str, Any] = {name: {} for name in methods}
    for variant in VARIANTS:
        mean = {name: draws.sums(wide[(variant, name)].to_numpy()) / number for name in methods}
        top = mean[CEILING.format(variant)] - mean[RANDOM]
        for name in methods:
            gain = mean[name] - mean[RANDOM]
            found[name][variant] = {
                "due": stated(mean[name]),
                "above_random": stated(gain),
                "above_kind": stated(mean[name] - mean[BY_KIND]),
                "of_the_ceiling": stated(gain / top),
                "of_the_best": stated(gain / (mean[BEST] - mean[RANDOM])),
            }
    return {"pages": len(wide), "families": int(wide.index.get_level_values("family").nunique()), "methods": found}
