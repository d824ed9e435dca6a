"""Disclosure control of tables that share totals: what one table shows must not give away what another hides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .attack import Cell, Shown, intervals
from .rounding import HIDDEN, LARGEST_SMALL, LEAST_SPREAD, count


def linked(
    counts: Mapping[Cell, int], sums: Sequence[tuple[Cell, Collection[Cell]]], before: Collection[Cell] = ()
) -> dict[Cell, int | str]:
    """Return the counts of linked tables as they may be released together.

    Small counts are hidden and the others rounded. Then the tables are attacked, and while a small count can be placed in a range
    narrower than 1 to 5, the smallest count in a sum with it is hidden too.

    Parameters
    ----------
    counts : every count that is to be shown, totals included. sums : a whole, and the parts that add up to it; a part that is
        not among the counts is one that no table shows. before : cells that are hidden already.
    """
    released = {name: HIDDEN if name in before else count(number) for name, number in counts.items()}
    unseen: dict[Cell, Shown] = {part: None for _, parts in sums for part in parts if part not in counts}
    weak = {name for name, number in counts.items() if 1 <= number <= LARGEST_SMALL}
    while weak := _weak({**released, **unseen}, sums, weak):  # hiding more makes no count easier to tell
        related = {name for whole, parts in sums for name in (whole, *parts) if weak & {whole, *parts}}
        spare = [name for name in related if name in counts and released[name] not in (HIDDEN, 0)]
        if not spare:
            break
        released[min(spare, key=lambda name: (counts[name], str(name)))] = HIDDEN
    return released


def _weak(shown: Mapping[Cell, Shown], sums: Sequence[tuple[Cell, Collection[Cell]]], cells: Collection[Cell]) -> set[Cell]:
    ranges = intervals(shown, sums, wanted=cells)
    return {name for name, (low, high) in ranges.items() if high - low < LEAST_SPREAD}
