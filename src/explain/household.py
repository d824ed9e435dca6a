"""Everybody who shared a private household with somebody on a day, with a summary of each person's own records."""

from __future__ import annotations

from dataclasses import dataclass

from ..features.seen import Seen, date_of
from ..wording.contact_page import ADULT, NOT_RECORDED, age_in_words, is_adult
from ..wording.sentences import british_date, number_word
from .record import LAST_YEAR_DAYS, Record, Sources, of_last_year, record_of, worries_of_last_year
from .sight import last_seen_date


@dataclass(frozen=True)
class Person:
    """One person of a household: id, age, and their records from the last 12 months, counted and dated, all in words.

    `worries` counts those about the household or a carer too, as the lines of a page do; the points are their own.
    `seen` is when they were last recorded as seen, however long ago.
    `flagged` is the latest of their own points in 12 months that is in the attention band: its date in words, and its page.
    `passed_over` says that they had points in that time and none was in the band, which is no evidence that needs are met (design
    rule 2).
    """

    person: str
    age: str
    worries: str
    agencies: str
    points: str
    latest: str
    seen: str
    flagged: dict[str, str] | None = None
    passed_over: bool = False


def residents(record: Record, sources: Sources) -> list[Record]:
    """Return the person of a record and everybody else who, as far as was known, shared a private household on the day.

    The person comes first, then the others by id, adults last, each with what was visible on that day.
    """
    others = [record_of(sources, other, record.as_of) for other in sources.stays.shared(record.child_id, record.t)]
    return [record, *sorted(others, key=lambda other: adult(other, sources))]


def adult(record: Record, sources: Sources) -> bool:
    """Return whether the person of a record is known to have been an adult on its day."""
    return is_adult(record.born, record.as_of, sources.vocabulary.page.adult_from)


def household(people: list[Record], sources: Sources) -> list[Person]:
    """Return a summary of each of `residents`."""
    return [_person(each, sources) for each in people]


def _person(record: Record, sources: Sources) -> Person:
    recent = of_last_year(record.visible.take(record.visible.own & ~record.visible.today), record)
    worries = worries_of_last_year(record, sources)
    points = recent.take(recent["event_type"] == sources.vocabulary.index)
    flagged = _flagged(record, sources)
    return Person(
        person=record.child_id,
        age=age_in_words(record.born, record.as_of) + ADULT * adult(record, sources),
        worries=number_word(len(worries)),
        agencies=", ".join(dict.fromkeys(sources.vocabulary.words["agency"][agency] for agency in worries["agency"])),
        points=number_word(len(set(points["event_date"]))),
        latest=_latest_date(points),
        seen=last_seen_date(record, sources),
        flagged=flagged,
        passed_over=flagged is None and (len(points) > 0 or bool((record.visible.own & record.visible.today).any())),
    )


def _latest_date(records: Seen) -> str:
    return british_date(date_of(records["event_date"].max())) if len(records) else NOT_RECORDED


def _flagged(record: Record, sources: Sources) -> dict[str, str] | None:
    """Return the latest point in the attention band in the 12 months up to the day, the day's own included."""
    flagged = [
        point for point in sources.attention.get(record.child_id, ()) if record.t - LAST_YEAR_DAYS <= point.day <= record.t
    ]
    if not flagged:
        return None
    last = max(flagged, key=lambda point: point.day)
    return {"date": british_date(date_of(last.day)), "file": last.file}
