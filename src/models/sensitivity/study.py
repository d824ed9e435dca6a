"""The sensitivity study of a run: every variant refitted together, and what its figures say of the headline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...features.catalogue import Catalogue
from ...params import Params, Sensitivity, Train
from ..crossfit import Fitted, in_period
from ..evaluation.estimates import enough_families
from ..labels import Chronology
from ..resampling import FamilyDraws, draw_families
from .ages import age_sweep
from .censoring import Censored, censoring_weights, moves_away
from .figures import STAYED, compare_with_base, stability, weighted_row
from .labels import added_labels
from .late import late_features
from .refits import Refit, fittable, halves, refit
from .variants import BASE, label_variants, learning_variants, record_variants, redrawn_variants


def sensitivity_study(
    points: pd.DataFrame,
    features: pd.DataFrame,
    chronology: Chronology,
    folds: list[Fitted],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    params: Params,
    intervals: bool,
) -> dict[str, Any]:
    """Return the figures of every variant of a run, and the age sweep of its fold models (JSON).

    Parameters
    ----------
    points, features : those that `cohort.analysed` returns, rows in the same order. chronology : canonical tables by name.
    folds : the fold models of the run. intervals : False where families are not known.
    """
    cohort, settings = params.cohort, params.sensitivity
    late = late_features(points, features, chronology, catalogue, vocabulary, settings, params.train.view)
    censored = None
    if "outcome_date" in points:
        censored = censoring_weights(points, chronology["children"], moves_away(chronology), cohort.horizon_days)
    others = added_labels(points, chronology, vocabulary, params) if cohort.kind == "contacts" else {}
    found = sensitivities(points, features, late, censored, others, catalogue, params.train, settings, intervals)
    test = in_period(points, "test") & headline(points)
    return found | {"ages": age_sweep(points[test], features[test], folds, catalogue)}


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
    """Return the figures of every refitted variant on the headline's test points (JSON).

    Parameters
    ----------
    points, features : rows in the same order, without worked examples.
    late : by name, the features of some of the points if records had become known later.
    others : by name, other labels (1, 0, or NaN where not known).
    censored : weights of the points; None where the dates of outcomes are not known.
    intervals : False where families are not known.
    """
    test = in_period(points, "test") & headline(points)
    base, half = Refit.base(points, features), halves(points, settings.seed)
    wanted = {
        "labels": label_variants(points, base, settings.horizons, others),
        "records": record_variants(points, base, catalogue),
        "known dates": {name: _with_features(points, base, matrix) for name, matrix in late.items()},
        "censoring": _stayed(base, censored),
        "learning": learning_variants(points, base, settings.learning_shares, settings.seed),
        "draws": redrawn_variants(points, base, settings.redrawn, settings.seed),
    }
    usable = {name: fittable(points, group, half, train) for name, group in wanted.items()}
    groups = {name: kept for name, (kept, _) in usable.items()}
    every = {BASE: base} | {name: variant for group in groups.values() for name, variant in group.items()}
    fitted = refit(points, every, half, catalogue, train)
    drawn = _draws(points[test], settings, intervals)
    rows = {
        name: compare_with_base(points, test, group, fitted, drawn) for name, group in groups.items() if name != "draws" and group
    }
    if groups["censoring"] and censored is not None:
        rows["censoring"] = [weighted_row(points, test, base, fitted, censored, drawn)]
    return {
        "refits": 2 * len(every),
        "not_fitted": [name for _, names in usable.values() for name in names],
        "families": points.loc[test, "family"].nunique(),
        "base": compare_with_base(points, test, {BASE: base}, fitted, drawn)[0],
        "variants": rows,
        "left": censored.left if censored else None,
        "stability": stability(test, {name: fitted[name] for name in (BASE, *groups["draws"])}),
    }


def headline(points: pd.DataFrame) -> np.ndarray:
    """Return which points are in the headline stratum; all, where no stratum has that name."""
    named = (points["stratum"] == "headline").to_numpy()
    return named if named.any() else np.ones(len(points), bool)


def _draws(rows: pd.DataFrame, settings: Sensitivity, intervals: bool) -> FamilyDraws:
    draws = settings.bootstrap_draws if intervals and enough_families(rows) else 0
    return draw_families(rows["family"].to_numpy(), draws, settings.seed)


def _with_features(points: pd.DataFrame, base: Refit, features: pd.DataFrame) -> Refit:
    """Return the variant of the points that `features` has rows for, with these features; other points are left out."""
    given = points["point_id"].isin(features["point_id"]).to_numpy()
    every = features.set_index("point_id").reindex(points["point_id"]).reset_index()
    return Refit(every, base.label, base.rows).labelled(np.where(given, base.label, np.nan))


def _stayed(base: Refit, censored: Censored | None) -> dict[str, Refit]:
    if censored is None or not sum(censored.left.values()):
        return {}
    return {STAYED: base.labelled(np.where(np.isnan(censored.weights), np.nan, base.label))}
