"""What is not recorded is said with since when, and the rules of the place with what answered them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from neglect_triage.explain.contact_page import age_in_years
from neglect_triage.explain.local_rules import prompts
from neglect_triage.explain.not_recorded import not_recorded
from neglect_triage.explain.record import record_of
from tests.explain.small_run import START, chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")
Codes = list[tuple[str, str, str]]


def said(
    events: list[dict[str, Any]], codes: Codes | None = None, born: str | None = "2014-01-01", **tables: pd.DataFrame
) -> list[str]:
    made = chronology(events, codes or [], {} if born is None else {"k": born})
    sources = sources_of(made | tables)
    record = record_of(sources, "k", DAY)
    return not_recorded(record, age_in_years(record), sources)


def asked(events: list[dict[str, Any]], codes: Codes | None = None) -> list[str]:
    sources = sources_of(chronology(events, codes or []))
    return prompts(record_of(sources, "k", DAY), sources)


def test_a_child_without_records_is_said_to_have_no_visit_no_words_and_no_request() -> None:
    lines = said([])
    assert "No record says that the child was seen." in lines
    assert "No record says that the child was seen or spoken to alone." in lines
    assert "No request by the Front Door to partners for what they know is recorded." in lines


def test_a_child_whom_a_record_says_was_seen_is_not_said_to_be_unseen() -> None:
    lines = said(
        [
            event("1", "k", "2021-03-01", "visit", seen="alone"),
            event("2", "k", "2021-10-03", "visit", seen="yes"),
            event("3", "k", "2021-12-01", "visit", seen="no"),
        ]
    )
    assert "No record says that the child was seen." not in lines
    assert "The child was last recorded as seen or spoken to alone on 1 March 2021." in lines


def test_an_assessment_at_which_the_child_was_seen_alone_counts_as_such() -> None:
    lines = said([event("1", "k", "2021-10-25", "assessment_end", seen="alone")])
    assert "The child was last recorded as seen or spoken to alone on 25 October 2021." in lines


def test_a_visit_to_a_sibling_is_no_visit_to_the_child() -> None:
    home = {"household_id": "h", "start": START, "known_date": START, "kind": "private"}
    made = chronology(
        [event("1", "other", "2021-10-03", "visit", seen="yes", scope="household")],
        born={"k": "2014-01-01"},
        stays=[home | {"child_id": "k"}, home | {"child_id": "other"}],
    )
    record = record_of(sources_of(made), "k", DAY)
    assert len(record.visible) == 1
    assert "No record says that the child was seen." in not_recorded(record, 8.0, sources_of(made))


def test_a_baby_is_not_said_to_have_said_nothing() -> None:
    assert not [line for line in said([], born="2021-09-01") if "alone" in line or "thinks" in line]


def test_what_another_agency_asked_is_no_request_of_the_hub() -> None:
    enquiry = event("1", "k", "2022-01-05", "oversight", agency="school")
    request = event("2", "k", "2021-05-05", "partner_information_asked", agency="gp")
    assert "The Front Door last asked partners what they know on 5 May 2021." in said(
        [enquiry, request], [("1", "oversight", "agency_enquiry")]
    )


def test_agencies_that_gave_no_record_are_told_apart_by_whether_they_were_asked_where_they_fit_the_age() -> None:
    records = [
        event("1", "k", "2021-12-01", "sign", agency="school"),
        event("2", "k", "2021-12-01", "partner_information_asked", agency="gp"),
    ]
    lines = said(records)
    unasked = next(line for line in lines if "no request went to them" in line)
    assert "dentist" in unasked
    assert "school," not in unasked
    assert "midwife" not in unasked
    assert "GP" not in unasked
    assert "These were asked, but no other record of the last 12 months came from them: GP." in lines


def test_records_that_came_late_are_counted() -> None:
    late = event("1", "k", "2021-12-01", "sign", known_date=pd.Timestamp("2022-02-01"))
    assert "One record of the last 12 months came more than a month late." in said([late, event("2", "k", "2021-12-01", "sign")])


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2010-01-01", True), ("2021-11-01", False), (None, True)],
    ids=["older than the records", "born after they begin", "age not recorded"],
)
def test_records_that_begin_late_are_said_to_unless_the_child_is_younger(born: str | None, expected: bool) -> None:
    coverage = chronology([])["coverage"]
    late = coverage.assign(start=coverage["start"].where(coverage["table"] != "police", pd.Timestamp("2021-04-01")))
    assert ("These records are held from 1 April 2021 only: police." in said([], born=born, coverage=late)) is expected


def test_records_that_are_not_held_or_end_early_are_said_to() -> None:
    coverage = chronology([])["coverage"]
    ended = coverage["end"].where(coverage["table"] != "visits", pd.Timestamp("2021-04-01"))
    lines = said([], coverage=coverage.assign(end=ended)[coverage["table"] != "police"])
    assert "These records are not held here: police." in lines
    assert "These records are held up to 1 April 2021 only: visits." in lines


def test_days_that_a_rule_set_are_counted() -> None:
    events = [event("1", "k", "2021-12-01", "sign", known_basis="rule"), event("2", "k", "2021-12-02", "sign")]
    assert said(events)[-1] == "For one of two records, nobody noted when they could first be read. A rule set that day."


def test_a_rule_of_the_place_is_called_up_with_what_answered_it_since() -> None:
    declined = event("1", "k", "2021-06-28", "consent_recorded", consent_to_service="declined")
    before = event("2", "k", "2021-06-01", "oversight")
    after = event("3", "k", "2021-07-05", "oversight")
    codes = [("2", "oversight", "supervision"), ("3", "oversight", "supervision")]
    start = "Consent to a service was declined or withdrawn, most recently on 28 June 2021. That calls for supervision."
    assert asked([declined, before], codes) == [f"{start} No supervision is recorded since then."]
    assert asked([declined, before, after], codes) == [f"{start} Supervision is recorded on 5 July 2021."]


def test_a_rule_is_not_called_up_by_what_was_longer_ago_than_12_months() -> None:
    assert asked([event("1", "k", "2021-03-01", "consent_recorded", consent_to_service="declined")]) == []
