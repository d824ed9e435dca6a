"""Which counts of nested data are cells of linked tables, and which are the sum of which."""

from __future__ import annotations

from typing import Any

from neglect_triage.disclosure.attack import narrowest
from neglect_triage.disclosure.cells import counts_of, sums_of
from neglect_triage.disclosure.figures import attacked, controlled
from neglect_triage.disclosure.rounding import HIDDEN, LEAST_SPREAD


def sums(content: Any) -> set[tuple[str, tuple[str, ...]]]:
    def name(path: tuple[str | int, ...]) -> str:
        return "/".join(map(str, path))

    return {(name(whole), tuple(sorted(map(name, parts)))) for whole, parts in sums_of(dict(counts_of(content, {"chosen"})))}


def test_groups_add_up_to_the_count_of_the_same_name_further_out() -> None:
    content = {"counts": {"contacts": 30}, "groups": {"sex": [{"contacts": 10}, {"contacts": 20}]}}
    assert sums(content) == {("counts/contacts", ("groups/sex/0/contacts", "groups/sex/1/contacts"))}


def test_groups_add_up_to_their_all() -> None:
    assert sums({"hub": {"n": 1}, "partners": {"n": 2}, "all": {"n": 3}}) == {("all/n", ("hub/n", "partners/n"))}


def test_groups_add_up_to_an_all_further_out() -> None:
    content = {"all": {"counts": {"n": 3}}, "groups": {"sex": [{"counts": {"n": 1}}, {"counts": {"n": 2}}]}}
    assert sums(content) == {("all/counts/n", ("groups/sex/0/counts/n", "groups/sex/1/counts/n"))}


def test_rows_that_were_read_are_those_kept_and_those_not_and_of_has_a_rest() -> None:
    assert sums({"read": 10, "kept": 9, "quarantined": 1}) == {("read", ("kept", "quarantined"))}
    assert sums({"count": 4, "of": 9}) == {("of", ("count", "rest"))}


def test_what_does_not_add_up_is_no_sum_and_what_was_chosen_no_count() -> None:
    assert sums({"contacts": 40, "groups": [{"contacts": 10}, {"contacts": 20}]}) == set()
    assert dict(counts_of({"chosen": 3, "value": 2, "x": 5, "yes": True}, {"chosen"})) == {("x",): 5}


def test_a_small_count_of_one_table_is_not_told_by_another_further_out() -> None:
    """Of 14 contacts, two groups of at least 6 leave 2 at most, though each table alone would hold."""
    content = {"contacts": 14, "by": {"a": {"contacts": 6}, "b": {"contacts": 6}, "c": {"contacts": 2}}}
    shown = controlled(content)
    assert shown["by"]["c"]["contacts"] == HIDDEN
    assert [shown["by"][name]["contacts"] for name in "ab"].count(HIDDEN) == 1
    assert narrowest(attacked(content)) >= LEAST_SPREAD
