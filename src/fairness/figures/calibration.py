"""Calibration of stated chances in each group: intercept and slope of recalibration, and observed per expected.

Rows of a group are put into 50 cells of similar chance, so that a draw of families costs the same however many rows there are.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from ... import portable
from ...models.evaluation.agreement import NEVER, Cells, recalibrated
from ...models.evaluation.estimates import share_of
from ...models.resampling import Draws
from .counts import Membership

CELLS = 50
BANDS = (0.5, 0.8, 0.95)
"""Bands of the stated chance: the quantiles of all rows at which one band ends and the next begins."""


def recalibration_by_group(
    rows: pd.DataFrame, membership: Membership, draws: Draws, estimable: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the intercepts (slope fixed at 1) and the slopes, each draws x groups; NaN for groups that are not `estimable`.

    Parameters
    ----------
    rows : probability, label. estimable : which groups have enough rows (a mask).
    """
    odds = portable.log_odds_of(np.clip(rows["probability"].to_numpy(float), NEVER, 1 - NEVER))[membership.rows]
    label = rows["label"].to_numpy(int)[membership.rows]
    cell, middle = np.zeros(len(odds), int), np.zeros((membership.number, CELLS))
    for group, (start, end) in enumerate(pairwise(membership.bounds())):
        if estimable[group]:
            cell[start:end], middle[group] = _cells(odds[start:end])
    tallied = membership.tally(draws, kinds=2 * cell + label, width=2 * CELLS)
    tallied = tallied.reshape(len(tallied), membership.number, CELLS, 2)
    intercept, slope = (np.full((len(tallied), membership.number), np.nan) for _ in range(2))
    for group in np.flatnonzero(estimable).tolist():
        of_group = tallied[:, group]
        used = of_group[0].sum(axis=1) > 0
        cells = Cells(middle[group, used], of_group[:, used].sum(axis=2), of_group[:, used, 1])
        intercept[:, group] = recalibrated(cells, with_slope=False)[:, 0]
        slope[:, group] = recalibrated(cells, with_slope=True)[:, 1]
    return intercept, slope


def _cells(odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the cell of each row, and the mean log-odds of each cell; equally wide cells keep high chances apart."""
    width = max(float(np.ptp(odds)), NEVER) / CELLS
    cell = np.minimum((odds - odds.min()) // width, CELLS - 1).astype(int)
    size = np.bincount(cell, minlength=CELLS)
    return cell, np.bincount(cell, odds, minlength=CELLS) / np.maximum(size, 1)


def observed_per_expected(rows: pd.DataFrame, membership: Membership, draws: Draws, positives: np.ndarray) -> np.ndarray:
    """Return draws x groups: positive rows for each one that the stated chances (`probability`) lead one to expect."""
    return share_of(positives, membership.tally(draws, rows["probability"].to_numpy(float)[membership.rows])[..., 0])


def band_of(probability: np.ndarray) -> np.ndarray:
    """Return the band (0 lowest) of each stated chance; equal chances share a band."""
    edges = np.unique(np.quantile(probability, BANDS))
    return np.asarray(np.searchsorted(edges, probability, side="right"))
