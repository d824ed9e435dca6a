"""How many events there are.

The time is linear in events and cells; the same pass serves every measure that is computed by counting.

An event that is visible from point `enter` to before point `leave` is in the window of w days at those of them with
t <= event date + w: a run of points. Counting marks, in the row of the point, where the run begins and where it ends; then
the rows are summed up. See `lists.py` for lists and points. A block holds the rows of a batch: points x columns.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from ..seen import date_of
from .measure import Array, Measure, SentenceField

COUNT = Measure(
    name="count",
    means="how many events",
    unit="events",
    none="0",
    phrase="How many",
    fields=(
        SentenceField("count", figure=lambda window: len(window.days)),
        SentenceField("first_date", "date", lambda window: date_of(window.days[0])),
        SentenceField("last_date", "date", lambda window: date_of(window.days[-1])),
    ),
    computed_by="counting",
    traits={"on_the_day", "whole"},
)
MEASURES = (COUNT,)


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


@njit(cache=True, nogil=True)
def fill_counts(points: Any, lists: Any, marks: Marks, block: Array) -> None:
    """Fill these columns of a block (float32)."""
    block[:, : marks.columns] = 0
    aged_out = np.empty(marks.most, np.int64)
    for child in range(points.start.size - 1):
        a, b = points.start[child], points.start[child + 1]
        for chosen in range(lists.number):
            if marks.start[chosen] < marks.start[chosen + 1]:
                _mark(points.day, a, b, lists, child * lists.number + chosen, marks, chosen, aged_out, block)
        _sum_up(block, a, b, marks.columns)
    _divide(block, marks.part, marks.whole)


@njit(cache=True, nogil=True)
def _mark(day: Array, a: int, b: int, lists: Any, owner: int, marks: Marks, chosen: int, aged_out: Array, block: Array) -> None:
    """Add the weight of each event in the row where it enters a window, and subtract it in the row where it leaves."""
    first, past = marks.start[chosen], marks.start[chosen + 1]
    aged_out[: past - first] = a  # by window, the first point at which the event is too old: later for later events
    for entry in range(lists.start[owner], lists.start[owner + 1]):
        enter, leave = lists.enter[entry], lists.leave[entry]
        if lists.snapshot[entry]:
            continue
        for mark in range(first, past):
            left = aged_out[mark - first]
            while left < b and day[left] <= lists.day[entry] + marks.width[mark]:
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
    """Turn counts into shares; unknown where the whole is zero."""
    for row in block:
        for share in range(part.size):
            total = row[whole[share]]
            row[part[share]] = row[part[share]] / np.float64(total) if total > 0 else np.nan
