"""How well scores rank, for many draws of families at once: the scores are sorted once, and each draw passes over them once.

Points with the same score are taken as in random order: the answers are means over all orders. At a capacity the best and
the worst order are given too.
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
    """One value a draw: areas, the share of positives, and what is found at each capacity (NaN: cannot be estimated).

    found : draws x capacities x (mean, best, worst order of ties): positives among the reviewed.
    reviewed : draws x capacities. positives : of all.
    """

    auc: np.ndarray
    average_precision: np.ndarray
    prevalence: np.ndarray
    found: np.ndarray
    reviewed: np.ndarray
    positives: np.ndarray

    def precision(self, order: int = MEAN) -> np.ndarray:
        """Return draws x capacities: positives a reviewed point."""
        return np.asarray(self.found[:, :, order] / self.reviewed)

    def recall(self, order: int = MEAN) -> np.ndarray:
        """Return draws x capacities: the share of the positives that is reviewed (NaN without any)."""
        return share_of(self.found[:, :, order], self.positives[:, None])


def rank(
    scores: np.ndarray, labels: np.ndarray, draws: Draws, shares: Sequence[float] = (), weights: np.ndarray | None = None
) -> Ranked:
    """Rank points by score, highest first.

    Parameters
    ----------
    scores, labels : one a point; labels are 1 or 0.
    draws : of the same points.
    shares : parts of all points that can be reviewed, ascending.
    weights : what each point weighs; 1 if not given.
    """
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order]) != 0) + 1, len(scores))
    place = draws.place[order].astype(np.int32)
    weight = np.ones(len(scores)) if weights is None else weights
    reviewed = draws.sums(weight)
    rooms = np.outer(reviewed, shares)
    sums, found = _pass(place, labels[order] == 1, weight[order], ends, draws.counts, rooms)
    area, precision_sum, positives = sums.T
    return Ranked(
        auc=share_of(area, positives * (reviewed - positives)),
        average_precision=share_of(precision_sum, positives),
        prevalence=share_of(positives, reviewed),
        found=found,
        reviewed=rooms,
        positives=positives,
    )


@njit(cache=True, nogil=True)
def _pass(place: Any, positive: Any, weight: Any, ends: Any, counts: Any, rooms: Any) -> Any:
    """Return for each draw (area, sum of precisions, positives), and what is found in each room.

    place, positive, weight : by score, highest first. ends : where each run of equal scores ends. rooms : draws x capacities.
    """
    sums = np.zeros((len(counts), 3))
    found = np.zeros((len(counts), rooms.shape[1], 3))
    for draw in range(len(counts)):
        count, room = counts[draw], rooms[draw]
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
