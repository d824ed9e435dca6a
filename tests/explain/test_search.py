"""What the first page of a report can find: everything, by day, and by nothing that a model says."""

from __future__ import annotations

from typing import Any

import pandas as pd

from neglect_triage.explain.search import searchable
from tests.explain.small_run import VOCABULARY


def points(**more: Any) -> pd.DataFrame:
    days = pd.to_datetime(["2022-03-01", "2021-12-31", "2022-03-01"])
    made = {"point_id": ["k2@2022-03-01", "k1@2021-12-31", "own-id"], "child_id": ["k2", "k1", "k3"], "as_of": days}
    return pd.DataFrame(made | {"decision": ["nfa", None, "referral"], "margin": [3.0, 2.0, 9.0]} | more)


def test_contacts_stand_in_the_order_of_day_and_id() -> None:
    found = searchable(points(), {}, VOCABULARY)
    assert [row[1] for row in found["rows"]] == ["k1", "k2", "k3"]
    assert [row[0] for row in found["rows"]] == [18992, 19052, 19052]


def test_a_row_holds_the_decision_its_page_and_its_id_only_where_that_is_not_made_of_child_and_day() -> None:
    found = searchable(points(), {"k2@2022-03-01": "k2.html"}, VOCABULARY)
    assert found["decisions"] == ["no further action", "referral"]
    assert found["rows"] == [[18992, "k1", -1, 0], [19052, "k2", 0, "k2.html"], [19052, "k3", 1, 0, "own-id"]]


def test_no_score_and_no_band_is_in_it() -> None:
    shuffled = points(margin=[9.0, 3.0, 2.0], attention=[True, False, True])
    assert searchable(shuffled, {}, VOCABULARY) == searchable(points(), {}, VOCABULARY)


def test_points_without_decisions_are_found_all_the_same() -> None:
    found = searchable(points().drop(columns="decision"), {}, VOCABULARY)
    assert found["decisions"] == []
    assert [row[2] for row in found["rows"]] == [-1, -1, -1]


def test_marks_that_hide_in_text_are_shown_as_such() -> None:
    hostile = points(child_id=["k\u202e2", "k1", "k3"])
    assert "\u202e" not in str(searchable(hostile, {}, VOCABULARY)["rows"])
