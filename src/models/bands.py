"""Bands: how the threshold of the attention band is set, which band a point is in, and how many points each band holds.

A band is absolute. It does not depend on which other contacts came that week, so the number in it varies from week to week.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..disclosure.rounding import FEWEST_FAMILIES
from .groups import account_of, every_group

ATTENTION, BELOW, TOO_LITTLE = STANDINGS = ("attention", "not in attention", "too little history")
MIX = ("age", "source", "area")


def attention_threshold(margins: np.ndarray, share: float) -> float:
    """Return the margin (log-odds) from which on a point is in the attention band.

    Parameters
    ----------
    margins : one for each calibration point. share : the share of them that is to be in the band (`train.attention_share`).
    """
    return float(np.quantile(margins, 1 - share))


def in_attention(margins: np.ndarray, threshold: float) -> np.ndarray:
    """Return whether each margin is in the attention band."""
    return np.asarray(margins >= threshold)


def standing(points: pd.DataFrame) -> np.ndarray:
    """Return the standing (one of `STANDINGS`) of each point, from its enough_history and attention."""
    enough = points["enough_history"].to_numpy(bool)
    attention = points["attention"].to_numpy(bool)
    return np.where(~enough, TOO_LITTLE, np.where(attention, ATTENTION, BELOW))


def band_summary(points: pd.DataFrame, children: pd.DataFrame, margins: np.ndarray, threshold: float) -> dict[str, Any]:
    """Return how many points a week are in each band, and who they are about, by period (calibration and test; JSON).

    `at_threshold` counts points of the attention band whose score is exactly the one at which it starts: all of them are in it,
    so that the band can be larger than the share that was asked for.

    Parameters
    ----------
    points : child_id, as_of, period, label, family, agencies, enough_history. children : child_id, birth_month, area.
    margins : one for each point, by the registered model. threshold : where its attention band starts.
    """
    rows = points.assign(standing=standing(points.assign(attention=in_attention(margins, threshold))), tied=margins == threshold)
    rows = rows[rows["label"].notna()]
    periods = {str(name): part for name, part in rows.groupby("period") if name in ("calibration", "test")}
    return {"threshold": threshold, "periods": {name: _period(part, children) for name, part in periods.items()}}


def _period(rows: pd.DataFrame, children: pd.DataFrame) -> dict[str, Any]:
    weeks = rows["as_of"].dt.to_period("W")
    every = pd.period_range(weeks.min(), weeks.max(), freq="W")
    counts = pd.crosstab(weeks, rows["standing"]).reindex(index=every, columns=list(STANDINGS), fill_value=0)
    groups = {kind: by_name for kind, by_name in every_group(rows, children).items() if kind in MIX}
    return {
        "points": len(rows),
        "at_threshold": int((rows["tied"] & (rows["standing"] == ATTENTION)).sum()),
        "weeks": len(every),
        "bands": {name: _volume(counts[name], len(rows)) for name in STANDINGS},
        "mix": {kind: {name: _shares(rows[mask]) for name, mask in groups[kind].items()} for kind in MIX},
        "accounts": account_of(groups, len(rows)),
    }


def _volume(weekly: pd.Series, points: int) -> dict[str, float]:
    low, high = np.quantile(weekly, [0.05, 0.95])
    rates = {"share": weekly.sum() / points, "a_week": weekly.mean(), "a_quiet_week": low, "a_busy_week": high}
    return {"points": int(weekly.sum())} | {name: round(float(value), 4) for name, value in rates.items()}


def _shares(rows: pd.DataFrame) -> dict[str, float] | None:
    """Return the share of the rows with each standing; None for fewer than 30 families."""
    if rows["family"].nunique() < FEWEST_FAMILIES:
        return None
    shares = rows["standing"].value_counts(normalize=True).reindex(list(STANDINGS), fill_value=0.0)
    return {str(name): round(float(share), 4) for name, share in shares.items()}
