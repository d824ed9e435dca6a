"""Metrics for many bootstrap draws at once: every function takes weights (draws x points) and gives one answer a draw.

Points with the same score are taken as in random order: the answers are the means over all orders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ranking:
    """Points by score, highest first: sums of weights (`reviewed`) and of positive weights (`found`) up to each score.

    Both are draws x (scores + 1); the first column is 0.
    """

    reviewed: np.ndarray
    found: np.ndarray


def rank(scores: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> Ranking:
    """Rank points by score.

    Parameters
    ----------
    scores, labels : one a point.
    weights : draws x points.
    """
    order = np.argsort(-scores, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(scores[order]) != 0])
    zero = np.zeros((len(weights), 1))
    sums = [np.cumsum(np.add.reduceat(part[:, order], first, axis=1), axis=1) for part in (weights, weights * labels)]
    return Ranking(*(np.concatenate([zero, part], axis=1) for part in sums))


def auc(ranking: Ranking) -> np.ndarray:
    """Return the area under the ROC curve a draw: the chance that a positive scores above a negative, ties half."""
    missed = ranking.reviewed - ranking.found
    area = np.sum(np.diff(missed, axis=1) * (ranking.found[:, 1:] + ranking.found[:, :-1]) / 2, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(area / (ranking.found[:, -1] * missed[:, -1]))


def average_precision(ranking: Ranking) -> np.ndarray:
    """Return the average precision a draw (the sum over scores of precision times gain in recall)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.nan_to_num(ranking.found / ranking.reviewed)[:, 1:]
        return np.asarray(np.sum(precision * np.diff(ranking.found, axis=1), axis=1) / ranking.found[:, -1])


def prevalence(ranking: Ranking) -> np.ndarray:
    """Return the share of positives a draw."""
    return np.asarray(ranking.found[:, -1] / ranking.reviewed[:, -1])


def found_at(ranking: Ranking, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Return precision and recall a draw when the top `share` is reviewed."""
    capacity = share * ranking.reviewed[:, -1]
    rows = zip(capacity, ranking.reviewed, ranking.found, strict=True)
    found = np.array([np.interp(top, reviewed, positive) for top, reviewed, positive in rows])
    with np.errstate(invalid="ignore", divide="ignore"):
        return found / capacity, found / ranking.found[:, -1]
