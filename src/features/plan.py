"""What the compiled part has to compute for a catalogue, as arrays: lists, columns, and what is known when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from . import counts, scans
from .catalogue import THIS_CONTACT, Catalogue, Feature, window_days
from .counts import CountColumns
from .observed import CoveredDays, Needs, covered_runs, days_covered_before, tables_of
from .scans import Observed, ScanColumns
from .visibility import FOREVER

ListName = tuple[str, bool]  # an indicator, and whether the list holds the day's own contact rows


@dataclass(frozen=True)
class Plan:
    """The columns of the feature matrix, each computed by one of the two families, and the lists that they read."""

    lists: list[ListName]
    counts: CountColumns
    scans: ScanColumns
    observed: Observed
    needs: Needs
    covered: CoveredDays


def make_plan(catalogue: Catalogue, vocabulary: Vocabulary, coverage: pd.DataFrame, first_day: int, last_day: int) -> Plan:
    """Return the plan for the features of events (at least one) at points from `first_day` to `last_day`."""
    features = [feature for feature in catalogue.features if feature.measure != "years"]
    lists = list(dict.fromkeys(name for feature in features for name in _lists_of(feature)))
    tables = {name: tables_of(catalogue.indicators[name].events, vocabulary) for name, _ in lists}
    meant = list(dict.fromkeys(tables.values()))
    coverage_of = {name: meant.index(places) for name, places in tables.items()}
    runs = [covered_runs(coverage, places) for places in meant]
    origin = first_day - scans.LONGEST
    covered = CoveredDays(origin, np.stack([days_covered_before(*run, origin, last_day) for run in runs]))
    since = [int(begin[0]) if begin.size else int(FOREVER) for begin, _ in runs]
    return Plan(
        lists,
        _count_columns(features, lists, coverage_of, since),
        _scan_columns(features, lists, coverage_of),
        _observed(runs),
        _needs(features, coverage_of, covered, first_day),
        covered,
    )


def _lists_of(feature: Feature) -> list[ListName]:
    today = feature.window == THIS_CONTACT
    return [(name, today) for name in (feature.indicator, feature.of) if name]


def _observed(runs: list[tuple[np.ndarray, np.ndarray]]) -> Observed:
    starts = np.cumsum([0, *(begin.size for begin, _ in runs)])
    return Observed(starts.astype(np.int64), *(np.concatenate(side) for side in zip(*runs, strict=True)))


def _count_columns(features: list[Feature], lists: list[ListName], coverage_of: dict[str, int], since: list[int]) -> CountColumns:
    rows = [
        (
            place,
            counts.NAMES.index(feature.measure),
            lists.index(_lists_of(feature)[0]),
            window_days(feature.window),
            lists.index(_lists_of(feature)[-1]),
            since[coverage_of[feature.indicator]],
        )
        for place, feature in enumerate(features)
        if feature.measure in counts.NAMES
    ]
    return CountColumns(*_transposed(rows, 6))


def _scan_columns(features: list[Feature], lists: list[ListName], coverage_of: dict[str, int]) -> ScanColumns:
    rows = [
        (
            place,
            scans.NAMES.index(feature.measure),
            lists.index(_lists_of(feature)[0]),
            window_days(feature.window),
            lists.index(_lists_of(feature)[-1]),
            coverage_of[feature.indicator],
        )
        for place, feature in enumerate(features)
        if feature.measure in scans.NAMES
    ]
    columns = _transposed(sorted(rows, key=lambda row: row[2]), 6)
    groups = np.flatnonzero(np.diff(columns[2], prepend=-1, append=len(lists)))
    return ScanColumns(groups, *columns)


def _needs(features: list[Feature], coverage_of: dict[str, int], covered: CoveredDays, first_day: int) -> Needs:
    """Return what has to be covered, without what is covered for certain at every day of the points."""
    rows = []
    for place, feature in enumerate(features):
        width = window_days(feature.window)
        if width == 0:
            continue
        spans = [(width, 0)]
        if feature.measure == "trend":
            spans = [(width // 2, 0), (width // 2 * 2, width // 2)]
        names = [feature.indicator] if feature.measure == "share_of" or not feature.of else [feature.indicator, feature.of]
        rows += [(place, coverage_of[name], *span) for name in names for span in spans]
    shift = first_day - covered.origin
    days_of_points = np.arange(shift, covered.before.shape[1])
    certain = {
        need: bool((covered.before[need[0]][days_of_points - need[2]] > covered.before[need[0]][days_of_points - need[1]]).all())
        for need in {row[1:] for row in rows}
    }
    return Needs(*_transposed([row for row in rows if not certain[row[1:]]], 4))


def _transposed(rows: Sequence[tuple[int, ...]], width: int) -> list[np.ndarray]:
    return list(np.array(rows, np.int64).reshape(len(rows), width).T.copy())
