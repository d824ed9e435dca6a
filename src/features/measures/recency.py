"""How long ago the latest event of a window was, and the first. See `engine/lists.py` for lists and points."""

from __future__ import annotations

from typing import Any, NamedTuple

from numba import njit

from .measure import Array, Measure, SentenceField

DAYS_SINCE = Measure(
    name="days_since",
    means="whole days from the latest event to t; snapshot rows count",
    unit="days",
    none="covered days of the window since the last gap in coverage: a lower bound up to its end, marked by a count of 0",
    phrase="Days since the latest",
    fields=(SentenceField("days", figure=lambda window: window.t - window.latest_day),),
    computed_by="recency",
    traits={"longest", "whole", "at_most_window"},
)
DAYS_SINCE_FIRST = Measure(
    name="days_since_first",
    means="whole days from the first event of the window to t",
    unit="days",
    none="0",
    phrase="Days since the first",
    computed_by="recency",
    traits={"longest", "whole", "at_most_window"},
)
MEASURES = (DAYS_SINCE, DAYS_SINCE_FIRST)


class RecencyColumns(NamedTuple):
    """Columns of a block that hold the days since the latest event of a list, or its first, in a window of `width` days.

    latest : whether it is the latest. coverage : the coverage of the list's records, in `CoveredRuns` (`engine/scans.py`).
    """

    column: Array
    latest: Array
    list: Array
    width: Array
    coverage: Array


@njit(cache=True, nogil=True)
def fill_recency(points: Any, lists: Any, columns: RecencyColumns, runs: Any, block: Array) -> None:
    """Fill these columns of a block (points x columns, float32)."""
    for child in range(points.start.size - 1):
        a, b = points.start[child], points.start[child + 1]
        for each in range(columns.column.size):
            cells, owner = block[:, columns.column[each]], child * lists.number + columns.list[each]
            if columns.latest[each]:
                first, past = runs.start[columns.coverage[each]], runs.start[columns.coverage[each] + 1]
                begin, end = runs.begin[first:past], runs.end[first:past]
                _days_since(points.day, a, b, lists, owner, columns.width[each], begin, end, cells)
            else:
                _days_since_first(points.day, a, b, lists, owner, columns.width[each], cells)


@njit(cache=True, nogil=True)
def _days_since(day: Array, a: int, b: int, lists: Any, owner: int, width: int, begin: Array, end: Array, column: Array) -> None:
    """Days from the latest visible event to each point, or the covered days of the window since the last gap."""
    first, past = lists.start[owner], lists.start[owner + 1]
    following, run = first, -1
    for point in range(a, b):
        while following < past and lists.day[following] < day[point]:
            following += 1
        latest = following - 1
        while latest >= first and not (lists.enter[latest] <= point < lists.leave[latest]):
            latest -= 1
        within = latest >= first and lists.day[latest] >= day[point] - width
        if within:
            column[point] = day[point] - lists.day[latest]
            continue
        while run + 1 < begin.size and begin[run + 1] < day[point]:
            run += 1
        column[point] = 0
        if run >= 0:
            column[point] = max(0, min(day[point], end[run]) - max(begin[run], day[point] - width))


@njit(cache=True, nogil=True)
def _days_since_first(day: Array, a: int, b: int, lists: Any, owner: int, width: int, column: Array) -> None:
    """Days from the first visible event of the window to each point; 0 where there is none."""
    first, past = lists.start[owner], lists.start[owner + 1]
    for point in range(a, b):
        while first < past and lists.day[first] < day[point] - width:
            first += 1
        column[point] = 0
        for entry in range(first, past):
            if lists.enter[entry] <= point < lists.leave[entry] and not lists.snapshot[entry]:
                column[point] = day[point] - lists.day[entry]
                break
