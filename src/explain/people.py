"""Ages in words, and the people who shared a private household with somebody on a day, each in their own right."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..features.seen import Seen, date_of
from ..wording.sentences import british_date, number_word
from .record import Record, Sources, record_of, since_day

YEAR = 365.25
LOOK_BACK_DAYS = 365


@dataclass(frozen=True)
class Person:
    """One person of a household: who, how old, and what their own records of 12 months hold, counted and dated.

    `flagged` is the latest of their own points in 12 months that lies in the attention band: its day in words, and its page.
    Nothing is said of points that do not (design rule 2).
    """

    person: str
    age: str
    worries: str
    agencies: str
    points: str
    latest: str
    seen: str
    flagged: dict[str, str] | None = None


def years_old(born: pd.Timestamp | None, as_of: pd.Timestamp) -> float | None:
    """Return the age in years of 365.25 days from the birth month, negative before it; None if it is not recorded."""
    return None if born is None else (as_of - born).days / YEAR


def age_words(born: pd.Timestamp | None, as_of: pd.Timestamp) -> str:
    """Return an age as people say it: not yet born, under a month, seven months, eight years; or not recorded."""
    if born is None:
        return "not recorded"
    if born > as_of:
        return f"not yet born (expected in {born:%B %Y})"
    months = (as_of.year - born.year) * 12 + as_of.month - born.month
    if months < 24:
        return "under a month" if months == 0 else f"{number_word(months)} month{'s' * (months > 1)}"
    return f"{number_word(months // 12)} years"


def household(record: Record, sources: Sources) -> list[Person]:
    """Return the person of a record and everybody else who, as far as was known, shared a private household on the day.

    The person comes first, the others by id; a person who shared with nobody stands alone.
    """
    others = sources.stays.shared(record.child_id, record.t)
    return [_person(each, sources) for each in (record, *(record_of(sources, other, record.as_of) for other in others))]


def _person(record: Record, sources: Sources) -> Person:
    recent = since_day(record.visible.take(record.visible.own & ~record.visible.today), record.t - LOOK_BACK_DAYS)
    kinds = sources.vocabulary.event_types
    worries = recent.take([bool(kinds[kind].worry) for kind in recent["event_type"]]) if len(recent) else recent
    points = recent.take(recent["event_type"] == sources.vocabulary.index)
    seen = recent.take([word in ("yes", "alone") for word in recent["seen"]]) if len(recent) else recent
    return Person(
        person=record.child_id,
        age=age_words(record.born, record.as_of),
        worries=number_word(len(worries)),
        agencies=", ".join(dict.fromkeys(sources.vocabulary.words["agency"][agency] for agency in worries["agency"])),
        points=number_word(len(set(points["event_date"]))),
        latest=_latest(points),
        seen=_latest(seen),
        flagged=_flagged(record, sources),
    )


def _latest(seen: Seen) -> str:
    return british_date(date_of(seen["event_date"].max())) if len(seen) else "not recorded"


def _flagged(record: Record, sources: Sources) -> dict[str, str] | None:
    """Return the latest point in the attention band in the 12 months up to the day; the day's own is among them."""
    mine = [point for point in sources.attention.get(record.child_id, ()) if record.t - LOOK_BACK_DAYS <= point.day <= record.t]
    if not mine:
        return None
    last = max(mine, key=lambda point: point.day)
    return {"date": british_date(date_of(last.day)), "file": last.file}
