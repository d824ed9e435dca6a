"""Ages in words, and who shared the household on the day."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from neglect_triage.explain.people import Other, age_words, others_in_household
from tests.explain.small_run import START, chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (None, "not recorded"),
        ("2022-06-01", "not yet born (expected in June 2022)"),
        ("2022-03-01", "under a month"),
        ("2022-02-01", "one month"),
        ("2020-05-01", "22 months"),
        ("2020-03-01", "two years"),
        ("2004-04-01", "17 years"),
    ],
)
def test_an_age_is_said_as_people_say_it(born: str | None, words: str) -> None:
    assert age_words(None if born is None else pd.Timestamp(born), DAY) == words


def stay(child: str, home: str = "h", **more: Any) -> dict[str, Any]:
    return {"child_id": child, "household_id": home, "start": START, "known_date": START, "kind": "private"} | more


def others(stays: list[dict[str, Any]], events: list[dict[str, Any]] | None = None) -> list[Other]:
    return others_in_household(sources_of(chronology(events or [], born={"b": "2016-01-01"}, stays=stays)), "a", DAY)


def test_who_shares_a_private_household_is_named_and_nothing_recorded_says_nothing() -> None:
    assert others([stay("a"), stay("b"), stay("c", "elsewhere")]) == [Other("b", "six years", None)]


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


def test_each_child_has_a_line_of_their_own_records_only() -> None:
    events = [
        event("1", "b", "2021-09-01", "sign", agency="school"),
        event("2", "b", "2021-10-01", "sign", agency="gp"),
        event("3", "b", "2021-11-01", "contact"),
        event("4", "a", "2021-11-01", "fire_concern", scope="household"),
        event("5", "b", "2019-11-01", "sign"),
    ]
    assert others([stay("a"), stay("b")], events)[0].says == (
        "two worries recorded by two agencies; one contact, the latest on 1 November 2021"
    )
