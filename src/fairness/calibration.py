"""Do stated chances hold in each group? Intercept and slope of recalibration, and observed over expected by band.

Rows of a group are put into 50 cells of like chance, so that a draw of families costs the same however many rows.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.special import logit

from ..models.evaluation.agreement import NEVER, Cells, recalibrated
from ..models.evaluation.estimates import share_of
from ..models.resampling import Draws
from .counting import Members

CELLS = 50
BANDS = (0.5, 0.8, 0.95)
"""Bands of the stated chance: parts of all rows, lowest first, at which one band ends and the next begins."""


def recalibrations(rows: pd.DataFrame, members: Members, draws: Draws, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the intercepts (slope held at 1) and the slopes, each draws x groups; NaN for groups that are not `wanted`.

    Parameters
    ----------
    rows : probability, label. wanted : which groups have rows enough (a mask).
    """
    odds = logit(np.clip(rows["probability"].to_numpy(float), NEVER, 1 - NEVER))[members.rows]
    label = rows["label"].to_numpy(int)[members.rows]
    ends = np.searchsorted(members.groups, np.arange(members.number + 1))
    cell, middle = np.zeros(len(odds), int), np.zeros((members.number, CELLS))
    for group, (start, end) in enumerate(pairwise(ends)):
        if wanted[group]:
            cell[start:end], middle[group] = _cells(odds[start:end])
    drawn = members.tally(draws, kinds=2 * cell + label, width=2 * CELLS)
    drawn = drawn.reshape(len(drawn), members.number, CELLS, 2)
    intercept, slope = (np.full((len(drawn), members.number), np.nan) for _ in range(2))
    for place in np.flatnonzero(wanted).tolist():
        its = drawn[:, place]
        used = its[0].sum(axis=1) > 0
        cells = Cells(middle[place, used], its[:, used].sum(axis=2), its[:, used, 1])
        intercept[:, place] = recalibrated(cells, with_slope=False)[:, 0]
        slope[:, place] = recalibrated(cells, with_slope=True)[:, 1]
    return intercept, slope


def _cells(odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the cell of each row, and the mean log-odds of each cell: as wide as each other, so that high chances keep apart."""
    width = max(float(np.ptp(odds)), NEVER) / CELLS
    cell = np.minimum((odds - odds.min()) // width, CELLS - 1).astype(int)
    size = np.bincount(cell, minlength=CELLS)
    return cell, np.bincount(cell, odds, minlength=CELLS) / np.maximum(size, 1)


def observed_per_expected(rows: pd.DataFrame, members: Members, draws: Draws, followed: np.ndarray) -> np.ndarray:
    """Return draws x groups: how many were followed, for one that was stated."""
    return share_of(followed, members.tally(draws, rows["probability"].to_numpy(float)[members.rows])[..., 0])


def band_of(probability: np.ndarray) -> np.ndarray:
    """Return the band (0 lowest) of each stated chance; equal chances share a band."""
    edges = np.unique(np.quantile(probability, BANDS))
    return np.asarray(np.searchsorted(edges, probability, side="right"))
