"""Over how many agencies, sources and times the events of a window are spread."""

from __future__ import annotations

import numpy as np
from numba import njit

from .measure import Array, Measure, SentenceField

MONTH = 30


@njit(cache=True, nogil=True)
def _distinct(codes: Array, rows: Array) -> int:
    """How many different codes these rows have; a code below 0 is none."""
    if rows.size == 0:
        return 0  # most windows are empty, and an array is slow to make
    highest = -1
    for row in rows:
        highest = max(highest, codes[row])
    met = np.zeros(highest + 1, np.bool_)
    number = 0
    for row in rows:
        if codes[row] >= 0:
            number += not met[codes[row]]
            met[codes[row]] = True
    return number


@njit(cache=True, nogil=True)
def _blocks(days: Array, t: int, length: int) -> int:
    """How many blocks of `length` days, counted back from t, have an event."""
    number = 0
    for i in range(days.size):
        number += i == 0 or (t - 1 - days[i]) // length != (t - 1 - days[i - 1]) // length
    return number


@njit(cache=True, nogil=True)
def distinct_agencies(agency: Array, rows: Array) -> int:
    """How many different agencies."""
    return _distinct(agency, rows)


@njit(cache=True, nogil=True)
def distinct_sources(source: Array, rows: Array) -> int:
    """How many different sources."""
    return _distinct(source, rows)


@njit(cache=True, nogil=True)
def distinct_days(days: Array, t: int) -> int:
    """How many different days have an event."""
    return _blocks(days, t, 1)


@njit(cache=True, nogil=True)
def distinct_months(days: Array, t: int) -> int:
    """How many blocks of 30 days, counted back from t, have an event."""
    return _blocks(days, t, MONTH)


MEASURES = (
    Measure(
        name="distinct_agencies",
        means="how many different agencies",
        unit="agencies",
        none="0",
        phrase="How many agencies",
        fields=(SentenceField("agencies"),),
        kernel=distinct_agencies,
        column="agency",
        traits={"on_the_day", "whole"},
    ),
    Measure(
        name="distinct_sources",
        means="how many different sources",
        unit="sources",
        none="0",
        phrase="How many sources",
        fields=(SentenceField("sources"),),
        kernel=distinct_sources,
        column="source",
        traits={"on_the_day", "whole"},
    ),
    Measure(
        name="distinct_days",
        means="how many different days hold an event",
        unit="days",
        none="0",
        phrase="On how many days",
        fields=(SentenceField("dates"),),
        kernel=distinct_days,
        traits={"whole", "at_most_window"},
    ),
    Measure(
        name="distinct_months",
        means="how many blocks of 30 days, counted back from t, hold an event",
        unit="blocks",
        none="0",
        phrase="In how many months",
        fields=(SentenceField("months"),),
        kernel=distinct_months,
        traits={"whole"},
    ),
)
