"""Disclosure control of tables that share totals: what one table shows must not give away what another hides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .attack import Cell, Shown, intervals
from .earlier import Known, Published, known_of
from .rounding import HIDDEN, LARGEST_SMALL, LEAST_SPREAD, count


def linked(
    counts: Mapping[Cell, int],
    sums: Sequence[tuple[Cell, Collection[Cell]]],
    before: Collection[Cell] = (),
    earlier: Sequence[Published[Cell]] = (),
) -> dict[Cell, int | str]:
    """Return the counts of linked tables as they may be released together, and after the earlier releases.

    Small counts are hidden and the others rounded. Then the tables are attacked, and while a small count can be placed in a range
    narrower than 1 to 5, the smallest count in a sum with it is hidden too.

    Parameters
    ----------
    counts : every count that is to be shown, totals included. sums : a whole, and the parts that add up to it; a part that is
        not among the counts is one that no table shows. before : cells that are hidden already.
    earlier : releases with the same cells; a reader subtracts them, and may know by how many each count has changed.
    """
    known = known_of(counts, earlier)
    withheld = {name for name, each in known.items() if each.must_hide}
    released = {name: HIDDEN if name in before or name in withheld else count(number) for name, number in counts.items()}
    weak = {name for name, number in counts.items() if 1 <= number <= LARGEST_SMALL}
    weak |= {name for name, each in known.items() if each.is_or_was_small and not each.tells}
    while weak := _weak(released, sums, weak, known):  # hiding more makes no count easier to tell
        spare = nearest(weak, sums, [name for name, shown in released.items() if shown not in (HIDDEN, 0)])
        if not spare:
            break
        released[min(spare, key=lambda name: (counts[name], str(name)))] = HIDDEN
    return released


def nearest(cells: Collection[Cell], sums: Sequence[tuple[Cell, Collection[Cell]]], among: Collection[Cell]) -> set[Cell]:
    """Return those among some cells that the fewest sums in a chain link to `cells`; none if no chain does."""
    reached, before = set(cells), set[Cell]()
    while not reached & set(among) and reached != before:
        before = reached
        reached = reached | {name for whole, parts in sums for name in (whole, *parts) if before & {whole, *parts}}
    return reached & set(among)


def reader_ranges(
    released: Mapping[Cell, int | str],
    sums: Sequence[tuple[Cell, Collection[Cell]]],
    cells: Collection[Cell],
    known: Mapping[Cell, Known],
) -> dict[Cell, tuple[float, float]]:
    """Return the range in which each of some counts can be placed by a reader who knows the change of every count.

    Where earlier releases and the change tell a count by themselves, nothing can be hidden from that reader: then the range is
    that of a reader who knows only which counts have grown and which have fallen.
    """
    hidden = {name for name, each in known.items() if each.must_hide}
    zeros = {name for name in hidden if known[name].number == 0}
    by_change = [name for name in cells if name in known and known[name].tells]
    exact = {name: each.in_sums for name, each in known.items()}
    direction = {name: each.by_direction for name, each in known.items()}
    others = [name for name in cells if name not in by_change]
    ranges = intervals(_seen(released, sums, hidden), sums, wanted=others, known=exact)
    if by_change:  # to that reader `c` is no 0: a count is shown as before where it has not changed
        ranges |= intervals(_seen(released, sums, zeros), sums, wanted=by_change, known=direction)
    return ranges


def _seen(
    released: Mapping[Cell, int | str], sums: Sequence[tuple[Cell, Collection[Cell]]], unread: Collection[Cell]
) -> dict[Cell, Shown]:
    """Return what a reader sees of every cell: nothing of those that no table shows, and of `unread`."""
    unseen: dict[Cell, Shown] = {part: None for _, parts in sums for part in parts if part not in released}
    return {name: None if name in unread else shown for name, shown in released.items()} | unseen


def _weak(
    released: Mapping[Cell, int | str],
    sums: Sequence[tuple[Cell, Collection[Cell]]],
    cells: Collection[Cell],
    known: Mapping[Cell, Known],
) -> set[Cell]:
    return {name for name, (low, high) in reader_ranges(released, sums, cells, known).items() if high - low < LEAST_SPREAD}
