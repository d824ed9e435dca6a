"""What the audit analyses beyond the groups' figures: people's own decisions, proxies, directions, and possible remedies.

As in `models/sensitivity`, each half of the families is scored by a model fitted on the other: with everything as it is, and with
one thing changed. The change is due to that one thing; the level is that of models fitted on half of the families.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ..features.catalogue import Catalogue
from ..models.crossfit import in_period
from ..models.evaluation.scores import MODEL
from ..models.groups import Groups
from ..models.resampling import draw_families
from ..models.sensitivity.refits import Refit, fittable, halves, refit
from ..models.sensitivity.study import headline
from ..models.sensitivity.variants import BASE, label_variants
from ..params import Params, Train
from .audit import audit_run
from .gap_changes import Grouped, gap_changes
from .groups import rows_of
from .human_decisions import human_decisions
from .proxies import proxies, strongest
from .recalibration import recalibrations, why_not_recalibrated
from .selections import Selection, select_units

LABELS = ("label: plan", "label: protective")
"""Labels of `models/sensitivity` that depend less on what was decided that day: a plan alone, or protective measures alone."""
NO_PROXIES = "without the indicators that carry most"
DIRECTIONS = "without directions"


def audit_with_further_analyses(
    points: pd.DataFrame,
    features: pd.DataFrame,
    test: pd.DataFrame,
    groups: Groups,
    catalogue: Catalogue,
    params: Params,
    intervals: bool,
) -> dict[str, Any]:
    """Return the audit of the headline's test points with its further analyses (JSON; see `audit_run`, `further_analyses`).

    Parameters
    ----------
    points, features : those that `models.cohort.analysed` returns, rows in the same order.
    test : the test points, as `models.evaluation.scores.with_scores` gives them.
    groups : what `groups_of_points` returns for `points`.
    intervals : False where families are not known.
    """
    settings = params.audit
    audited = in_period(points, "test") & headline(points)
    with threadpool_limits(1):
        rows = test[test["point_id"].isin(points.loc[audited, "point_id"])].reset_index(drop=True)
        audit = audit_run(rows, rows_of(groups, audited), settings, intervals)
        kept = {name: groups[name] for name in audit["groups"]}
        drawn = draw_families(rows["family"].to_numpy(), settings.draws if intervals else 0, settings.seed)
        margin = points["point_id"].map(test.set_index("point_id")[MODEL])
        every = Grouped(points.assign(**{MODEL: margin}), kept, audit["references"], drawn)
        return audit | further_analyses(every, features, settings.capacity, catalogue, params.train, settings.seed)


def further_analyses(
    audited: Grouped, features: pd.DataFrame, capacity: float, catalogue: Catalogue, train: Train, seed: int
) -> dict[str, Any]:  # fmt: skip
    """Return the further analyses of the headline's test contacts (JSON).

    Parameters
    ----------
    audited, features : the contacts of every period, in the same order, without worked examples: those of the cohort, and
        `model`, the log-odds by the model that the run reports (NaN outside the test period).
    capacity : share of the review units that are looked at.

    Returns
    -------
    dict : humans; proxies; refitted, the gaps of every refit and their changes from the refit that changes nothing;
        not_refitted, those that too few families have the outcome or go without it for; by_own_label, the same for a refit on
        another label when that label judges both; recalibrated, by characteristic; not_recalibrated, why none of them is, or "".
    """
    points = audited.rows
    half, reported = halves(points, seed), in_period(points, "test") & headline(points)
    test = audited.part(reported)
    free = without_directions(catalogue)
    found = proxies(test, features[reported].reset_index(drop=True), half[reported], free, train)
    taken_out = strongest(found)
    margins, not_fitted = _margins(points, features, taken_out, half, catalogue, train)
    selections = {name: select_units(margin[reported], test.rows, capacity) for name, margin in margins.items()}
    return {
        "humans": human_decisions(test),
        "proxies": found | {"taken_out": taken_out},
        "refitted": {"capacity": capacity} | gap_changes(test, selections),
        "not_refitted": not_fitted,
        "by_own_label": {name: _by_own_label(test, name, selections) for name in LABELS if name in selections},
        "not_recalibrated": why_not_recalibrated(points, half),
        "recalibrated": recalibrations(audited, reported, margins[BASE], half, capacity),
    }


def without_directions(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with every measure unconstrained: the model may then lower the score for more of a record."""
    free = {
        name: indicator.model_copy(update={"measures": dict.fromkeys(indicator.measures, "unconstrained")})
        for name, indicator in catalogue.indicators.items()
    }
    return Catalogue(indicators=free)


def _by_own_label(test: Grouped, name: str, selections: Mapping[str, Selection]) -> dict[str, Any]:
    rows = test.rows.assign(label=test.rows[name.removeprefix("label: ")])
    known = rows["label"].notna().to_numpy()
    both = {refitted: selections[refitted].part(known) for refitted in (BASE, name)}
    return gap_changes(replace(test, rows=rows).part(known), both)


def _margins(
    points: pd.DataFrame, features: pd.DataFrame, taken_out: list[str], half: np.ndarray, catalogue: Catalogue, train: Train
) -> tuple[dict[str, np.ndarray], list[str]]:
    """Return the log-odds of the points by the refit that changes nothing, first, and by every other; and those not fitted."""
    base = Refit.base(points, features)
    labels = label_variants(points, base, [], {})
    variants, not_fitted = fittable(points, {name: labels[name] for name in LABELS if name in labels}, half, train)
    variants = {BASE: base} | variants
    if taken_out:
        blank = [feature.name for feature in catalogue.features if feature.indicator in taken_out]
        variants[NO_PROXIES] = base.without(blank)
    fitted = refit(points, variants, half, catalogue, train)
    fitted |= refit(points, {DIRECTIONS: base}, half, without_directions(catalogue), train)
    return {name: one.margin for name, one in fitted.items()}, not_fitted
