"""The age sweep: the same records for somebody a little younger or older. A diagnostic, and no claim about anybody.

Only ages at which every record could have been made are tried: nobody is moved across birth, the start of school or 18.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...features.catalogue import Catalogue
from ..bands import in_attention
from ..crossfit import Fitted
from ..evaluation.estimates import FEWEST_FAMILIES, rounded
from ..triage import margins

YEARS = (-1.0, -0.5, 0.5, 1.0)
EDGES = (0.0, 4.0, 18.0)  # birth, the start of reception, the end of childhood
GROUPS = {"under 1": (0, 1), "1 to 3": (1, 4), "4 to 9": (4, 10), "10 to 15": (10, 16), "16 and over": (16, 18)}


def age_sweep(points: pd.DataFrame, features: pd.DataFrame, folds: list[Fitted], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return, by age and by years added, how far the score moves and how many points change band (JSON).

    Parameters
    ----------
    points, features : test points, rows in the same order. folds : the models that did not see each fold's families.

    Returns
    -------
    list : age, years, points, odds (what the odds are multiplied by, at the median point), change_band (a share). Empty
        where the catalogue has no age.
    """
    names = [feature.name for feature in catalogue.features if feature.measure == "years"]
    if not names:
        return []
    age = features[names[0]].to_numpy(np.float64)
    here = _scored(points, features, folds, catalogue)
    rows = []
    for years in YEARS:
        there = _scored(points, features.assign(**{names[0]: (age + years).astype(np.float32)}), folds, catalogue)
        may = np.searchsorted(EDGES, age, "right") == np.searchsorted(EDGES, age + years, "right")
        for group, (low, high) in GROUPS.items():
            its = may & (age >= low) & (age < high)
            if points.loc[its, "family"].nunique() >= FEWEST_FAMILIES:
                moved = there[0][its] - here[0][its]
                rows.append(
                    {
                        "age": group,
                        "years": years,
                        "points": int(its.sum()),
                        "odds": rounded(np.exp(np.median(moved)), 3),
                        "change_band": rounded((there[1][its] != here[1][its]).mean()),
                    }
                )
    return rows


def _scored(
    points: pd.DataFrame, features: pd.DataFrame, folds: list[Fitted], catalogue: Catalogue
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of each point by its fold's model, and whether it lies in that model's attention band."""
    margin, attention = np.full(len(points), np.nan), np.zeros(len(points), bool)
    for fitted in folds:
        mine = (points["fold"].astype(str) == fitted.fold).to_numpy()
        if mine.any():
            margin[mine] = margins(fitted.model, features[mine], catalogue)
            attention[mine] = in_attention(margin[mine], fitted.calibration.threshold)
    return margin, attention
