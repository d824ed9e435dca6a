"""The counts in nested data, as the cells of linked tables: where each stands, and which are the sum of which."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from .linked import linked
from .rounding import HIDDEN, LARGEST_SMALL, count, possible

Path = tuple[str | int, ...]
Sums = list[tuple[Path, list[Path]]]
COUNTS, VALUE, ALL = "counts", "value", "all"
STATED = (VALUE, "low", "high")
PARTED = {"read": ("kept", "quarantined")}
_ANYTHING = 10**9


def counts_of(content: Any, settings: Collection[str], path: Path = ()) -> Iterator[tuple[Path, int]]:
    """Give every count with its path: each whole number whose name is not among those that were chosen."""
    if isinstance(content, int) and not isinstance(content, bool):
        yield path, content
    elif isinstance(content, Mapping):
        for name, its in content.items():
            estimated = VALUE in content and name in STATED
            if not (isinstance(its, int) and (name in settings or estimated)):
                yield from counts_of(its, settings, (*path, name))
    elif isinstance(content, (list, tuple)):
        for place, its in enumerate(content):
            yield from counts_of(its, settings, (*path, place))


def sums_of(counts: Mapping[Path, int]) -> Sums:
    """Return which counts are the sum of others, as a reader would guess and as the numbers bear out.

    Groups add up to their `all`, or to the count of the same name further out; rows that were read to those kept and those not;
    `of` to `count` and a rest that no table shows.
    """
    found: Sums = []
    for parts in _alike(counts):
        whole = next((path for path in parts if ALL in path and counts[path] == sum(counts[other] for other in parts) / 2), None)
        found += [(whole, [path for path in parts if path != whole])] if whole else _further_out(parts, counts)
    for path in filter(None, counts):
        beside = [(*path[:-1], name) for name in PARTED.get(str(path[-1]), ())]
        if beside and all(other in counts for other in beside) and counts[path] == sum(counts[other] for other in beside):
            found.append((path, beside))
        if path[-1] == "of" and (part := (*path[:-1], "count")) in counts:
            found.append((path, [part, (*path[:-1], "rest")]))
    return found


def _alike(counts: Mapping[Path, int]) -> Iterator[list[Path]]:
    """Give the counts whose paths differ in one step alone."""
    groups: dict[tuple[Path, Path], list[Path]] = {}
    for path in counts:
        for place in range(len(path) - 1):
            groups.setdefault((path[:place], path[place + 1 :]), []).append(path)
    return (parts for parts in groups.values() if len(parts) > 1)


def _further_out(parts: Sequence[Path], counts: Mapping[Path, int]) -> Sums:
    first, second = parts[:2]
    place = next(at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other)
    total = sum(counts[path] for path in parts)
    for upto in range(place, -1, -1):
        for whole in ((*first[:upto], first[-1]), (*first[:upto], COUNTS, first[-1])):
            if counts.get(whole) == total and whole not in parts:
                return [(whole, list(parts))]
    return []


def shown_counts(content: Any, settings: Collection[str]) -> dict[Path, int | str]:
    """Return every count as it may leave together with the others."""
    counts = dict(counts_of(content, settings))
    before = {path for parts in _lists(counts) for path in _hidden_in_line(parts, counts)}
    return linked(counts, sums_of(counts), before)


def line(values: Sequence[int]) -> list[int | str]:
    """Return counts that add up, as they may leave together even if their exact sum were known.

    Where a reader who knows the sum could tell more of a small count than that it is 1 to 5, the next smallest is hidden with it.
    """
    shown = [count(value) for value in values]
    small = [place for place, value in enumerate(values) if 1 <= value <= LARGEST_SMALL]
    spare = sorted((place for place, value in enumerate(values) if value > LARGEST_SMALL), key=lambda place: values[place])
    while spare and any(_told(place, values, shown) for place in small):
        shown[spare.pop(0)] = HIDDEN
    return shown


def _lists(counts: Mapping[Path, int]) -> Iterator[list[Path]]:
    """Give the counts of one name in each list of groups."""
    return (parts for parts in _alike(counts) if len({_place(path, parts) for path in parts} - {None}) == len(parts))


def _place(path: Path, parts: Sequence[Path]) -> int | None:
    at = next(at for at, (one, other) in enumerate(zip(parts[0], parts[1], strict=True)) if one != other)
    place = path[at]
    return place if isinstance(place, int) else None


def _hidden_in_line(parts: Sequence[Path], counts: Mapping[Path, int]) -> list[Path]:
    shown = line([counts[path] for path in parts])
    return [path for path, its in zip(parts, shown, strict=True) if its == HIDDEN]


def _told(place: int, values: Sequence[int], shown: Sequence[int | str]) -> bool:
    """Return whether the sum tells more of a small count than that it is small."""
    others = [_range(value, its) for other, (value, its) in enumerate(zip(values, shown, strict=True)) if other != place]
    most, least = (sum(values) - sum(ends[end] for ends in others) for end in (0, 1))
    return least > 1 or most < LARGEST_SMALL


def _range(value: int, shown: int | str) -> tuple[int, int]:
    return possible(shown) if shown != HIDDEN or value <= LARGEST_SMALL else (1, _ANYTHING)
