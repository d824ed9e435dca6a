"""The age sweep: the score of the same records at a slightly lower or higher age. A diagnostic, not a claim about anybody.

Ages never cross birth, the start of school or 18, so that every record is possible at the changed age.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ... import portable
from ...features.catalogue import Catalogue
from ..bands import in_attention
from ..crossfit import Fitted
from ..evaluation.estimates import FEWEST_FAMILIES, rounded
from ..triage import margins

YEARS = (-1.0, -0.5, 0.5, 1.0)
EDGES = (0.0, 4.0, 18.0)  # birth, the start of reception, the end of childhood
GROUPS = {
    "not yet born": (-np.inf, 0),
    "under 1": (0, 1),
    "1 to 3": (1, 4),
    "4 to 9": (4, 10),
    "10 to 15": (10, 16),
    "16 and 17": (16, 18),
    "18 and over": (18, np.inf),
}
IN_NONE = "in no group"


def age_sweep(points: pd.DataFrame, features: pd.DataFrame, folds: list[Fitted], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return, by age and years added, how far the score moves and how many points change band (JSON).

    Parameters
    ----------
    points, features : test points, rows in the same order. folds : for each fold, the model that did not see its families.

    Returns
    -------
    list : age, years, points, odds (the median factor by which the odds change), change_band (a share); both None below 30
        families. Those who would cross an age in `EDGES`, or whose age is not known, are counted as in no group, so that the
        points of each number of years add up to all. Empty where the catalogue has no age.
    """
    names = [feature.name for feature in catalogue.features if feature.measure == "years"]
    if not names:
        return []
    age = features[names[0]].to_numpy(np.float64)
    before = _scored(points, features, folds, catalogue)
    rows = []
    for years in YEARS:
        after = _scored(points, features.assign(**{names[0]: (age + years).astype(np.float32)}), folds, catalogue)
        possible = np.searchsorted(EDGES, age, "right") == np.searchsorted(EDGES, age + years, "right")
        masks = {group: possible & (age >= low) & (age < high) for group, (low, high) in GROUPS.items()}
        masks[IN_NONE] = ~np.logical_or.reduce(list(masks.values()))
        for group, chosen in masks.items():
            if chosen.any() or group == IN_NONE:
                enough = group != IN_NONE and points.loc[chosen, "family"].nunique() >= FEWEST_FAMILIES
                odds = rounded(float(portable.exp(np.median(after[0][chosen] - before[0][chosen]))), 3) if enough else None
                moved = rounded((after[1][chosen] != before[1][chosen]).mean()) if enough else None
                rows.append({"age": group, "years": years, "points": int(chosen.sum()), "odds": odds, "change_band": moved})
    return rows


def _scored(
    points: pd.DataFrame, features: pd.DataFrame, folds: list[Fitted], catalogue: Catalogue
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of each point by its fold's model, and whether it is in that model's attention band."""
    margin, attention = np.full(len(points), np.nan), np.zeros(len(points), bool)
    for fitted in folds:
        rows = (points["fold"].astype(str) == fitted.fold).to_numpy()
        if rows.any():
            margin[rows] = margins(fitted.model, features[rows], catalogue)
            attention[rows] = in_attention(margin[rows], fitted.calibration.threshold)
    return margin, attention
