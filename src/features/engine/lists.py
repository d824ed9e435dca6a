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
    """The points of a batch, by child and day: `day` of each, and where each child's begin (one more than children)."""

    day: Array
    start: Array


class Seen(NamedTuple):
    """Who could be seen in which event, and when (`visibility.py`), by child, event date, known date and event id.

    first, past : the sightings of each child of the batch. The rest is by sighting: event (row), day (event date),
    seen_from and seen_to (visible at every t with seen_from < t <= seen_to), kind (of those that belong to the same lists).
    shared : by event, the day on which it was shared with the hub.
    """

    first: Array
    past: Array
    event: Array
    day: Array
    seen_from: Array
    seen_to: Array
    kind: Array
    shared: Array


class Kinds(NamedTuple):
    """Which lists a kind of sighting belongs to, `belongs[start[k]:start[k + 1]]`, and whether it is a snapshot; peculiar lists.

    today : by list, whether it holds the day's own contact rows. unshared : whether it holds what is not shared yet.
    """

    start: Array
    belongs: Array
    snapshot: Array
    today: Array
    unshared: Array


class Lists(NamedTuple):
    """The lists of a batch: list l of child c stands at start[c x number + l] up to the next start, at most `longest` events."""

    number: int
    longest: int
    start: Array
    event: Array
    day: Array
    enter: Array
    leave: Array
    snapshot: Array


@njit(cache=True, nogil=True)
def make_lists(points: Points, seen: Seen, kinds: Kinds, longest: int) -> Lists:
    """Return the lists of a batch, without events that are visible at none of the points or older than `longest` days."""
    number = kinds.today.size
    room = 0
    for child in range(seen.first.size):
        for row in range(seen.first[child], seen.past[child]):
            room += kinds.start[seen.kind[row] + 1] - kinds.start[seen.kind[row]]
    owner, at = np.empty(room, np.int32), np.empty(room, np.int64)
    enter, leave = np.empty(room, np.int32), np.empty(room, np.int32)
    found = 0
    for child in range(seen.first.size):
        first, past = points.start[child], points.start[child + 1]
        following = first
        for row in range(seen.first[child], seen.past[child]):
            while following < past and points.day[following] <= seen.day[row]:
                following += 1
            for place in range(kinds.start[seen.kind[row]], kinds.start[seen.kind[row] + 1]):
                chosen = kinds.belongs[place]
                a, b = _visible(row, seen, points.day, first, following, past, kinds.today[chosen], kinds.unshared[chosen])
                if a < b and points.day[a] <= seen.day[row] + longest:
                    owner[found], at[found], enter[found], leave[found] = child * number + chosen, row, a, b
                    found += 1
    start, place = _sorted_places(owner[:found], seen.first.size * number)
    longest_list = 0
    for each in range(start.size - 1):
        longest_list = max(longest_list, start[each + 1] - start[each])
    lists = Lists(
        number,
        longest_list,
        start,
        np.empty(found, np.int32),
        np.empty(found, np.int32),
        np.empty(found, np.int32),
        np.empty(found, np.int32),
        np.empty(found, np.bool_),
    )
    for each in range(found):
        to, row = place[each], at[each]
        lists.event[to], lists.day[to] = seen.event[row], seen.day[row]
        lists.enter[to], lists.leave[to] = enter[each], leave[each]
        lists.snapshot[to] = kinds.snapshot[seen.kind[row]]
    return lists


@njit(cache=True, nogil=True)
def _visible(
    row: int, seen: Seen, day: Array, first: int, following: int, past: int, today: bool, unshared: bool
) -> tuple[int, int]:
    """Return the first of a child's points at which a sighting is visible, and the first at which it no longer is.

    `following` is the first point after the day of the event.
    """
    until = min(seen.seen_to[row], seen.shared[seen.event[row]]) if unshared else seen.seen_to[row]
    if today:
        begun = after(day, first, following, seen.day[row] - 1)
        return begun, after(day, begun, following, until)
    begun = after(day, following, past, seen.seen_from[row])
    return begun, after(day, begun, past, until)


@njit(cache=True, nogil=True)
def after(day: Array, first: int, past: int, limit: int) -> int:
    """Return the first place from `first` to `past` whose day is after `limit`; days are in order."""
    if first == past or day[past - 1] <= limit:
        return past
    if day[first] > limit:
        return first
    while first + 1 < past:  # day[first] <= limit < day[past - 1], or the first such day is at past - 1
        middle = (first + past) // 2
        if day[middle] > limit:
            past = middle
        else:
            first = middle
    return past


@njit(cache=True, nogil=True)
def _sorted_places(owner: Array, owners: int) -> tuple[Array, Array]:
    """Return where each owner's part begins if all stand by owner, and the place of each there; their order is kept."""
    start = np.zeros(owners + 1, np.int64)
    for each in owner:
        start[each + 1] += 1
    for each in range(owners):
        start[each + 1] += start[each]
    following = start[:-1].copy()
    place = np.empty(owner.size, np.int64)
    for each in range(owner.size):
        place[each] = following[owner[each]]
        following[owner[each]] += 1
    return start, place
