"""Records as arrays: some rows of a chronology's events, for looking up one child at a time without a table for each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from .engine.columns import days, flags, numbers

DATES = ("event_date", "known_date", "shared_date")
_FIRST = dt.date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Seen:
    """Some records in time order, and how each comes to a child.

    columns : those of all events by name (words as text or None, dates as days since 1970, values as numbers). row : places
    among them. today : the day's own contact rows. own : False where it came through the household. sibling : True where it is
    about another child of the household, for an indicator about siblings. in_hub : True where it had reached the hub before.
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
        found: np.ndarray = self.columns[name][self.row]
        return found

    def take(self, where: np.ndarray | list[bool] | slice) -> Seen:
        """Return some of these records: a mask, or places."""
        where = np.array(where, bool) if isinstance(where, list) else where
        return Seen(self.columns, self.row[where], self.today[where], self.own[where], self.sibling[where], self.in_hub[where])


def columns_of(events: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the columns of `events` as arrays; equal words share one string."""
    return {str(name): _column(events, str(name)) for name in events.columns}


def date_of(day: int) -> dt.date:
    """Return the date of a day since 1970."""
    return _date(int(day))


@cache
def _date(day: int) -> dt.date:
    return dt.date.fromordinal(_FIRST + day)


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
    place, words = pd.factorize(events[name])
    found: np.ndarray = np.array([*words, None], dtype=object)[place]
    return found
