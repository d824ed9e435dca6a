"""Coverage of the stated intervals: how often the frequency among test points is inside the interval stated for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from .calibration import Calibration, frequency, nearest_frequencies

HALF_WIDTH = 1.959964  # of a 95 % interval, in standard errors


def interval_coverage(calibrations: Mapping[str, Calibration], test: pd.DataFrame, seed: int) -> dict[str, Any] | None:
    """Return the coverage of the stated intervals on the test points, and what it would be if nothing had changed (JSON).

    At margins spread over the scores, the share with the outcome is counted among as many nearest test points as the interval
    was stated from. That share varies by chance as well, so fewer than 95 in 100 are expected to be covered; the expected
    number follows from both errors (by family bootstrap).

    Parameters
    ----------
    calibrations : by fold. test : fold, margin, label and family of points that the folds' models never saw.

    Returns
    -------
    dict : places (number of margins), observed, expected (shares), stated, found (mean frequencies); None where no fold has
        enough test points.
    """
    parts = []
    for fold, rows in test.sort_values("margin", kind="stable").groupby("fold"):
        calibration = calibrations[str(fold)]
        if len(rows) < calibration.neighbours:
            continue
        margins, labels, families = (rows[name].to_numpy() for name in ("margin", "label", "family"))
        grid, found, draws = nearest_frequencies(margins, labels, families, calibration.neighbours, seed)
        stated, low, high = frequency(calibration, grid)
        error = np.sqrt(((high - low) / 2 / HALF_WIDTH) ** 2 + np.nanvar(draws, axis=0))
        expected = np.divide((high - low) / 2, error, out=np.full(len(grid), np.inf), where=error > 0)
        parts.append(np.column_stack([(low <= found) & (found <= high), 2 * ndtr(expected) - 1, stated, found]))
    if not parts:
        return None
    covered = np.concatenate(parts)
    observed, expected, stated, found = covered.mean(axis=0).round(4).tolist()
    return {"places": len(covered), "observed": observed, "expected": expected, "stated": stated, "found": found}
