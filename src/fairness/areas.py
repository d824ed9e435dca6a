"""The area under the curve of each group, for many draws of families at once.

The area is the mean, over rows that were followed, of the share of the others that score lower (and the other way round):
the structural components of DeLong, DeLong and Clarke-Pearson (1988). A draw of families weighs these components anew, which is
the way of Obuchowski (1997) with clustered rows: the estimate is exact, and a draw is exact but for terms of second order.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ..models.evaluation.estimates import share_of
from ..models.resampling import Draws
from .counting import Confusion, Members


def areas(rows: pd.DataFrame, members: Members, draws: Draws, counts: Confusion) -> np.ndarray:
    """Return draws x groups: the area under the curve of `score` (rows: score, label); NaN where one label is lacking."""
    score, label = rows["score"].to_numpy(float)[members.rows], rows["label"].to_numpy(int)[members.rows]
    ends = np.searchsorted(members.groups, np.arange(members.number + 1))
    placed = np.zeros(len(score))
    for start, end in pairwise(ends):
        placed[start:end] = components(score[start:end], label[start:end])
    sums = members.tally(draws, placed, label, width=2)
    above = share_of(sums[..., 1], counts.followed)
    below = share_of(sums[..., 0], counts.not_followed)
    return np.asarray(above + below - below[:1])


def components(score: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Return for each row the share of rows of the other label that it is rightly ordered with; ties count a half."""
    placed = np.zeros(len(score))
    every = rankdata(score)
    for mine in (0, 1):
        own, others = label == mine, (label != mine).sum()
        if others:
            lower = (every[own] - rankdata(score[own])) / others
            placed[own] = lower if mine else 1 - lower
    return placed
