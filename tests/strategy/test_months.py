"""Which months are covered, and when one has matured."""

from __future__ import annotations

import datetime as dt

import numpy as np

from neglect_triage.strategy.months import first_days, last_known_day, month_numbers, months_of, name_of, span_of
from tests.features.chronologies import WORDS, covered, frames
from tests.strategy.made import APPOINTMENTS, MISSED, measure

FOLLOWED = measure(kind="followed", among=MISSED, events=[{"type": "oversight", "code": "follow_up_attempt"}], within_days=28)


def of_2021(chosen, delay_days: int = 31, leave_out: tuple[str, ...] = (), **period: dt.date):  # type: ignore[no-untyped-def]
    rows = covered(period.get("start", dt.date(2021, 1, 1)), period.get("end", dt.date(2021, 7, 1)), leave_out)
    coverage = frames({"coverage": rows})["coverage"]
    months = np.arange(np.datetime64("2021-01", "M").astype(int), np.datetime64("2021-09", "M").astype(int))
    last = last_known_day(coverage, ["health", "oversight"])
    both = months_of(chosen, coverage, WORDS, months, delay_days, last)
    return [[name_of(month)[5:] for month in months[which]] for which in both]


def test_a_month_matures_when_the_delay_has_passed() -> None:
    assert of_2021(measure()) == [["01", "02", "03", "04", "05", "06"], ["01", "02", "03", "04"]]
    assert of_2021(measure(), delay_days=30)[1] == ["01", "02", "03", "04", "05"]


def test_what_may_follow_has_to_be_covered_too() -> None:
    assert of_2021(FOLLOWED, delay_days=0) == [["01", "02", "03", "04", "05", "06"], ["01", "02", "03", "04", "05"]]
    assert of_2021(FOLLOWED, delay_days=0, leave_out=("oversight",))[1] == []


def test_the_delay_begins_after_the_days_in_which_something_may_follow() -> None:
    assert of_2021(FOLLOWED, delay_days=30)[1] == ["01", "02", "03", "04"]


def test_a_month_is_covered_whole_or_not() -> None:
    assert of_2021(measure(), start=dt.date(2021, 1, 2))[0][0] == "02"
    assert of_2021(measure(), end=dt.date(2021, 6, 30))[0][-1] == "05"


def test_a_first_record_needs_covered_days_without_one() -> None:
    assert of_2021(measure(new_after_days=60))[0] == ["04", "05", "06"]
    assert of_2021(measure(among=APPOINTMENTS, repeated={"times": 2, "in_days": 31}))[0][0] == "02"


def test_a_chronology_spans_whole_months_from_its_first() -> None:
    coverage = frames({"coverage": covered(dt.date(2021, 1, 2), dt.date(2021, 7, 1))})["coverage"]
    assert [name_of(month) for month in span_of(coverage)] == ["2021-02", "2021-07"]


def test_months_and_days_are_the_calendars() -> None:
    days = np.array([0, 30, 31, 18_992])
    assert [name_of(month) for month in month_numbers(days)] == ["1970-01", "1970-01", "1970-02", "2021-12"]
    assert first_days(np.array([0, 1, 2])).tolist() == [0, 31, 59]
