"""All shares of a release together: groups add up to their whole, and two shares can count the same people.

Each share is shown in steps of ten people, and each alone leaves its count uncertain. Together they may not: of a whole of which
10 or fewer can be counted, groups of at least 4 and 5 leave 1 at most. The reader in mind knows every denominator exactly, and
the change of every count since earlier releases. Whether a share is withheld follows from what is shown, not from its count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any

from .attack import intervals
from .cells import Path, Sums, sums_of
from .earlier import NEARLY_SMALL, Published, Range, known_of
from .linked import nearest
from .rounding import LARGEST_SMALL, LEAST_SPREAD
from .shares import DENOMINATOR, NUMERATOR, cells_of_shares, ranges_of_shares, shares_of


def told_together(content: Any, shown: Any, earlier: Sequence[Published[Path]] = ()) -> set[Path]:
    """Return the paths of the shares to withhold, so that no small count can be told from all that are left.

    Parameters
    ----------
    content : the figures themselves. shown : the same as they would be released, if no share were withheld on their account.
    """
    reader = _Reader(content, earlier)
    ranges, withheld = ranges_of_shares(content, shown), set[Path]()
    seen = {path for path, of in reader.of.items() if ranges[*path, NUMERATOR] != (0, of)}
    while weak := reader.weak(ranges):
        spare = weak & seen or _nearest_shown(weak, reader.sums, seen)
        if not spare:
            break
        gone = min(spare, key=lambda path: (reader.of[path], str(path)))
        ranges[*gone, NUMERATOR] = 0.0, float(reader.of[gone])
        withheld.add(gone)
        seen.remove(gone)
    return withheld


def small_counts_of_shares(content: Any, shown: Any, earlier: Sequence[Published[Path]] = ()) -> dict[Path, Range]:
    """Return the range in which a reader of all shares, as shown, can place each count that could be small, if in any."""
    reader = _Reader(content, earlier)
    found = reader.places(ranges_of_shares(content, shown))
    return {(*path, NUMERATOR): ends for path, ends in found.items() if ends != (0, reader.of[path])}


class _Reader:
    """Who knows every denominator and every change since earlier releases, and works out what shares count.

    Attributes
    ----------
    of : the denominator of each share. sums : see `_sums`.
    """

    def __init__(self, content: Any, earlier: Sequence[Published[Path]]) -> None:
        numbers = {path: number for path, number, _ in shares_of(content)}
        self.of = {path: of for path, _, of in shares_of(content)}
        self.sums = _sums(numbers, self.of)
        self._known = known_of(cells_of_shares(content), earlier)

    def places(self, ranges: Mapping[Path, Range]) -> dict[Path, Range]:
        """Return where every count that could be small lies, but for those that earlier releases and changes tell alone.

        ranges : of each numerator and denominator, by what is shown of that share alone.
        """
        before = {path: self._before(path) for path in self.of}
        bounds = dict(ranges)
        for path, (low, high) in before.items():
            cell = (*path, NUMERATOR)
            bounds[cell] = max(bounds[cell][0], low), min(bounds[cell][1], high)
        open_still = [path for path, (low, high) in before.items() if high - low >= min(LEAST_SPREAD, self.of[path])]
        wanted = [(*path, NUMERATOR) for path in open_still if self._can_be_small(path, bounds[*path, NUMERATOR])]
        found = intervals(dict.fromkeys(bounds), self.sums, wanted=wanted, known=bounds)
        return {cell[:-1]: ends for cell, ends in found.items() if self._can_be_small(cell[:-1], ends)}

    def weak(self, ranges: Mapping[Path, Range]) -> set[Path]:
        """Return the shares whose count could be small, and is placed more narrowly than 1 to 5."""
        places = self.places(ranges)
        return {path for path, (low, high) in places.items() if high - low < min(LEAST_SPREAD, self.of[path])}

    def _before(self, path: Path) -> Range:
        known = self._known.get((*path, NUMERATOR))
        return (known.low, min(known.high, self.of[path])) if known else (0.0, float(self.of[path]))

    def _can_be_small(self, path: Path, ends: Range) -> bool:
        """Return whether few are counted, or left, or were in an earlier release, or may be when some more have gone."""
        numerator, denominator = (self._known.get((*path, part)) for part in (NUMERATOR, DENOMINATOR))
        changes = [(0, 0), *zip(numerator.changes, denominator.changes, strict=True)] if numerator and denominator else [(0, 0)]
        low, high = ends
        for change, of_change in changes:
            of = self.of[path] - of_change
            counted, left = (low - change, high - change), (of - high + change, of - low + change)
            if any(least <= NEARLY_SMALL and most >= 1 for least, most in (counted, left)):
                return True
        return False


def _nearest_shown(weak: Collection[Path], sums: Sums, seen: Collection[Path]) -> set[Path]:
    """Return the shares that are shown and that the fewest sums link to the weak ones."""
    cells = nearest([(*path, NUMERATOR) for path in weak], sums, [(*path, NUMERATOR) for path in seen])
    return {cell[:-1] for cell in cells}


def _sums(numbers: Mapping[Path, int], of: Mapping[Path, int]) -> Sums:
    """Return which numerators are sums of others, and which shares beside each other count the same people, or all others."""
    sums = sums_of({(*path, NUMERATOR): number for path, number in numbers.items()})
    for one, other in combinations(sorted({path[-1] for path in numbers}, key=str), 2):
        pairs = [(path, beside) for path in numbers if path[-1] == one and (beside := (*path[:-1], other)) in numbers]
        both = [(numbers[path], numbers[beside]) for path, beside in pairs]
        wholes = [(of[path], of[beside]) for path, beside in pairs]
        if any(first > LARGEST_SMALL for first, _ in both) and all(first == second for first, second in both):
            sums += [((*path, NUMERATOR), [(*beside, NUMERATOR)]) for path, beside in pairs]
        if all(whole == second == sum(each) for (whole, second), each in zip(wholes, both, strict=True)):
            sums += [((*path, DENOMINATOR), [(*path, NUMERATOR), (*beside, NUMERATOR)]) for path, beside in pairs]
    return sums
