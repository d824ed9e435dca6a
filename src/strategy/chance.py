"""How far twelve months would differ from the baseline by chance alone, with families as the unit, over all charts of a page.

The figure of twelve months holds each calendar month once, so seasons and school terms cancel out. Its distance from the
baseline is measured in standard errors: of a ratio whose unit is the family, made larger where months differ from the same
months a year earlier by more than families explain (overdispersion). The limit is the distance that the largest of a whole
page of charts passes by chance as seldom as is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

YEAR = 12
BASELINE = 24
DRAWS, SEED = 40_000, 31
FEWEST_PAIRS = 12  # pairs of a month and the same month a year earlier
_TO_DEVIATION = 1.4826  # median distance from the median, to the standard deviation of a normal law


@dataclass(frozen=True)
class Course:
    """The course of a measure from its baseline on.

    Attributes
    ----------
    centre : figure of the baseline. overdispersion : by how many times months vary more than families explain (1 or more).
    value : of each twelve months from the first after the baseline on; NaN where they hold nothing to count among.
    error : standard error of the distance of each from the centre.
    limit : distance in standard errors that chance alone seldom passes.
    """

    centre: float
    overdispersion: float
    value: np.ndarray
    error: np.ndarray
    limit: float

    @property
    def outside(self) -> np.ndarray:
        """-1 where twelve months lie below what chance gives, 1 where above, else 0."""
        apart = np.nan_to_num(self.value - self.centre)
        return np.where(np.abs(apart) > self.limit * self.error, np.sign(apart), 0).astype(int)


def course(counted: np.ndarray, of: np.ndarray, charts: int, false_alarms: float) -> Course | None:
    """Return the course of a measure; None where the baseline and a year after it cannot be compared.

    Parameters
    ----------
    counted, of : families x months, float: matured months in a row, the first 24 of which are the baseline.
    charts : how many measures are looked at together. false_alarms : how often any of them may pass its limit by chance.
    """
    months = counted.shape[1]
    if months < BASELINE + YEAR or of[:, :BASELINE].sum() == 0:
        return None
    overdispersion = _overdispersion(counted, of)
    if overdispersion is None:
        return None
    before, total_before = counted[:, :BASELINE].sum(axis=1), of[:, :BASELINE].sum(axis=1)
    centre = float(before.sum() / total_before.sum())
    pull = (before - centre * total_before) / total_before.sum()
    ends = np.arange(BASELINE + YEAR, months + 1)
    value, error = np.empty(len(ends)), np.empty(len(ends))
    for place, end in enumerate(ends):
        now, total = counted[:, end - YEAR : end].sum(axis=1), of[:, end - YEAR : end].sum(axis=1)
        among = total.sum()
        value[place] = now.sum() / among if among else np.nan
        apart = (now - value[place] * total) / among - pull if among else pull
        error[place] = np.sqrt((apart**2).sum() * overdispersion)
    return Course(centre, overdispersion, value, error, distance_of_chance(months, charts, false_alarms))


def _overdispersion(counted: np.ndarray, of: np.ndarray) -> float | None:
    """Return by how many times months differ more from the same months a year earlier than families explain; at least 1.

    The median of the differences is used, so that one step or a steady slope does not widen the limits.
    """
    sums, totals = counted.sum(axis=0), of.sum(axis=0)
    figure = np.divide(sums, totals, out=np.zeros(len(sums)), where=totals > 0)
    spread = ((counted - figure * of) ** 2).sum(axis=0) / np.maximum(totals, 1) ** 2
    usable = (totals[YEAR:] > 0) & (totals[:-YEAR] > 0) & (spread[YEAR:] + spread[:-YEAR] > 0)
    if usable.sum() < FEWEST_PAIRS:
        return None
    apart = ((figure[YEAR:] - figure[:-YEAR]) / np.sqrt(np.maximum(spread[YEAR:] + spread[:-YEAR], 1e-300)))[usable]
    return max(1.0, float(_TO_DEVIATION * np.median(np.abs(apart - np.median(apart)))) ** 2)


@cache
def distance_of_chance(months: int, charts: int, false_alarms: float) -> float:
    """Return the distance that the largest of `charts` courses of so many months passes by chance in `false_alarms` of pages.

    Found by drawing courses in which nothing changes and no family repeats itself; the overdispersion of each is estimated as
    in a real one, so that the limit allows for how badly it can be known.
    """
    generator = np.random.Generator(np.random.PCG64(SEED))
    drawn = generator.standard_normal((DRAWS, months))
    sums = np.concatenate([np.zeros((DRAWS, 1)), np.cumsum(drawn, axis=1)], axis=1)
    ends = np.arange(BASELINE + YEAR, months + 1)
    apart = np.abs((sums[:, ends] - sums[:, ends - YEAR]) / YEAR - sums[:, [BASELINE]] / BASELINE)
    pairs = (drawn[:, YEAR:] - drawn[:, :-YEAR]) / np.sqrt(2)
    pairs = np.abs(pairs - np.median(pairs, axis=1, keepdims=True))
    spread = _TO_DEVIATION * np.median(pairs, axis=1)
    largest = apart.max(axis=1) / np.sqrt(1 / YEAR + 1 / BASELINE) / spread
    return round(float(np.quantile(largest, (1 - false_alarms) ** (1 / charts))), 2)
