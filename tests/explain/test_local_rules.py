"""The rule on repeat contacts: what it asks for, whether it is met, and what answered it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import pytest

from neglect_triage.explain.local_rules import local_rules
from neglect_triage.explain.record import record_of
from tests.explain.small_run import VOCABULARY, chronology, event, small_params, sources_of

DAY = pd.Timestamp("2022-03-10")
STANDING = VOCABULARY.page.standing_rules


def rules(contacts: int, met: bool, *events: dict[str, Any]) -> list[str]:
    sources = sources_of(chronology(list(events), born={"k": "2014-01-01"}))
    point: dict[Hashable, Any] = {"contacts_in_window": contacts, "rule": met}
    return local_rules(point, record_of(sources, "k", DAY), sources, small_params().cohort)


@pytest.mark.parametrize(
    ("contacts", "met", "verdict"),
    [
        (3, True, "This is the third contact, so the rule is met."),
        (2, False, "This is the second contact, so the rule is not met. That says nothing about what the child needs."),
    ],
)
def test_the_rule_is_stated_with_whether_it_is_met(contacts: int, met: bool, verdict: str) -> None:
    rule = "Three contacts about a child in 12 months call for an assessment, this one counted."
    assert rules(contacts, met) == [f"{rule} {verdict} No authorised assessment is recorded.", *STANDING]


def test_the_latest_assessment_before_the_day_answers_it() -> None:
    ended = [event(str(day), "k", f"2021-0{day}-01", "assessment_end") for day in (5, 2)]
    later = event("later", "k", DAY + pd.Timedelta(days=1), "assessment_end")
    assert rules(3, True, *ended, later)[0].endswith("The latest authorised assessment is dated 1 May 2021.")


def test_without_a_count_of_contacts_only_standing_rules_are_shown() -> None:
    assert rules(0, False) == STANDING
