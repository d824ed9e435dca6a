"""How well scores rank, for many draws of families at once: scores are sorted once, then each draw makes one pass.

Points with the same score count as in random order: results are means over all orders. At a capacity the best and the worst
order are given too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from ..resampling import Draws
from .estimates import share_of

MEAN, BEST, WORST = range(3)


@dataclass(frozen=True)
class Ranked:
    """One value for each draw: areas, prevalence, and what is found at each capacity (NaN: not estimable).

    found : draws x capacities x (mean, best, worst order of ties): positives among the reviewed points.
    reviewed : draws x capacities: number of points. positives : number among all points.
    """

    auc: np.ndarray
    average_precision: np.ndarray
    prevalence: np.ndarray
    found: np.ndarray
    reviewed: np.ndarray
    positives: np.ndarray

    def precision(self, order: int = MEAN) -> np.ndarray:
        """Return draws x capacities: the share of reviewed points that are positive."""
        return np.asarray(self.found[:, :, order] / self.reviewed)

    def recall(self, order: int = MEAN) -> np.ndarray:
        """Return draws x capacities: the share of positives that are reviewed (NaN without any)."""
        return share_of(self.found[:, :, order], self.positives[:, None])


def rank(
    scores: np.ndarray, labels: np.ndarray, draws: Draws, shares: Sequence[float] = (), weights: np.ndarray | None = None
) -> Ranked:
    """Rank points by score, highest first.

    Parameters
    ----------
    scores, labels : one for each point; labels are 1 or 0.
    draws : draws of the same points.
    shares : shares of all points that can be reviewed, ascending.
    weights : weight of each point; 1 if not given.
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order]) != 0) + 1, len(scores))
    place = draws.place[order].astype(np.int32)
    weight = np.ones(len(scores)) if weights is None else weights
    reviewed = draws.sums(weight)
    capacities = np.outer(reviewed, shares)
    sums, found = _pass(place, labels[order] == 1, weight[order], ends, draws.counts, capacities)
    area, precision_sum, positives = sums.T
    return Ranked(
        auc=share_of(area, positives * (reviewed - positives)),
        average_precision=share_of(precision_sum, positives),
        prevalence=share_of(positives, reviewed),
        found=found,
        reviewed=capacities,
        positives=positives,
    )


@njit(cache=True, nogil=True)
def _pass(place: Any, positive: Any, weight: Any, ends: Any, counts: Any, capacities: Any) -> Any:
    """Return for each draw (area, sum of precisions, positives), and the positives found at each capacity.

    place, positive, weight : by score, highest first. ends : where each run of equal scores ends. capacities : draws x shares.
    """
    sums = np.zeros((len(counts), 3))
    found = np.zeros((len(counts), capacities.shape[1], 3))
    for draw in range(len(counts)):
        count, room = counts[draw], capacities[draw]
        point, at, area, precisions, reviewed, positives = 0, 0, 0.0, 0.0, 0.0, 0.0
        for end in ends:
            both, tied = 0.0, 0.0  # drawn with this score, and the positives among them
            while point < end:
                times = count[place[point]] * weight[point]
                both += times
                if positive[point]:
                    tied += times
                point += 1
            area += (both - tied) * (positives + tied / 2)
            while at < len(room) and room[at] <= reviewed + both:
                left = room[at] - reviewed
                found[draw, at, 0] = positives + (tied * left / both if both > 0 else 0.0)
                found[draw, at, 1] = positives + min(left, tied)
                found[draw, at, 2] = positives + max(left - (both - tied), 0.0)
                at += 1
            reviewed += both
            positives += tied
            if tied > 0:
                precisions += tied * positives / reviewed
        sums[draw] = area, precisions, positives
    return sums, found
