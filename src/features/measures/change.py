"""How recorded values change over a window. The compiled functions take the days and values of its events, in order."""

from __future__ import annotations

import numpy as np
from numba import njit

from .measure import Array, Measure, SentenceField

YEAR = 365


@njit(cache=True, nogil=True)
def slope(days: Array, values: Array) -> float:
    """Least squares of value on days, per 365 days; days and values count from the first, so that equal values give 0."""
    first = -1
    number, x_sum, xx_sum, y_sum, xy_sum = 0, 0, 0, 0.0, 0.0
    for i in range(days.size):
        if not np.isnan(values[i]):
            first = i if first < 0 else first
            x, y = int(days[i] - days[first]), values[i] - values[first]
            number, x_sum, xx_sum, y_sum, xy_sum = number + 1, x_sum + x, xx_sum + x * x, y_sum + y, xy_sum + x * y
    spread = number * xx_sum - x_sum * x_sum
    return YEAR * (number * xy_sum - x_sum * y_sum) / spread if spread > 0 else np.nan


@njit(cache=True, nogil=True)
def swings(days: Array, values: Array) -> int:
    """Changes of direction from day to day with recorded values, of which each day has its highest."""
    changes, direction, before, i = 0, 0, np.nan, 0
    while i < days.size:
        day, highest = days[i], np.nan
        while i < days.size and days[i] == day:
            if not values[i] <= highest and not np.isnan(values[i]):
                highest = values[i]
            i += 1
        if np.isnan(highest):
            continue
        now = int(highest > before) - int(highest < before)
        if now != 0:
            changes += now == -direction
            direction = now
        before = highest
    return changes


MEASURES = (
    Measure(
        name="slope",
        means="365 x the least-squares slope b of value = a + b x event day: "
        "365 x (n sum xy - sum x sum y) / (n sum xx - (sum x)^2)",
        unit="of the value, per 365 days",
        none="unknown, also with values on fewer than two different days",
        phrase="Rise of the value in a year",
        fields=(SentenceField("slope", "number"),),
        kernel=slope,
        column="value",
        traits={"undirected", "signed"},
    ),
    Measure(
        name="swings",
        means="how often the values change direction: a day with several values has its highest; steps between neighbouring days "
        "with values that go neither up nor down are left out; a swing is a step up after a step down, or the reverse",
        unit="changes of direction",
        none="0",
        phrase="How often the value changed direction",
        fields=(SentenceField("swings"),),
        kernel=swings,
        column="value",
        traits={"whole"},
    ),
)
