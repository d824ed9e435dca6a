"""Whom a score picks out: at the hub's capacity, counted in what people look at together, or from a threshold on."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd


def at_capacity(score: np.ndarray, unit: np.ndarray, capacity: float) -> np.ndarray:
    """Return which rows are flagged when the highest `capacity` (a share) of the review units are looked at.

    A unit counts by its highest score, and all its rows are looked at. Units that share the last score are all looked at, so
    that none is left out by lot.
    """
    highest = pd.Series(score).groupby(unit).transform("max").to_numpy()
    units = np.sort(pd.Series(score).groupby(unit).max().to_numpy())
    return np.asarray(highest >= units[-max(math.floor(capacity * len(units)), 1)])
