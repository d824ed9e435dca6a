"""Nested figures: every number passes control, whatever it is called, and nothing is let through by mistake."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neglect_triage.disclosure.cells import controlled_list
from neglect_triage.disclosure.figures import controlled, what_was_done
from neglect_triage.disclosure.rounding import HIDDEN, count, possible

NUMBERS = st.integers(0, 2000) | st.floats(-5, 50) | st.booleans() | st.none() | st.text(max_size=3)
NAMES = st.sampled_from(
    ["contacts", "families", "positives", "positive_families", "of", "value", "low", "high", "auc", "counts", "x"]
)
CONTENT = st.recursive(
    NUMBERS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=15
)


def stated(value: float, low: float, high: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, **more}


class TestWhatPasses:
    def test_counts_are_rounded_and_small_ones_hidden_at_any_depth(self) -> None:
        found = {"tables": {"events": {"read": 2344, "quarantined": 3, "kept": 2341}}}
        assert controlled(found) == {"tables": {"events": {"read": 2340, "quarantined": HIDDEN, "kept": 2340}}}

    def test_words_truths_and_what_is_absent_pass_as_they_are(self) -> None:
        assert controlled({"name": "east", "enough": True, "note": None}) == {"name": "east", "enough": True, "note": None}

    def test_what_was_chosen_passes_and_nothing_else_does(self) -> None:
        assert controlled({"threshold": 0.9, "days": 3, "pages": 3}) == {"threshold": 0.9, "days": 3, "pages": HIDDEN}
        assert controlled({"pages": 3}, {"pages"}) == {"pages": 3}


class TestWhatAnEstimateRestsOn:
    def test_its_own_denominator_first(self) -> None:
        found = {"counts": {"contacts": 5000}, "precision": stated(0.4312, 0.3, 0.5, of=250)}
        assert controlled(found)["precision"] == stated(0.45, 0.3, 0.5, of=250)

    def test_then_the_smallest_count_beside_it_or_in_the_counts_beside_it(self) -> None:
        figures = {"recall": stated(0.4312, 0.3, 0.5)}
        assert controlled({"contacts": 5000, "positives": 250, "figures": figures})["figures"]["recall"]["value"] == 0.45
        assert (
            controlled({"counts": {"contacts": 5000, "positives": 250}, "figures": figures})["figures"]["recall"]["value"] == 0.45
        )

    def test_none_at_all_withholds_it(self) -> None:
        assert controlled({"recall": stated(0.4, 0.3, 0.5), "share": 0.25}) == {"recall": stated(*[None] * 3), "share": None}  # type: ignore[arg-type]

    @pytest.mark.parametrize("counts", [{"positives": 4}, {"families": 29}, {"positive_families": 9}])
    def test_too_few_or_a_hidden_count_withhold_it(self, counts: dict[str, int]) -> None:
        found = {"counts": {"contacts": 5000} | counts, "recall": stated(0.4, 0.3, 0.5)}
        assert controlled(found)["recall"]["value"] is None

    def test_an_estimate_keeps_its_name_its_verdict_and_whole_numbers_as_values(self) -> None:
        found = {"contacts": 1000, "share": {"name": "east", "value": 1, "low": 0.995, "high": 1, "holds": True}}
        assert controlled(found)["share"] == {"name": "east", "value": 1.0, "low": 0.99, "high": 1.0, "holds": True}


class TestTables:
    def test_a_group_is_hidden_with_a_small_one_where_their_sum_would_tell_it(self) -> None:
        groups = [{"name": name, "counts": {"contacts": number}} for name, number in (("a", 2), ("b", 6), ("c", 6))]
        assert [each["counts"]["contacts"] for each in controlled({"groups": groups})["groups"]] == [HIDDEN, HIDDEN, 10]

    def test_the_figures_of_a_group_that_was_hidden_with_another_are_withheld_too(self) -> None:
        groups = [{"contacts": number, "share": stated(0.4, 0.3, 0.5)} for number in (2, 60, 70)]
        assert [each["share"]["value"] for each in controlled(groups)] == [None, 0.4, 0.4]
        groups[1]["contacts"], groups[2]["contacts"] = 64, 74  # of exactly 140, 64 and 74 at most leave 2 and more
        assert [each["share"]["value"] for each in controlled(groups)] == [None, None, 0.4]

    @given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
    def test_even_the_exact_sum_of_a_line_does_not_tell_a_small_count(self, values: list[int]) -> None:
        """Unless all others are small or none: then the sum is small itself, or everything is hidden."""
        shown = controlled_list(values)
        ends = [(1, 10**6) if each == HIDDEN and value > 5 else possible(each) for value, each in zip(values, shown, strict=True)]
        for place, value in enumerate(values):
            others = [each for at, each in enumerate(ends) if at != place]
            low, high = sum(values) - sum(most for _, most in others), sum(values) - sum(least for least, _ in others)
            if 1 <= value <= 5 and any(each not in (HIDDEN, 0) for each in shown):
                assert low <= 1
                assert high >= 5


@given(CONTENT)
@example({"contacts": None, "value": [1]})
def test_no_small_count_passes_and_a_second_time_changes_nothing(content: Any) -> None:
    once = controlled(content)
    assert controlled(once) == once
    for number in numbers(once):
        assert isinstance(number, float) or number == count(number)


def numbers(content: Any) -> list[int | float]:
    if isinstance(content, dict):
        return [number for each in content.values() for number in numbers(each)]
    if isinstance(content, list):
        return [number for each in content for number in numbers(each)]
    return [content] if isinstance(content, (int, float)) and not isinstance(content, bool) else []


def test_what_was_done_is_counted() -> None:
    before = {"contacts": 1003, "few": 3, "none": 0, "share": {"value": 0.41234}, "name": "a"}
    assert what_was_done(before, controlled(before)) == {"numbers": 4, "hidden": 1, "rounded": 1, "withheld": 1}
