"""How often events come: compared with other events, in a year, recently, in bursts, and with gaps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from .measure import LONGEST_WINDOW_DAYS, Array, Measure, Part, SentenceField

if TYPE_CHECKING:
    from ..quoted import QuotedWindow

YEAR, BURST, QUIET, HALF_LIFE = 365, 28, 90, 182
WEIGHT_AT_AGE = np.array([0.5 ** (age / HALF_LIFE) for age in range(LONGEST_WINDOW_DAYS + 1)])


@njit(cache=True, nogil=True)
def rate(days: Array, covered_from: Array, covered_to: Array, start: int, born: int, t: int) -> float:
    """Events on observed days, per 365 of them: the covered days from `start`, or from birth, to before t."""
    start = _first_observed(start, born, t)
    number, observed = 0, 0
    for run in range(covered_from.size):
        first, past = max(covered_from[run], start), min(covered_to[run], t)
        observed += max(past - first, 0)
        for day in days:
            number += first <= day < past
    return YEAR * number / observed if observed > 0 else np.nan


@njit(cache=True, nogil=True)
def longest_gap(days: Array, covered_from: Array, covered_to: Array, start: int, born: int, t: int) -> float:
    """Most observed days in a row without an event, of the covered days from `start`, or from birth, to before t."""
    start = _first_observed(start, born, t)
    longest = np.nan
    for run in range(covered_from.size):
        first, past = max(covered_from[run], start), min(covered_to[run], t)
        if first < past:
            longest = 0 if np.isnan(longest) else longest
            quiet_from = first
            for day in days:
                if first <= day < past:
                    longest = max(longest, day - quiet_from)
                    quiet_from = day + 1
            longest = max(longest, past - quiet_from)
    return longest


@njit(cache=True, nogil=True)
def decayed(days: Array, t: int) -> float:
    """Sum of the events' weights, which halve in 182 days, the oldest first."""
    total = 0.0
    for day in days:
        total += WEIGHT_AT_AGE[t - day]
    return total


@njit(cache=True, nogil=True)
def most_in_28_days(days: Array) -> int:
    """Most events within any 28 days in a row."""
    most, first = 0, 0
    for i in range(days.size):
        while days[first] <= days[i] - BURST:
            first += 1
        most = max(most, i - first + 1)
    return most


@njit(cache=True, nogil=True)
def episodes(days: Array) -> int:
    """Runs of events with more than 90 days without an event between them."""
    runs = 0
    for i in range(days.size):
        runs += i == 0 or days[i] - days[i - 1] - 1 > QUIET
    return runs


@njit(cache=True, nogil=True)
def _first_observed(start: int, born: int, t: int) -> int:
    """First day of a window on which the child could be observed; a birth on or after t is only expected, and is ignored."""
    return max(start, born) if born < t else start


def _halves(days: int) -> list[Part]:
    """Return the recent half of a window, and the half before; an odd day at the start is left out."""
    half = days // 2
    return [Part(half, 0, 1), Part(2 * half, half, -1)]


def _recent(window: QuotedWindow) -> int:
    recent, _ = _halves(window.width)
    return int((window.days >= window.t - recent.oldest).sum())


def _earlier(window: QuotedWindow) -> int:
    _, earlier = _halves(window.width)
    return int(((window.days >= window.t - earlier.oldest) & (window.days < window.t - earlier.newest)).sum())


MEASURES = (
    Measure(
        name="share_of",
        means="count / count of X",
        unit="share of X",
        none="unknown where X has no event, else 0",
        phrase="Share of",
        fields=(SentenceField("total", figure=lambda window: len(window.other_events)),),
        computed_by="counting",
        traits={"on_the_day", "pairs", "proportion"},
    ),
    Measure(
        name="rate",
        means="365 x how many events are on observed days / how many days are observed",
        unit="events in an observed year",
        none="0; unknown where no day is observed",
        phrase="How many in a year of records",
        fields=(SentenceField("rate", "number"),),
        kernel=rate,
    ),
    Measure(
        name="trend",
        means="events in the recent half (the w // 2 days before t) - events in the earlier half (the w // 2 days before those)",
        unit="events",
        none="0; unknown unless a day of each half is covered",
        phrase="How many more in the recent half than in the earlier half",
        fields=(SentenceField("recent", figure=_recent), SentenceField("earlier", figure=_earlier)),
        computed_by="counting",
        parts=_halves,
        traits={"undirected", "signed", "whole"},
    ),
    Measure(
        name="decayed",
        means="sum over the events of 2^(-age / 182), where age = t - event date in days",
        unit="events as of today",
        none="0",
        phrase="How many, the older the less they count",
        kernel=decayed,
    ),
    Measure(
        name="longest_gap",
        means="most days in a row that are observed and without an event",
        unit="days",
        none="most observed days in a row; unknown where no day is observed",
        phrase="Most days without any",
        fields=(SentenceField("gap"),),
        kernel=longest_gap,
        traits={"undirected", "whole", "at_most_window"},
    ),
    Measure(
        name="most_in_28_days",
        means="most events within any 28 days in a row",
        unit="events",
        none="0",
        phrase="Most within 28 days",
        fields=(SentenceField("most"),),
        kernel=most_in_28_days,
        traits={"whole"},
    ),
    Measure(
        name="episodes",
        means="how many runs of events, where a run ends when more than 90 days without an event follow",
        unit="runs",
        none="0",
        phrase="How many separate runs",
        fields=(SentenceField("episodes"),),
        kernel=episodes,
        traits={"whole"},
    ),
)
