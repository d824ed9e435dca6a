"""The agenda of a meeting: few contacts, each list in turn, grouped by child, and nobody ranked."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.explain.decisions.agenda import MEETING, agenda

ENTRY = st.tuples(st.sampled_from("abcd"), st.integers(1, 28))
LISTS = st.lists(st.lists(ENTRY, max_size=9, unique=True), max_size=5)


def entry(child: str, day: int) -> dict[str, Any]:
    return {"child_id": child, "point_id": f"{child}@2022-03-{day:02d}", "iso_date": f"2022-03-{day:02d}"}


def lists(drawn: list[list[tuple[str, int]]]) -> list[dict[str, Any]]:
    return [{"name": f"list {place}", "entries": [entry(*each) for each in several]} for place, several in enumerate(drawn)]


@given(LISTS, st.integers(0, 9))
def test_it_holds_each_contact_once_with_all_its_lists_and_is_as_long_as_can_be(
    drawn: list[list[tuple[str, int]]], seed: int
) -> None:
    every = {each for several in drawn for each in several}
    found = agenda(lists(drawn), seed)
    points = [each["point_id"] for each in found]
    assert len(set(points)) == len(points) == min(MEETING, len(every))
    for each in found:
        holding = [name for name, several in zip(range(len(drawn)), drawn, strict=True) if entry_in(each, several)]
        assert each["lists"] == [f"list {place}" for place in holding]
    assert found == agenda(lists(drawn), seed)


def entry_in(found: dict[str, Any], several: list[tuple[str, int]]) -> bool:
    return any(entry(*each)["point_id"] == found["point_id"] for each in several)


@given(LISTS, st.integers(0, 9))
def test_contacts_about_one_child_are_adjacent_and_in_the_order_of_their_days(
    drawn: list[list[tuple[str, int]]], seed: int
) -> None:
    found = agenda(lists(drawn), seed)
    children = [each["child_id"] for each in found]
    assert all(
        children[place] == children[place - 1] or children[place] not in children[:place] for place in range(len(children))
    )
    for child in set(children):
        days = [each["iso_date"] for each in found if each["child_id"] == child]
        assert days == sorted(days)
    firsts = [next(each["iso_date"] for each in found if each["child_id"] == child) for child in dict.fromkeys(children)]
    assert firsts == sorted(firsts)


def test_contacts_are_chosen_at_random_and_not_by_their_place_in_a_list() -> None:
    drawn = [[("a", day) for day in range(1, 29)]]
    chosen = {each["point_id"] for seed in range(30) for each in agenda(lists(drawn), seed)}
    assert len(chosen) == len(drawn[0])


def test_every_list_has_its_turn() -> None:
    drawn = [[("a", day) for day in range(1, 20)], [("b", 1)], [("c", 1), ("c", 2)]]
    names = {name for each in agenda(lists(drawn), 1) for name in each["lists"]}
    assert names == {"list 0", "list 1", "list 2"}
    assert len(agenda(lists(drawn), 1)) == MEETING


@given(LISTS, st.integers(0, 9), st.integers(1, 4))
def test_meetings_share_no_contact_and_together_hold_every_one(drawn: list[list[tuple[str, int]]], seed: int, most: int) -> None:
    every = {entry(*each)["point_id"] for several in drawn for each in several}
    meetings = [[each["point_id"] for each in agenda(lists(drawn), seed, most, meeting)] for meeting in range(1, 47)]
    assert sorted(point for points in meetings for point in points) == sorted(every)
    assert [len(points) for points in meetings] == sorted(map(len, meetings), reverse=True)
    assert agenda(lists(drawn), seed, most) == agenda(lists(drawn), seed, most, 1)
