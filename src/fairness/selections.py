"""Selections of contacts: which ones a score or a person picks out, and picking the highest scores up to a capacity."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Selection:
    """Which contacts are picked out (a mask), and the scores that rank them, where there are any."""

    picked: np.ndarray
    scores: np.ndarray | None = None

    def part(self, chosen: np.ndarray) -> Self:
        """Return the selection among some of the contacts (a mask)."""
        return replace(self, picked=self.picked[chosen], scores=None if self.scores is None else self.scores[chosen])


def highest_share(scores: np.ndarray, share: float) -> np.ndarray:
    """Return the highest `share` of the scores (a mask); all that tie with the lowest of them are included."""
    number = max(round(share * len(scores)), 1)
    return np.asarray(scores >= np.sort(scores)[-number])


def select_units(scores: np.ndarray, rows: pd.DataFrame, capacity: float) -> Selection:
    """Return the contacts of the highest `capacity` (a share) of the review units of `rows`."""
    return Selection(at_capacity(scores, rows["review_unit"].to_numpy(), capacity), scores)


def at_capacity(score: np.ndarray, unit: np.ndarray, capacity: float) -> np.ndarray:
    """Return which rows are flagged when the highest `capacity` (a share) of the review units are looked at.

    A unit counts by its highest score, and all its rows are looked at. Units that tie with the last score are all looked at, so
    that chance leaves none out.
    """
    highest = pd.Series(score).groupby(unit).transform("max").to_numpy()
    units = np.sort(pd.Series(score).groupby(unit).max().to_numpy())
    return np.asarray(highest >= units[-max(math.floor(capacity * len(units)), 1)])
