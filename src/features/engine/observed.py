"""Which days were covered by records: outside coverage an answer is unknown, never zero (design section 3)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from ...chronology.vocabulary import Vocabulary
from ..selection import Selection, event_types_of
from .columns import Table, codes, days

Array = Any


class Needs(NamedTuple):
    """A column of a block is unknown at t unless a day from t - `oldest` to before t - `newest` is covered, by `coverage`."""

    column: Array
    coverage: Array
    oldest: Array
    newest: Array


class CoveredDays(NamedTuple):
    """How many days before day `origin` + d are covered: `before[c, d]` for coverage c."""

    origin: int
    before: Array


@njit(cache=True, nogil=True)
def blank_unknown(points: Any, needs: Needs, covered: CoveredDays, block: Array) -> None:
    """Set to NaN what is unknown in a block (points x columns)."""
    for point in range(points.day.size):
        day, row = points.day[point] - covered.origin, block[point]
        for need in range(needs.column.size):
            before = covered.before[needs.coverage[need]]
            if before[day - needs.newest[need]] == before[day - needs.oldest[need]]:
                row[needs.column[need]] = np.nan


def tables_of(chosen: Selection | None, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the coverage tables that may hold the events of a selection."""
    return tuple(sorted({vocabulary.event_types[kind].table for kind in event_types_of(chosen, vocabulary)}))


def covered_runs(coverage: Table, tables: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return the runs of days that any of these tables covers: each from its first day to before its second (int32, in order)."""
    code, words = codes(coverage, "table")
    relevant = np.array([*(word in tables for word in words), False])[code]
    begin, end = days(coverage["start"])[relevant], days(coverage["end"])[relevant]
    order = np.argsort(begin, kind="stable")
    order = order[begin[order] < end[order]]
    begin, reach = begin[order], np.maximum.accumulate(end[order])
    first = np.flatnonzero(np.concatenate([[True], begin[1:] > reach[:-1]])[: begin.size])
    return begin[first], reach[np.append(first[1:], begin.size) - 1] if begin.size else reach


def days_covered_before(begin: np.ndarray, end: np.ndarray, first: int, last: int) -> np.ndarray:
    """Return how many days before each day from `first` to `last` are covered by runs, counted from `first` (int32)."""
    days = np.arange(first, last + 1)
    inside = np.clip(days[:, None], begin, np.maximum(begin, end)) - np.clip(first, begin, end)
    before: np.ndarray = inside.sum(axis=1).astype(np.int32)
    return before
