"""Disclosure control of nested data: no number passes that is not known to be harmless.

A whole number is a count, and any other number an estimate, unless its name says that somebody chose it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .cells import COUNTS, NAME, STATED, VALUE, Path, by_name, counts_of, shown_counts, sums_of
from .earlier import Published, known_of, published
from .linked import reader_ranges
from .rounding import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, HIDDEN, estimate
from .shares import NUMERATOR, PARTS_OF_A_SHARE, cells_of_shares, ranges_of_shares, withheld_shares
from .shares_together import small_counts_of_shares, told_together

SETTINGS = frozenset({"threshold", "draws", "bootstrap_draws", "days", "per_week", "within_days", "number_of_groups", "checks"})
"""Names of numbers that somebody chose, or that count neither people nor records."""
FEWEST = {"families": FEWEST_FAMILIES, "positive_families": FEWEST_POSITIVE_FAMILIES}
Shown = int | str
Earlier = Sequence[Published[Path]]
"""Earlier releases of the same content, as `as_published` returned them."""


def controlled(content: Any, settings: Collection[str] = (), earlier: Earlier = ()) -> Any:
    """Return the content with every number as it may be released; applied again it changes nothing.

    Parameters
    ----------
    content : JSON. An estimate is a dictionary with `value`, and perhaps its denominator as `of`; without one it rests on the
        smallest of the counts next to it, in a dictionary `counts` next to it, or at a higher level. An estimate without any
        count is withheld (None), and so is one of fewer than 30 families or 10 with the outcome, or next to a hidden count.
    settings : further names of numbers that somebody chose.
    earlier : releases of the same content before it; what their difference from it would tell is hidden.
    """
    chosen = SETTINGS | set(settings)
    here = _here(content, chosen, earlier)
    counts = shown_counts(content, chosen, here)

    def without(withheld: Collection[Path]) -> Any:
        return _controlled(content, (), None, counts | {(*path, NUMERATOR): HIDDEN for path in withheld}, chosen)

    since_earlier = withheld_shares(content, here)
    return without(since_earlier | told_together(content, without(since_earlier), here))


def attacked(content: Any, settings: Collection[str] = (), earlier: Earlier = ()) -> dict[Path, tuple[float, float]]:
    """Return the range in which a reader of the controlled content and of earlier releases can place each hidden count, and each
    count of a share that could be small.

    A hidden zero that the reader knows to be one is left out: nobody is in it.
    """
    chosen = SETTINGS | set(settings)
    here = _here(content, chosen, earlier)
    counts = dict(counts_of(content, chosen))
    shown = shown_counts(content, chosen, here)
    hidden = [path for path, count in shown.items() if count == HIDDEN]
    ranges = reader_ranges(shown, sums_of(counts), hidden, known_of(counts, here))
    ranges |= small_counts_of_shares(content, controlled(content, settings, earlier), here)
    return {path: ends for path, ends in ranges.items() if ends != (0, 0)}


def as_published(content: Any, settings: Collection[str] = (), earlier: Earlier = ()) -> Published[Path]:
    """Return the record of a release of some content, which later releases are compared with."""
    chosen = SETTINGS | set(settings)
    here = _here(content, chosen, earlier)
    counts = dict(counts_of(content, chosen))
    record = published(counts, shown_counts(content, chosen, here), here)
    ranges = {**record.ranges, **ranges_of_shares(content, controlled(content, settings, earlier))}
    return Published(counts_by_name(content, chosen), {_name(content, path): ends for path, ends in ranges.items()})


def counts_by_name(content: Any, settings: Collection[str] = ()) -> dict[Path, int]:
    """Return every count of some content, by the path that it keeps from one release to the next."""
    counts = dict(counts_of(content, SETTINGS | set(settings))) | cells_of_shares(content)
    return {_name(content, path): number for path, number in counts.items()}


def _name(content: Any, path: Path) -> Path:
    """Return the path that a count, or a part of a share, keeps from one release to the next."""
    own = () if not path or path[-1] not in PARTS_OF_A_SHARE else path[-1:]
    return by_name(content, path[: len(path) - len(own)]) + own


def _here(content: Any, settings: Collection[str], earlier: Earlier) -> Earlier:
    """Return earlier releases with the paths that their cells have in this content."""
    if not earlier:
        return earlier
    paths = {_name(content, path): path for path in (*dict(counts_of(content, settings)), *cells_of_shares(content))}
    return [
        Published(
            {paths[name]: number for name, number in release.counts.items() if name in paths},
            {paths[name]: ends for name, ends in release.ranges.items() if name in paths},
        )
        for release in earlier
    ]


def what_was_done(before: Any, after: Any) -> dict[str, int]:
    """Return how many numbers control hid (`c`), rounded and withheld, of how many."""
    done = {"numbers": 0, "hidden": 0, "rounded": 0, "withheld": 0}
    for old, new in _pairs(before, after):
        if isinstance(old, (int, float)) and not isinstance(old, bool):
            done["numbers"] += 1
            done["hidden"] += new == HIDDEN
            done["withheld"] += new is None
            done["rounded"] += new is not None and new not in (HIDDEN, old)
    return done


def _controlled(content: Any, path: Path, base: Shown | None, shown: Mapping[Path, Shown], settings: Collection[str]) -> Any:
    if isinstance(content, Mapping):
        return _controlled_dictionary(content, path, base, shown, settings)
    if isinstance(content, (list, tuple)):
        return [_controlled(each, (*path, position), base, shown, settings) for position, each in enumerate(content)]
    if isinstance(content, float):
        return None if base is None else estimate({VALUE: content}, base)[VALUE]
    return shown.get(path, content)


def _controlled_dictionary(
    content: Mapping[str, Any], path: Path, base: Shown | None, shown: Mapping[Path, Shown], settings: Collection[str]
) -> dict[str, Any]:
    counts = _released_counts(content, path, shown)
    if counts:
        present = [count for count in counts.values() if count != 0]
        smallest = min((count for count in present if isinstance(count, int)), default=HIDDEN)
        base = HIDDEN if _too_few_families(content) or HIDDEN in present else smallest
    if shown.get((*path, NUMERATOR)) == HIDDEN:
        base = HIDDEN
    stated = {name: value for name, value in content.items() if VALUE in content and _is_estimate(name, value)}
    released: dict[str, Any] = estimate(stated, HIDDEN if base is None else base)
    for name, value in content.items():
        if name not in released:
            chosen = name in settings and isinstance(value, (int, float))
            released[name] = value if chosen else _controlled(value, (*path, name), base, shown, settings)
    return {name: released[name] for name in content}


def _released_counts(content: Mapping[str, Any], path: Path, shown: Mapping[Path, Shown]) -> dict[Path, Shown]:
    """Return the counts of a dictionary and of its `counts`, as released; marks from an earlier control are among them."""
    values = {(*path, name): value for name, value in content.items() if name != NAME}
    values |= {(*path, COUNTS, name): value for name, value in _inner_counts(content).items()}
    return {place: shown.get(place, HIDDEN) for place, value in values.items() if place in shown or value == HIDDEN}


def _inner_counts(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the dictionary `counts`; empty where that is an estimate itself."""
    inner = content.get(COUNTS)
    return inner if isinstance(inner, Mapping) and VALUE not in inner else {}


def _is_estimate(name: str, value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, float) or (name in STATED and (value is None or whole))


def _too_few_families(content: Mapping[str, Any]) -> bool:
    """Return whether there are fewer families than any figure needs."""
    counts = {**content, **_inner_counts(content)}
    return any(isinstance(number := counts.get(name), int) and number < fewest for name, fewest in FEWEST.items())


def _pairs(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return [pair for name, value in before.items() if name in after for pair in _pairs(value, after[name])]
    if isinstance(before, list) and isinstance(after, list):
        return [pair for old, new in zip(before, after, strict=True) for pair in _pairs(old, new)]
    return [(before, after)]
