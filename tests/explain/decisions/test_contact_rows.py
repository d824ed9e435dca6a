"""One line a contact: what was decided, and what was recorded afterwards."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.explain.decisions.contact_rows import audited_points
from neglect_triage.explain.decisions.definitions import load_decisions
from neglect_triage.params import Explain
from tests.explain.decisions.small_audit import DAY, DEFINITIONS, contact, lines_of
from tests.explain.small_run import END, VOCABULARY, event


def after(days: int, kind: str, **more: Any) -> dict[str, Any]:
    return event(f"a-{kind}-{days}", "k1", DAY + pd.Timedelta(days=days), kind, agency="csc", **more)


def line(*events: dict[str, Any], **point: Any) -> pd.Series:
    return lines_of([contact("k1", **point)], list(events)).iloc[0]


@pytest.mark.parametrize(
    ("decision", "decided"),
    [("nfa", "closed"), ("advice", "closed"), ("no_consent", "closed"), ("referral", "taken forward"),
     ("early_help", "early help"), ("transfer", "passed on"), ("legal", "another decision")],
)  # fmt: skip
def test_decisions_are_put_together(decision: str, decided: str) -> None:
    assert line(decision=decision)["decided"] == decided


def test_a_contact_without_a_recorded_decision_says_so() -> None:
    lines = lines_of([contact("k1", decision=None), contact("k2")], [])
    assert lines["decided"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "kind", "more", "last"),
    [
        ("assessed", "assessment_start", {}, 45),
        ("partners_asked", "partner_information_asked", {}, 10),
        ("child_seen", "visit", {"seen": "alone"}, 28),
    ],
)
def test_what_followed_is_looked_for_from_the_day_itself_to_the_last_day(
    name: str, kind: str, more: dict[str, Any], last: int
) -> None:
    assert not line()[name]
    assert line(after(0, kind, **more))[name]
    assert line(after(last, kind, **more))[name]
    assert not line(after(last + 1, kind, **more))[name]
    assert not line(after(-1, kind, **more))[name]


def test_a_visit_at_which_the_child_was_not_seen_does_not_count_and_one_in_the_year_before_counts_as_lately() -> None:
    assert not line(after(3, "visit", seen="no"))["child_seen"]
    earlier = line(after(-200, "visit", seen="yes"))
    assert not earlier["child_seen"]
    assert earlier["child_seen_lately"]


def test_what_the_records_do_not_cover_to_the_end_is_not_known_unless_it_is_there() -> None:
    late = END - pd.Timedelta(days=20)
    assert pd.isna(lines_of([contact("k1", late)], []).iloc[0]["child_seen"])
    seen = event("v", "k1", late + pd.Timedelta(days=2), "visit", agency="csc", seen="yes")
    assert lines_of([contact("k1", late)], [seen]).iloc[0]["child_seen"]


def test_contact_made_again_is_told_in_days() -> None:
    lines = lines_of([contact("k1"), contact("k1", DAY + pd.Timedelta(days=29)), contact("k2")], [])
    first = lines.iloc[0]
    assert first["days_to_next"] == 29
    assert [bool(first[f"returned_{days}"]) for days in (28, 90, 365)] == [False, True, True]
    assert lines["days_to_next"].isna().tolist() == [False, True, True]


def home(child: str, start: str = "2019-01-01", **more: Any) -> dict[str, Any]:
    day = pd.Timestamp(start)
    return {"child_id": child, "household_id": "h", "start": day, "known_date": day, "kind": "private"} | more


def differ(second: dict[str, Any], *stays: dict[str, Any]) -> list[Any]:
    found = lines_of([contact("k1"), contact("k2", **second)], [], list(stays))["siblings_differ"]
    return [None if pd.isna(each) else bool(each) for each in found]


def test_children_of_one_household_are_treated_differently_where_some_contacts_were_closed_and_others_not() -> None:
    assert differ({"decision": "referral"}, home("k1"), home("k2")) == [True, True]
    assert differ({"decision": "advice"}, home("k1"), home("k2")) == [False, False]


def test_siblings_are_those_known_to_share_a_private_home_on_the_day_and_with_a_contact_on_that_day() -> None:
    forward = {"decision": "referral"}
    assert differ(forward, home("k1")) == [None, None]
    assert differ(forward, home("k1", kind="temporary"), home("k2", kind="temporary")) == [None, None]
    assert differ(forward, home("k1"), home("k2", "2020-07-01")) == [None, None]
    assert differ(forward, home("k1"), home("k2", known_date=DAY)) == [None, None]
    left = pd.Timestamp("2020-01-01")
    assert differ(forward, home("k1"), home("k2", end=left, end_known_date=left)) == [None, None]
    assert differ(forward | {"day": DAY + pd.Timedelta(days=1)}, home("k1"), home("k2")) == [None, None]
    assert differ({"decision": None}, home("k1"), home("k2")) == [None, None]


def test_several_agencies_on_one_day_are_a_source_of_their_own() -> None:
    assert line(agencies="gp;school")["source"] == "several agencies on one day"
    assert line(agencies="gp")["source"] == "gp"


def test_the_period_is_the_test_period_or_the_days_named_and_never_holds_worked_examples() -> None:
    points = pd.DataFrame({"as_of": [DAY] * 4, "period": ["train", "test", "none", "worked example"]})
    points.loc[2, "as_of"] = pd.Timestamp("2021-01-01")
    none = Explain(pages=1, seed=1)
    assert audited_points(points, none).index.tolist() == [1]
    assert audited_points(points, none.model_copy(update={"decisions_from": DAY.date()})).index.tolist() == [0, 1, 2]
    until_2021 = none.model_copy(update={"decisions_to": pd.Timestamp("2021-01-01").date()})
    assert audited_points(points, until_2021).index.tolist() == [0, 1]


def test_a_vocabulary_without_contacts_and_decisions_carries_no_audit() -> None:
    assert load_decisions(VOCABULARY) == DEFINITIONS
    assert load_decisions(VOCABULARY.model_copy(update={"index": None})) is None
    words = VOCABULARY.words | {"outcome": {"nfa": "no further action"}}
    assert load_decisions(VOCABULARY.model_copy(update={"words": words})) is None


def test_a_vocabulary_that_does_not_say_what_a_sight_is_is_refused_by_key() -> None:
    silent = VOCABULARY.model_copy(update={"page": VOCABULARY.page.model_copy(update={"sighting": None})})
    with pytest.raises(BadInput, match="which records are a sight of the child") as refused:
        load_decisions(silent)
    assert "page.sighting" in str(refused.value)
