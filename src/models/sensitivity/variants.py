"""The variants that are refitted: other labels and horizons, fewer records, fewer or other families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ..crossfit import in_period
from ..design_checks import changed_coverage
from .refits import Refit

BASE = "as it stands"
AS_DATED = "as dated"
LABELS = ("plan", "factor", "protective", "later")
HISTORY = "history"


def label_variants(
    points: pd.DataFrame, base: Refit, horizons: Sequence[int], others: Mapping[str, np.ndarray]
) -> dict[str, Refit]:
    """Return the variants with one part of the label, with `later`, with shorter horizons (days), and with other labels."""
    found = {f"label: {name}": base.labelled(points[name].to_numpy(np.float64)) for name in LABELS if name in points}
    if "outcome_date" in points:
        days = (points["outcome_date"] - points["as_of"]).dt.days.to_numpy(np.float64)
        for horizon in horizons:
            label = np.where(np.isnan(base.label), np.nan, np.nan_to_num(days, nan=np.inf) <= horizon)
            found[f"within {horizon} days"] = base.labelled(label)
    return found | {name: base.labelled(label) for name, label in others.items()}


def record_variants(points: pd.DataFrame, base: Refit, catalogue: Catalogue) -> dict[str, Refit]:
    """Return the variants without the history theme, without features whose coverage changed, and with only unknown marks."""
    train, test = in_period(points, "train"), in_period(points, "test")
    names = [feature.name for feature in catalogue.features]
    history = [one.name for one in catalogue.features if catalogue.indicators[one.indicator].theme == HISTORY]
    changed = changed_coverage(base.features.loc[train, names], base.features.loc[test, names])
    found = {"without earlier plans and assessments": history, "without features whose coverage changed": changed}
    variants = {name: base.without(blank) for name, blank in found.items() if blank}
    gaps = base.features.assign(**{name: base.features[name].where(base.features[name].isna(), np.float32(0)) for name in names})
    return variants | {"nothing but what is unknown": Refit(gaps, base.label, base.rows)}


def learning_variants(points: pd.DataFrame, base: Refit, shares: Sequence[float], seed: int) -> dict[str, Refit]:
    """Return the variants fitted on a share of the training families; each smaller sample is part of the larger ones."""
    names, place = np.unique(points["family"].to_numpy(), return_inverse=True)
    order = (np.random.Generator(np.random.PCG64(seed)).permutation(len(names)) / len(names))[place]
    rows = {f"{100 * share:g} % of the training data": base.rows[order[base.rows] < share] for share in shares}
    return {name: Refit(base.features, base.label, part) for name, part in rows.items()}


def redrawn_variants(points: pd.DataFrame, base: Refit, number: int, seed: int) -> dict[str, Refit]:
    """Return variants fitted on training families drawn with replacement."""
    names, place = np.unique(points["family"].to_numpy(), return_inverse=True)
    generator = np.random.Generator(np.random.PCG64(seed))
    found = {}
    for draw in range(number):
        counts = np.bincount(generator.integers(0, len(names), len(names)), minlength=len(names))
        found[f"draw {draw + 1}"] = Refit(base.features, base.label, np.repeat(base.rows, counts[place[base.rows]]))
    return found
