"""How true the explanations of a run are, with intervals: deletion, insertion, stability and completeness (JSON)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ...models.bands import ATTENTION
from ...models.evaluation.estimates import FEWEST_FAMILIES, Stated, share_of, stated
from ...models.resampling import Draws, draw_families
from ...params import Evaluate
from ..contact_page import carried_share
from ..reasons import LEAST, reasons_of
from ..record import Sources, record_of
from ..run import Run, sources_of
from .edits import Case, moved, with_an_unrelated_record
from .refits import refitted

TOP = 3
UNRELATED = "one unrelated record more"


def chosen_cases(run: Run, attributions: pd.DataFrame, chosen: pd.DataFrame) -> tuple[list[Case], Sources]:
    """Return the chosen points with their records and reasons, and what they were looked up in."""
    sources = sources_of(run, chosen["child_id"].tolist())
    shares = attributions.set_index("point_id").loc[chosen["point_id"], list(run.catalogue.indicators)].to_dict("records")
    cases = []
    for point, its in zip(chosen.to_dict("records"), shares, strict=True):
        own = {str(name): share for name, share in its.items()}
        record = record_of(sources, point["child_id"], point["as_of"])
        cases.append(Case(point["fold"], record, reasons_of(own, record, sources).plain, own))
    return cases, sources


def faithfulness(
    run: Run, attributions: pd.DataFrame, features: pd.DataFrame, points: pd.DataFrame, chosen: pd.DataFrame, models: Path
) -> dict[str, Any]:
    """Return how true the explanations are.

    Parameters
    ----------
    attributions : point_id and log-odds by indicator. features : of all `points` (the cohort), rows in the same order.
    chosen : the points to look at, rows of `run.points`. models : the folder of the fold models.
    """
    params, view = run.params, run.params.train.view
    cases, sources = chosen_cases(run, attributions, chosen)
    draws = draws_of(chosen, params.evaluate)
    change = moved(cases, sources, view, models, params.explain.seed)
    rows = np.ones(len(chosen), bool), (chosen["standing"] == ATTENTION).to_numpy()
    unrelated = with_an_unrelated_record(cases, sources, view, models, params.explain.seed, TOP)
    kept = {UNRELATED: [(np.arange(len(cases)), unrelated)]}
    for way, places, found in refitted(points, features, chosen, run.catalogue, params.train, params.explain.seed):
        kept.setdefault(way, []).append((places, found))
    carried = np.array([carried_share(case.plain[: params.explain.reasons], case.shares, sources) for case in cases])
    there = np.array([any(share > LEAST for share in case.shares.values()) for case in cases])
    return {
        "contacts": len(chosen),
        "families": int(chosen["family"].nunique()),
        "reasons_shown": params.explain.reasons,
        "groups": {
            name: {
                "contacts": int(mask.sum()),
                "deletion": _moved(change.deleted, change.deleted_others, mask, draws),
                "insertion": _moved(change.inserted, change.inserted_others, mask, draws),
                "completeness": {"contacts": int((mask & there).sum()), "share": _mean(carried, mask & there, draws)},
            }
            for name, mask in zip(("all", "in attention"), rows, strict=True)
        },
        "stability": {way: _kept(parts, cases, run.catalogue, draws) for way, parts in kept.items()},
    }


def draws_of(chosen: pd.DataFrame, settings: Evaluate) -> Draws:
    """Return the draws of the families of some points; the estimate alone where families are too few."""
    families = chosen["family"].to_numpy()
    wanted = settings.bootstrap_draws if chosen["family"].nunique() >= FEWEST_FAMILIES else 0
    return draw_families(families, wanted, settings.seed).of(families)


def top_of(shares: Mapping[str, float], catalogue: Catalogue) -> list[str]:
    """Return the indicators that raised a score most, strengths and age aside."""
    raised = [name for name, its in catalogue.indicators.items() if shares[name] > LEAST and not (its.strength or its.age)]
    return sorted(raised, key=lambda name: (-shares[name], name))[:TOP]


def _moved(mine: np.ndarray, others: np.ndarray, mask: np.ndarray, draws: Draws) -> dict[str, Any]:
    """Return the mean moves, their difference, and how often the reason's own records move the score more."""
    used = mask & ~np.isnan(mine)
    more = np.where(used, mine > others, False).astype(float)
    return {
        "contacts": int(used.sum()),
        "first_reason": _mean(mine, used, draws),
        "as_many_others": _mean(others, used, draws),
        "difference": _mean(mine - others, used, draws),
        "share_where_more": _mean(more, used, draws),
    }


def _kept(
    parts: Sequence[tuple[np.ndarray, pd.DataFrame]], cases: Sequence[Case], catalogue: Catalogue, draws: Draws
) -> dict[str, Any]:
    """Return in which share of the points the first reason stays, and which share of the first three stays among them."""
    first, three, used = np.zeros(len(cases)), np.zeros(len(cases)), np.zeros(len(cases), bool)
    for places, found in parts:
        for place, now in zip(places.tolist(), found.to_dict("records"), strict=True):
            before, after = top_of(cases[place].shares, catalogue), top_of({str(k): v for k, v in now.items()}, catalogue)
            if before:
                used[place] = True
                first[place] = before[:1] == after[:1]
                three[place] = len(set(before) & set(after)) / len(before)
    return {
        "contacts": int(used.sum()),
        "first_reason_stays": _mean(first, used, draws),
        "share_of_three_that_stay": _mean(three, used, draws),
    }


def _mean(values: np.ndarray, used: np.ndarray, draws: Draws) -> Stated:
    """Return the mean of some values with its interval."""
    total, number = draws.sums(np.column_stack([np.where(used, values, 0.0), used])).T
    return stated(share_of(total, number))
