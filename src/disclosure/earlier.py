"""What earlier releases give away: somebody who knows by how many a count has changed subtracts one release from another.

Of the counts of a cell in two releases, "10" (6 to 14) and then "c" (1 to 5), whoever knows that one child left learns that they
are 6 and 5. So it is assumed that a reader knows the exact change of every count, and a count is hidden where its cell would
then give a small count away, in this release or in an earlier one. Whether it is hidden follows from what was shown and from the
change, and never from the count itself: a reader who knows this rule learns nothing from its use (simulatable auditing:
Kenthapadi, Mishra and Nissim, 2005).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .rounding import BASE, HIDDEN, LARGEST_SMALL, LEAST_SPREAD, count, possible

Cell = TypeVar("Cell", bound=Hashable)
Range = tuple[float, float]
NEARLY_SMALL = LARGEST_SMALL + BASE
"""Up to here a count that is known almost exactly becomes a small one that is, when no more than ten people leave."""


@dataclass(frozen=True)
class Published(Generic[Cell]):
    """The counts of one release. It stays inside, because it holds the counts themselves.

    counts : the number in each cell. ranges : the smallest and the largest number that each could be, as it was shown.
    """

    counts: Mapping[Cell, int]
    ranges: Mapping[Cell, Range]


@dataclass(frozen=True)
class Known:
    """What a reader of earlier releases knows of a count, if they know by how many it has changed since each of them.

    number : the count now. low, high : what it can be now, if `c` is taken for 1 to 5. in_sums : the same if the reader bears in
    mind that larger counts are hidden too where a sum would tell. by_direction : what a reader has who knows only that it has
    grown, or that it has fallen. changes : the change since each release that showed the cell.
    """

    number: int
    low: float
    high: float
    in_sums: Range
    by_direction: Range
    changes: tuple[int, ...]

    @property
    def is_or_was_small(self) -> bool:
        """Whether the count is small now, or was in an earlier release."""
        return any(1 <= self.number - change <= LARGEST_SMALL for change in (0, *self.changes))

    @property
    def tells(self) -> bool:
        """Whether earlier releases and the change alone give away a small or nearly small count: nothing shown now can help."""
        return self._gives_away(self.low, self.high)

    @property
    def must_hide(self) -> bool:
        """Whether any count that is possible would give a small one away if it were shown, as it is or as `c`.

        It also must not be placed while it is nearly small: when a few more have left, the change alone would tell it.
        """
        piece, last = self.low, min(self.high, NEARLY_SMALL + max(0, *self.changes))
        while piece <= last:
            end = min(possible(count(int(piece)))[1], self.high)
            if self._gives_away(piece, end):
                return True
            piece = end + 1
        return False

    def _gives_away(self, low: float, high: float) -> bool:
        narrow = high - low < LEAST_SPREAD
        return narrow and any(low - change <= NEARLY_SMALL and high - change >= 1 for change in (0, *self.changes))


def known_of(counts: Mapping[Cell, int], earlier: Sequence[Published[Cell]]) -> dict[Cell, Known]:
    """Return what earlier releases tell of each count; nothing is said of a cell that stood in none of them."""
    found: dict[Cell, Known] = {}
    for cell, number in counts.items():
        stood = [(number - release.counts[cell], release.ranges[cell]) for release in earlier if cell in release.counts]
        if stood:
            low = max(0.0, *(ends[0] + change for change, ends in stood))
            ends_seen = [(change, ends[0], math.inf if ends == possible(HIDDEN) else ends[1]) for change, ends in stood]
            found[cell] = Known(
                number=number,
                low=low,
                high=min(ends[1] + change for change, ends in stood),
                in_sums=(low, min(most + change for change, _, most in ends_seen)),
                by_direction=(
                    max([0.0, *(least for change, least, _ in ends_seen if change >= 0)]),
                    min([math.inf, *(most for change, _, most in ends_seen if change <= 0)]),
                ),
                changes=tuple(change for change, _ in stood),
            )
    return found


def published(
    counts: Mapping[Cell, int], shown: Mapping[Cell, int | str], earlier: Sequence[Published[Cell]] = ()
) -> Published[Cell]:
    """Return the record of a release.

    Of a count that was hidden because of earlier releases a reader knows nothing new, and of another hidden count that is not
    small only that it is not zero.
    """
    known = known_of(counts, earlier)

    def ends(cell: Cell, number: int) -> Range:
        if cell in known and known[cell].must_hide:
            return 0, math.inf
        return (1, math.inf) if shown[cell] == HIDDEN and number > LARGEST_SMALL else possible(shown[cell])

    return Published(dict(counts), {cell: ends(cell, number) for cell, number in counts.items()})
