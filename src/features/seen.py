"""Records as arrays: some rows of events, so that looking up one child makes no table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .engine.columns import days, flags, numbers

DATES = ("event_date", "known_date", "shared_date")
_FIRST = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Seen:
    """Some records in time order, and how each reaches a child.

    columns : columns of all events by name (words as text or None, dates as days since 1970, values as numbers). row : positions
    in them. today : contact rows of the day itself. own : False where it reaches the child through the household. sibling : True
    where it is about another child of the household, for indicators about siblings. in_hub : True where the hub had it before.
    """

    columns: dict[str, np.ndarray]
    row: np.ndarray
    today: np.ndarray
    own: np.ndarray
    sibling: np.ndarray
    in_hub: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, name: str) -> np.ndarray:
        """Return a column of `events` for these records."""
        values: np.ndarray = self.columns[name][self.row]
        return values

    def take(self, where: np.ndarray | list[bool] | slice) -> Seen:
        """Return some of these records, chosen by a mask or by positions."""
        where = np.array(where, bool) if isinstance(where, list) else where
        return Seen(self.columns, self.row[where], self.today[where], self.own[where], self.sibling[where], self.in_hub[where])


def columns_of(events: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the columns of `events` as arrays; equal words share one string."""
    return {str(name): _column(events, str(name)) for name in events.columns}


def date_of(day: int) -> dt.date:
    """Return the date of a day since 1970."""
    return dt.date.fromordinal(_FIRST + int(day))


def day_of(date: dt.date) -> int:
    """Return a date as days since 1970."""
    return date.toordinal() - _FIRST


def _column(events: pd.DataFrame, name: str) -> np.ndarray:
    if name in DATES:
        return days(events[name])
    if pd.api.types.is_bool_dtype(events[name]):
        return flags(events, name)
    if pd.api.types.is_numeric_dtype(events[name]):
        return numbers(events, name)
    code, words = pd.factorize(events[name])
    column: np.ndarray = np.array([*words, None], dtype=object)[code]
    return column
