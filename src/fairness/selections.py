"""Selections of contacts: which ones a score or a person picks out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from ..models.capacity import highest


@dataclass(frozen=True)
class Selection:
    """How far each contact is picked out, and the scores that rank them, where there are any.

    picked : 1 or 0 (or a mask); between them, the chance where lot decides among equal scores.
    """

    picked: np.ndarray
    scores: np.ndarray | None = None

    def part(self, chosen: np.ndarray) -> Self:
        """Return the selection among some of the contacts (a mask)."""
        return replace(self, picked=self.picked[chosen], scores=None if self.scores is None else self.scores[chosen])


def select_units(scores: np.ndarray, rows: pd.DataFrame, capacity: float) -> Selection:
    """Return the contacts of exactly the highest `capacity` (a share) of the review units of `rows`."""
    return Selection(highest(scores, capacity, rows["review_unit"].to_numpy()).chance, scores)
