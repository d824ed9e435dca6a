"""The compiled part of the as-of engine: for each point, one pass over that child's sightings.

All arrays are plain NumPy with explicit dtypes; dates are int32 days since 1970; a slot is one indicator in one window.
See `engine.py` for what the measures mean.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

COUNT, DAYS_SINCE, DISTINCT_AGENCIES, LAST, MEAN, MIN, MAX, SUM, SHARE_OF = range(9)
_EVENTS, _LATEST_DAY, _VALUED, _TOTAL, _LOWEST, _HIGHEST, _LATEST = range(7)

Array = Any  # numba compiles these functions; numpy's own types would only be decoration


@njit(cache=True)
def fill_features(
    point_child: Array, point_day: Array, child_start: Array, event_day: Array, visible_from: Array, visible_to: Array,
    is_index: Array, is_snapshot: Array, agency: Array, value: Array, match_start: Array, match_indicator: Array,
    slot_start: Array, slot_days: Array, slot_indicator: Array, covered_start: Array, covered_from: Array, covered_to: Array,
    feature_slot: Array, feature_measure: Array, feature_other: Array, features: Array,
) -> None:  # fmt: skip
    """Fill `features` (points x features, float32), one row at a time."""
    tally = np.zeros((slot_days.size, 7))
    agencies = np.zeros(slot_days.size, np.uint64)
    for point in range(point_day.size):
        t = point_day[point]
        tally[:, :] = 0
        tally[:, _LATEST_DAY] = -1
        agencies[:] = 0
        for row in range(child_start[point_child[point]], child_start[point_child[point] + 1]):
            before = visible_from[row] < t and event_day[row] < t
            today = is_index[row] and event_day[row] == t
            if (before or today) and t <= visible_to[row]:
                for place in range(match_start[row], match_start[row + 1]):
                    indicator = match_indicator[place]
                    for slot in range(slot_start[indicator], slot_start[indicator + 1]):
                        if today if slot_days[slot] == 0 else before and event_day[row] >= t - slot_days[slot]:
                            _count_in(tally[slot], event_day[row], is_snapshot[row], value[row])
                            if not is_snapshot[row]:
                                agencies[slot] |= np.uint64(1) << np.uint64(agency[row])
        for column in range(feature_slot.size):
            slot = feature_slot[column]
            first, past = covered_start[slot_indicator[slot]], covered_start[slot_indicator[slot] + 1]
            begun = _covered_since(t, slot_days[slot], covered_from[first:past], covered_to[first:past])
            if begun < 0 and slot_days[slot] > 0:
                features[point, column] = np.nan
            elif feature_measure[column] == DAYS_SINCE:
                latest = tally[slot, _LATEST_DAY]
                features[point, column] = t - latest if latest >= 0 else min(t - begun, slot_days[slot])
            elif feature_measure[column] == DISTINCT_AGENCIES:
                features[point, column] = _bits(agencies[slot])
            elif feature_measure[column] == SHARE_OF:
                whole = tally[feature_other[column], _EVENTS]
                features[point, column] = tally[slot, _EVENTS] / whole if whole > 0 else np.nan
            else:
                features[point, column] = _summary(tally[slot], feature_measure[column])


@njit(cache=True)
def _count_in(tally: Array, day: int, is_snapshot: bool, value: float) -> None:
    """Add one event, in time order, to the tally of a slot; a snapshot tells only how recent it is."""
    tally[_LATEST_DAY] = day
    if is_snapshot:
        return
    tally[_EVENTS] += 1
    if np.isnan(value):
        return
    if tally[_VALUED] == 0:
        tally[_LOWEST], tally[_HIGHEST] = value, value
    tally[_LOWEST], tally[_HIGHEST] = min(tally[_LOWEST], value), max(tally[_HIGHEST], value)
    tally[_VALUED] += 1
    tally[_TOTAL] += value
    tally[_LATEST] = value


@njit(cache=True)
def _summary(tally: Array, measure: int) -> float:
    """Return a count or sum, or a measure of the recorded values (unknown where there is none)."""
    if measure == COUNT:
        return float(tally[_EVENTS])
    if measure == SUM:
        return float(tally[_TOTAL])
    if tally[_VALUED] == 0:
        return np.nan
    if measure == LAST:
        return float(tally[_LATEST])
    if measure == MIN:
        return float(tally[_LOWEST])
    if measure == MAX:
        return float(tally[_HIGHEST])
    return float(tally[_TOTAL] / tally[_VALUED])


@njit(cache=True)
def _covered_since(t: int, window: int, covered_from: Array, covered_to: Array) -> int:
    """Return the first covered day if any day of [t - window, t) is covered, else -1."""
    begun = -1
    overlaps = False
    for place in range(covered_from.size):
        if covered_from[place] < t and (begun < 0 or covered_from[place] < begun):
            begun = covered_from[place]
        if covered_from[place] < t and covered_to[place] > t - window:
            overlaps = True
    return begun if overlaps else -1


@njit(cache=True)
def _bits(mask: Any) -> int:
    """Return the number of bits that are set."""
    found = 0
    while mask:
        mask &= mask - np.uint64(1)
        found += 1
    return found
