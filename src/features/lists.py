"""Compiled: which events count for which indicator of which child, and at which of the child's points.

A *list* is what one indicator selects (for the window `contact`, a list of its own: the day's own contact rows). A place in
a list is one event with the points at which it is visible: all from `enter` up to, but not with, `leave`. Points and dates
are whole numbers: places in the batch, and days since 1970. A batch is some children in a row with their points, so that
batches can run side by side.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = Any  # numba compiles these functions; numpy's own types would only be decoration


class Points(NamedTuple):
    """The points, by child and day: `day` of each, and where each child's begin (one more than there are children)."""

    day: Array
    start: Array


class Sightings(NamedTuple):
    """Who could be seen in which event, and when (`visibility.py`), by child, event date, known date and event id.

    start : where each child's begin. event : row of the event. day : its date. seen_from, seen_to : visible at every t with
    seen_from < t <= seen_to. shared : day on which it was shared with the hub. kind : selects the same lists.
    """

    start: Array
    event: Array
    day: Array
    seen_from: Array
    seen_to: Array
    shared: Array
    kind: Array


class Kinds(NamedTuple):
    """Which lists a kind of sighting belongs to: `belongs[start[k]:start[k + 1]]`; and what is peculiar to a list."""

    start: Array
    belongs: Array
    today: Array
    unshared: Array


class Lists(NamedTuple):
    """The lists of a batch of children: list l of child c stands at start[c x lists + l] up to the next start."""

    start: Array
    event: Array
    day: Array
    enter: Array
    leave: Array
    snapshot: Array


@njit(cache=True, nogil=True)
def make_lists(points: Points, seen: Sightings, kinds: Kinds, snapshot: Array, longest: int) -> Lists:
    """Return the lists of a batch of children, without the events that are visible at none of their points.

    `snapshot` marks the events that tell only how recent they are; `longest` is the longest window in days.
    """
    children, lists = points.start.size - 1, kinds.today.size
    room = 0
    for row in range(seen.start[0], seen.start[children]):
        room += kinds.start[seen.kind[row] + 1] - kinds.start[seen.kind[row]]
    owner, event, day = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    enter, leave = np.empty(room, np.int32), np.empty(room, np.int32)
    start = np.zeros(children * lists + 1, np.int64)
    found = 0
    for child in range(children):
        first_point, past_point = points.start[child], points.start[child + 1]
        for row in range(seen.start[child], seen.start[child + 1]):
            for place in range(kinds.start[seen.kind[row]], kinds.start[seen.kind[row] + 1]):
                chosen = kinds.belongs[place]
                a, b = _visible(row, seen, points.day, first_point, past_point, kinds.today[chosen], kinds.unshared[chosen])
                if a < b and points.day[a] <= seen.day[row] + longest:
                    owner[found] = child * lists + chosen
                    event[found], day[found], enter[found], leave[found] = seen.event[row], seen.day[row], a, b
                    start[owner[found] + 1] += 1
                    found += 1
    return _sorted_by_owner(start, owner[:found], event, day, enter, leave, snapshot)


@njit(cache=True, nogil=True)
def _visible(row: int, seen: Sightings, day: Array, first: int, past: int, today: bool, unshared: bool) -> tuple[int, int]:
    """Return the first of a child's points at which a sighting is visible, and the first at which it no longer is."""
    until = min(seen.seen_to[row], seen.shared[seen.event[row]]) if unshared else seen.seen_to[row]
    if today:
        begun = after(day, first, past, seen.day[row] - 1)
        return begun, after(day, begun, past, min(until, seen.day[row]))
    begun = after(day, first, past, max(seen.day[row], seen.seen_from[row]))
    return begun, after(day, begun, past, until)


@njit(cache=True, nogil=True)
def after(day: Array, first: int, past: int, limit: int) -> int:
    """Return the first place from `first` to `past` whose day is after `limit` (by halving: days are in order)."""
    while first < past:
        middle = (first + past) // 2
        if day[middle] > limit:
            past = middle
        else:
            first = middle + 1
    return first


@njit(cache=True, nogil=True)
def _sorted_by_owner(start: Array, owner: Array, event: Array, day: Array, enter: Array, leave: Array, snapshot: Array) -> Lists:
    """Return places by child and list, in the order in which they were found. `start` comes as counts."""
    for place in range(1, start.size):
        start[place] += start[place - 1]
    following = start[:-1].copy()
    found = Lists(
        start,
        np.empty(owner.size, np.int32),
        np.empty(owner.size, np.int32),
        np.empty(owner.size, np.int32),
        np.empty(owner.size, np.int32),
        np.empty(owner.size, np.bool_),
    )
    for place in range(owner.size):
        to = following[owner[place]]
        following[owner[place]] = to + 1
        found.event[to], found.day[to] = event[place], day[place]
        found.enter[to], found.leave[to] = enter[place], leave[place]
        found.snapshot[to] = snapshot[event[place]]
    return found
