"""A ratio with its interval, whose unit is the family, as far as it rests on enough."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

FEWEST_FAMILIES, FEWEST = 30, 10
"""A figure rests on at least so many families, and on so many records that are counted and, of a share, that are not."""
_BAND = 1.96


def ratio(counted: np.ndarray, of: np.ndarray, family: np.ndarray, share: bool) -> dict[str, Any]:
    """Return a figure with its 95 % interval: counted, of, families, value, low, high; None for each where there are too few.

    Parameters
    ----------
    counted, of : of each part (float). family : of each part. share : whether what is counted is a part of `of`.
    """
    exact = exact_ratio(counted, of, family, share)
    few = is_few(exact["counted"], exact["of"], exact["families"], share)
    return dict.fromkeys(("counted", "of", "families", "value", "low", "high")) if few else exact


def is_few(counted: float, of: float, families: float, share: bool) -> bool:
    """Return whether a figure of so many records and families rests on too few to be said."""
    return families < FEWEST_FAMILIES or counted < FEWEST or (share and of - counted < FEWEST)


def exact_ratio(counted: np.ndarray, of: np.ndarray, family: np.ndarray, share: bool) -> dict[str, Any]:
    """Return the same however few it rests on; no value where there is nothing to count among."""
    frame = pd.DataFrame({"family": family, "counted": counted, "of": of}).groupby("family").sum()
    total, among = float(frame["counted"].sum()), float(frame["of"].sum())
    families = int((frame["of"] > 0).sum())
    counts = {"counted": round(total), "of": round(among), "families": families}
    if not among:
        return counts | dict.fromkeys(("value", "low", "high"))
    value = total / among
    error = float(np.sqrt((((frame["counted"] - value * frame["of"]) / among) ** 2).sum()))
    high = value + _BAND * error
    return counts | {
        "value": short(value),
        "low": short(max(value - _BAND * error, 0.0)),
        "high": short(min(high, 1.0) if share else high),
    }


def short(figure: float) -> float:
    """Return a figure to six digits, so that how a processor rounds its last bits never shows."""
    return float(f"{figure:.6g}")
