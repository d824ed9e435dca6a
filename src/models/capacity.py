"""Who is picked out at a capacity. Every place that takes the highest scores takes them here, so that ties are counted alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Picked:
    """What is picked out when the highest scores are asked for.

    asked, picked, of : numbers of units: how many are asked for, how many have one of the highest scores (more, where scores tie
    with the last of them), and how many there are. chance : of each row, to be among exactly as many as are asked for, when lot
    decides among those that tie (0 to 1).
    """

    asked: int
    picked: int
    of: int
    chance: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Which rows have one of the highest scores, all that tie with the last among them (a mask)."""
        return np.asarray(self.chance > 0)


def highest(scores: np.ndarray, share: float, units: np.ndarray | None = None) -> Picked:
    """Return what is picked out when the highest `share` of the units is asked for; at least one unit is.

    Parameters
    ----------
    scores : one for each row, higher first. units : of each row, what is looked at together: a unit counts by its highest score.
        Each row is a unit of its own if not given.
    """
    _, first, unit = np.unique(np.arange(len(scores)) if units is None else units, return_index=True, return_inverse=True)
    best = pd.Series(scores).groupby(unit).max()
    # 0.29 of 100 are 29, although the product of these numbers is smaller.
    asked = max(math.floor(share * len(first) + 1e-9), 1)
    chance = chances(best, asked)
    return Picked(asked, int((chance > 0).sum()), len(first), chance[unit])


def chances(scores: pd.Series, number: int, within: pd.Series | None = None) -> np.ndarray:
    """Return the chance of each score to be among the `number` highest (of its own kind in `within`), ties broken at random."""
    by = pd.DataFrame({"score": scores.to_numpy(), "within": 0 if within is None else within.to_numpy()})
    higher = by.groupby("within")["score"].rank(method="min", ascending=False) - 1
    tied = by.groupby(["within", "score"])["score"].transform("size")
    return np.asarray(((number - higher) / tied).clip(0, 1))
