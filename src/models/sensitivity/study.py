"""Every sensitivity of a run, together: what is fitted anew, in which order, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ...params import Sensitivity, Train
from ..crossfit import in_period
from ..evaluation.estimates import NONE, Stated, enough_families, stated
from ..evaluation.ranking import rank
from ..resampling import FamilyDraws, draw_families
from .censoring import Censored
from .figures import beside_base, stability
from .refits import Refit, Refitted, halves, refit
from .variants import BASE, label_variants, learning_variants, record_variants, redrawn_variants


def sensitivities(
    points: pd.DataFrame,
    features: pd.DataFrame,
    late: Mapping[str, pd.DataFrame],
    censored: Censored | None,
    others: Mapping[str, np.ndarray],
    catalogue: Catalogue,
    train: Train,
    settings: Sensitivity,
    intervals: bool,
) -> dict[str, Any]:
    """Return what the refits say about the headline's test points (JSON).

    Parameters
    ----------
    points, features : rows in the same order, without worked examples.
    late : by name, the features of some of the points as they would be if records could be read later.
    others : by name, other labels (1, 0, or NaN where not known).
    censored : weights of the points; None where days of outcomes are not known.
    intervals : False where families are not known.
    """
    told = in_period(points, "test") & headline(points)
    base = Refit.base(points, features)
    groups = {
        "labels": label_variants(points, base, settings.horizons, others),
        "records": record_variants(points, base, catalogue),
        "known dates": {name: _of_some(points, base, its) for name, its in late.items()},
        "censoring": _stayers(base, censored),
        "learning": learning_variants(points, base, settings.learning_shares, settings.seed),
        "draws": redrawn_variants(points, base, settings.redrawn, settings.seed),
    }
    every = {BASE: base} | {name: variant for group in groups.values() for name, variant in group.items()}
    fitted = refit(points, every, halves(points, settings.seed), catalogue, train)
    drawn = _draws(points[told], settings, intervals)
    rows = {
        name: beside_base(points, told, group, fitted, drawn) for name, group in groups.items() if name != "draws" and group
    }  # fmt: skip
    if groups["censoring"] and censored is not None:
        rows["censoring"] = [_weighted(points, told, base, fitted, censored, drawn)]
    return {
        "refits": 2 * len(every),
        "families": points.loc[told, "family"].nunique(),
        "base": beside_base(points, told, {BASE: base}, fitted, drawn)[0],
        "variants": rows,
        "left": censored.left if censored else None,
        "stability": stability(points, told, {name: fitted[name] for name in (BASE, *groups["draws"])}),
    }


def headline(points: pd.DataFrame) -> np.ndarray:
    """Return which points are of the headline; all, where no stratum has that name."""
    named = (points["stratum"] == "headline").to_numpy()
    return named if named.any() else np.ones(len(points), bool)


def _draws(rows: pd.DataFrame, settings: Sensitivity, intervals: bool) -> FamilyDraws:
    wanted = settings.bootstrap_draws if intervals and enough_families(rows) else 0
    return draw_families(rows["family"].to_numpy(), wanted, settings.seed)


def _of_some(points: pd.DataFrame, base: Refit, features: pd.DataFrame) -> Refit:
    """Return the variant of the points whose features are given; the others are left out."""
    given = points["point_id"].isin(features["point_id"]).to_numpy()
    every = features.set_index("point_id").reindex(points["point_id"]).reset_index()
    return Refit(every, base.label, base.rows).labelled(np.where(given, base.label, np.nan))


def _stayers(base: Refit, censored: Censored | None) -> dict[str, Refit]:
    if censored is None or not sum(censored.left.values()):
        return {}
    return {"those who stayed": base.labelled(np.where(np.isnan(censored.weights), np.nan, base.label))}


def _weighted(
    points: pd.DataFrame, told: np.ndarray, base: Refit, fitted: Mapping[str, Refitted], censored: Censored, drawn: FamilyDraws
) -> dict[str, Any]:
    """Return the row of those who stayed, each weighing for those who left."""
    name = "those who stayed"
    rows = told & ~np.isnan(censored.weights)
    part = points[rows]
    counts = {"name": name, "points": len(part), "positives": int(base.label[rows].sum()), "families": part["family"].nunique()}
    if not enough_families(part):
        return counts | {"prevalence": NONE, "auc": NONE, "base": NONE, "difference": NONE}
    draws, weights = drawn.of(part["family"].to_numpy()), censored.weights[rows]
    anew, as_is = (rank(fitted[way].margin[rows], base.label[rows], draws, weights=weights) for way in (name, BASE))
    figures: dict[str, Stated] = {"prevalence": stated(anew.prevalence), "auc": stated(anew.auc), "base": stated(as_is.auc)}
    return counts | figures | {"difference": stated(anew.auc - as_is.auc)}
