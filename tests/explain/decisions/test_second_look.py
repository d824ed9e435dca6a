"""Contacts for a second look: who is listed, in what order, and what each line says of both views."""

from __future__ import annotations

import re
from typing import Any

import pytest

from neglect_triage.explain.decisions.second_look import second_look, second_look_page
from tests.explain.decisions.small_audit import DEFINITIONS, drawn_lines
from tests.explain.small_run import VOCABULARY

ROWS = drawn_lines(700)


def listed(most: int = 1000, seed: int = 1) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in second_look(ROWS, DEFINITIONS, most, seed)}


def test_each_list_holds_the_contacts_that_it_names_and_no_other() -> None:
    lines = ROWS.set_index("point_id")
    for name, knowledge in (("closed_hub", "hub"), ("closed_partners", "partners")):
        found = lines.loc[[entry["point_id"] for entry in listed()[name]["entries"]]]
        wanted = (ROWS["decided"] == "closed") & (ROWS["knowledge"] == knowledge)
        assert len(found) == listed()[name]["contacts"] == wanted.sum() > 10
        assert set(found["decided"]) == {"closed"}
    beyond = lines.loc[[entry["point_id"] for entry in listed()["forward_with_little"]["entries"]]]
    assert set(beyond["decided"]) == {"taken forward"}
    assert beyond["partnership_days"].max() <= DEFINITIONS.little_days
    asked = lines.loc[[entry["point_id"] for entry in listed()["rule_without_assessment"]["entries"]]]
    assert asked["rule"].all()
    assert not asked["assessed"].any()


def test_a_long_list_is_drawn_by_a_seeded_lot_and_stands_in_the_order_of_days() -> None:
    whole, some = listed()["closed_partners"], listed(most=8)["closed_partners"]
    days = {row["point_id"]: row["as_of"] for row in ROWS.to_dict("records")}
    drawn = [days[entry["point_id"]] for entry in some["entries"]]
    assert len(drawn) == 8
    assert drawn == sorted(drawn)
    assert some["contacts"] == whole["contacts"]
    assert listed(most=8) == listed(most=8)
    assert listed(most=8, seed=2)["closed_partners"]["entries"] != some["entries"]


def test_each_line_says_what_the_hub_held_and_what_all_held_together() -> None:
    entry = listed()["closed_partners"]["entries"][0]
    assert entry["hub"] == [0, 0]
    assert entry["partnership"] == [5, 3]
    assert set(entry) == {"date", "iso_date", "point_id", "child_id", "decision", "hub", "partnership", "asked"}


def shown(*entries: dict[str, Any], contacts: int | None = None) -> str:
    """The text of the page of one list."""
    entry: dict[str, Any] = {"point_id": "k1@2022-01-01", "child_id": "k1", "date": "1 January 2022", "iso_date": "2022-01-01"}
    entry |= {"decision": "nfa", "asked": None}
    rows = [entry | {"hub": [0, 0], "partnership": [1, 1]} | more for more in entries]
    one_list = {"name": "closed_hub", "contacts": len(rows) if contacts is None else contacts, "entries": rows}
    html = second_look_page([one_list], DEFINITIONS, {}, VOCABULARY, False, "", 1)
    return " ".join(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).split())


@pytest.mark.parametrize(
    ("listed", "contacts", "text"),
    [(1, 1, "The only one."), (2, 2, "All 2."), (2, 1200, "2 of 1,200 contacts, drawn at random."), (0, 0, "There are none.")],
)
def test_the_page_says_how_many_of_a_list_it_shows(listed: int, contacts: int, text: str) -> None:
    assert text in shown(*[{}] * listed, contacts=contacts)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"hub": [0, 0], "partnership": [1, 1], "asked": True}, "None recorded On one day, by one agency Asked"),
        ({"hub": [4, 2], "partnership": [12, 3], "asked": False}, "On four days, by two agencies On 12 days, by three agencies"),
        ({"asked": False}, "No request recorded"),
        ({"asked": None}, "Not known"),
        ({"decision": "not recorded"}, "Not recorded"),
    ],
)
def test_the_page_words_what_was_recorded_and_what_is_not_known(entry: dict[str, Any], text: str) -> None:
    assert text in shown(entry)
