"""How many times as often the outcome followed points with records of an indicator as points without any.

It orders the records that a page names first. It rests on the records and labels of the training period alone, of families other
than the point's own; it says what went with the outcome, and not what led to it.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from .. import portable
from ..features.catalogue import THIS_CONTACT, Catalogue
from .crossfit import in_period
from .evaluation.estimates import enough_families

NORMAL_95 = 1.96

Risks = dict[str, dict[str, float]]
"""By fold that was held out, and by indicator."""


def relative_risks(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue) -> Risks:
    """Return the relative risks above 1 by more than chance, rounded to two digits.

    An indicator has one if more of its records may only raise a score, if it counts records of a kind about the person, and if
    enough families, with and without its records, were in the training period.

    Parameters
    ----------
    points, features : rows in the same order; points needs period, label, fold, family.
    """
    counts = _counts(catalogue)
    has_any = {indicator: (features[column] > 0).to_numpy() for indicator, column in counts.items()}
    risks = {}
    for fold in sorted(points["fold"].unique()):
        rows = in_period(points, "train") & (points["fold"] != fold).to_numpy()
        found = {indicator: _risk(points[rows], some[rows]) for indicator, some in has_any.items()}
        risks[str(fold)] = {indicator: risk for indicator, risk in found.items() if risk is not None}
    return risks


def _counts(catalogue: Catalogue) -> dict[str, str]:
    """Return by indicator the feature that counts its records in its longest window."""
    counts = {}
    for feature in catalogue.features:
        indicator = catalogue.indicators[feature.indicator]
        events = indicator.events
        if not events or feature.measure != "count" or feature.direction != "increases":
            continue
        of_a_kind = not (events.worry or events.unshared or events.about == "siblings")
        if of_a_kind and feature.window == indicator.longest_window != THIS_CONTACT:
            counts[feature.indicator] = feature.name
    return counts


def _risk(points: pd.DataFrame, some: np.ndarray) -> float | None:
    """Return the relative risk of the points with some record; None where there are too few of either, or it may be chance.

    It may be chance where the lower end of its 95 % interval (Katz and others, 1978) is not above 1.
    """
    if not (enough_families(points[some]) and enough_families(points[~some])):
        return None
    label = points["label"].to_numpy(np.float64)
    risk = float(label[some].mean() / label[~some].mean())
    variance = sum((1 - part.mean()) / part.sum() for part in (label[some], label[~some]))
    return round(risk, 2) if risk > portable.exp(NORMAL_95 * math.sqrt(variance)) else None
