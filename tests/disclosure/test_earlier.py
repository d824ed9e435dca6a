"""Two releases subtracted: whoever knows by how many each count has changed still cannot tell a small one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.disclosure.earlier import Published, known_of, published
from neglect_triage.disclosure.figures import as_published, attacked, controlled
from neglect_triage.disclosure.linked import linked, reader_ranges
from neglect_triage.disclosure.rounding import HIDDEN, LEAST_SPREAD, count

Shown = tuple[int | str, ...]
CHANGES = st.lists(st.integers(-12, 25), max_size=3)
SUMS: list[tuple[Hashable, list[Hashable]]] = [("all", ["a", "b", "c"])]


def releases_of_one_count(first: int, changes: Sequence[int]) -> Shown:
    """Return what each release shows of a count that starts at `first`; it is in no sum."""
    earlier: list[Published[Hashable]] = []
    shown: list[int | str] = []
    for number in _numbers(first, changes):
        counts: dict[Hashable, int] = {"x": number}
        leaves = linked(counts, [], earlier=earlier)
        earlier.append(published(counts, leaves, earlier))
        shown.append(leaves["x"])
    return tuple(shown)


def _numbers(first: int, changes: Sequence[int]) -> list[int]:
    return [first + sum(changes[:at]) for at in range(len(changes) + 1)]


class TestOneCount:
    def test_ten_and_then_one_to_five_is_not_shown_after_one_child_left(self) -> None:
        """The two would be 6 and 5. Whatever the first of 6 to 14 was, the second is hidden: that it is tells nothing."""
        assert (count(6), count(5)) == (10, HIDDEN)
        assert {releases_of_one_count(first, [-1]) for first in range(6, 15)} == {(10, HIDDEN)}

    def test_a_count_that_has_not_changed_is_shown_as_before(self) -> None:
        assert [releases_of_one_count(number, [0]) for number in (0, 3, 12, 96)] == [
            (0, 0),
            (HIDDEN, HIDDEN),
            (10, 10),
            (100, 100),
        ]

    def test_counts_that_are_far_from_small_move_freely(self) -> None:
        assert releases_of_one_count(96, [-1, -3, 20]) == (100, 100, 90, 110)

    def test_a_small_count_that_has_become_large_stays_hidden_where_the_change_would_tell_it(self) -> None:
        assert releases_of_one_count(3, [1000]) == (HIDDEN, HIDDEN)

    def test_a_count_that_is_nearly_small_is_not_placed_before_one_more_has_left(self) -> None:
        """13 and then 6, both shown as 10, would be 6 or 7 after a change of 7; the next release would find 5 or 6."""
        assert releases_of_one_count(13, [-7, -1]) == (10, HIDDEN, HIDDEN)

    def test_a_change_that_leaves_every_small_count_possible_is_shown(self) -> None:
        assert releases_of_one_count(3, [6]) == (HIDDEN, 10)

    @settings(max_examples=30)
    @given(CHANGES)
    def test_who_knows_the_rule_and_every_change_cannot_tell_a_small_count(self, changes: list[int]) -> None:
        """Every history that looks the same is possible. Only what was known before a release can tell a change by itself."""
        histories = {first: releases_of_one_count(first, changes) for first in range(45) if min(_numbers(first, changes)) >= 0}
        for first, shown in histories.items():
            same = [other for other, seen in histories.items() if seen == shown]
            before = [other for other, seen in histories.items() if seen[:-1] == shown[:-1]]
            was_small = any(1 <= number <= 5 for number in _numbers(first, changes))
            if was_small and max(before) - min(before) >= LEAST_SPREAD:
                assert max(same) - min(same) >= LEAST_SPREAD, (first, shown)


class TestTablesWithSums:
    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.integers(0, 5) | st.integers(0, 40), st.integers(-5, 12)), min_size=3, max_size=3))
    def test_all_tables_of_two_releases_together_do_not_tell_a_small_count(self, groups: list[tuple[int, int]]) -> None:
        first = dict(zip("abc", (number for number, _ in groups), strict=True))
        second = dict(zip("abc", (max(0, number + change) for number, change in groups), strict=True))
        one, other = ({**counts, "all": sum(counts.values())} for counts in (first, second))
        earlier = [published(one, linked(one, SUMS))]
        shown = linked(other, SUMS, earlier=earlier)
        known = known_of(other, earlier)
        small = [
            name for name, number in other.items() if 1 <= number <= 5 or (known[name].is_or_was_small and not known[name].tells)
        ]
        for name, (low, high) in reader_ranges(shown, SUMS, small, known).items():
            assert high - low >= LEAST_SPREAD, name
            assert low <= other[name] <= high

    def test_without_the_ledger_the_difference_would_tell(self) -> None:
        """Of a first release that shows 10, and a second that shows 1 to 5 after one child left, 5 is all that is left."""
        one = {"x": 6}
        low, high = published(one, linked(one, [])).ranges["x"]
        assert set(range(int(low) - 1, int(high))) & set(range(1, 6)) == {5}


class TestShares:
    """A share with its denominator is a count: its steps of ten people must not place a small one in two releases."""

    def shown(self, first: int, changes: Sequence[int], of: int, joined: int) -> list[float | None]:
        """What each release shows of a share whose numerator and denominator change."""
        earlier: list[Published[tuple[str | int, ...]]] = []
        values = []
        for place, number in enumerate(_numbers(first, changes)):
            whole = of + place * joined
            content = {"share": {"value": round(number / whole, 4), "of": whole}}  # as every stage states its figures
            values.append(controlled(content, (), earlier)["share"]["value"])
            earlier.append(as_published(content, (), earlier))
        return values

    def test_a_step_that_two_more_cross_is_not_shown(self) -> None:
        assert self.shown(5, [2], 60, 0) == [0.0, None]
        assert self.shown(4, [2], 60, 0) == [0.0, None], "that it is withheld tells nothing: 4 stays on its step"

    def test_one_that_has_not_changed_or_is_far_from_small_is_shown(self) -> None:
        assert self.shown(5, [0], 60, 0) == [0.0, 0.0]
        assert self.shown(50, [2], 100, 4) == [0.5, 0.5]

    def test_nor_is_one_of_which_few_are_left(self) -> None:
        assert self.shown(55, [-2], 60, 0) == [1.0, None]

    def test_another_denominator_alone_moves_the_steps(self) -> None:
        assert self.shown(5, [0], 60, 140) == [0.0, None]

    @settings(max_examples=40)
    @given(st.integers(50, 300), st.integers(0, 12), st.lists(st.integers(-12, 12), min_size=1, max_size=2))
    def test_who_knows_the_rule_every_change_and_the_denominator_cannot_tell_a_small_numerator(
        self, of: int, joined: int, changes: list[int]
    ) -> None:
        histories = {
            first: tuple(self.shown(first, changes, of, joined)) for first in range(40) if min(_numbers(first, changes)) >= 0
        }
        for first, seen in histories.items():
            same = [other for other, shown in histories.items() if shown == seen]
            before = [other for other, shown in histories.items() if shown[:-1] == seen[:-1]]
            if any(1 <= number <= 5 for number in _numbers(first, changes)) and max(before) - min(before) >= LEAST_SPREAD:
                assert max(same) - min(same) >= LEAST_SPREAD, (first, seen)


class TestContent:
    def test_a_group_is_found_again_by_its_name_when_the_list_has_grown(self) -> None:
        first = {"groups": [{"name": "east", "contacts": 6}, {"name": "west", "contacts": 300}]}
        second = {
            "groups": [{"name": "north", "contacts": 90}, {"name": "east", "contacts": 5}, {"name": "west", "contacts": 301}]
        }
        earlier = [as_published(first)]
        assert [group["contacts"] for group in controlled(second, (), earlier)["groups"]] == [90, HIDDEN, 300]
        assert min(high - low for low, high in attacked(second, (), earlier).values()) >= LEAST_SPREAD

    def test_a_hidden_zero_that_everybody_knows_to_be_one_is_no_count_that_was_worked_out(self) -> None:
        """0, then 3, then 0 again: the third is hidden, and is known to be what the first was."""
        contents = [{"groups": [{"name": "east", "contacts": number}, {"name": "west", "contacts": 300}]} for number in (0, 3, 0)]
        earlier = [as_published(contents[0])]
        earlier.append(as_published(contents[1], (), earlier))
        assert controlled(contents[2], (), earlier)["groups"][0]["contacts"] == HIDDEN
        assert attacked(contents[2], (), earlier) == {}

    def test_the_record_of_a_release_tells_what_it_showed(self) -> None:
        record = as_published({"a": 3, "b": 12, "c": 0})
        assert record.counts == {("a",): 3, ("b",): 12, ("c",): 0}
        assert record.ranges == {("a",): (1, 5), ("b",): (6, 14), ("c",): (0, 0)}
