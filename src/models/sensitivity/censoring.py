"""Follow-up that ends early (18th birthdays, deaths, moves away): inverse-probability-of-censoring weights.

The headline counts every point, whoever left. Here those who left before the outcome are removed, and those who stayed
represent them: each has a weight of one over the probability of having stayed as long (Kaplan and Meier 1958, by age group).
Loss of coverage needs no weight, because a point whose follow-up is not covered has no label.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...chronology.one_run import rows_of
from ..labels import Chronology

MOVE, ELSEWHERE = "address_change", "other_area"
AGE_GROUPS = (-np.inf, 1, 5, 10, 16, np.inf)
FEWEST_STAYED = 0.05


@dataclass(frozen=True)
class Censored:
    """Weights of the points (NaN: left before the outcome), and the number who left, by reason."""

    weights: np.ndarray
    left: dict[str, int]


def moves_away(chronology: Chronology) -> pd.DataFrame:
    """Return child_id and event_date of recorded moves to another area."""
    codes, events = chronology["event_codes"], chronology["events"]
    away = codes.loc[codes["code"] == ELSEWHERE, "event_id"]
    return events.loc[(events["event_type"] == MOVE) & events["event_id"].isin(away), ["child_id", "event_date"]]


def censoring_weights(
    points: pd.DataFrame, children: pd.DataFrame, moves: pd.DataFrame, horizon_days: int
) -> Censored:  # fmt: skip
    """Return the weights of the points.

    Parameters
    ----------
    points : child_id, as_of, label, outcome_date.
    children : child_id, birth_month, death_month. moves : child_id, event_date of moves to another area.
    """
    about = rows_of(points["child_id"], children, "children")
    day = points["as_of"].to_numpy()
    ends = {
        "18th birthday": _days(pd.to_datetime(about["birth_month"]) + pd.DateOffset(years=18), day),
        "death": _days(pd.to_datetime(about["death_month"]), day),
        "move to another area": _next_move(points, moves),
    }
    end = np.fmin.reduce([np.where(days >= 0, days, np.nan) for days in ends.values()])
    outcome = (points["outcome_date"] - points["as_of"]).dt.days.to_numpy(np.float64)
    until = np.fmin(np.where(np.isnan(outcome), horizon_days, outcome), horizon_days)
    left = np.nan_to_num(end, nan=np.inf) < until
    age = _days(pd.to_datetime(about["birth_month"]), day) / -365.25
    weights = np.full(len(points), np.nan)
    for group in np.unique(groups := np.digitize(np.nan_to_num(age), AGE_GROUPS)):
        rows = groups == group
        stayed = _stayed(np.where(left[rows], end[rows], until[rows]).astype(int), left[rows], horizon_days)
        weights[rows] = 1 / np.maximum(stayed[until[rows].astype(int)], FEWEST_STAYED)
    weights[left] = np.nan
    counted = {name: int((left & (days == end)).sum()) for name, days in ends.items()}
    return Censored(weights, counted)


def _stayed(days: np.ndarray, left: np.ndarray, horizon_days: int) -> np.ndarray:
    """Return for each day 0 .. horizon the probability of having stayed to the end of the day before (Kaplan-Meier)."""
    leavers = np.bincount(days[left], minlength=horizon_days + 1)[: horizon_days + 1]
    everyone = np.bincount(days, minlength=horizon_days + 1)[: horizon_days + 1]
    at_risk = len(days) - np.concatenate([[0], np.cumsum(everyone)[:-1]])
    kept = 1 - np.divide(leavers, at_risk, out=np.zeros(len(leavers)), where=at_risk > 0)
    return np.concatenate([[1.0], np.cumprod(kept)[:-1]])


def _days(dates: pd.Series, day: np.ndarray) -> np.ndarray:
    return np.asarray((dates.to_numpy() - day) / np.timedelta64(1, "D"), np.float64)


def _next_move(points: pd.DataFrame, moves: pd.DataFrame) -> np.ndarray:
    """Return the days from each point to the first move after it; NaN without one."""
    both = points.reset_index(drop=True).reset_index()[["index", "child_id", "as_of"]].merge(moves, on="child_id")
    ahead = (both["event_date"] - both["as_of"]).dt.days
    first = ahead[ahead > 0].groupby(both["index"]).min()
    return first.reindex(range(len(points))).to_numpy(np.float64)
