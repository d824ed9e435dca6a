"""Linked tables: an attacker with all of them, and with those of earlier releases, cannot tell a small count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neglect_triage.disclosure.attack import intervals, narrowest
from neglect_triage.disclosure.earlier import Published, published
from neglect_triage.disclosure.linked import linked
from neglect_triage.disclosure.rounding import HIDDEN, LEAST_SPREAD, count

Tables = tuple[dict[Hashable, int], list[tuple[Hashable, list[Hashable]]]]
SIZES = st.integers(0, 5) | st.integers(0, 40)


def tables_of(people: Mapping[tuple[str, ...], int], kinds: Sequence[int]) -> Tables:
    """Return every table of some people: each characteristic, each pair of them, and all; and what sums to what.

    people : how many have each combination. kinds : how many groups each characteristic has.
    """
    names = [[f"{number}{group}" for group in range(size)] for number, size in enumerate(kinds)]
    pairs = [pair for one in range(len(kinds)) for other in range(one) for pair in product(names[one], names[other])]
    counts: dict[Hashable, int] = {"all": sum(people.values())}
    for group in (name for each in names for name in each):
        counts[group] = sum(number for who, number in people.items() if group in who)
    for pair in pairs:
        counts[pair] = sum(number for who, number in people.items() if set(pair) <= set(who))
    sums: list[tuple[Hashable, list[Hashable]]] = [("all", list(each)) for each in names]
    for one, each in enumerate(names):
        for group, other in product(each, (o for o in range(len(kinds)) if o != one)):
            sums.append((group, [pair for pair in pairs if group in pair and set(pair) & set(names[other])]))
    return counts, sums


@st.composite
def linked_tables(draw: st.DrawFn) -> Tables:
    kinds = draw(st.lists(st.integers(2, 3), min_size=2, max_size=3))
    names = [[f"{number}{group}" for group in range(size)] for number, size in enumerate(kinds)]
    return tables_of({who: draw(SIZES) for who in product(*names)}, kinds)


def told(tables: Tables) -> dict[Hashable, tuple[float, float]]:
    """What can be told of the small counts by whoever has all tables as they leave."""
    counts, sums = tables
    small = [name for name, number in counts.items() if 1 <= number <= 5]
    return intervals(linked(counts, sums), sums, wanted=small)


@settings(max_examples=40)
@given(linked_tables())
def test_no_small_count_of_linked_tables_can_be_told(tables: Tables) -> None:
    assert narrowest(told(tables)) >= LEAST_SPREAD


@settings(max_examples=20)
@given(linked_tables())
def test_what_leaves_is_true_and_the_attacker_is_not_led_astray(tables: Tables) -> None:
    """A shown count is the count to the nearest ten, and what can be told of a hidden one holds it."""
    counts, sums = tables
    leaves = linked(counts, sums)
    assert all(each in (HIDDEN, count(counts[name])) for name, each in leaves.items())
    for name, (low, high) in told(tables).items():
        assert low <= counts[name] <= high


def test_where_all_neighbours_of_a_small_count_are_hidden_one_further_away_is_hidden_too() -> None:
    """Two of 47 are of kind 10 and two of kind 00. Every count in a sum with the 1 of (20, 10) is hidden, and it was 1 to 3."""
    people: dict[tuple[str, ...], int] = {
        ("00", "10", "20"): 0,
        ("00", "10", "21"): 0,
        ("00", "11", "20"): 0,
        ("00", "11", "21"): 2,
    }
    people |= {("01", "10", "20"): 1, ("01", "10", "21"): 1, ("01", "11", "20"): 11, ("01", "11", "21"): 32}
    assert narrowest(told(tables_of(people, (2, 2, 2)))) >= LEAST_SPREAD


def test_rounding_alone_would_not_do() -> None:
    """Of 14, two groups of at least 6 leave 2 at most: one of them is hidden as well."""
    counts: dict[Hashable, int] = {"all": 14, "a": 6, "b": 6, "c": 2}
    sums: list[tuple[Hashable, list[Hashable]]] = [("all", ["a", "b", "c"])]
    assert intervals({name: count(number) for name, number in counts.items()}, sums) == {"c": (1, 2)}
    assert Counter(linked(counts, sums).values())[HIDDEN] == 2


def test_the_difference_of_two_tables_is_a_cell_that_nobody_shows_and_it_is_held_too() -> None:
    """Of 1,003 children, 1,001 have a recorded area: that 2 have none must not be told."""
    counts: dict[Hashable, int] = {"all": 1003, "with area": 1001, "east": 500, "west": 501}
    sums: list[tuple[Hashable, list[Hashable]]] = [("all", ["with area", "without"]), ("with area", ["east", "west"])]
    found = intervals(dict(linked(counts, sums)) | {"without": None}, sums, wanted=["without"])
    assert found == {"without": (0, 9)}
    exact = intervals({**counts, "without": None}, sums, exact=True, wanted=["without"])
    assert exact == {"without": (2, 2)}


@settings(max_examples=40)
@example([(0, 1), (6, 0), (1, 5)])
@example([(0, 1), (10, 5), (10, 5)])
@given(st.lists(st.tuples(SIZES, st.integers(0, 5)), min_size=1, max_size=4))
def test_two_releases_do_not_tell_by_how_few_they_differ(groups: list[tuple[int, int]]) -> None:
    """Each group grows by 0 to 5 from one release to the next: that it grew, and by just so many, cannot be told.

    That it may not have grown at all can be: totals can narrow two counts to a few numbers (21 and 24 of 45 at the least).
    """
    names = [str(number) for number in range(len(groups))]
    sums: list[tuple[Hashable, list[Hashable]]] = []
    shown: dict[Hashable, int | str | None] = {}
    earlier: list[Published[Hashable]] = []
    grew = [("grew", name) for name in names]
    for release in (0, 1):
        counts: dict[Hashable, int] = {
            (release, name): each[0] + release * each[1] for name, each in zip(names, groups, strict=True)
        }
        whole = (release, "all")
        own: list[tuple[Hashable, list[Hashable]]] = [(whole, list(counts))]
        counts[whole] = sum(counts.values())
        leaves = linked(counts, own, earlier=earlier)
        earlier.append(_next(published(counts, leaves)))
        shown |= leaves
        sums += own
    shown |= dict.fromkeys(grew)
    sums += [((1, name), [(0, name), ("grew", name)]) for name in names]
    possible = intervals(shown, sums, wanted=grew)
    for (name, (low, high)), (before, by) in zip(possible.items(), groups, strict=True):
        if before or by:
            assert low < 1 or high - low >= LEAST_SPREAD, name


def _next(release: Published[Hashable]) -> Published[Hashable]:
    """Return the first release as the second names its cells."""

    def again(cell: Hashable) -> Hashable:
        assert isinstance(cell, tuple)
        return (1, cell[1])

    return Published(
        {again(cell): number for cell, number in release.counts.items()},
        {again(cell): ends for cell, ends in release.ranges.items()},
    )


def test_sums_that_do_not_hold_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="no counts"):
        intervals({"all": 100, "a": 10, "b": HIDDEN, "c": 200}, [("all", ["a", "b", "c"])])
