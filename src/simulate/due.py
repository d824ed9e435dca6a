"""Why each record exists: which share of such records care made. This is truth: only the room `study` may read it.

A record is made where a uniform draw falls below its rate. Had care been usual (need 0, all else the same), it would be there
where the same draw falls below the usual rate. So `due`, the share of such records that care made, is 1 - usual rate / rate,
never below 0, with both rates capped at 1, and the `twin` is 1 where this very draw would not have made the record. Nothing is
due of strengths: what good care makes is not due to poor care.

Shocks are parts of care, and make records of their own. So there are two variants: usual care with shocks as they were, and usual
care without shocks. What people did because of earlier records is told apart: visits, decisions and help have no share, and of
contacts it is known how many would not be there without the earlier worries and contacts (`follows`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from .. import portable
from .log import Flags, Floats, Ints
from .parameters import SHOCKS, Scale, Shock
from .truth import PARTS

NO_PART = -1


@dataclass(frozen=True)
class Due:
    """The truth of records: arrays over them.

    `due` and `due_without_shocks` are shares, the twins 0 or 1, or NaN where no single draw makes the record; `part` is the
    number in PARTS of the part of care that raises the rate most, NO_PART where nothing is due; `follows` is the share of such
    records that earlier records made.
    """

    due: Floats
    due_without_shocks: Floats
    twin: Floats
    twin_without_shocks: Floats
    part: Ints
    follows: Floats

    def of(self, some: Ints | Flags) -> Due:
        """Return the truth of some of the records."""
        return Due(*(getattr(self, each.name)[some] for each in fields(self)))


def all_of(parts: list[Due]) -> Due:
    """Return the truth of several lots of records, one after another."""
    return Due(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Due)))


@dataclass(frozen=True)
class Raised:
    """By how much care raises a rate, over children: times by need, times by each shock that stands beside need, and the part.

    A shock that alone makes a record raises its rate infinitely.
    """

    by_need: Floats
    by_shocks: Floats
    part: Ints


def raised(parts: Floats, slope: float, need: Floats, usual: Floats | float, shocks: Mapping[str, Floats]) -> Raised:
    """Return by how much care raises a rate that is exponential in need.

    Parameters
    ----------
    parts : (PARTS, children), the parts of each child's care. slope : log rate per unit of need. need : as it shows to those who
        record; usual : how need 0 would show. shocks : times by each shock.
    """
    slope = max(slope, 0)
    by_part = -slope * parts
    for shock, times in shocks.items():
        by_part[PARTS.index(shock)] += portable.log(times)
    by_shocks = np.ones(parts.shape[1])
    for times in shocks.values():
        by_shocks = by_shocks * times
    return Raised(portable.exp(slope * (need - usual)), by_shocks, np.argmax(by_part, axis=0))


def raised_by_need(parts: Floats, by_need: Floats | float) -> Raised:
    """Return that need alone multiplies a rate by `by_need`."""
    number = parts.shape[1]
    return Raised(np.broadcast_to(by_need, number), np.ones(number), np.argmin(parts, axis=0))


def due_of(rate: Floats, draw: Floats, by: Raised, follows: Floats | float = 0) -> Due:
    """Return the truth of records that were made because `draw` fell below `rate`."""
    usual = rate / by.by_need
    without = usual / by.by_shocks
    share = _share(rate, without)
    return Due(
        due=_share(rate, usual),
        due_without_shocks=share,
        twin=(draw >= usual).astype(float),
        twin_without_shocks=(draw >= without).astype(float),
        part=np.where(share > 0, by.part, NO_PART),
        follows=np.broadcast_to(follows, rate.shape),
    )


def due_of_any(rate: Floats, draw: Floats, by: Raised, follows: Floats, group: Ints) -> Due:
    """Return the truth of records about each child of some groups, each of which has a child whose `draw` fell below its `rate`.

    That child's record is its own. The others' records stand for the whole group: one was made if it was made about any child.
    """
    made = draw < rate
    own = due_of(np.where(made, rate, 1), draw, by, follows)
    group = np.unique(group, return_inverse=True)[1]
    maker = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    maker[group[made]] = np.flatnonzero(made)

    def anyone(rates: Floats) -> Floats:
        nobody = np.ones(len(maker))
        np.multiply.at(nobody, group, 1 - np.minimum(rates, 1))
        return 1 - nobody

    def share_and_twin(usual: Floats) -> list[Floats]:
        usual = np.minimum(usual, rate)
        still = np.zeros(len(maker))
        still[group[draw < usual]] = 1
        return [np.maximum(1 - anyone(usual) / anyone(rate), 0)[group], 1 - still[group]]

    (due, twin), (due_without, twin_without) = share_and_twin(rate / by.by_need), share_and_twin(rate / by.by_need / by.by_shocks)
    of_maker = maker[group]
    part = np.where(due_without > 0, by.part[of_maker], NO_PART)
    of_group = Due(due, due_without, twin, twin_without, part, follows[of_maker])
    return Due(*(np.where(made, getattr(own, each.name), getattr(of_group, each.name)) for each in fields(Due)))


def due_of_mark(scale: Scale, marks: Floats, noise: float, by: Raised, need: Floats, usual: Floats) -> Due:
    """Return the truth of marks: of marks at least as bad, the share that would not be there with usual care.

    `noise` is the standard deviation of a mark; `by` says by how much care raised the rate at which marks are given; `usual` is
    how need 0 would show.
    """
    ratio = _at_least_as_bad(scale, marks, noise, usual) / _at_least_as_bad(scale, marks, noise, need)
    share = np.maximum(1 - ratio / by.by_need, 0)
    unknown = np.full(len(marks), np.nan)
    return Due(share, share, unknown, unknown, np.where(share > 0, by.part, NO_PART), np.zeros(len(marks)))


def nothing_due(number: int) -> Due:
    """Return the truth of records that would be there with usual care."""
    none = np.zeros(number)
    return Due(none, none, none, none, np.full(number, NO_PART), none)


def what_follows() -> Due:
    """Return the truth of one record that people made because of earlier ones."""
    unknown = np.full(1, np.nan)
    return Due(unknown, unknown, unknown, unknown, np.full(1, NO_PART), np.ones(1))


def shock_times(present: Flags, times: Mapping[Shock, float]) -> dict[str, Floats]:
    """Return by shock the times by which it multiplies the rate of each child; `present` is (children, SHOCKS)."""
    return {shock: np.where(present[:, SHOCKS.index(shock)], more, 1.0) for shock, more in times.items()}


def _at_least_as_bad(scale: Scale, marks: Floats, noise: float, need: Floats) -> Floats:
    worse = 1 if scale.slope > 0 else -1
    best = scale.least if worse > 0 else scale.most
    beyond = (worse * (marks - scale.usual - scale.slope * need) - 1 / 2) / noise  # marks are rounded
    return np.where(marks == best, 1.0, portable.normal_tail(beyond))


def _share(rate: Floats, usual: Floats) -> Floats:
    return np.asarray(np.maximum(1 - np.minimum(usual, 1) / np.minimum(rate, 1), 0))
