"""Compiled: the measures with a kernel, which look at each event of a window in order.

Which kernel a column has is known at run time only, so that one compiled function chooses among all of them. It is written
from the declarations, and kernels are called with what their parameters name.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numba import njit

from ..measures import FAMILIES, MEASURES
from ..measures.measure import READ, Array

KERNELS = {name: measure.kernel for name, measure in MEASURES.items() if measure.kernel}
NUMBER_OF = {name: number for number, name in enumerate(KERNELS)}


class ScanColumns(NamedTuple):
    """What each column of a block holds: `measure` (number in KERNELS) of `list` in a window of `width` days; by list.

    group : where the columns of a list begin, and the end. longest : the widest window of each group. coverage : of each
    group, in `CoveredRuns`. other : the list of X, or -1. other_snapshots : whether snapshot rows of X count.
    """

    group: Array
    longest: Array
    coverage: Array
    column: Array
    measure: Array
    list: Array
    width: Array
    other: Array
    other_snapshots: Array


class Facts(NamedTuple):
    """What is read of each event, by its row: codes of agency, source and spell (-1: none), and value."""

    agency: Array
    source: Array
    spell: Array
    value: Array


class CoveredRuns(NamedTuple):
    """Runs of covered days of each coverage c, `start[c]` to `start[c + 1]`, each from `begin` to before `end`."""

    start: Array
    begin: Array
    end: Array


class Events(NamedTuple):
    """Some of a child's events, in order: their days, rows and values."""

    days: Array
    rows: Array
    values: Array


def _chooser() -> Callable[..., float]:
    """Return a function, which numba inlines, of the number of a kernel and of all of `READ`: the answer of that kernel."""
    calls = [f"{name}({', '.join(signature(kernel).parameters)})" for name, kernel in KERNELS.items()]
    lines = [f"    if number == {number}: return float({call})" for number, call in enumerate(calls)]
    namespace: dict[str, Any] = dict(KERNELS)
    exec("\n".join([f"def choose(number, {', '.join(READ)}):", *lines, "    return 0.0"]), namespace)
    return njit(inline="always")(namespace["choose"])


_measured = _chooser()


def _compiled(kernels: int) -> Callable[..., int]:
    """Return the pass. numba keeps it on disk under this file and `kernels`, a checksum of the source of the kernels."""

    @njit(cache=True, nogil=True)
    def fill(points: Any, born: Array, lists: Any, columns: ScanColumns, facts: Facts, runs: CoveredRuns, block: Array) -> int:
        """Fill these columns of a block (points x columns, float32).

        `born` is the day of birth of each child of the batch, or a day after all points.
        """
        room = lists.longest
        mine = Events(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room))
        theirs = Events(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room))
        for child in range(points.start.size - 1):
            for group in range(columns.group.size - 1):
                first, past = columns.group[group], columns.group[group + 1]
                owner, longest = child * lists.number + columns.list[first], columns.longest[group]
                a, b = runs.start[columns.coverage[group]], runs.start[columns.coverage[group] + 1]
                covered_from, covered_to = runs.begin[a:b], runs.end[a:b]
                for point in range(points.start[child], points.start[child + 1]):
                    t, row = points.day[point], block[point]
                    number = _visible(lists, owner, point, t, t - longest, False, facts.value, mine)
                    for each in range(first, past):
                        start, others = t - columns.width[each], 0
                        if columns.other[each] >= 0:
                            other, snapshots = child * lists.number + columns.other[each], columns.other_snapshots[each]
                            others = _visible(lists, other, point, t, start, snapshots, facts.value, theirs)
                        begin = _dated_from(mine.days, number, start)
                        row[columns.column[each]] = _measured(
                            columns.measure[each], t, start, born[child], mine.days[begin:number], mine.rows[begin:number],
                            mine.values[begin:number], theirs.days[:others], theirs.rows[:others], covered_from, covered_to,
                            facts.agency, facts.source, facts.spell,
                        )  # fmt: skip
        return kernels  # numba distinguishes checksums only if they are used

    return fill


@njit(cache=True, nogil=True)
def _visible(lists: Any, owner: int, point: int, t: int, start: int, snapshots: bool, value: Array, room: Events) -> int:
    """Put into `room` the events of a list that are visible at a point and dated from `start` on; return how many."""
    number = 0
    for entry in range(lists.start[owner], lists.start[owner + 1]):
        if lists.day[entry] > t:
            break
        inside = lists.enter[entry] <= point < lists.leave[entry] and lists.day[entry] >= start
        if inside and (snapshots or not lists.snapshot[entry]):
            room.days[number], room.rows[number] = lists.day[entry], lists.event[entry]
            room.values[number] = value[lists.event[entry]]
            number += 1
    return number


@njit(cache=True, nogil=True)
def _dated_from(days: Array, number: int, start: int) -> int:
    """Return the position of the first of `number` days that is not before `start`."""
    first = 0
    while first < number and days[first] < start:
        first += 1
    return first


fill_scans = _compiled(crc32(b"".join(Path(str(family.__file__)).read_bytes() for family in FAMILIES)))
