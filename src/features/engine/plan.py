"""What the compiled part has to compute for a catalogue, as arrays: lists, columns of a block, and what is known when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...chronology.vocabulary import Vocabulary
from ..catalogue import THIS_CONTACT, Catalogue, Feature, window_days
from ..measures import levels, scans
from ..measures.counts import Marks, Recency
from ..measures.levels import LevelColumns
from ..measures.scans import Observed, ScanColumns
from .columns import FOREVER, Table
from .observed import CoveredDays, Needs, covered_runs, days_covered_before, tables_of

ListName = tuple[str, bool]  # an indicator, and whether the list holds the day's own contact rows
Counted = tuple[ListName, int]  # a list and a window in days


@dataclass(frozen=True)
class Plan:
    """The lists, the columns of a block by family of measures, and when they are known.

    `target` is the feature of the catalogue (its place) that each column of a block is, or -1 for a count that is only needed
    to divide by.
    """

    lists: list[ListName]
    target: np.ndarray
    marks: Marks
    recency: Recency
    levels: LevelColumns
    scans: ScanColumns
    observed: Observed
    needs: Needs
    covered: CoveredDays


def make_plan(catalogue: Catalogue, vocabulary: Vocabulary, coverage: Table, first_day: int, last_day: int) -> Plan:
    """Return the plan for the features of events (at least one) at points from `first_day` to `last_day`."""
    places = [place for place, feature in enumerate(catalogue.features) if feature.measure != "years"]
    features = [catalogue.features[place] for place in places]
    lists = list(dict.fromkeys(name for feature in features for name in _lists_of(feature)))
    tables = {name: tables_of(catalogue.indicators[name].events, vocabulary) for name, _ in lists}
    meant = list(dict.fromkeys(tables.values()))
    coverage_of = {name: meant.index(places) for name, places in tables.items()}
    runs = [covered_runs(coverage, places) for places in meant]
    origin = first_day - scans.LONGEST
    covered = CoveredDays(origin, np.stack([days_covered_before(*run, origin, last_day) for run in runs]))
    marked = [place for place, feature in enumerate(features) if feature.measure in ("count", "share_of", "trend")]
    rest = [place for place in range(len(features)) if place not in set(marked)]
    hidden = _only_to_divide_by(features)
    column_of = {place: column for column, place in enumerate(marked)}
    column_of |= {place: len(marked) + len(hidden) + column for column, place in enumerate(rest)}
    since = [int(begin[0]) if begin.size else FOREVER for begin, _ in runs]
    return Plan(
        lists,
        np.append(places, -1)[[*marked, *(-1 for _ in hidden), *rest]],
        _marks(features, lists, column_of, hidden, len(marked)),
        _recency(features, lists, column_of, [since[coverage_of[feature.indicator]] for feature in features]),
        _levels(features, lists, column_of),
        _scans(features, lists, column_of, coverage_of),
        Observed(_offsets([begin.size for begin, _ in runs]), *(np.concatenate(side) for side in zip(*runs, strict=True))),
        _needs(features, column_of, coverage_of, covered, first_day),
        covered,
    )


def _lists_of(feature: Feature) -> list[ListName]:
    """Return the list of a feature, and that of X if it has one."""
    return [(name, feature.window == THIS_CONTACT) for name in (feature.indicator, feature.of) if name]


def _whole(feature: Feature) -> Counted:
    """Return what a share is of."""
    return _lists_of(feature)[-1], window_days(feature.window)


def _only_to_divide_by(features: list[Feature]) -> list[Counted]:
    """Return the counts that shares need and that are no features themselves."""
    counted = {(_lists_of(feature)[0], window_days(feature.window)) for feature in features if feature.measure == "count"}
    wholes = dict.fromkeys(_whole(feature) for feature in features if feature.measure == "share_of")
    return [whole for whole in wholes if whole not in counted]


def _marks(
    features: list[Feature], lists: list[ListName], column_of: dict[int, int], hidden: list[Counted], marked: int
) -> Marks:
    """Return where events are counted; a trend is twice the recent half less both halves."""
    rows = [(lists.index(name), width, marked + place, 1) for place, (name, width) in enumerate(hidden)]
    count_at = {counted: marked + place for place, counted in enumerate(hidden)}
    shares = []
    for place, feature in enumerate(features):
        mine, width = lists.index(_lists_of(feature)[0]), window_days(feature.window)
        if feature.measure == "trend":
            half = width // 2
            rows += [(mine, half, column_of[place], 2), (mine, 2 * half, column_of[place], -1)]
        elif feature.measure in ("count", "share_of"):
            rows.append((mine, width, column_of[place], 1))
        if feature.measure == "count":
            count_at[_lists_of(feature)[0], width] = column_of[place]
        elif feature.measure == "share_of":
            shares.append((place, _whole(feature)))
    owner, widths, columns, weights = _transposed(sorted(rows), 4)
    part, whole = _transposed([(column_of[place], count_at[counted]) for place, counted in shares], 2)
    start = np.searchsorted(owner, np.arange(len(lists) + 1))
    return Marks(start, int(np.diff(start).max()), columns, widths, weights, marked + len(hidden), part, whole)


def _recency(features: list[Feature], lists: list[ListName], column_of: dict[int, int], since: list[int]) -> Recency:
    rows = [
        (
            column_of[place],
            feature.measure == "days_since",
            lists.index(_lists_of(feature)[0]),
            window_days(feature.window),
            since[place],
        )
        for place, feature in enumerate(features)
        if feature.measure in ("days_since", "days_since_first")
    ]
    return Recency(*_transposed(rows, 5))


def _levels(features: list[Feature], lists: list[ListName], column_of: dict[int, int]) -> LevelColumns:
    rows = [
        (
            lists.index(_lists_of(feature)[0]),
            window_days(feature.window),
            column_of[place],
            levels.NAMES.index(feature.measure),
        )
        for place, feature in enumerate(features)
        if feature.measure in levels.NAMES
    ]
    owner, width, columns, measure = _transposed(sorted(rows), 4)
    return LevelColumns(_groups(owner), columns, measure, owner, width)


def _scans(features: list[Feature], lists: list[ListName], column_of: dict[int, int], coverage_of: dict[str, int]) -> ScanColumns:
    rows = [
        (
            lists.index(_lists_of(feature)[0]),
            column_of[place],
            scans.NAMES.index(feature.measure),
            window_days(feature.window),
            lists.index(_lists_of(feature)[-1]),
            coverage_of[feature.indicator],
        )
        for place, feature in enumerate(features)
        if feature.measure in scans.NAMES
    ]
    owner, columns, measure, width, other, coverage = _transposed(sorted(rows), 6)
    groups = _groups(owner)
    longest = np.maximum.reduceat(width, groups[:-1]) if len(width) else width
    return ScanColumns(groups, longest, columns, measure, owner, width, other, coverage)


def _needs(
    features: list[Feature], column_of: dict[int, int], coverage_of: dict[str, int], covered: CoveredDays, first_day: int
) -> Needs:
    """Return what has to be covered, without what is covered for certain at every day of the points."""
    rows = []
    for place, feature in enumerate(features):
        width = window_days(feature.window)
        spans = [(width // 2, 0), (width // 2 * 2, width // 2)] if feature.measure == "trend" else [(width, 0)]
        names = [feature.indicator] if feature.measure == "share_of" or not feature.of else [feature.indicator, feature.of]
        if width > 0:
            rows += [(column_of[place], coverage_of[name], *span) for name in names for span in spans]
    certain = {need: _always_covered(covered, first_day, *need) for need in {row[1:] for row in rows}}
    return Needs(*_transposed([row for row in rows if not certain[row[1:]]], 4))


def _always_covered(covered: CoveredDays, first_day: int, coverage: int, oldest: int, newest: int) -> bool:
    before = covered.before[coverage]
    days_of_points = np.arange(first_day - covered.origin, len(before))
    return bool((before[days_of_points - newest] > before[days_of_points - oldest]).all())


def _groups(owner: np.ndarray) -> np.ndarray:
    """Return where the runs of equal owners begin, and the end."""
    return np.flatnonzero(np.diff(owner, prepend=-1, append=-2))


def _offsets(lengths: list[int]) -> np.ndarray:
    return np.cumsum([0, *lengths])


def _transposed(rows: Sequence[tuple[int, ...]], width: int) -> list[np.ndarray]:
    return list(np.array(rows, np.int64).reshape(len(rows), width).T.copy())
