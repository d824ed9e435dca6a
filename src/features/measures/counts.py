"""Compiled: the measures that need no look at each event of a window, in time linear in events and cells.

An event that is visible from point `enter` to before point `leave` is in the window of w days at those of them with
t <= event date + w: a run of points. Counting marks, in the row of the point, where the run begins and where it ends; then
the rows are summed up. See `definitions.py` for the definitions, `lists.py` for lists and points. A block holds the rows of a
batch: points x columns.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = Any
NAMES = ("count", "share_of", "trend", "days_since", "days_since_first")


class Marks(NamedTuple):
    """Where a list's events are counted: `start[l]` to `start[l + 1]`, the narrowest window first.

    most : how many counts a list has at most.
    column : of the block; the counted columns are the first `columns`. width : days of the window. weight : of each event.
    part, whole : columns of which one becomes its share of the other.
    """

    start: Array
    most: int
    column: Array
    width: Array
    weight: Array
    columns: int
    part: Array
    whole: Array


class Recency(NamedTuple):
    """Columns of days since the latest event of a list, or its first, in a window of `width` days.

    latest : whether it is the latest. covered_since : the first covered day of the list's records.
    """

    column: Array
    latest: Array
    list: Array
    width: Array
    covered_since: Array


@njit(cache=True, nogil=True)
def fill_counts(points: Any, lists: Any, marks: Marks, recency: Recency, block: Array) -> None:
    """Fill these columns of a block (float32)."""
    block[:, : marks.columns] = 0
    aged_out = np.empty(marks.most, np.int64)
    for child in range(points.start.size - 1):
        a, b = points.start[child], points.start[child + 1]
        for chosen in range(lists.number):
            if marks.start[chosen] < marks.start[chosen + 1]:
                _mark(points.day, a, b, lists, child * lists.number + chosen, marks, chosen, aged_out, block)
        for place in range(recency.column.size):
            column, owner = recency.column[place], child * lists.number + recency.list[place]
            if recency.latest[place]:
                _days_since(points.day, a, b, lists, owner, recency.width[place], recency.covered_since[place], block[:, column])
            else:
                _days_since_first(points.day, a, b, lists, owner, recency.width[place], block[:, column])
        _sum_up(block, a, b, marks.columns)
    _divide(block, marks.part, marks.whole)


@njit(cache=True, nogil=True)
def _mark(day: Array, a: int, b: int, lists: Any, owner: int, marks: Marks, chosen: int, aged_out: Array, block: Array) -> None:
    """Add the weight of each event in the row where it comes into a window, and take it away where it leaves it."""
    first, past = marks.start[chosen], marks.start[chosen + 1]
    aged_out[: past - first] = a  # by window, the first point at which the event is too old: later for later events
    for place in range(lists.start[owner], lists.start[owner + 1]):
        enter, leave = lists.enter[place], lists.leave[place]
        if lists.snapshot[place]:
            continue
        for mark in range(first, past):
            left = aged_out[mark - first]
            while left < b and day[left] <= lists.day[place] + marks.width[mark]:
                left += 1
            aged_out[mark - first] = left
            left = min(left, leave)
            if enter < left:
                block[enter, marks.column[mark]] += marks.weight[mark]
                if left < b:
                    block[left, marks.column[mark]] -= marks.weight[mark]


@njit(cache=True, nogil=True)
def _sum_up(block: Array, a: int, b: int, columns: int) -> None:
    """Turn the marks of a child's rows into counts."""
    for point in range(a + 1, b):
        before, row = block[point - 1], block[point]
        for column in range(columns):
            row[column] += before[column]


@njit(cache=True, nogil=True)
def _divide(block: Array, part: Array, whole: Array) -> None:
    """Turn counts into shares; unknown where the whole is nothing."""
    for row in block:
        for place in range(part.size):
            of = row[whole[place]]
            row[part[place]] = row[part[place]] / np.float64(of) if of > 0 else np.nan


@njit(cache=True, nogil=True)
def _days_since(day: Array, a: int, b: int, lists: Any, owner: int, width: int, covered_since: int, column: Array) -> None:
    """Days from the latest visible event to each point, or from the first covered day, at most the window."""
    first, past = lists.start[owner], lists.start[owner + 1]
    following = first
    for point in range(a, b):
        while following < past and lists.day[following] < day[point]:
            following += 1
        latest = following - 1
        while latest >= first and not (lists.enter[latest] <= point < lists.leave[latest]):
            latest -= 1
        within = latest >= first and lists.day[latest] >= day[point] - width
        column[point] = day[point] - lists.day[latest] if within else min(day[point] - covered_since, width)


@njit(cache=True, nogil=True)
def _days_since_first(day: Array, a: int, b: int, lists: Any, owner: int, width: int, column: Array) -> None:
    """Days from the first visible event of the window to each point; 0 where there is none."""
    first, past = lists.start[owner], lists.start[owner + 1]
    for point in range(a, b):
        while first < past and lists.day[first] < day[point] - width:
            first += 1
        column[point] = 0
        for place in range(first, past):
            if lists.enter[place] <= point < lists.leave[place] and not lists.snapshot[place]:
                column[point] = day[point] - lists.day[place]
                break
