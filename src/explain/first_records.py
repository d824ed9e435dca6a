"""Which five records of a page deserve reading first, and why, from the records and the relative risks of their kinds.

First come records of the kinds that the outcome followed most often (`models/relative_risks.py`), the latest of a kind first.
What was done about earlier records (a referral, an assessment, a plan) is not among them: it says that others were worried.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from ..features.seen import Seen, date_of
from ..models.bands import ATTENTION
from ..wording import first_records as wording
from ..wording.sentences import british_date
from .annex import Annex
from .record import Record, Sources

MOST = 5
NEAR_DAYS = 90
DONE = frozenset({"contacts", "referrals", "early_help", "assessments", "section_47", "plans", "care"})
"""Coverage tables of what was done; a vocabulary without them has no such records."""


def first_to_open(point: Mapping[Hashable, Any], record: Record, annex: Annex, sources: Sources) -> list[dict[str, Any]]:
    """Return at most five listed records to read first, for a point in the attention band; others have none.

    Parameters
    ----------
    point : a row of the cohort: standing, fold.

    Returns
    -------
    list : number (in the annex), date, agency, why, near (what else was recorded around that time; may be empty).
    """
    risks = sources.risks.get(str(point.get("fold")), {})
    if point["standing"] != ATTENTION or not risks:
        return []
    weights = _weights(record, annex, risks, sources)
    possible = record.seen.take(weights > 0)
    newest_first = np.flatnonzero(weights > 0)[::-1]
    order = newest_first[np.argsort(-weights[newest_first], kind="stable")]
    facts = {_fact(record.seen, at, sources): at for at in order[::-1]}  # a second entry of the same fact takes no place
    chosen = [at for at in order if facts[_fact(record.seen, at, sources)] == at][:MOST]
    return [_as_shown(record.seen, at, float(weights[at]), possible, annex, sources) for at in chosen]


def _weights(record: Record, annex: Annex, risks: Mapping[str, float], sources: Sources) -> np.ndarray:
    """Return the relative risk of each record: the largest of the indicators that count it; 0 for one that may not be named."""
    seen, tables = record.seen, {name: kind.table for name, kind in sources.vocabulary.event_types.items()}
    was_done = np.array([tables[name] in DONE for name in seen["event_type"]], bool)
    listed = np.isin(seen.row, list(annex.number_of)) & ~seen.today & ~seen.sibling
    of_indicators = np.array([risks.get(name, 0.0) for name in sources.catalogue.indicators])
    return np.where(listed & ~was_done, (record.indicator_matches * of_indicators).max(axis=1, initial=0.0), 0.0)


def _fact(seen: Seen, at: int, sources: Sources) -> tuple[object, ...]:
    """Return what makes two records the same fact: what was recorded, on what day, by whom."""
    columns = ("event_type", "outcome", "event_date", "agency", "value")
    return (*(str(seen[name][at]) for name in columns), *sources.codes_of.get(seen["event_id"][at], []))


def _as_shown(seen: Seen, at: int, times: float, possible: Seen, annex: Annex, sources: Sources) -> dict[str, Any]:
    """Return a record with why it comes first; `possible` are all records of the page that could have been chosen."""
    words, nouns, day = sources.vocabulary.words["agency"], sources.vocabulary.nouns, seen["event_date"][at]
    others = possible.take((np.abs(possible["event_date"] - day) <= NEAR_DAYS) & (possible.row != seen.row[at]))
    agencies = list(dict.fromkeys(words[agency] for agency in others["agency"]))
    return {
        "number": annex.number_of[int(seen.row[at])],
        "date": british_date(date_of(day)),
        "agency": words[seen["agency"][at]],
        "why": wording.why(nouns.points, nouns.outcome, times),
        "near": wording.near(len(others), agencies),
    }
