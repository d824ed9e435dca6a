"""Compiled: which events count for which indicator of which child, and at which of the child's points.

A *list* has the events that one indicator selects (for the window `contact`, a separate list: the contact rows of the day). An
entry of a list is one event with the points at which it is visible: from `enter` to before `leave`. Points are numbered within
the batch, and dates are days since 1970. A batch is some consecutive children with their points; batches run in parallel.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

Array = Any  # numba compiles these functions; numpy's own types would only be decoration


class Points(NamedTuple):
    """The points of a batch, by child and day: `day` of each, and where those of each child begin, and the end."""

    day: Array
    start: Array


class Seen(NamedTuple):
    """Who could be seen in which event, and when (`visibility.py`), by child, event date, known date and event id.

    first, past : the sightings of each child of the batch. By sighting: event (row), day (event date), seen_from and seen_to
    (visible at every t with seen_from < t <= seen_to), kind (sightings of one kind belong to the same lists).
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
    """The lists that each kind k of sighting belongs to, `belongs[start[k]:start[k + 1]]`, and whether it is a snapshot.

    today : by list, whether it has the contact rows of the day. unshared : whether it has only events that are not yet shared.
    """

    start: Array
    belongs: Array
    snapshot: Array
    today: Array
    unshared: Array


class Lists(NamedTuple):
    """The lists of a batch: list l of child c begins at start[c x number + l], and has at most `longest` events."""

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
    """Return the lists of a batch, without events that are visible at no point or older than `longest` days."""
    number = kinds.today.size
    room = 0
    for child in range(seen.first.size):
        for row in range(seen.first[child], seen.past[child]):
            room += kinds.start[seen.kind[row] + 1] - kinds.start[seen.kind[row]]
    owner, at = np.empty(room, np.int32), np.empty(room, np.int64)
    enter, leave = np.empty(room, np.int32), np.empty(room, np.int32)
    entries = 0
    for child in range(seen.first.size):
        first, past = points.start[child], points.start[child + 1]
        following = first
        for row in range(seen.first[child], seen.past[child]):
            while following < past and points.day[following] <= seen.day[row]:
                following += 1
            for membership in range(kinds.start[seen.kind[row]], kinds.start[seen.kind[row] + 1]):
                chosen = kinds.belongs[membership]
                a, b = _visible(row, seen, points.day, first, following, past, kinds.today[chosen], kinds.unshared[chosen])
                if a < b and points.day[a] <= seen.day[row] + longest:
                    owner[entries], at[entries], enter[entries], leave[entries] = child * number + chosen, row, a, b
                    entries += 1
    start, target = _sorted_by_owner(owner[:entries], seen.first.size * number)
    longest_list = 0
    for each in range(start.size - 1):
        longest_list = max(longest_list, start[each + 1] - start[each])
    lists = Lists(
        number,
        longest_list,
        start,
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.int32),
        np.empty(entries, np.bool_),
    )
    for each in range(entries):
        to, row = target[each], at[each]
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
        enter = after(day, first, following, seen.day[row] - 1)
        return enter, after(day, enter, following, until)
    enter = after(day, following, past, seen.seen_from[row])
    return enter, after(day, enter, past, until)


@njit(cache=True, nogil=True)
def after(day: Array, first: int, past: int, limit: int) -> int:
    """Return the first position from `first` to `past` whose day is after `limit`; days are ascending."""
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
def _sorted_by_owner(owner: Array, owners: int) -> tuple[Array, Array]:
    """Return where the entries of each owner begin once sorted by owner (a stable sort), and the position of each entry there."""
    start = np.zeros(owners + 1, np.int64)
    for each in owner:
        start[each + 1] += 1
    for each in range(owners):
        start[each + 1] += start[each]
    following = start[:-1].copy()
    target = np.empty(owner.size, np.int64)
    for each in range(owner.size):
        target[each] = following[owner[each]]
        following[owner[each]] += 1
    return start, target
