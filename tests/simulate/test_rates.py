"""Rates are what they say, on chronologies small enough to count by hand."""

import pandas as pd
import pytest

from neglect_triage.simulate.rates import rates


def tables(rows: list[tuple[str, str, str, str | None, str | None]]) -> dict[str, pd.DataFrame]:
    names = ["child_id", "event_date", "event_type", "outcome", "concern"]
    events = pd.DataFrame(rows, columns=names).astype({name: "str" for name in names if name != "event_date"})
    events["event_date"] = pd.to_datetime(events["event_date"]).astype("datetime64[s]")
    events = events.assign(event_id=[f"E{k}" for k in range(len(events))], agency="school")
    codes = pd.DataFrame({"event_id": ["E3"], "system": ["factor"], "code": ["16A"]})
    coverage = pd.DataFrame({"start": [pd.Timestamp("2018-01-01")], "end": [pd.Timestamp("2022-01-01")]})
    return {"events": events, "event_codes": codes, "coverage": coverage}


STORY = [
    ("A", "2019-01-01", "contact", None, None),
    ("A", "2019-01-01", "contact", None, None),
    ("A", "2019-01-02", "referral", None, None),
    ("A", "2019-02-01", "assessment_end", "cin_plan", None),
    ("B", "2019-03-01", "contact", None, "neglect"),
    ("B", "2019-03-02", "referral", None, None),
    ("B", "2020-02-28", "referral", None, None),
    ("B", "2019-03-01", "cp_plan_start", None, "neglect;physical"),
    ("C", "2019-05-01", "contact", None, None),
    ("C", "2020-05-01", "cp_plan_start", None, "emotional"),
    ("D", "2021-06-01", "contact", None, None),
]


def test_rates_count_contact_days_and_what_followed() -> None:
    result = rates(tables(STORY))
    assert result["contact-days, count"] == 4
    assert result["referrals per contact-day"] == pytest.approx(3 / 4)
    assert result["referrals within 12 months of the last"] == pytest.approx(1 / 3)
    assert result["plans with neglect"] == pytest.approx(1 / 2)
    assert result["assessments with factor 16A"] == 1


def test_what_happened_on_the_day_of_the_contact_did_not_follow_it() -> None:
    result = rates(tables(STORY))
    assert result["contacts followed by a plan with neglect"] == 0
    assert result["contacts followed by a step-up for neglect"] == pytest.approx(1 / 3)


def test_an_assessment_that_found_no_need_is_no_step_up() -> None:
    story = [(*row[:3], "nfa", row[4]) if row[2] == "assessment_end" else row for row in STORY]
    assert rates(tables(story))["contacts followed by a step-up for neglect"] == 0
