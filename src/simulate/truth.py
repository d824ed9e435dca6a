"""The truth of a simulated world: the care that each child lived with, month by month. Only `study` may read it.

The components (in standard deviations of households' usual care) sum to `care`; `masked` is true if practical support by a
school hid need in that month. A child is neglected on a day if care was below the threshold on at least `below_days` (90) of
the `of_days` (180) that end with that day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from .log import Flags, Floats, Ints, Words
from .parameters import SHOCKS

PARTS = ("usual", "deprivation", "affluence", "drift", *SHOCKS, "help", "own", "disability")
NOTHING = 1e-12  # rounding error

RiskOf = Callable[[Floats], Floats]

COLUMNS: dict[str, str] = {
    "child_id": "str", "household_id": "str", "month": "datetime64[s]", "care": "float32", "in_neglect": "bool", "masked": "bool",
    **dict.fromkeys(PARTS, "float32"),
}  # fmt: skip
OF_CONTACTS: dict[str, str] = {
    "child_id": "str", "date": "datetime64[s]", "care": "float32", "in_neglect": "bool", "neglect_follows": "boolean",
    "risk": "float64", "driver": "str", "lowers_by": "float64",
}  # fmt: skip
# `due.py` says what these are; where a record follows from earlier ones, `due` and `twin` are missing and `follows` is 1.
OF_RECORDS: dict[str, str] = {
    "event_id": "str", "child_id": "str", "due": "float32", "due_without_shocks": "float32", "twin": "boolean",
    "twin_without_shocks": "boolean", "part": "str", "follows": "float32",
}  # fmt: skip


@dataclass
class Past:
    """The truth of each month: arrays over children; `parts` has a row for each of PARTS."""

    edges: list[int]
    below: float
    below_days: int
    of_days: int
    parts: list[Floats] = field(default_factory=list)
    living: list[Flags] = field(default_factory=list)
    home: list[Ints] = field(default_factory=list)
    masked: list[Flags] = field(default_factory=list)


@dataclass(frozen=True)
class Poor:
    """Days of poor care: whether care was poor in each month, and the poor days before each month, by month and child."""

    edges: Ints
    month: Flags
    before: npt.NDArray[np.int32]
    below_days: int
    of_days: int

    def days_before(self, who: Ints | slice, day: Ints) -> Ints:
        """Return how many days of poor care each of `who` had before `day`; no day is poor before the world starts."""
        day = np.clip(day, 0, self.edges[-1])
        k = np.minimum(np.searchsorted(self.edges, day, side="right") - 1, len(self.month) - 1)
        return np.asarray(self.before[k, who] + self.month[k, who] * (day - self.edges[k]))

    def in_neglect(self, who: Ints | slice, day: Ints) -> Flags:
        """Return whether each of `who` was neglected on `day`: poor care on enough of the days that end with it."""
        found = self.days_before(who, day + 1) - self.days_before(who, day + 1 - self.of_days)
        return np.asarray(found >= self.below_days)


def poor_days(past: Past) -> Poor:
    """Return the days on which care was below the threshold for each child; care is constant within a month."""
    edges = np.array(past.edges)
    month = np.array([(parts.sum(axis=0) < past.below) & here for parts, here in zip(past.parts, past.living, strict=True)])
    before = np.zeros((len(month) + 1, month.shape[1]), dtype=np.int32)
    np.cumsum(month * np.diff(edges)[:, None], axis=0, out=before[1:])
    return Poor(edges, month, before, past.below_days, past.of_days)


def months_in_neglect(poor: Poor) -> Flags:
    """Return for each month and child whether it was neglected on some day of the month.

    The number of poor days in the last `of_days` (180) is piecewise linear between the days on which a month enters or leaves
    that window, so it is enough to check those days and both ends of the month.
    """
    everyone, flags = slice(None), np.zeros_like(poor.month)
    for k, (first, following) in enumerate(zip(poor.edges[:-1], poor.edges[1:], strict=True)):
        turns = poor.edges + poor.of_days - 1
        for day in (first, following - 1, *turns[(turns > first) & (turns < following - 1)]):
            flags[k] |= poor.in_neglect(everyone, day)
    return flags


def neglect_follows(poor: Poor, monthly: Flags, who: Ints, day: Ints, horizon: int) -> Flags:
    """Return what a perfect observer would say at each contact: neglected on some day of the next `horizon` days."""
    sums = np.vstack([np.zeros((1, monthly.shape[1]), dtype=np.int64), np.cumsum(monthly, axis=0)])
    last_day = np.minimum(day + horizon, poor.edges[-1] - 1)
    first, last = (np.searchsorted(poor.edges, d, side="right") - 1 for d in (np.minimum(day + 1, last_day), last_day))
    found = sums[last, who] > sums[first + 1, who]  # in a month that is wholly within these days
    maybe = np.flatnonzero(~found & (sums[last + 1, who] > sums[first, who]))
    ahead = np.arange(np.diff(poor.edges).max())
    for begins, ends in ((day + 1, poor.edges[first + 1] - 1), (np.maximum(day + 1, poor.edges[last]), last_day)):
        days = begins[maybe, None] + ahead
        within = days <= np.minimum(ends, last_day)[maybe, None]
        found[maybe] |= (poor.in_neglect(who[maybe, None], days) & within).any(axis=1)
    return np.asarray(found)


def drivers(past: Past, risk_of: RiskOf, who: Ints, day: Ints, months: int) -> tuple[Floats, Words, Floats]:
    """Return the risk at each contact, the component of care whose removal lowers it most, and by how much.

    The risk is the sum over `months` months, the first that of the contact, of `risk_of` the need in that month. Removing a
    component sets it to zero in these months with all else fixed: the other components of care as simulated (drift, shocks,
    and the help that agencies gave), where the child lived, and a median reporter, worker and assessor. Its effects before
    the contact (records made, help given) remain. "none" if no removal lowers the risk.
    """
    edges = np.array(past.edges)
    first = np.searchsorted(edges, day, side="right") - 1
    risk, without = np.zeros(len(who)), np.zeros((len(PARTS), len(who)))
    for month, (parts, living) in enumerate(zip(past.parts, past.living, strict=True)):
        at = np.flatnonzero((first <= month) & (month < first + months))
        mine, here = parts[:, who[at]].astype(np.float64), living[who[at]]
        need = -mine.sum(axis=0)
        risk[at] += risk_of(need) * here
        without[:, at] += risk_of(need + mine) * here
    lowered = risk - without
    most = lowered.argmax(axis=0)
    by = np.maximum(lowered[most, np.arange(len(who))], 0)
    driver = np.where(by > NOTHING, np.array(PARTS, dtype=object)[most], "none") if len(who) else np.zeros(0, dtype=object)
    return risk, driver, by


def months_of_truth(past: Past, monthly: Flags) -> pd.DataFrame:
    """Return the truth by child number and month number, in that order, with numbers of homes."""
    living = np.array(past.living).T
    who, month = np.nonzero(living)
    parts = np.array(past.parts).transpose(2, 0, 1)[living]
    frame = pd.DataFrame(parts, columns=list(PARTS))
    home, masked, in_neglect = (np.array(flags).T[living] for flags in (past.home, past.masked, monthly))
    return frame.assign(child=who, month=month, home=home, masked=masked, care=parts.sum(axis=1), in_neglect=in_neglect)
