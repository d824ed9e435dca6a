"""The area under the ROC curve of each group, for many draws of families at once.

The area is the mean, over positive rows, of the share of negative rows that score lower (and the other way round): the
structural components of DeLong, DeLong and Clarke-Pearson (1988). A draw of families reweights these components, which is
the method of Obuchowski (1997) for clustered rows: the estimate is exact, and a draw is exact up to terms of second order.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ...models.evaluation.estimates import share_of
from ...models.resampling import Draws
from .counts import Confusion, Membership


def auc_by_group(rows: pd.DataFrame, membership: Membership, draws: Draws, confusion: Confusion) -> np.ndarray:
    """Return draws x groups: the area under the curve of `score` (rows: score, label); NaN where a label has no row."""
    score, label = rows["score"].to_numpy(float)[membership.rows], rows["label"].to_numpy(int)[membership.rows]
    components = np.zeros(len(score))
    for start, end in pairwise(membership.bounds()):
        components[start:end] = _components(score[start:end], label[start:end])
    sums = membership.tally(draws, components, label, width=2)
    of_positives = share_of(sums[..., 1], confusion.positives)
    of_negatives = share_of(sums[..., 0], confusion.negatives)
    return np.asarray(of_positives + of_negatives - of_negatives[:1])


def _components(score: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Return for each row the share of rows of the other label that it is correctly ranked against; ties count a half."""
    components = np.zeros(len(score))
    ranks = rankdata(score)
    for value in (0, 1):
        same, others = label == value, (label != value).sum()
        if others:
            lower = (ranks[same] - rankdata(score[same])) / others
            components[same] = lower if value else 1 - lower
    return components
