"""The size of recorded values.

All windows of an indicator are measured in one look back from each point. See `lists.py` for lists and
points. A block holds the rows of a batch: points x columns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit

from ...wording.sentences import Course
from ..seen import date_of
from .measure import Array, Measure, SentenceField

if TYPE_CHECKING:
    from ..quoted import QuotedWindow


def _quoted(measure: Callable[[np.ndarray], float]) -> Callable[[QuotedWindow], float | None]:
    """Return the figure that is a measure of the recorded values, the latest first (None where there are none)."""

    def figure(window: QuotedWindow) -> float | None:
        recorded = window.values[~np.isnan(window.values)][::-1]
        return float(measure(recorded)) if len(recorded) else None

    return figure


def _course(window: QuotedWindow) -> Course | None:
    """Return every recorded value and its day (None where there are none)."""
    recorded = ~np.isnan(window.values)
    pairs = zip(window.days[recorded].tolist(), window.values[recorded].tolist(), strict=True)
    return tuple((date_of(day), value) for day, value in pairs) or None


def _level(
    name: str, means: str, phrase: str, field: str, figure: Callable[[np.ndarray], float], none: str, *more: SentenceField
) -> Measure:
    return Measure(
        name=name,
        means=means,
        unit="of the value",
        none=none,
        phrase=phrase,
        fields=(SentenceField(field, "number", _quoted(figure)), *more),
        computed_by="levels",
        column="value",
        traits={"on_the_day", "signed"},
    )


_NO_VALUE = "unknown, also without values"
MEASURES = (
    _level("sum", "sum of the values, the latest first", "All values added up", "sum", np.sum, "0"),
    _level("mean", "sum of the values / how many there are", "Average value", "mean", np.mean, _NO_VALUE),
    _level("min", "lowest value", "Lowest value", "lowest", np.min, _NO_VALUE),
    _level("max", "highest value", "Highest value", "highest", np.max, _NO_VALUE),
    _level(
        "last",
        "value of the latest event with a value",
        "Latest value",
        "last",
        lambda latest: latest[0],
        _NO_VALUE,
        SentenceField("course", "course", _course),
    ),
)
SUM, MEAN, MIN, MAX, LAST = range(len(MEASURES))


class LevelColumns(NamedTuple):
    """What each column of a block holds: `measure` (position in MEASURES) of `list` in a window of `width` days.

    group : where the columns of a list begin, and the end; the narrowest window of a list comes first.
    """

    group: Array
    column: Array
    measure: Array
    list: Array
    width: Array


@njit(cache=True, nogil=True)
def fill_levels(points: Any, lists: Any, columns: LevelColumns, value: Array, block: Array) -> None:
    """Fill these columns of a block (float32). `value` is that of each event, NaN where none is recorded."""
    for child in range(points.start.size - 1):
        for group in range(columns.group.size - 1):
            first, past = columns.group[group], columns.group[group + 1]
            owner = child * lists.number + columns.list[first]
            following = lists.start[owner]
            for point in range(points.start[child], points.start[child + 1]):
                while following < lists.start[owner + 1] and lists.day[following] <= points.day[point]:
                    following += 1
                _look_back(point, points.day[point], lists, owner, following - 1, columns, first, past, value, block[point])


@njit(cache=True, nogil=True)
def _look_back(
    point: int, t: int, lists: Any, owner: int, entry: int, columns: LevelColumns, first: int, past: int, value: Array, row: Array
) -> None:
    """Fill the columns of a list at a point, back from `entry`; each window continues from the narrower one before."""
    number, total, lowest, highest, last = 0, 0.0, np.inf, -np.inf, np.nan
    for each in range(first, past):
        while entry >= lists.start[owner] and lists.day[entry] >= t - columns.width[each]:
            level = value[lists.event[entry]]
            if lists.enter[entry] <= point < lists.leave[entry] and not lists.snapshot[entry] and not np.isnan(level):
                last = level if number == 0 else last
                number, total, lowest, highest = number + 1, total + level, min(lowest, level), max(highest, level)
            entry -= 1
        measure = columns.measure[each]
        if measure == SUM:
            row[columns.column[each]] = total
        elif number == 0:
            row[columns.column[each]] = np.nan
        elif measure == MEAN:
            row[columns.column[each]] = total / number
        elif measure == LAST:
            row[columns.column[each]] = last
        else:
            row[columns.column[each]] = lowest if measure == MIN else highest
