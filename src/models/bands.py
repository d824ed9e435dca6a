"""Bands: how the threshold of the attention band is set, which band a point is in, and how many points each band holds.

A band is absolute. It does not depend on which other contacts came that week, so the number in it varies from week to week.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..disclosure.rounding import FEWEST_FAMILIES

ATTENTION, BELOW, TOO_LITTLE = STANDINGS = ("attention", "not in attention", "too little history")
AGES = {"not yet born": -np.inf, "under 1": 0, "1 to 4": 1, "5 to 9": 5, "10 to 15": 10, "16 and over": 16}
NOT_KNOWN = "not known"


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
    """Return, for the calibration and the test period, how many points a week each band holds, and who they are about (JSON).

    Parameters
    ----------
    points : child_id, as_of, period, label, family, agencies, enough_history. children : child_id, birth_month, area.
    margins : one a point, by the registered model. threshold : where its attention band starts.
    """
    about = children.set_index("child_id").reindex(points["child_id"])
    years = (points["as_of"] - about["birth_month"].to_numpy()).dt.days / 365.25
    told = points.assign(
        standing=standing(points.assign(attention=in_attention(margins, threshold))),
        age=_age_group(years),
        area=about["area"].fillna(NOT_KNOWN).astype(str).to_numpy(),
        source=points["agencies"].where(points["agencies"] != "", NOT_KNOWN).str.split(";"),
    )
    told = told[told["label"].notna()]
    periods = {str(name): rows for name, rows in told.groupby("period") if name in ("calibration", "test")}
    return {"threshold": threshold, "periods": {name: _period(rows) for name, rows in periods.items()}}


def _age_group(years: pd.Series) -> pd.Series:
    groups = pd.cut(years, [*AGES.values(), np.inf], right=False, labels=list(AGES))
    return groups.astype(object).where(years.notna(), NOT_KNOWN)


def _period(rows: pd.DataFrame) -> dict[str, Any]:
    weeks = rows["as_of"].dt.to_period("W")
    every = pd.period_range(weeks.min(), weeks.max(), freq="W")
    counts = pd.crosstab(weeks, rows["standing"]).reindex(index=every, columns=list(STANDINGS), fill_value=0)
    return {
        "points": len(rows),
        "weeks": len(every),
        "bands": {name: _volume(counts[name], len(rows)) for name in STANDINGS},
        "mix": {name: _mix(rows, name) for name in ("age", "source", "area")},
    }


def _volume(weekly: pd.Series, points: int) -> dict[str, float]:
    low, high = np.quantile(weekly, [0.05, 0.95])
    stated = {"share": weekly.sum() / points, "a_week": weekly.mean(), "a_quiet_week": low, "a_busy_week": high}
    return {"points": int(weekly.sum())} | {name: round(float(value), 4) for name, value in stated.items()}


def _mix(rows: pd.DataFrame, by: str) -> dict[str, dict[str, float] | None]:
    """Return how the points of each group fall into the bands (shares); None for a group of fewer than 30 families.

    A point with several sources counts with each.
    """
    rows = rows.explode(by) if by == "source" else rows
    order = list(AGES) if by == "age" else []
    groups = {str(name): part for name, part in rows.groupby(by)}
    names = sorted(groups, key=lambda name: (name == NOT_KNOWN, order.index(name) if name in order else len(order), name))
    return {name: _shares(groups[name]) for name in names}


def _shares(rows: pd.DataFrame) -> dict[str, float] | None:
    if rows["family"].nunique() < FEWEST_FAMILIES:
        return None
    shares = rows["standing"].value_counts(normalize=True).reindex(list(STANDINGS), fill_value=0.0)
    return {str(name): round(float(share), 4) for name, share in shares.items()}
