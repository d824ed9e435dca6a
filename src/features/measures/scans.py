"""Compiled: the measures that look at each event of a window in its order. See `definitions.py` for the definitions.

The functions without an underscore each are one measure of one window's events: `days` are their dates (days since 1970,
ascending), `values` what they measured (NaN where nothing is recorded), `t` the day of the point. Pages call them too.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = Any
NAMES = (
    "slope", "swings", "distinct_agencies", "distinct_sources", "distinct_days", "distinct_months", "decayed", "most_in_28_days",
    "episodes", "rate", "longest_gap", "count_since", "open_days", "alternations",
)  # fmt: skip
(SLOPE, SWINGS, AGENCIES, SOURCES, DAYS, MONTHS, DECAYED, MOST, EPISODES,
 RATE, GAP, COUNT_SINCE, OPEN_DAYS, ALTERNATIONS) = range(len(NAMES))  # fmt: skip
YEAR, MONTH, BURST, QUIET, HALF_LIFE, LONGEST = 365, 30, 28, 90, 182, 1826
WEIGHT_AT_AGE = np.array([0.5 ** (age / HALF_LIFE) for age in range(LONGEST + 1)])


class ScanColumns(NamedTuple):
    """What each column of a block holds: `measure` (its place in NAMES) of `list` in a window of `width` days; by list.

    group : where the columns of a list begin, and the end. longest : the widest window of each list. other : the list of X.
    coverage : the list's in `Observed`.
    """

    group: Array
    longest: Array
    column: Array
    measure: Array
    list: Array
    width: Array
    other: Array
    coverage: Array


class Facts(NamedTuple):
    """What is read of each event, by its row: codes of agency, source and spell (none: -1), and its value."""

    agency: Array
    source: Array
    spell: Array
    value: Array


class Observed(NamedTuple):
    """Runs of covered days of each coverage c, `start[c]` to `start[c + 1]`, each from `begin` to before `end`."""

    start: Array
    begin: Array
    end: Array


class Events(NamedTuple):
    """Some of a child's events, in order: their days, rows and values."""

    days: Array
    rows: Array
    values: Array


@njit(cache=True, nogil=True)
def fill_scans(
    points: Any, born: Array, lists: Any, columns: ScanColumns, facts: Facts, observed: Observed, block: Array
) -> None:
    """Fill these columns of a block (points x columns, float32).

    `born` is the day of birth of each child of the batch, or a day after all points.
    """
    room = lists.longest
    mine = Events(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room))
    theirs = Events(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room))
    for child in range(points.start.size - 1):
        for group in range(columns.group.size - 1):
            first, past = columns.group[group], columns.group[group + 1]
            owner, longest = child * lists.number + columns.list[first], columns.longest[group]
            for point in range(points.start[child], points.start[child + 1]):
                t, row = points.day[point], block[point]
                found = _visible(lists, owner, point, t, t - longest, False, facts.value, mine)
                for place in range(first, past):
                    start, measure = t - columns.width[place], columns.measure[place]
                    inside = _dated_from(found, start)
                    if measure >= COUNT_SINCE:
                        other = child * lists.number + columns.other[place]
                        whole = _visible(lists, other, point, t, start, measure != ALTERNATIONS, facts.value, theirs)
                        row[columns.column[place]] = _beside_another(measure, inside, whole, t, facts.spell)
                    elif measure >= RATE:
                        start = max(start, born[child]) if born[child] < t else start
                        answer = _over_observed_days(measure, inside.days, start, t, columns.coverage[place], observed)
                        row[columns.column[place]] = answer
                    else:
                        row[columns.column[place]] = _of_one(measure, inside, t, facts)


@njit(cache=True, nogil=True)
def _visible(lists: Any, owner: int, point: int, t: int, start: int, snapshots: bool, value: Array, room: Events) -> Events:
    """Return the events of a list that are visible at a point and dated from `start` on; `room` holds them."""
    found = 0
    for place in range(lists.start[owner], lists.start[owner + 1]):
        if lists.day[place] > t:
            break
        inside = lists.enter[place] <= point < lists.leave[place] and lists.day[place] >= start
        if inside and (snapshots or not lists.snapshot[place]):
            room.days[found], room.rows[found] = lists.day[place], lists.event[place]
            room.values[found] = value[lists.event[place]]
            found += 1
    return Events(room.days[:found], room.rows[:found], room.values[:found])


@njit(cache=True, nogil=True)
def _dated_from(events: Events, start: int) -> Events:
    """Return those of some events that are dated from `start` on."""
    first = 0
    while first < events.days.size and events.days[first] < start:
        first += 1
    return Events(events.days[first:], events.rows[first:], events.values[first:])


@njit(cache=True, nogil=True)
def _of_one(measure: int, events: Events, t: int, facts: Facts) -> float:
    """Return a measure of one indicator's events."""
    if events.days.size == 0:
        return np.nan if measure == SLOPE else 0
    if measure == SLOPE:
        return slope(events.days, events.values)
    if measure == SWINGS:
        return swings(events.days, events.values)
    if measure == AGENCIES:
        return distinct(facts.agency, events.rows)
    if measure == SOURCES:
        return distinct(facts.source, events.rows)
    if measure == DAYS:
        return periods(events.days, t, 1)
    if measure == MONTHS:
        return periods(events.days, t, MONTH)
    if measure == DECAYED:
        return decayed(events.days, t)
    if measure == MOST:
        return most_in_28_days(events.days)
    return episodes(events.days)


@njit(cache=True, nogil=True)
def _over_observed_days(measure: int, days: Array, start: int, t: int, coverage: int, observed: Observed) -> float:
    """Return a measure that takes account of which days from `start` to before t are covered."""
    first, past = observed.start[coverage], observed.start[coverage + 1]
    begin, end = observed.begin[first:past], observed.end[first:past]
    return rate(days, begin, end, start, t) if measure == RATE else longest_gap(days, begin, end, start, t)


