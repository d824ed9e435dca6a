"""Whether the records that a page names first stay: beside one unrelated record, and by the rates of refitted models."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..annex import Annex, annex_of
from ..first_records import MOST, in_order, possible_first
from ..record import Record, Sources
from .edits import Unrelated

Point = Mapping[Hashable, Any]
ADDED = -1
"""In the place of a row of `events`: the unrelated record."""


def stay_beside(
    points: Sequence[Point], records: Sequence[Record], unrelated: Sequence[Unrelated | None], sources: Sources
) -> np.ndarray:
    """Return which share of the first five of each point stays once an unrelated record is added (NaN where it has none).

    Parameters
    ----------
    points : rows of the cohort with their standing. records : theirs. unrelated : of `unrelated_records`.
    """
    return np.array(
        [
            _share_that_stays(point, record, sources, sources, more)
            for point, record, more in zip(points, records, unrelated, strict=True)
        ]
    )


def stay_refitted(points: Sequence[Point], records: Sequence[Record], rates: Mapping[str, float], sources: Sources) -> np.ndarray:
    """Return which share of the first five of each point stays by the rates of a refitted model (NaN where it has none)."""
    refitted = replace(sources, rates=dict.fromkeys(sources.rates, rates))
    return np.array(
        [_share_that_stays(point, record, sources, refitted, None) for point, record in zip(points, records, strict=True)]
    )


def _share_that_stays(point: Point, record: Record, before: Sources, after: Sources, more: Unrelated | None) -> float:
    annex = annex_of(record, [])
    first = _first(point, record, annex, before, None)
    return len(first & _first(point, record, annex, after, more)) / len(first) if first else np.nan


def _first(point: Point, record: Record, annex: Annex, sources: Sources, more: Unrelated | None) -> set[int]:
    """Return the rows of the records that come first."""
    seen, times = possible_first(point, record, annex, sources)
    rows, days = seen.row, seen["event_date"].astype(np.int64)
    if more:
        rate = _rate(point, more, sources)
        if rate:
            day = int(more.donor.seen["event_date"].astype(np.int64)[more.at]) + record.t - more.donor.t
            place = int((days > day).sum())
            rows, times, days = (np.insert(each, place, new) for each, new in ((rows, ADDED), (times, rate), (days, day)))
    return set(rows[in_order(times, days)[:MOST]].tolist())


def _rate(point: Point, more: Unrelated, sources: Sources) -> float:
    """Return the relative rate of the unrelated record; 0 if it may not be named."""
    here = slice(more.at, more.at + 1)
    donor = replace(more.donor, seen=more.donor.seen.take(here), indicator_matches=more.donor.indicator_matches[here])
    alone = Annex(donor.seen, {int(donor.seen.row[0]): 1}, 0)
    _, times = possible_first(point, donor, alone, sources)
    return float(times[0]) if len(times) else 0.0
