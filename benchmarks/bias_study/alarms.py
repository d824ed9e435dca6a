"""The alarms of an audit: which gaps differ from zero by more than chance, one at a time and simultaneously."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import beta

from neglect_triage.models.evaluation.estimates import Stated, rounded
from neglect_triage.models.groups import Groups

Audit = Callable[[pd.DataFrame, Groups], Mapping[str, Sequence[Mapping[str, Any]]]]
"""From rows and groups to what `gaps.audited_gaps` returns."""

ALONE, TOGETHER = "alone", "together"
FEWEST = 10  # values needed to estimate a spread


def alarms(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> pd.DataFrame:
    """Return every gap that the audit could estimate: characteristic, group, figure, gap, and whether it raised an alarm.

    `alone`: the 95 % interval of the gap excludes zero. `together`: its simultaneous confidence band does.
    """
    rows = [
        {
            "characteristic": kind,
            "group": line["name"],
            "figure": figure,
            "gap": gap["value"],
            ALONE: gap["low"] > 0 or gap["high"] < 0,
            TOGETHER: bool(gap["differs"]),
        }
        for kind, lines in found.items()
        for line in lines
        for figure, gap in line["differences"].items()
        if gap["low"] is not None and gap["band_low"] is not None
    ]
    return pd.DataFrame(rows, columns=["characteristic", "group", "figure", "gap", ALONE, TOGETHER])


def share(times: int, of: int) -> dict[str, Any]:
    """Return how often something happened, with the exact 95 % interval (Clopper and Pearson 1934)."""
    low = beta.ppf(0.025, times, of - times + 1) if times else 0.0
    high = beta.ppf(0.975, times + 1, of - times) if times < of else 1.0
    return {"times": times, "of": of, "value": rounded(times / of), "low": rounded(low), "high": rounded(high)}


def mean_of(values: np.ndarray) -> Stated:
    """Return the mean of independent values with its 95 % interval by their spread; no interval where they are too few."""
    middle = values.mean()
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) >= FEWEST else np.nan
    return {"value": rounded(middle), "low": rounded(middle - 1.96 * error), "high": rounded(middle + 1.96 * error)}