@njit(cache=True, nogil=True)
def _beside_another(measure: int, events: Events, others: Events, t: int, spell: Array) -> float:
    """Return a measure of one indicator's events and those of another."""
    if measure == COUNT_SINCE:
        return count_since(events.days, others.days)
    if measure == OPEN_DAYS:
        latest = latest_open(events.days, events.rows, others.days, others.rows, spell)
        return t - events.days[latest] if latest >= 0 else 0
    return alternations(events.days, events.rows, others.days, others.rows)


@njit(cache=True, nogil=True)
def slope(days: Array, values: Array) -> float:
    """Least squares of value on days, per 365 days; days and values are taken from the first, so that equal values give 0."""
    first = -1
    number, x_sum, xx_sum, y_sum, xy_sum = 0, 0, 0, 0.0, 0.0
    for place in range(days.size):
        if not np.isnan(values[place]):
            first = place if first < 0 else first
            x, y = int(days[place] - days[first]), values[place] - values[first]
            number, x_sum, xx_sum, y_sum, xy_sum = number + 1, x_sum + x, xx_sum + x * x, y_sum + y, xy_sum + x * y
    spread = number * xx_sum - x_sum * x_sum
    return YEAR * (number * xy_sum - x_sum * y_sum) / spread if spread > 0 else np.nan


@njit(cache=True, nogil=True)
def swings(days: Array, values: Array) -> int:
    """Changes of direction from day to day with recorded values, of which each day has its highest."""
    changes, direction, before, place = 0, 0, np.nan, 0
    while place < days.size:
        day, highest = days[place], np.nan
        while place < days.size and days[place] == day:
            if not values[place] <= highest and not np.isnan(values[place]):
                highest = values[place]
            place += 1
        if np.isnan(highest):
            continue
        now = int(highest > before) - int(highest < before)
        if now != 0:
            changes += now == -direction
            direction = now
        before = highest
    return changes


@njit(cache=True, nogil=True)
def distinct(codes: Array, rows: Array) -> int:
    """How many different codes (none below 0) these rows have."""
    highest = -1
    for row in rows:
        highest = max(highest, codes[row])
    there = np.zeros(highest + 1, np.bool_)
    number = 0
    for row in rows:
        number += not there[codes[row]]
        there[codes[row]] = True
    return number


@njit(cache=True, nogil=True)
def periods(days: Array, t: int, length: int) -> int:
    """How many blocks of `length` days, counted back from t, hold an event."""
    number = 0
    for place in range(days.size):
        number += place == 0 or (t - 1 - days[place]) // length != (t - 1 - days[place - 1]) // length
    return number


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
    for place in range(days.size):
        while days[first] <= days[place] - BURST:
            first += 1
        most = max(most, place - first + 1)
    return most


@njit(cache=True, nogil=True)
def episodes(days: Array) -> int:
    """Runs of events with more than 90 days without an event between them."""
    runs = 0
    for place in range(days.size):
        runs += place == 0 or days[place] - days[place - 1] - 1 > QUIET
    return runs


@njit(cache=True, nogil=True)
def rate(days: Array, begin: Array, end: Array, start: int, t: int) -> float:
    """Events on observed days in 365 observed days; runs of these are from `begin` to before `end`, in `start` to before t."""
    number, observed = 0, 0
    for run in range(begin.size):
        first, past = max(begin[run], start), min(end[run], t)
        observed += max(past - first, 0)
        for day in days:
            number += first <= day < past
    return YEAR * number / observed if observed > 0 else np.nan


@njit(cache=True, nogil=True)
def longest_gap(days: Array, begin: Array, end: Array, start: int, t: int) -> float:
    """Most observed days in a row without an event; runs of these are from `begin` to before `end`, in `start` to before t."""
    longest = np.nan
    for run in range(begin.size):
        first, past = max(begin[run], start), min(end[run], t)
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
def count_since(days: Array, other_days: Array) -> int:
    """Events dated after the latest of the others, or all where there is no other."""
    number = 0
    for day in days:
        number += other_days.size == 0 or day > other_days[-1]
    return number


@njit(cache=True, nogil=True)
def latest_open(days: Array, events: Array, other_days: Array, other_events: Array, spell: Array) -> int:
    """The place of the latest event that no other ends, or -1: by `spell` of both events if both have one, else by date."""
    for place in range(days.size - 1, -1, -1):
        ended = False
        for other in range(other_days.size):
            mine, theirs = spell[events[place]], spell[other_events[other]]
            if mine >= 0 and theirs >= 0:
                ended |= theirs == mine and other_days[other] >= days[place]
            else:
                ended |= other_days[other] > days[place]
        if not ended:
            return place
    return -1


@njit(cache=True, nogil=True)
def alternations(days: Array, events: Array, other_days: Array, other_events: Array) -> int:
    """Changes from day to day between these events and the others; days that hold both are left out."""
    changes, before, place, other = 0, -1, 0, 0
    while place < days.size or other < other_days.size:
        first = place
        day = days[place] if other == other_days.size else other_days[other]
        if place < days.size:
            day = min(day, days[place])
        while place < days.size and days[place] == day:
            place += 1
        theirs = False
        while other < other_days.size and other_days[other] == day:
            theirs |= not _among(other_events[other], events, first, place)
            other += 1
        mine = place > first
        if mine != theirs:
            changes += before >= 0 and before != mine
            before = int(mine)
    return changes


@njit(cache=True, nogil=True)
def _among(event: int, events: Array, first: int, past: int) -> bool:
    there = False
    for place in range(first, past):
        there |= events[place] == event
    return there
