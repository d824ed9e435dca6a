"""Which five records of a page deserve reading first, and why, from the records and the relative rates of their kinds.

First come records of the kinds that stand before high scores far more often than before others (`models/relative_rates.py`). Of
records with the same figure, those come first around which most else of such kinds was recorded, then the latest. What was done
about earlier records (a referral, an assessment, a plan) is not among them: it says that others were worried.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from ..features.seen import Seen, date_of
from ..models.bands import ATTENTION
from ..models.relative_rates import DONE
from ..wording import first_records as wording
from ..wording.sentences import british_date
from .annex import Annex
from .record import Record, Sources

MOST = 5
NEAR_DAYS = 90


def first_to_open(point: Mapping[Hashable, Any], record: Record, annex: Annex, sources: Sources) -> list[dict[str, Any]]:
    """Return at most five listed records to read first, for a point in the attention band; others have none.

    Parameters
    ----------
    point : a row of the cohort: standing, fold.

    Returns
    -------
    list : number (in the annex), date, agency, why, near (what else was recorded around that time; may be empty).
    """
    possible, times = possible_first(point, record, annex, sources)
    days = possible["event_date"].astype(np.int64)
    near = _near(days)
    return [
        _as_shown(possible, at, float(times[at]), possible.take(near[at]), annex, sources) for at in in_order(times, days)[:MOST]
    ]


def first_of(events: Seen, point: Mapping[Hashable, Any], record: Record, annex: Annex, sources: Sources) -> list[int]:
    """Return the numbers of at most five of some records, in the order in which those of the page come first.

    Parameters
    ----------
    events : the records of a line. point : as of `first_to_open`.
    """
    possible, times = possible_first(point, record, annex, sources)
    rows = possible.row[in_order(times, possible["event_date"].astype(np.int64))]
    return [annex.number_of[row] for row in rows[np.isin(rows, events.row)].tolist()][:MOST]


def possible_first(point: Mapping[Hashable, Any], record: Record, annex: Annex, sources: Sources) -> tuple[Seen, np.ndarray]:
    """Return the records that can come first, the latest first, and their relative rates; none outside the attention band."""
    rates = sources.rates.get(str(point.get("fold")), {})
    if point["standing"] != ATTENTION or not rates:
        return record.seen.take(slice(0)), np.zeros(0)
    times = _times(record, annex, rates, sources)
    # A second entry of the same fact takes no place.
    facts = {_fact(record.seen, at, sources): at for at in np.flatnonzero(times).tolist()}
    latest_first = np.sort(np.array(list(facts.values()), np.int64))[::-1]
    return record.seen.take(latest_first), times[latest_first]


def in_order(times: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the positions of records in the order in which they come first.

    Parameters
    ----------
    times, days : the relative rate and the day (since 1970) of each record, the latest first.
    """
    return np.lexsort((-_near(days).sum(axis=1), -times))


def _times(record: Record, annex: Annex, rates: Mapping[str, float], sources: Sources) -> np.ndarray:
    """Return the relative rate of each record: the largest of the indicators that count it; 0 for one that may not be named."""
    seen, tables = record.seen, {name: kind.table for name, kind in sources.vocabulary.event_types.items()}
    was_done = np.array([tables[name] in DONE for name in seen["event_type"]], bool)
    listed = np.isin(seen.row, list(annex.number_of)) & ~seen.today & ~seen.sibling
    of_indicators = np.array([rates.get(name, 0.0) for name in sources.catalogue.indicators])
    return np.where(listed & ~was_done, (record.indicator_matches * of_indicators).max(axis=1, initial=0.0), 0.0)


def _fact(seen: Seen, at: int, sources: Sources) -> tuple[object, ...]:
    """Return what makes two records the same fact: what was recorded, on what day, by whom."""
    columns = ("event_type", "outcome", "event_date", "agency", "value")
    return (*(str(seen[name][at]) for name in columns), *sources.codes_of.get(seen["event_id"][at], []))


def _near(days: np.ndarray) -> np.ndarray:
    """Return which other records were recorded around the time of each (records x records, bool)."""
    near: np.ndarray = np.abs(days[:, None] - days) <= NEAR_DAYS
    np.fill_diagonal(near, False)
    return near


def _as_shown(seen: Seen, at: int, times: float, others: Seen, annex: Annex, sources: Sources) -> dict[str, Any]:
    """Return a record with why it comes first; `others` are the records around its time that could have been named, too."""
    words, nouns = sources.vocabulary.words["agency"], sources.vocabulary.nouns
    agencies = list(dict.fromkeys(words[agency] for agency in others["agency"][::-1]))
    return {
        "number": annex.number_of[int(seen.row[at])],
        "date": british_date(date_of(seen["event_date"][at])),
        "agency": words[seen["agency"][at]],
        "why": wording.why(nouns.points, times),
        "near": wording.near(len(others), agencies),
    }
