"""Whatever a run found, as nested data, made fit to leave: no number passes that is not known to be harmless.

A whole number is a count, and any other number an estimate, unless its name says that somebody chose it. A list of groups is
a table: hiding one of its counts may take hiding another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .rounding import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, HIDDEN, LARGEST_SMALL, count, estimate, possible

COUNTS, VALUE, NAME = "counts", "value", "name"
STATED = (VALUE, "low", "high")
SETTINGS = frozenset({"threshold", "draws", "bootstrap_draws", "days", "per_week", "within_days", "number_of_groups", "checks"})
"""Names of numbers that are chosen, or count no people and no records."""
_ANYTHING = 10**9
Shown = int | str
Path = tuple[str, ...]


def controlled(content: Any, settings: Collection[str] = ()) -> Any:
    """Return the content with every number as it may leave; applied twice it changes nothing more.

    Parameters
    ----------
    content : JSON. An estimate is a dictionary that holds `value`, and may hold its denominator as `of`; without one it rests
        on the smallest of the counts that stand beside it, or in a dictionary `counts` beside it, or further out. An estimate
        without any count is withheld (None), and so is one of fewer than 30 families or 10 with the outcome, or beside a
        hidden count.
    settings : names of numbers that were chosen, beside the usual ones.
    """
    return _controlled(content, None, SETTINGS | set(settings), {})


def what_was_done(before: Any, after: Any) -> dict[str, int]:
    """Return how many numbers control hid (`c`), rounded and withheld, of how many."""
    found = {"numbers": 0, "hidden": 0, "rounded": 0, "withheld": 0}
    for old, new in _pairs(before, after):
        if isinstance(old, (int, float)) and not isinstance(old, bool):
            found["numbers"] += 1
            found["hidden"] += new == HIDDEN
            found["withheld"] += new is None
            found["rounded"] += new is not None and new not in (HIDDEN, old)
    return found


def line(values: Sequence[int]) -> list[Shown]:
    """Return counts that add up, as they may leave together even if their exact sum were known.

    Where a reader who knows the sum could tell more of a small count than that it is 1 to 5, the next smallest is hidden with it.
    """
    shown = [count(value) for value in values]
    small = [place for place, value in enumerate(values) if 1 <= value <= LARGEST_SMALL]
    spare = sorted(
        (place for place in range(len(values)) if place not in small), key=lambda place: (not values[place], values[place])
    )
    while spare and any(_told(place, values, shown) for place in small):
        shown[spare.pop(0)] = HIDDEN
    return shown


def _told(place: int, values: Sequence[int], shown: Sequence[Shown]) -> bool:
    """Return whether the sum tells more of a small count than that it is small."""
    others = [_range(value, its) for other, (value, its) in enumerate(zip(values, shown, strict=True)) if other != place]
    most, least = (sum(values) - sum(ends[end] for ends in others) for end in (0, 1))
    return least > 1 or most < LARGEST_SMALL


def _range(value: int, shown: Shown) -> tuple[int, int]:
    return possible(shown) if shown != HIDDEN or value <= LARGEST_SMALL else (1, _ANYTHING)


def _controlled(content: Any, base: Shown | None, settings: Collection[str], told: Mapping[Path, Shown]) -> Any:
    if isinstance(content, Mapping):
        return _of_dictionary(content, base, settings, told)
    if isinstance(content, (list, tuple)):
        together = _told_together(content, settings)
        return [_controlled(each, base, settings, its) for each, its in zip(content, together, strict=True)]
    if isinstance(content, int) and not isinstance(content, bool):
        return count(content)
    if isinstance(content, float):
        return None if base is None else estimate({VALUE: content}, base)[VALUE]
    return content


def _of_dictionary(
    content: Mapping[str, Any], base: Shown | None, settings: Collection[str], told: Mapping[Path, Shown]
) -> dict[str, Any]:
    own = _counts(content, settings)
    shown = {path: told.get(path, count(number)) for path, number in own.items()}
    if own:
        seen = [its for its in shown.values() if its != 0]
        base = HIDDEN if _few(own) or HIDDEN in seen else min((its for its in seen if isinstance(its, int)), default=HIDDEN)
    stated = {name: its for name, its in content.items() if VALUE in content and _is_estimate(name, its)}
    found: dict[str, Any] = estimate(stated, HIDDEN if base is None else base)
    for name, its in content.items():
        inner = {path[1:]: number for path, number in (dict(told) | shown).items() if path[0] == name and len(path) > 1}
        kept = name in settings and isinstance(its, (int, float))
        if name not in found:
            found[name] = its if kept else shown[(name,)] if (name,) in shown else _controlled(its, base, settings, inner)
    return found


def _is_estimate(name: str, its: Any) -> bool:
    return isinstance(its, float) or (name in STATED and (its is None or (isinstance(its, int) and not isinstance(its, bool))))


def _counts(content: Mapping[str, Any], settings: Collection[str]) -> dict[Path, Shown]:
    """Return the counts of a dictionary and of its `counts`, by their path."""
    inner = content.get(COUNTS)
    held: dict[Path, Any] = {(name,): its for name, its in content.items() if VALUE not in content or name not in STATED}
    held |= {(COUNTS, name): its for name, its in inner.items()} if isinstance(inner, Mapping) and VALUE not in inner else {}
    kept = {path: its for path, its in held.items() if path[-1] not in settings and path[-1] != NAME}
    return {path: its for path, its in kept.items() if its == HIDDEN or (isinstance(its, int) and not isinstance(its, bool))}


def _few(counts: Mapping[Path, Shown]) -> bool:
    fewest = {"families": FEWEST_FAMILIES, "positive_families": FEWEST_POSITIVE_FAMILIES}
    return any(isinstance(its, int) and path[-1] in fewest and its < fewest[path[-1]] for path, its in counts.items())


def _told_together(items: Sequence[Any], settings: Collection[str]) -> list[dict[Path, Shown]]:
    """Return the counts of the groups of a table, each kind of count told as one line, unless that was done before."""
    counts = [_counts(each, settings) if isinstance(each, Mapping) else {} for each in items]
    together: list[dict[Path, Shown]] = [{} for _ in items]
    for path in dict.fromkeys(path for each in counts for path in each):
        values = [(row, each[path]) for row, each in enumerate(counts) if path in each]
        numbers = [number for _, number in values if isinstance(number, int)]
        if len(numbers) == len(values):
            for (row, _), shown in zip(values, line(numbers), strict=True):
                together[row][path] = shown
    return together


def _pairs(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [pair for name, its in before.items() if name in after for pair in _pairs(its, after[name])]
    if isinstance(before, list) and isinstance(after, list):
        return [pair for old, new in zip(before, after, strict=True) for pair in _pairs(old, new)]
    return [(before, after)]
