"""Ages in words, and who shared the household on the day."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from neglect_triage.explain.household import Person, household, residents
from neglect_triage.explain.record import Flagged, record_of
from neglect_triage.features.seen import day_of
from tests.explain.small_run import START, chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")


def stay(child: str, home: str = "h", **more: Any) -> dict[str, Any]:
    return {"child_id": child, "household_id": home, "start": START, "known_date": START, "kind": "private"} | more


def others(
    stays: list[dict[str, Any]], events: list[dict[str, Any]] | None = None, attention: dict[str, list[Flagged]] | None = None,
    born: dict[str, str] | None = None,
) -> list[Person]:  # fmt: skip
    sources = sources_of(chronology(events or [], born={"b": "2016-01-01"} | (born or {}), stays=stays), attention)
    first, *rest = household(residents(record_of(sources, "a", DAY), sources), sources)
    assert first.person == "a"
    return rest


def test_who_shares_a_private_household_is_named_beside_the_child() -> None:
    assert others([stay("a"), stay("b"), stay("c", "elsewhere")]) == [
        Person("b", "six years", worries="no", agencies="", points="no", latest="not recorded", seen="not recorded")
    ]


@pytest.mark.parametrize(
    "other",
    [
        stay("b", kind="foster"),
        stay("b", start=DAY + pd.Timedelta(days=1)),
        stay("b", known_date=DAY),
        stay("b", end=DAY - pd.Timedelta(days=9), end_known_date=DAY - pd.Timedelta(days=1)),
    ],
    ids=["no private household", "came later", "not known before the day", "had left"],
)
def test_who_was_not_known_to_live_there_is_left_out(other: dict[str, Any]) -> None:
    assert others([stay("a"), other]) == []


def test_an_end_that_was_not_known_yet_does_not_count() -> None:
    assert len(others([stay("a"), stay("b", end=DAY - pd.Timedelta(days=9), end_known_date=DAY)])) == 1


def test_eight_siblings_stand_beside_the_child() -> None:
    assert [other.person for other in others([stay(name) for name in "ihgfedcba"])] == list("bcdefghi")


def test_each_child_has_a_line_with_worries_about_the_home_and_contacts_of_their_own() -> None:
    events = [
        event("1", "b", "2021-09-01", "sign", agency="school"),
        event("2", "b", "2021-10-01", "sign", agency="gp"),
        event("3", "b", "2021-11-01", "contact"),
        event("4", "a", "2021-11-01", "fire_concern", scope="household"),
        event("5", "b", "2019-11-01", "sign"),
        event("6", "b", "2021-12-01", "visit", seen="yes"),
        event("7", "b", "2021-12-20", "visit", seen="no"),
        event("8", "b", DAY, "contact"),
    ]
    found = others([stay("a"), stay("b")], events)[0]
    assert (found.worries, found.agencies, found.points) == ("three", "school, GP", "one")
    assert (found.latest, found.seen) == ("1 November 2021", "1 December 2021")


@pytest.mark.parametrize(
    ("ago", "words"),
    [(0, "10 March 2022"), (30, "8 February 2022"), (400, None), (-1, None)],
    ids=["the day itself", "within 12 months", "longer ago", "from after the day"],
)
def test_a_sibling_whose_own_records_drew_attention_is_named(ago: int, words: str | None) -> None:
    day = day_of(DAY) - ago
    found = others([stay("a"), stay("b")], attention={"b": [Flagged(day, "p.html")]})[0]
    assert found.flagged == (words and {"date": words, "file": "p.html"})


@pytest.mark.parametrize(
    "contact", ["2021-11-01", "2022-03-10", None, "2020-11-01"], ids=["earlier", "the day", "none", "long ago"]
)
def test_a_sibling_with_contacts_of_which_none_drew_attention_is_told_from_one_without(contact: str | None) -> None:
    events = [event("1", "b", contact, "contact")] if contact else []
    stays = [stay("a"), stay("b")]
    assert others(stays, events)[0].passed_over == (contact in ("2021-11-01", "2022-03-10"))
    assert not others(stays, events, attention={"b": [Flagged(day_of(DAY), "p.html")]})[0].passed_over


@pytest.mark.parametrize(("born", "age"), [("2004-04-01", "17 years"), ("2004-03-01", "18 years (adult)")])
def test_who_is_18_is_named_as_an_adult_and_after_the_children(born: str, age: str) -> None:
    found = others([stay("a"), stay("aa"), stay("b")], born={"aa": born})
    assert {each.person: each.age for each in found} == {"aa": age, "b": "six years"}
    assert [each.person for each in found] == (["b", "aa"] if "adult" in age else ["aa", "b"])
