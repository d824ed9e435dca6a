"""What the compiled part has to compute for a catalogue, as arrays: lists, columns of a block, and coverage needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...chronology.vocabulary import Vocabulary
from ..catalogue import THIS_CONTACT, Catalogue, Feature, window_days
from ..measures import MEASURES, levels
from ..measures.counting import COUNT, Marks
from ..measures.levels import LevelColumns
from ..measures.measure import LONGEST_WINDOW_DAYS, Measure
from ..measures.recency import DAYS_SINCE, RecencyColumns
from .columns import Table
from .observed import CoveredDays, Needs, covered_runs, days_covered_before, tables_of
from .scans import NUMBER_OF, CoveredRuns, ScanColumns

ListName = tuple[str, bool]  # an indicator, and whether the list has the contact rows of the day


@dataclass(frozen=True)
class Plan:
    """The lists, the columns of a block by how they are computed, and the coverage that they need.

    `target` is the position in the catalogue of the feature of each column, or -1 for a count that is only needed to divide by.
    """

    lists: list[ListName]
    target: np.ndarray
    marks: Marks
    recency: RecencyColumns
    levels: LevelColumns
    scans: ScanColumns
    covered_runs: CoveredRuns
    needs: Needs
    covered: CoveredDays


class _Column(NamedTuple):
    """A feature in a block: the list of the indicator and that of X (by number; -1 without X), and the coverage of both."""

    column: int
    measure: Measure
    width: int
    list: int
    other: int
    coverage: int
    other_coverage: int


def make_plan(catalogue: Catalogue, vocabulary: Vocabulary, coverage: Table, first_day: int, last_day: int) -> Plan:
    """Return the plan for the features of events (at least one) at points from `first_day` to `last_day`."""
    features = {number: feature for number, feature in enumerate(catalogue.features) if feature.measure in MEASURES}
    lists = list(dict.fromkeys(name for feature in features.values() for name in _lists_of(feature)))
    tables = {name: tables_of(catalogue.indicators[name].events, vocabulary) for name, _ in lists}
    table_sets = list(dict.fromkeys(tables.values()))
    runs = [covered_runs(coverage, several) for several in table_sets]
    origin = first_day - LONGEST_WINDOW_DAYS
    covered = CoveredDays(origin, np.stack([days_covered_before(*run, origin, last_day) for run in runs]))

    counted = [number for number, feature in features.items() if MEASURES[feature.measure].computed_by == "counting"]
    hidden = _only_to_divide_by([features[number] for number in counted])
    rest = [number for number in features if number not in set(counted)]
    target = [*counted, *(-1 for _ in hidden), *rest]
    columns = []
    for column, number in enumerate(target):
        if number >= 0:
            feature = features[number]
            own, *other = _lists_of(feature)
            columns.append(
                _Column(
                    column,
                    MEASURES[feature.measure],
                    window_days(feature.window),
                    lists.index(own),
                    lists.index(other[0]) if other else -1,
                    table_sets.index(tables[feature.indicator]),
                    table_sets.index(tables[other[0][0]]) if other else -1,
                )
            )
    return Plan(
        lists,
        np.array(target),
        _marks(columns, len(lists), {(lists.index(name), width): len(counted) + n for n, (name, width) in enumerate(hidden)}),
        _recency(columns),
        _levels(columns),
        _scans(columns),
        CoveredRuns(
            np.cumsum([0, *(begin.size for begin, _ in runs)]), *(np.concatenate(side) for side in zip(*runs, strict=True))
        ),
        _needs(columns, covered, first_day),
        covered,
    )


def _lists_of(feature: Feature) -> list[ListName]:
    """Return the list of a feature, and that of X if it has one."""
    return [(name, feature.window == THIS_CONTACT) for name in (feature.indicator, feature.of) if name]


def _only_to_divide_by(counted: list[Feature]) -> list[tuple[ListName, int]]:
    """Return the counts (list, days of the window) that shares divide by and that are not features themselves."""
    present = {(_lists_of(feature)[0], window_days(feature.window)) for feature in counted if feature.measure == COUNT.name}
    wholes = dict.fromkeys((_lists_of(feature)[1], window_days(feature.window)) for feature in counted if feature.of)
    return [whole for whole in wholes if whole not in present]


def _marks(columns: list[_Column], lists: int, hidden: dict[tuple[int, int], int]) -> Marks:
    """Return where events are counted; `hidden` is the column of each count (list, window) that is not a feature itself.

    The count in part of a window is the count since its oldest day less the count since its newest.
    """
    counted = [each for each in columns if each.measure.computed_by == "counting"]
    rows = [(number, width, column, 1) for (number, width), column in hidden.items()]
    for each in counted:
        weights: Counter[int] = Counter()
        for oldest, newest, weight in each.measure.parts(each.width):
            weights[oldest] += weight
            if newest:
                weights[newest] -= weight
        rows += [(each.list, width, each.column, weight) for width, weight in weights.items()]
    count_at = hidden | {(each.list, each.width): each.column for each in counted if each.measure is COUNT}
    owner, widths, marked, weight_of = _transposed(sorted(rows), 4)
    part, whole = _transposed([(each.column, count_at[each.other, each.width]) for each in counted if each.other >= 0], 2)
    start = np.searchsorted(owner, np.arange(lists + 1))
    return Marks(start, int(np.diff(start).max()), marked, widths, weight_of, len(counted) + len(hidden), part, whole)


def _recency(columns: list[_Column]) -> RecencyColumns:
    rows = [
        (each.column, each.measure is DAYS_SINCE, each.list, each.width, each.coverage)
        for each in columns
        if each.measure.computed_by == "recency"
    ]
    return RecencyColumns(*_transposed(rows, 5))


def _levels(columns: list[_Column]) -> LevelColumns:
    rows = [
        (each.list, each.width, each.column, levels.MEASURES.index(each.measure))
        for each in columns
        if each.measure.computed_by == "levels"
    ]
    owner, width, column, measure = _transposed(sorted(rows), 4)
    return LevelColumns(_groups(owner), column, measure, owner, width)


def _scans(columns: list[_Column]) -> ScanColumns:
    rows = [
        (
            each.list,
            each.column,
            NUMBER_OF[each.measure.name],
            each.width,
            each.other,
            "other_snapshots" in each.measure.traits,
            each.coverage,
        )
        for each in columns
        if each.measure.kernel
    ]
    owner, column, measure, width, other, other_snapshots, coverage = _transposed(sorted(rows), 7)
    groups = _groups(owner)
    longest = np.maximum.reduceat(width, groups[:-1]) if len(width) else width
    return ScanColumns(groups, longest, coverage[groups[:-1]], column, measure, owner, width, other, other_snapshots.astype(bool))


def _needs(columns: list[_Column], covered: CoveredDays, first_day: int) -> Needs:
    """Return what has to be covered, except what is covered on every day of the points."""
    rows = [
        (each.column, coverage, part.oldest, part.newest)
        for each in columns
        if each.width > 0
        for coverage in (each.coverage, *([each.other_coverage] if "other_covered" in each.measure.traits else []))
        for part in each.measure.parts(each.width)
    ]
    certain = {need: _always_covered(covered, first_day, *need) for need in {row[1:] for row in rows}}
    return Needs(*_transposed([row for row in rows if not certain[row[1:]]], 4))


def _always_covered(covered: CoveredDays, first_day: int, coverage: int, oldest: int, newest: int) -> bool:
    before = covered.before[coverage]
    days_of_points = np.arange(first_day - covered.origin, len(before))
    return bool((before[days_of_points - newest] > before[days_of_points - oldest]).all())


def _groups(owner: np.ndarray) -> np.ndarray:
    """Return where the runs of equal owners begin, and the end."""
    return np.flatnonzero(np.diff(owner, prepend=-1, append=-2))


def _transposed(rows: Sequence[tuple[int, ...]], width: int) -> list[np.ndarray]:
    return list(np.array(rows, np.int64).reshape(len(rows), width).T.copy())
