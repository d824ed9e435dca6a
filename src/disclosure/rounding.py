"""How single figures are released: counts to the nearest ten, estimates in steps that correspond to ten people.

A count of 1 to 5 is `c`, as in the Department for Education's releases on children in need; zero is shown. All other counts are
rounded, so that no small count is the difference of a total and its parts, or of two releases. A share with a known denominator
would give its count away: it is shown in steps that are no finer than ten of that denominator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

LARGEST_SMALL = 5
LEAST_SPREAD = LARGEST_SMALL - 1
"""A hidden count must be able to be anything from 1 to 5, whatever a reader works out."""
BASE = 10
FINEST = 0.001
"""Percentages have at most one decimal."""


class Mark(str):
    """A mark in place of a number: it reads the same whatever the number format, and cannot be added."""

    __slots__ = ()

    def __format__(self, how: str) -> str:
        """Return the mark itself."""
        return str(self)


HIDDEN = Mark("c")
FEWEST = 50
"""The smallest denominator of an estimate, to the nearest ten: steps coarser than a fifth could be misread (an AUC of 0.5 is
chance)."""
FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES = 30, 10
_NICE = (1, 2, 5, 10)


def count(number: int | str) -> int | str:
    """Return a count of people, families, contacts or records as released: `c` for 1 to 5, else to the nearest ten."""
    if isinstance(number, str) or number < 0:
        return HIDDEN
    return HIDDEN if 1 <= number <= LARGEST_SMALL else (number + BASE // 2) // BASE * BASE


def total(counts: Iterable[int | str]) -> int | str:
    """Return the sum of counts as they are shown; hidden if one of them is."""
    numbers = list(counts)
    return sum(each for each in numbers if isinstance(each, int)) if all(isinstance(each, int) for each in numbers) else HIDDEN


def possible(shown: int | str) -> tuple[int, int]:
    """Return the smallest and the largest count that a count released by `count` can stand for."""
    if isinstance(shown, str):
        return 1, LARGEST_SMALL
    return (max(shown - BASE // 2, LARGEST_SMALL + 1), shown + BASE // 2 - 1) if shown else (0, 0)


def step(of: int | str, value: float = 0.0) -> float | None:
    """Return the step of an estimate with the denominator `of`; None where that is too small for any estimate.

    It is 10 of the released denominator, rounded up to 1, 2 or 5 at some decimal. The step of an estimate that can exceed 1 (a
    ratio, a number of days) grows in proportion to its size.
    """
    shown = count(of)
    if isinstance(shown, str) or shown < FEWEST:
        return None
    least = max(BASE / shown * _size(value), FINEST)
    power = 10.0 ** math.floor(math.log10(least) + 1e-9)
    return next(nice * power for nice in _NICE if nice * power >= least * (1 - 1e-9))


def estimate(stated: Mapping[str, Any], of: int | str) -> dict[str, Any]:
    """Return an estimate as it may be released.

    Parameters
    ----------
    stated : value, low, high, and any other figures of the same kind. of : the denominator.

    Returns
    -------
    dict : the same names; the value to the nearest step, the interval widened to whole steps, None for what is withheld.
    """
    value, grain = _settled(of, stated.get("value"))
    outwards = {"low": math.floor, "high": math.ceil}
    shown = {name: _to_step(figure, grain, outwards.get(name)) for name, figure in stated.items() if name != "of"}
    if "value" in shown:
        shown["value"] = value
    for name, widest in (("low", min), ("high", max)):
        end = shown.get(name)
        if value is not None and end is not None:
            shown[name] = widest(end, value)
    return shown


def _settled(of: int | str, value: float | None) -> tuple[float | None, float | None]:
    """Return a rounded value and its step, such that rounding again changes nothing.

    Steps grow with the size of the value, and rounding can take a value past the size from which the next step applies.
    """
    grain = None if value is None else step(of, value)
    while (near := _to_step(value, grain, None)) is not None and near != value:
        value, grain = near, step(of, near)
    return near, grain


def _size(value: float) -> float:
    """Return the smallest power of two that a number does not exceed; 1 for a share."""
    return 1.0 if abs(value) <= 1 else 2.0 ** math.ceil(math.log2(abs(value)))


def _to_step(value: float | None, grain: float | None, whole: Callable[[float], int] | None) -> float | None:
    if value is None or grain is None:
        return None
    steps = value / grain
    near = round(steps)
    number = near if whole is None or abs(steps - near) < 1e-6 else whole(steps)
    return round(number * grain, 6) + 0.0
