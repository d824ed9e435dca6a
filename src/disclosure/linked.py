"""Tables that share totals, made fit to leave together: what one shows must not tell what another hides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .attack import Cell, Shown, intervals
from .rounding import HIDDEN, LARGEST_SMALL, LEAST_SPREAD, count


def linked(
    counts: Mapping[Cell, int], sums: Sequence[tuple[Cell, Collection[Cell]]], before: Collection[Cell] = ()
) -> dict[Cell, int | str]:
    """Return the counts of linked tables as they may leave together.

    Small counts are hidden and the others rounded. Then the tables are attacked, and while a small count can be told to within
    less than 1 to 5, the smallest count that stands in a sum with it is hidden too.

    Parameters
    ----------
    counts : every count that is to be shown, totals among them. sums : a whole, and the parts that it is the sum of; a part
        that is not among the counts is one that no table shows. before : cells that something else hides already.
    """
    told = {name: HIDDEN if name in before else count(number) for name, number in counts.items()}
    unseen: dict[Cell, Shown] = {part: None for _, parts in sums for part in parts if part not in counts}
    weak = {name for name, number in counts.items() if 1 <= number <= LARGEST_SMALL}
    while weak := _weak({**told, **unseen}, sums, weak):  # to hide more makes no count easier to tell
        beside = {name for whole, parts in sums for name in (whole, *parts) if weak & {whole, *parts}}
        spare = [name for name in beside if name in counts and told[name] not in (HIDDEN, 0)]
        if not spare:
            break
        told[min(spare, key=lambda name: (counts[name], str(name)))] = HIDDEN
    return told


def _weak(shown: Mapping[Cell, Shown], sums: Sequence[tuple[Cell, Collection[Cell]]], cells: Collection[Cell]) -> set[Cell]:
    found = intervals(shown, sums, wanted=cells)
    return {name for name, (low, high) in found.items() if high - low < LEAST_SPREAD}
