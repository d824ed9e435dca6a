"""Compiled: the measures that need no look at each event of a window, in time linear in events and points.

An event that is visible from point `enter` to before point `leave` is in the window of w days at those of them with
t <= event date + w: a run of points. Counting marks where a run begins and where it ends; one pass then sums up. See
`measures.py` for the definitions and `lists.py` for lists and points.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = Any
NAMES = ("count", "share_of", "trend", "days_since", "days_since_first")
COUNT, SHARE_OF, TREND, DAYS_SINCE, DAYS_SINCE_FIRST = range(len(NAMES))


class CountColumns(NamedTuple):
    """What each column holds: `measure` (its place in NAMES) of `list` in a window of `width` days.

    other : the list of X, for a share. covered_since : the first covered day of the list's records.
    """

    column: Array
    measure: Array
    list: Array
    width: Array
    other: Array
    covered_since: Array


@njit(cache=True, nogil=True)
def fill_counts(points: Any, lists: Any, columns: CountColumns, features: Array, begin: int) -> None:
    """Fill these columns of `features` (columns x all points, float32, zero before) at the points of a batch from `begin` on."""
    children = points.start.size - 1
    number = (lists.start.size - 1) // children
    whole = np.zeros(points.day.size, np.float32)
    for place in range(columns.column.size):
        row = features[columns.column[place], begin : begin + points.day.size]
        measure, width = columns.measure[place], columns.width[place]
        for child in range(children):
            a, b, mine = points.start[child], points.start[child + 1], child * number + columns.list[place]
            if measure == DAYS_SINCE:
                _days_since(row, points.day, a, b, lists, mine, width, columns.covered_since[place])
            elif measure == DAYS_SINCE_FIRST:
                _days_since_first(row, points.day, a, b, lists, mine, width)
            elif measure == TREND:
                _mark(row, points.day, a, b, lists, mine, width // 2, 2)
                _mark(row, points.day, a, b, lists, mine, width // 2 * 2, -1)
                _sum_up(row, a, b)
            else:
                _mark(row, points.day, a, b, lists, mine, width, 1)
                _sum_up(row, a, b)
            if measure == SHARE_OF:
                _mark(whole, points.day, a, b, lists, child * number + columns.other[place], width, 1)
                _sum_up(whole, a, b)
                _divide(row, whole, a, b)


@njit(cache=True, nogil=True)
def _mark(row: Array, day: Array, a: int, b: int, lists: Any, owner: int, width: int, weight: int) -> None:
    """Add `weight` where each event comes into its window, and take it away where the event leaves it."""
    aged_out = a
    for place in range(lists.start[owner], lists.start[owner + 1]):
        while aged_out < b and day[aged_out] <= lists.day[place] + width:
            aged_out += 1
        enter, leave = lists.enter[place], min(lists.leave[place], aged_out)
        if enter < leave and not lists.snapshot[place]:
            row[enter] += weight
            if leave < b:
                row[leave] -= weight


@njit(cache=True, nogil=True)
def _sum_up(row: Array, a: int, b: int) -> None:
    """Turn marks into the number of events at each point."""
    for point in range(a + 1, b):
        row[point] += row[point - 1]


@njit(cache=True, nogil=True)
def _divide(row: Array, whole: Array, a: int, b: int) -> None:
    """Turn counts into shares of `whole`, unknown where that is nothing, and leave `whole` empty."""
    for point in range(a, b):
        row[point] = row[point] / np.float64(whole[point]) if whole[point] > 0 else np.nan
        whole[point] = 0


@njit(cache=True, nogil=True)
def _days_since(row: Array, day: Array, a: int, b: int, lists: Any, owner: int, width: int, covered_since: int) -> None:
    """Days from the latest visible event to each point, or from the first covered day, at most the window."""
    first = lists.start[owner]
    following = first
    for point in range(a, b):
        while following < lists.start[owner + 1] and lists.day[following] < day[point]:
            following += 1
        latest = following - 1
        while latest >= first and not (lists.enter[latest] <= point < lists.leave[latest]):
            latest -= 1
        within = latest >= first and lists.day[latest] >= day[point] - width
        row[point] = day[point] - lists.day[latest] if within else min(day[point] - covered_since, width)


@njit(cache=True, nogil=True)
def _days_since_first(row: Array, day: Array, a: int, b: int, lists: Any, owner: int, width: int) -> None:
    """Days from the first visible event of the window to each point; 0 where there is none."""
    first, past = lists.start[owner], lists.start[owner + 1]
    for point in range(a, b):
        while first < past and lists.day[first] < day[point] - width:
            first += 1
        for place in range(first, past):
            if lists.enter[place] <= point < lists.leave[place] and not lists.snapshot[place]:
                row[point] = day[point] - lists.day[place]
                break
