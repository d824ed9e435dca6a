"""When a child was last seen has one answer, which its records give."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from neglect_triage.explain.household import household, residents
from neglect_triage.explain.record import record_of
from neglect_triage.explain.sight import last_seen, last_seen_date
from tests.explain.small_run import chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")


def answer(*events: dict[str, Any], codes: list[tuple[str, str, str]] | None = None) -> str:
    sources = sources_of(chronology(list(events), codes or [], {"k": "2014-01-01"}))
    return last_seen(record_of(sources, "k", DAY), sources)


@pytest.mark.parametrize(
    ("kind", "seen", "expected"),
    [
        ("visit", "yes", "3 October 2021 (visit; children's social care)"),
        ("visit", "alone", "3 October 2021 (visit; children's social care)"),
        ("visit_last", "yes", "3 October 2021 (latest visit on the day of the extract; children's social care)"),
        ("assessment_end", "yes", "3 October 2021 (authorised assessment; children's social care)"),
        ("health_check", "yes", "3 October 2021 (health check; children's social care)"),
        ("contact", "yes", "3 October 2021 (contact with the Front Door; children's social care)"),
        ("visit", "no", "not recorded"),
        ("visit", None, "not recorded"),
        ("contact", None, "not recorded"),
        ("no_access_visit", None, "not recorded"),
    ],
)
def test_a_record_is_a_sight_of_the_child_only_if_it_says_so(kind: str, seen: str | None, expected: str) -> None:
    assert answer(event("1", "k", "2021-10-03", kind, seen=seen, agency="csc")) == expected


def test_who_was_spoken_to_alone_was_seen() -> None:
    talk = event("1", "k", "2021-10-03", "oversight", agency="school")
    assert answer(talk, codes=[("1", "oversight", "child_spoken_to_alone")]) == "3 October 2021 (child spoken to alone; school)"
    assert answer(talk, codes=[("1", "oversight", "supervision")]) == "not recorded"


def test_the_latest_counts_however_long_ago_and_the_days_own_contact_where_it_says_so() -> None:
    old = event("1", "k", "2017-01-05", "visit", seen="yes")
    assert answer(old, event("2", "k", "2021-10-03", "visit", seen="no")).startswith("5 January 2017")
    assert answer(old, event("2", "k", DAY, "contact", seen="yes")).startswith("10 March 2022")


def test_what_was_not_yet_known_is_not_read() -> None:
    late = event("1", "k", "2022-03-01", "visit", seen="yes", known_date=DAY, shared_date=DAY)
    assert answer(late) == "not recorded"


def test_what_the_hub_could_read_is_kept_apart() -> None:
    shared = event("1", "k", "2021-03-01", "visit", seen="yes")
    kept = event("2", "k", "2021-10-03", "assessment_end", seen="yes", agency="csc", shared_date=pd.NaT)
    says = "3 October 2021 (authorised assessment; children's social care). This had not reached the Front Door, "
    assert answer(shared, kept) == says + "whose latest such record is dated 1 March 2021."
    assert answer(kept) == says + "which had no such record."


def test_the_household_table_gives_the_same_answer() -> None:
    made = chronology([event("1", "k", "2017-01-05", "visit", seen="yes")], born={"k": "2014-01-01"})
    sources = sources_of(made)
    record = record_of(sources, "k", DAY)
    assert household(residents(record, sources), sources)[0].seen == last_seen_date(record, sources) == "5 January 2017"
