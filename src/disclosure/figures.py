"""Whatever a run found, as nested data, made fit to leave: no number passes that is not known to be harmless.

A whole number is a count, and any other number an estimate, unless its name says that somebody chose it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .attack import intervals
from .cells import COUNTS, STATED, VALUE, Path, counts_of, shown_counts, sums_of
from .rounding import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, HIDDEN, estimate

SETTINGS = frozenset({"threshold", "draws", "bootstrap_draws", "days", "per_week", "within_days", "number_of_groups", "checks"})
"""Names of numbers that are chosen, or count no people and no records."""
FEWEST = {"families": FEWEST_FAMILIES, "positive_families": FEWEST_POSITIVE_FAMILIES}
NAME = "name"
Shown = int | str


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
    chosen = SETTINGS | set(settings)
    return _controlled(content, (), None, shown_counts(content, chosen), chosen)


def attacked(content: Any, settings: Collection[str] = ()) -> dict[Path, tuple[float, float]]:
    """Return what a reader of the controlled content can tell of each hidden count: the least and the greatest that it can be."""
    chosen = SETTINGS | set(settings)
    counts = dict(counts_of(content, chosen))
    sums = sums_of(counts)
    unseen = {part: None for _, parts in sums for part in parts if part not in counts}
    return intervals({**shown_counts(content, chosen), **unseen}, sums)


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


def _controlled(content: Any, path: Path, base: Shown | None, shown: Mapping[Path, Shown], settings: Collection[str]) -> Any:
    if isinstance(content, Mapping):
        return _of_dictionary(content, path, base, shown, settings)
    if isinstance(content, (list, tuple)):
        return [_controlled(each, (*path, place), base, shown, settings) for place, each in enumerate(content)]
    if isinstance(content, float):
        return None if base is None else estimate({VALUE: content}, base)[VALUE]
    return shown.get(path, content)


def _of_dictionary(
    content: Mapping[str, Any], path: Path, base: Shown | None, shown: Mapping[Path, Shown], settings: Collection[str]
) -> dict[str, Any]:
    own = _own(content, path, shown)
    if own:
        seen = [its for its in own.values() if its != 0]
        base = HIDDEN if _few(content) or HIDDEN in seen else min((its for its in seen if isinstance(its, int)), default=HIDDEN)
    stated = {name: its for name, its in content.items() if VALUE in content and _is_estimate(name, its)}
    found: dict[str, Any] = estimate(stated, HIDDEN if base is None else base)
    for name, its in content.items():
        if name not in found:
            chosen = name in settings and isinstance(its, (int, float))
            found[name] = its if chosen else _controlled(its, (*path, name), base, shown, settings)
    return {name: found[name] for name in content}


def _own(content: Mapping[str, Any], path: Path, shown: Mapping[Path, Shown]) -> dict[Path, Shown]:
    """Return the counts of a dictionary and of its `counts`, as they leave; a mark from an earlier control is one of them."""
    held = {(*path, name): its for name, its in content.items() if name != NAME}
    held |= {(*path, COUNTS, name): its for name, its in _inner(content).items()}
    return {place: shown.get(place, HIDDEN) for place, its in held.items() if place in shown or its == HIDDEN}


def _inner(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the dictionary `counts`; nothing where that is an estimate itself."""
    inner = content.get(COUNTS)
    return inner if isinstance(inner, Mapping) and VALUE not in inner else {}


def _is_estimate(name: str, its: Any) -> bool:
    return isinstance(its, float) or (name in STATED and (its is None or (isinstance(its, int) and not isinstance(its, bool))))


def _few(content: Mapping[str, Any]) -> bool:
    """Return whether there are fewer families than any figure may rest on."""
    counts = {**content, **_inner(content)}
    return any(isinstance(its := counts.get(name), int) and its < fewest for name, fewest in FEWEST.items())


def _pairs(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [pair for name, its in before.items() if name in after for pair in _pairs(its, after[name])]
    if isinstance(before, list) and isinstance(after, list):
        return [pair for old, new in zip(before, after, strict=True) for pair in _pairs(old, new)]
    return [(before, after)]
