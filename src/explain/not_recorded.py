"""The section "What is not recorded" of a contact page: what the records leave open. Sentences: `wording/contact_page.py`."""

from __future__ import annotations

import pandas as pd

from ..chronology.vocabulary import Since
from ..features.catalogue import LONGEST_WINDOW_DAYS
from ..features.seen import date_of
from ..wording import contact_page as wording
from ..wording.sentences import Count, british_date, fill, number_word
from .record import Record, Sources, from_day, of_kinds, of_last_year
from .sight import last_sight

LATE_DAYS = 30
MONTH_DAYS = 31  # a child whose first address is known so soon after birth has no earlier one


def not_recorded(record: Record, age: float | None, sources: Sources) -> list[str]:
    """Return a sentence for each thing that the records leave open about a person (age in years) on a day."""
    absences = [
        last_recorded(absence, record, sources)
        for absence in sources.vocabulary.page.absences
        if age is None or age >= absence.from_age
    ]
    return [
        *_never_seen(record, age, sources),
        *absences,
        *_agencies_without_record(record, age, sources),
        *_outside_coverage(record, sources),
        *_addresses(record, sources),
        *_late_records(record),
        *_dates_by_rule(record),
    ]


def _never_seen(record: Record, age: float | None, sources: Sources) -> list[str]:
    if sources.vocabulary.page.sighting is None or (age is not None and age < 0) or len(last_sight(record, sources)):
        return []
    return [wording.NEVER_SEEN.format(person=sources.vocabulary.nouns.person)]


def last_recorded(sentences: Since, record: Record, sources: Sources, first_day: int | None = None) -> str:
    """Return the sentence on the latest fact of some kinds (on or after a day since 1970), or on there being none."""
    matching = of_kinds(record, sentences.any_of, sources)
    if first_day is not None:
        matching = from_day(matching, first_day)
    if not len(matching):
        return sentences.never
    return sentences.since.format(last_date=british_date(date_of(matching["event_date"].max())))


def _agencies_without_record(record: Record, age: float | None, sources: Sources) -> list[str]:
    """Return which agencies gave no record in 12 months: those that were asked, and those to which no request went."""
    page, names = sources.vocabulary.page, sources.vocabulary.words["agency"]
    recent = of_last_year(record.visible, record)
    requests = [kind in page.requests for kind in recent["event_type"]]
    asked = {agency for agency, is_request in zip(recent["agency"], requests, strict=True) if is_request}
    heard = {agency for agency, is_request in zip(recent["agency"], requests, strict=True) if not is_request}
    silent = [
        agency
        for agency, (youngest, oldest) in page.asks.items()
        if agency not in heard and (age is None or youngest <= age < oldest)
    ]
    not_asked = ", ".join(names[agency] for agency in silent if agency not in asked)
    asked_in_vain = ", ".join(names[agency] for agency in silent if agency in asked)
    sentences = ((wording.NOT_ASKED, not_asked), (wording.ASKED_IN_VAIN, asked_in_vain))
    return [sentence.format(agencies=agencies) for sentence, agencies in sentences if agencies]


def _outside_coverage(record: Record, sources: Sources) -> list[str]:
    """Return from when to when records are held, where that is less than the five years, or the life, looked back on."""
    as_of = record.as_of
    longest = as_of - pd.Timedelta(days=LONGEST_WINDOW_DAYS)
    needed = longest if record.born is None else max(longest, min(record.born, as_of))
    periods: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
    for row in sources.coverage:
        if row["start"] < as_of:
            periods.setdefault(row["table"], []).append((row["start"], row["end"]))
    tables: dict[str, list[str]] = {}
    for table, name in sources.vocabulary.words["coverage_table"].items():
        if table not in periods:
            tables.setdefault(wording.HELD_NOWHERE, []).append(name)
            continue
        start, end = min(start for start, _ in periods[table]), max(end for _, end in periods[table])
        if start > needed:
            tables.setdefault(wording.HELD_FROM.format(date=british_date(start)), []).append(name)
        if end < as_of:
            tables.setdefault(wording.HELD_UP_TO.format(date=british_date(end)), []).append(name)
    return [wording.HELD.format(how=how, tables=", ".join(names)) for how, names in tables.items()]


def _addresses(record: Record, sources: Sources) -> list[str]:
    if not sources.stays.of_child:
        return []
    first, person = sources.stays.first_known(record.child_id, record.t), sources.vocabulary.nouns.person
    if first is None:
        return [wording.NO_ADDRESS.format(person=person)]
    if record.born is not None and pd.Timestamp(date_of(first)) > record.born + pd.Timedelta(days=MONTH_DAYS):
        return [wording.NO_EARLIER_ADDRESS.format(person=person, date=british_date(date_of(first)))]
    return []


def _late_records(record: Record) -> list[str]:
    """Return how many records from the last 12 months could be read only more than 30 days after the event."""
    recent = of_last_year(record.visible, record)
    late = int((recent["known_date"] - recent["event_date"] > LATE_DAYS).sum())
    return [fill(wording.LATE, count=Count(late))] if late else []


def _dates_by_rule(record: Record) -> list[str]:
    by_rule = int((record.visible["known_basis"] == "rule").sum())
    if not by_rule:
        return []
    return [wording.DATED_BY_RULE.format(count=number_word(by_rule), total=number_word(len(record.visible)))]
