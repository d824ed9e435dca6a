"""How the events of one indicator follow those of another, X."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from numba import njit

from ..seen import date_of, day_of
from .measure import Array, Measure, SentenceField

if TYPE_CHECKING:
    from ..quoted import QuotedWindow


@njit(cache=True, nogil=True)
def count_since(days: Array, other_days: Array) -> int:
    """Events dated after the latest of the others, or all where there is no other."""
    number = 0
    for day in days:
        number += other_days.size == 0 or day > other_days[-1]
    return number


@njit(cache=True, nogil=True)
def latest_open(days: Array, rows: Array, other_days: Array, other_rows: Array, spell: Array) -> int:
    """The position of the latest event that no other ends, or -1: by `spell` of both events if both have one, else by date."""
    for i in range(days.size - 1, -1, -1):
        ended = False
        for other in range(other_days.size):
            mine, theirs = spell[rows[i]], spell[other_rows[other]]
            if mine >= 0 and theirs >= 0:
                ended |= theirs == mine and other_days[other] >= days[i]
            else:
                ended |= other_days[other] > days[i]
        if not ended:
            return i
    return -1


@njit(cache=True, nogil=True)
def open_days(days: Array, rows: Array, other_days: Array, other_rows: Array, spell: Array, t: int) -> int:
    """Days to t from the latest event that no other ends, or 0."""
    latest = latest_open(days, rows, other_days, other_rows, spell)
    return t - days[latest] if latest >= 0 else 0


@njit(cache=True, nogil=True)
def alternations(days: Array, rows: Array, other_days: Array, other_rows: Array) -> int:
    """Changes from day to day between these events and the others; days with both are left out."""
    changes, before, i, other = 0, -1, 0, 0
    while i < days.size or other < other_days.size:
        first = i
        day = days[i] if other == other_days.size else other_days[other]
        if i < days.size:
            day = min(day, days[i])
        while i < days.size and days[i] == day:
            i += 1
        theirs = False
        while other < other_days.size and other_days[other] == day:
            theirs |= not _among(other_rows[other], rows, first, i)
            other += 1
        mine = i > first
        if mine != theirs:
            changes += before >= 0 and before != mine
            before = int(mine)
    return changes


@njit(cache=True, nogil=True)
def _among(row: int, rows: Array, first: int, past: int) -> bool:
    found = False
    for i in range(first, past):
        found |= rows[i] == row
    return found


def _latest_other(window: QuotedWindow) -> dt.date | None:
    return date_of(window.other_days[-1]) if len(window.other_days) else None


def _open_since(window: QuotedWindow) -> dt.date | None:
    latest = latest_open(window.days, window.rows, window.other_days, window.other_rows, window.spell)
    return date_of(window.days[latest]) if latest >= 0 else None


def _open_days(window: QuotedWindow) -> int | None:
    since = _open_since(window)
    return None if since is None else window.t - day_of(since)


MEASURES = (
    Measure(
        name="count_since",
        means="how many events are dated after the day of the latest event of X (snapshot rows count as X); all where X has none",
        unit="events",
        none="0; unknown also where no day is covered for X",
        phrase="How many since the latest",
        fields=(SentenceField("since"), SentenceField("since_date", "date", _latest_other)),
        kernel=count_since,
        traits={"longest", "pairs", "other_covered", "other_snapshots", "whole"},
    ),
    Measure(
        name="open_days",
        means="whole days to t from the latest event that no event of X ends (snapshot rows count as X); where both name a "
        "spell, X ends it if the spell is the same and X is dated no earlier, else if X is dated later",
        unit="days",
        none="0, also where every event is ended; unknown also where no day is covered for X",
        phrase="Days open, not ended by",
        fields=(SentenceField("open", figure=_open_days), SentenceField("open_date", "date", _open_since)),
        kernel=open_days,
        column="spell_id",
        traits={"column_optional", "longest", "pairs", "other_covered", "other_snapshots", "whole", "at_most_window"},
    ),
    Measure(
        name="alternations",
        means="how often neighbours differ in the order of days with events of this indicator and of X; an event of both is of "
        "this one, and a day that then holds events of each is left out",
        unit="changes",
        none="0; unknown also where no day is covered for X",
        phrase="How often it took turns with",
        fields=(SentenceField("alternations"),),
        kernel=alternations,
        traits={"pairs", "other_covered", "whole"},
    ),
)
