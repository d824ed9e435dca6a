"""Do the stated intervals hold later? How often the frequency among test points lies in the interval that was stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from .calibration import Calibration, frequency, nearest_frequencies

HALF_WIDTH = 1.959964  # of a 95 % interval, in standard errors


def interval_coverage(calibrations: Mapping[str, Calibration], test: pd.DataFrame, seed: int) -> dict[str, Any] | None:
    """Return how often the stated intervals held on the test points, and how often they would if nothing had changed (JSON).

    At places spread over the scores, the share with the outcome is counted among as many nearest test points as the
    interval was stated from. It varies by chance as the stated one does, so that fewer than 95 in 100 can be expected:
    how many, both errors (by family bootstrap) tell.

    Parameters
    ----------
    calibrations : of each fold. test : fold, margin, label and family of points that the folds' models never saw.

    Returns
    -------
    dict : places, observed, expected (shares), stated, found (mean frequencies); None where no fold has test points enough.
    """
    parts = []
    for fold, rows in test.sort_values("margin", kind="stable").groupby("fold"):
        calibration = calibrations[str(fold)]
        if len(rows) < calibration.neighbours:
            continue
        margins, labels, families = (rows[name].to_numpy() for name in ("margin", "label", "family"))
        grid, found, draws = nearest_frequencies(margins, labels, families, calibration.neighbours, seed)
        stated, low, high = frequency(calibration, grid)
        error = np.hypot((high - low) / 2 / HALF_WIDTH, np.nanstd(draws, axis=0))
        expected = np.divide((high - low) / 2, error, out=np.full(len(grid), np.inf), where=error > 0)
        parts.append(np.column_stack([(low <= found) & (found <= high), 2 * ndtr(expected) - 1, stated, found]))
    if not parts:
        return None
    held = np.concatenate(parts)
    observed, expected, stated, found = held.mean(axis=0).round(4).tolist()
    return {"places": len(held), "observed": observed, "expected": expected, "stated": stated, "found": found}
