"""Shares in several releases: a share with its denominator is a count too, and its steps must not place a small one.

5 of 60 is shown as 0.0 and 7 of 60 as 0.2, in steps of ten people. Who knows that two have joined would find 4 or 5. So a share
is withheld where it has changed and its count is, was or could soon be small. As with counts, that follows from what was shown
and from the change alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .cells import STATED, VALUE, Path
from .earlier import NEARLY_SMALL, Published, known_of
from .rounding import step

OF = "of"
HALF_A_DIGIT = 0.00005
"""A stage states figures to four decimals (`models.evaluation.estimates`): 7 of 60 as 0.1167."""
PARTS_OF_A_SHARE = (NUMERATOR, DENOMINATOR) = ("numerator of a share", "denominator of a share")


def shares_of(content: Any, path: Path = ()) -> Iterator[tuple[Path, int, int]]:
    """Yield the path of each share of a whole number, its numerator and its denominator."""
    if isinstance(content, Mapping):
        value, of = content.get(VALUE), content.get(OF)
        if isinstance(value, (int, float)) and isinstance(of, int) and _is_share(value, of):
            yield path, round(value * of), of
        for name, inner in content.items():
            yield from shares_of(inner, (*path, name))
    elif isinstance(content, (list, tuple)):
        for place, inner in enumerate(content):
            yield from shares_of(inner, (*path, place))


def _is_share(value: float, of: int) -> bool:
    return 0 <= value <= 1 and abs(value * of - round(value * of)) <= of * HALF_A_DIGIT + 1e-6


def cells_of_shares(content: Any) -> dict[Path, int]:
    """Return numerators and denominators by the paths under which a ledger keeps them."""
    found = ((path, numerator, of) for path, numerator, of in shares_of(content))
    return {(*path, part): n for path, *both in found for part, n in zip(PARTS_OF_A_SHARE, both, strict=True)}


def withheld_shares(content: Any, earlier: Sequence[Published[Path]]) -> set[Path]:
    """Return the paths of the shares that would tell too much beside earlier releases: of who is counted, or of the rest."""
    known = known_of(cells_of_shares(content), earlier)

    def tells(path: Path, of: int) -> bool:
        parts = [known[each] for name in PARTS_OF_A_SHARE if (each := (*path, name)) in known]
        if not any(change for part in parts for change in part.changes):
            return False
        numerator, denominator = parts
        rest = [all_of - counted for all_of, counted in zip(denominator.changes, numerator.changes, strict=True)]
        return numerator.low <= NEARLY_SMALL + max(0, *numerator.changes) or of - numerator.high <= NEARLY_SMALL + max(0, *rest)

    return {path for path, _, of in shares_of(content) if tells(path, of)} if earlier else set()


def ranges_of_shares(content: Any, shown: Any) -> dict[Path, tuple[float, float]]:
    """Return what each numerator and denominator can be, to a reader of the share as shown who knows the denominator."""
    ranges: dict[Path, tuple[float, float]] = {}
    for path, _, of in shares_of(content):
        value = _at(shown, path)[VALUE]
        grain = None if value is None else step(_base(_at(content, path)), value)
        ends = (0.0, float(of))
        if value is not None and grain is not None:
            half = grain / 2 + HALF_A_DIGIT
            ends = max(0.0, math.ceil((value - half) * of - 1e-6)), min(of, math.floor((value + half) * of + 1e-6))
        ranges[*path, NUMERATOR], ranges[*path, DENOMINATOR] = ends, (of, of)
    return ranges


def _base(stated: Mapping[str, Any]) -> int:
    """Return the count that the steps of a share are made for: the smallest beside it that is not zero."""
    counts = [each for name, each in stated.items() if isinstance(each, int) and name not in STATED]
    return min((each for each in counts if each and not isinstance(each, bool)), default=0)


def _at(content: Any, path: Path) -> Any:
    for name in path:
        content = content[name]
    return content
