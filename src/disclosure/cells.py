"""The counts in nested data, as the cells of linked tables: the path of each, and which are sums of others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from .earlier import Published
from .linked import linked
from .rounding import HIDDEN, LARGEST_SMALL, count, possible

Path = tuple[str | int, ...]
Sums = list[tuple[Path, list[Path]]]
COUNTS, VALUE, ALL, NAME = "counts", "value", "all", "name"
STATED = (VALUE, "low", "high")
PARTS = {"read": ("kept", "quarantined")}
_ANYTHING = 10**9


def counts_of(content: Any, settings: Collection[str], path: Path = ()) -> Iterator[tuple[Path, int]]:
    """Yield every count with its path: each whole number whose name is not one of `settings`, which somebody chose."""
    if isinstance(content, int) and not isinstance(content, bool):
        yield path, content
    elif isinstance(content, Mapping):
        for name, value in content.items():
            estimated = VALUE in content and name in STATED
            if not (isinstance(value, int) and (name in settings or estimated)):
                yield from counts_of(value, settings, (*path, name))
    elif isinstance(content, (list, tuple)):
        for position, value in enumerate(content):
            yield from counts_of(value, settings, (*path, position))


def sums_of(counts: Mapping[Path, int]) -> Sums:
    """Return which counts are the sum of others, as a reader would guess and the numbers confirm.

    Groups add up to their `all`, or to the count of the same name at a higher level, or under `all` there; rows read are rows
    kept and quarantined; `of` is `count` and a rest that no table shows.
    """
    sums: Sums = []
    for parts in _differing_in_one_step(counts):
        whole = next((path for path in parts if ALL in path and counts[path] == sum(counts[other] for other in parts) / 2), None)
        sums += [(whole, [path for path in parts if path != whole])] if whole else _at_a_higher_level(parts, counts)
    for path in filter(None, counts):
        parts = [(*path[:-1], name) for name in PARTS.get(str(path[-1]), ())]
        if parts and all(part in counts for part in parts) and counts[path] == sum(counts[part] for part in parts):
            sums.append((path, parts))
        if path[-1] == "of" and (part := (*path[:-1], "count")) in counts:
            sums.append((path, [part, (*path[:-1], "rest")]))
    return sums


def _differing_in_one_step(counts: Mapping[Path, int]) -> Iterator[list[Path]]:
    """Yield the counts whose paths differ in a single step."""
    groups: dict[tuple[Path, Path], list[Path]] = {}
    for path in counts:
        for step in range(len(path) - 1):
            groups.setdefault((path[:step], path[step + 1 :]), []).append(path)
    return (parts for parts in groups.values() if len(parts) > 1)


def _at_a_higher_level(parts: Sequence[Path], counts: Mapping[Path, int]) -> Sums:
    """Return the sum of the parts that has their name at the nearest higher level, if their numbers add up to it."""
    first = parts[0]
    total = sum(counts[path] for path in parts)
    for upto in range(_different_step(parts), -1, -1):
        further_out = [(first[-1],), (COUNTS, first[-1]), *((ALL, *first[step:]) for step in range(upto + 1, len(first)))]
        for whole in ((*first[:upto], *rest) for rest in further_out):
            if counts.get(whole) == total and whole not in parts:
                return [(whole, list(parts))]
    return []


def shown_counts(content: Any, settings: Collection[str], earlier: Sequence[Published[Path]] = ()) -> dict[Path, int | str]:
    """Return every count as it may be released together with the others, and after earlier releases of the same content."""
    counts = dict(counts_of(content, settings))
    before = {path for parts in _lists(counts) for path in _hidden_in_list(parts, counts)}
    return linked(counts, sums_of(counts), before, earlier)


def by_name(content: Any, path: Path) -> Path:
    """Return a path in which the elements of lists are told by their `name`, where they have one, and not by their place.

    A list can be longer in the next release.
    """
    named: list[str | int] = []
    for step in path:
        content = content[step]
        has_name = isinstance(step, int) and isinstance(content, Mapping) and isinstance(content.get(NAME), str)
        named.append(f"{NAME}={content[NAME]}" if has_name else step)
    return tuple(named)


def controlled_list(values: Sequence[int]) -> list[int | str]:
    """Return counts that add up, as they may be released together even if their exact sum were known.

    Where a reader who knows the sum could tell more about a small count than that it is 1 to 5, the next smallest is hidden too.
    """
    shown = [count(value) for value in values]
    small = [at for at, value in enumerate(values) if 1 <= value <= LARGEST_SMALL]
    spare = sorted((at for at, value in enumerate(values) if value > LARGEST_SMALL), key=lambda at: values[at])
    while spare and any(_can_be_told(at, values, shown) for at in small):
        shown[spare.pop(0)] = HIDDEN
    return shown


def _lists(counts: Mapping[Path, int]) -> Iterator[list[Path]]:
    """Yield the counts of one name in each list of groups."""
    for parts in _differing_in_one_step(counts):
        step = _different_step(parts)
        if all(isinstance(path[step], int) for path in parts):
            yield parts


def _different_step(parts: Sequence[Path]) -> int:
    """Return the step in which paths differ."""
    return next(at for at, (one, other) in enumerate(zip(parts[0], parts[1], strict=True)) if one != other)


def _hidden_in_list(parts: Sequence[Path], counts: Mapping[Path, int]) -> list[Path]:
    shown = controlled_list([counts[path] for path in parts])
    return [path for path, count_shown in zip(parts, shown, strict=True) if count_shown == HIDDEN]


def _can_be_told(position: int, values: Sequence[int], shown: Sequence[int | str]) -> bool:
    """Return whether the sum gives away more about a small count than that it is small."""
    pairs = zip(values, shown, strict=True)
    others = [_range(value, as_shown) for at, (value, as_shown) in enumerate(pairs) if at != position]
    most, least = (sum(values) - sum(ends[end] for ends in others) for end in (0, 1))
    return least > 1 or most < LARGEST_SMALL


def _range(value: int, shown: int | str) -> tuple[int, int]:
    return possible(shown) if shown != HIDDEN or value <= LARGEST_SMALL else (1, _ANYTHING)
