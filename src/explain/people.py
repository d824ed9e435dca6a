"""Ages in words, and the people who shared a private household with somebody on a day."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..features.sentences import british_date, number_word
from .record import Sources, record_of

YEAR = 365.25
LOOK_BACK = pd.Timedelta(days=365)


@dataclass(frozen=True)
class Other:
    """Somebody in the household: who, how old, and what is recorded in 12 months (None: nothing, which says nothing)."""

    person: str
    age: str
    says: str | None


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


def others_in_household(sources: Sources, person: str, as_of: pd.Timestamp) -> list[Other]:
    """Return everybody else who, as far as was known, shared a private household with a person on a day."""
    stays = sources.chronology["households"]
    known = stays["known_date"].fillna(stays["start"])
    ended = (stays["end"] < as_of) & (stays["end_known_date"].fillna(stays["end"]) < as_of)
    then = stays[(stays["kind"] == "private") & (stays["start"] <= as_of) & (known < as_of) & ~ended]
    homes = then.loc[then["child_id"] == person, "household_id"]
    people = sorted(set(then.loc[then["household_id"].isin(homes), "child_id"]) - {person})
    return [Other(other, age_words(sources.born.get(other), as_of), _recorded(sources, other, as_of)) for other in people]


def _recorded(sources: Sources, person: str, as_of: pd.Timestamp) -> str | None:
    """Return what is recorded about a person's own worries and contacts in 12 months."""
    visible = record_of(sources, person, as_of).visible
    recent = visible[(visible["own"] & (visible["event_date"] >= as_of - LOOK_BACK)).to_numpy()]
    worrying = [kind for kind, its in sources.vocabulary.event_types.items() if its.worry]
    worries = recent[recent["event_type"].isin(worrying)]
    index = recent[(recent["event_type"] == sources.vocabulary.index).to_numpy()]
    parts = []
    if len(worries):
        agencies = worries["agency"].nunique()
        by = f" by {number_word(agencies)} agenc{'ies' if agencies > 1 else 'y'}" if len(worries) > 1 else ""
        parts.append(f"{number_word(len(worries))} worr{'ies' if len(worries) > 1 else 'y'} recorded{by}")
    if len(index):
        days, nouns, latest = index["event_date"].nunique(), sources.vocabulary.nouns, british_date(index["event_date"].max())
        parts.append(f"{number_word(days)} {nouns.points if days > 1 else nouns.point}, the latest on {latest}")
    return "; ".join(parts) or None
