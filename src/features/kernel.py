"""The compiled part of the as-of engine: for each point, one pass over that child's sightings.

All arrays are plain NumPy with explicit dtypes. Dates are int32 days since 1970. See `engine.py` for what the measures mean.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

COUNT, DAYS_SINCE, DISTINCT_AGENCIES, LAST, MEAN, MIN, MAX, SUM, SHARE_OF = range(9)


@njit(cache=True)
def fill_features(  # type: ignore[no-untyped-def]  # noqa: PLR0913
    point_child, point_day, child_start, event_day, visible_from, visible_to, is_index, is_snapshot, agency, value,
    match_start, match_indicator, slot_start, slot_days, covered_start, covered_from, covered_to,
    feature_slot, feature_measure, feature_other, slot_indicator, features,
):  # fmt: skip
    """Fill `features` (points x features, float32), one row at a time; a slot is one indicator in one window."""
    slots = slot_days.size
    count = np.zeros(slots, np.int64)
    recency = np.zeros(slots, np.int64)
    agencies = np.zeros(slots, np.uint64)
    total, lowest, highest, last = np.zeros(slots), np.zeros(slots), np.zeros(slots), np.zeros(slots)
    valued = np.zeros(slots, np.int64)
    for point in range(point_day.size):
        t = point_day[point]
        count[:], recency[:], agencies[:], total[:], valued[:] = 0, -1, 0, 0.0, 0
        for row in range(child_start[point_child[point]], child_start[point_child[point] + 1]):
            before = visible_from[row] < t and event_day[row] < t
            here = is_index[row] and event_day[row] == t
            if not (before or here) or t > visible_to[row]:
                continue
            for place in range(match_start[row], match_start[row + 1]):
                indicator = match_indicator[place]
                for slot in range(slot_start[indicator], slot_start[indicator + 1]):
                    inside = here if slot_days[slot] == 0 else before and event_day[row] >= t - slot_days[slot]
                    if not inside:
                        continue
                    recency[slot] = event_day[row]
                    if is_snapshot[row]:
                        continue
                    count[slot] += 1
                    agencies[slot] |= np.uint64(1) << np.uint64(agency[row])
                    if not np.isnan(value[row]):
                        if valued[slot] == 0:
                            lowest[slot], highest[slot] = value[row], value[row]
                        lowest[slot], highest[slot] = min(lowest[slot], value[row]), max(highest[slot], value[row])
                        total[slot] += value[row]
                        valued[slot] += 1
                        last[slot] = value[row]
        for column in range(feature_slot.size):
            slot = feature_slot[column]
            measure = feature_measure[column]
            indicator = slot_indicator[slot]
            begun = _covered_since(t, slot_days[slot], covered_start[indicator], covered_start[indicator + 1], covered_from, covered_to)
            answer = np.nan
            if begun < 0 and slot_days[slot] > 0:
                answer = np.nan
            elif measure == COUNT:
                answer = float(count[slot])
            elif measure == DAYS_SINCE:
                answer = float(t - recency[slot]) if recency[slot] >= 0 else float(min(t - begun, slot_days[slot]))
            elif measure == DISTINCT_AGENCIES:
                answer = float(_bits(agencies[slot]))
            elif measure == SUM:
                answer = total[slot]
            elif measure == SHARE_OF:
                whole = count[feature_other[column]]
                answer = count[slot] / whole if whole > 0 else np.nan
            elif valued[slot] > 0:
                if measure == LAST:
                    answer = last[slot]
                elif measure == MEAN:
                    answer = total[slot] / valued[slot]
                elif measure == MIN:
                    answer = lowest[slot]
                elif measure == MAX:
                    answer = highest[slot]
            features[point, column] = answer


@njit(cache=True)
def _covered_since(t: int, window: int, first: int, past: int, covered_from: Any, covered_to: Any) -> int:
    """Return the first covered day of an indicator's tables if any day of [t - window, t) is covered, else -1."""
    begun = -1
    overlaps = False
    for place in range(first, past):
        if covered_from[place] < t and (begun < 0 or covered_from[place] < begun):
            begun = covered_from[place]
        if covered_from[place] < t and covered_to[place] > t - window:
            overlaps = True
    return begun if overlaps else -1


@njit(cache=True)
def _bits(mask: np.uint64) -> int:
    """Return the number of bits that are set."""
    found = 0
    while mask:
        mask &= mask - np.uint64(1)
        found += 1
    return found
