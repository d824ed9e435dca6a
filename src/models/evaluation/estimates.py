"""Estimates with their intervals, and the fewest families for one: 30, of which 10 with the outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...disclosure.rounding import FEWEST_FAMILIES as FEWEST_FAMILIES
from ...disclosure.rounding import FEWEST_POSITIVE_FAMILIES as FEWEST_POSITIVE_FAMILIES
from ...params import Evaluate
from ..resampling import Draws, FamilyDraws, draw_families, interval

Stated = dict[str, float | None]
"""An estimate with its 95 % interval: value, low, high; None where it cannot be estimated."""

NONE: Stated = {"value": None, "low": None, "high": None}


def stated(draws: np.ndarray, digits: int = 4) -> Stated:
    """Return the estimate (the first draw) and the interval of the others, rounded."""
    low, high = interval(draws[1:]) if len(draws) > 1 else (None, None)
    return {name: rounded(x, digits) for name, x in {"value": draws[0], "low": low, "high": high}.items()}


def stated_share(draws: np.ndarray, families: int) -> Stated:
    """Return a share with its interval.

    Where the share is 0 or 1 the draws cannot vary: the interval is then exact for that number of families (Clopper and
    Pearson 1934).
    """
    found = stated(draws)
    if found["low"] is not None and found["value"] in (0.0, 1.0):
        reach = 0.025 ** (1 / families)
        found |= {"high": rounded(1 - reach)} if found["value"] == 0 else {"low": rounded(reach)}
    return found


def rounded(value: float | None, digits: int = 4) -> float | None:
    """Return a number rounded; None for one that could not be estimated."""
    return None if value is None or not np.isfinite(value) else round(float(value), digits)


def not_above_zero(difference: Stated) -> bool:
    """Return whether the interval of a difference reaches down to zero; False where it has none, which shows nothing."""
    return difference["low"] is not None and difference["low"] <= 0


def enough_families(rows: pd.DataFrame) -> bool:
    """Return whether there are enough families, and enough with a positive, for a figure of these rows."""
    with_positive = rows.loc[rows["label"] == 1, "family"].nunique()
    return bool(rows["family"].nunique() >= FEWEST_FAMILIES and with_positive >= FEWEST_POSITIVE_FAMILIES)


def redrawn(rows: pd.DataFrame, settings: Evaluate, intervals: bool) -> FamilyDraws:
    """Return the draws of the families of these rows; only the estimate where families are too few or not known."""
    draws = settings.bootstrap_draws if intervals and enough_families(rows) else 0
    return draw_families(rows["family"].to_numpy(), draws, settings.seed)


def family_draws(families: np.ndarray, draws: int, seed: int) -> Draws:
    """Return draws of the families of some rows; only the estimate where there are fewer than 30."""
    enough = len(np.unique(families)) >= FEWEST_FAMILIES
    return draw_families(families, draws if enough else 0, seed).of(families)


def share_of(flags: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return sums of a part over sums of the whole; NaN where the whole is zero."""
    return np.asarray(np.divide(flags, of, out=np.full(np.broadcast(flags, of).shape, np.nan), where=of > 0))
