"""Shares in several releases: a share with its denominator is a count too, and its steps must not place a small one.

5 of 60 is shown as 0.0 and 7 of 60 as 0.2, in steps of ten people. Who knows that two have joined would find 4 or 5. So a share
is withheld where it has changed and its count is, was or could soon be small. As with counts, that follows from what was shown
and from the change alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .earlier import NEARLY_SMALL, Published, known_of
from .rounding import step

Path = tuple[str | int, ...]
OF, VALUE = "of", "value"
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
    return 0 <= value <= 1 and math.isclose(value * of, round(value * of), abs_tol=1e-6)


def cells_of_shares(content: Any) -> dict[Path, int]:
    """Return numerators and denominators by the paths under which a ledger keeps them."""
    found = ((path, numerator, of) for path, numerator, of in shares_of(content))
    return {(*path, part): n for path, *both in found for part, n in zip(PARTS_OF_A_SHARE, both, strict=True)}


def withheld_shares(content: Any, earlier: Sequence[Published[Path]]) -> set[Path]:
    """Return the paths of the shares that would tell too much beside earlier releases."""
    known = known_of(cells_of_shares(content), earlier)

    def tells(path: Path) -> bool:
        parts = [known[each] for name in PARTS_OF_A_SHARE if (each := (*path, name)) in known]
        changes = [change for part in parts for change in part.changes]
        return any(changes) and parts[0].low <= NEARLY_SMALL + max(0, *parts[0].changes)

    return {path for path, *_ in shares_of(content) if tells(path)} if earlier else set()


def ranges_of_shares(content: Any, shown: Any) -> dict[Path, tuple[float, float]]:
    """Return what each numerator and denominator can be, to a reader of the share as shown who knows the denominator."""
    ranges: dict[Path, tuple[float, float]] = {}
    for path, _, of in shares_of(content):
        value = _at(shown, path)
        grain = None if value is None else step(of, value)
        ends = (0.0, float(of))
        if value is not None and grain is not None:
            ends = max(0.0, math.ceil((value - grain / 2) * of - 1e-6)), min(of, math.floor((value + grain / 2) * of + 1e-6))
        ranges[*path, NUMERATOR], ranges[*path, DENOMINATOR] = ends, (of, of)
    return ranges


def _at(shown: Any, path: Path) -> float | None:
    for name in path:
        shown = shown[name]
    value: float | None = shown[VALUE]
    return value
