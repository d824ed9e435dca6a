"""What a measure counts: each child and day once, as it was known when its month matured."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.strategy.counting import known_children, records_of
from tests.features.chronologies import WORDS, Row, chronology, event, frames
from tests.strategy.made import MISSED, appointment, counted, measure, rows_of

MARCH = dt.date(2021, 3, 10)


def support(day: dt.date) -> Row:
    return event(1, day, event_type="practical_support")


AGAIN = measure(kind="followed", among=MISSED, events=MISSED, from_days=1, within_days=28)


def missed(number: int, day: dt.date, known: dt.date | None = None, **other: Any) -> Row:
    return appointment(number, day, known, outcome="was_not_brought", **other)


def test_a_share_counts_all_records_and_marks_those_that_are_meant() -> None:
    assert counted(measure(), [appointment(1, MARCH), missed(2, dt.date(2021, 4, 1))]) == [("2021-03", False), ("2021-04", True)]


def test_records_about_one_child_of_one_day_count_once() -> None:
    assert counted(measure(), [appointment(1, MARCH), missed(2, MARCH)]) == [("2021-03", True)]
    assert len(counted(measure(), [appointment(1, MARCH), missed(2, MARCH, child_id="b")])) == 2


@pytest.mark.parametrize(("known", "found"), [(dt.date(2021, 4, 30), 1), (dt.date(2021, 5, 1), 0)])
def test_what_became_known_after_the_month_and_the_delay_is_not_counted(known: dt.date, found: int) -> None:
    """March ends before 1 April; with 30 days of delay it is counted as it was known before 1 May."""
    assert len(counted(measure(), [missed(1, MARCH, known)])) == found


def test_a_month_that_is_not_complete_is_counted_as_of_the_last_day_of_the_records() -> None:
    last = int(np.datetime64("2021-03-20", "D").astype(int))
    assert len(counted(measure(), [missed(1, MARCH, dt.date(2021, 3, 20))], last_day=last)) == 1
    assert not counted(measure(), [missed(1, MARCH, dt.date(2021, 3, 21))], last_day=last)


@pytest.mark.parametrize(("known", "meant"), [(dt.date(2021, 4, 30), False), (dt.date(2021, 5, 1), True)])
def test_a_correction_counts_from_when_it_was_known(known: dt.date, meant: bool) -> None:
    assert counted(measure(), [missed(1, MARCH), appointment(2, MARCH, known, replaces="e001")]) == [("2021-03", meant)]


def test_a_record_taken_back_in_time_is_not_counted() -> None:
    withdrawn = event(2, MARCH, dt.date(2021, 4, 1), event_type="withdrawn", replaces="e001")
    assert not counted(measure(), [missed(1, MARCH), withdrawn])


@pytest.mark.parametrize(("gap", "meant"), [(0, False), (1, True), (28, True), (29, False)])
def test_followed_looks_from_the_first_to_the_last_day_that_is_named(gap: int, meant: bool) -> None:
    later = missed(2, MARCH + dt.timedelta(days=gap), child_id="a") if gap else None
    first, *_ = counted(AGAIN, [missed(1, MARCH), *([later] if later else [])])
    assert first == ("2021-03", meant)


def test_what_another_child_has_does_not_follow() -> None:
    assert counted(AGAIN, [missed(1, MARCH), missed(2, MARCH + dt.timedelta(days=3), child_id="b")])[0] == ("2021-03", False)


def test_what_follows_has_to_be_known_when_the_month_matures() -> None:
    """March matures 28 days and 30 more after it: what is known on 29 May comes too late."""
    in_time, late = (missed(2, MARCH + dt.timedelta(days=5), day) for day in (dt.date(2021, 5, 28), dt.date(2021, 5, 29)))
    assert counted(AGAIN, [missed(1, MARCH), in_time])[0][1]
    assert not counted(AGAIN, [missed(1, MARCH), late])[0][1]


def test_days_before_a_record_may_be_asked_for() -> None:
    before = measure(kind="followed", among=MISSED, events=[{"type": "practical_support"}], from_days=-10, within_days=0)
    assert counted(before, [support(MARCH - dt.timedelta(days=10)), missed(2, MARCH)]) == [("2021-03", True)]
    assert counted(before, [support(MARCH - dt.timedelta(days=11)), missed(2, MARCH)]) == [("2021-03", False)]
    assert counted(before, [support(MARCH + dt.timedelta(days=1)), missed(2, MARCH)]) == [("2021-03", False)]


def test_only_the_nth_in_some_days_is_counted_where_that_is_asked() -> None:
    third = measure(repeated={"times": 3, "in_days": 365})
    days = [MARCH, MARCH + dt.timedelta(days=100), MARCH + dt.timedelta(days=364), MARCH + dt.timedelta(days=365)]
    events = [appointment(number, day) for number, day in enumerate(days)]
    assert counted(third, events[:3]) == [("2022-03", False)]
    assert counted(third, [events[0], events[1], events[3]]) == []
    assert counted(third, [*events[:2], appointment(9, days[2], child_id="b")]) == []


def test_only_the_first_after_some_days_without_one_is_counted_where_that_is_asked() -> None:
    new = measure(new_after_days=100)
    days = [MARCH, MARCH + dt.timedelta(days=100), MARCH + dt.timedelta(days=201)]
    assert [month for month, _ in counted(new, [appointment(n, day) for n, day in enumerate(days)])] == ["2021-03", "2021-09"]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 60), st.booleans()), max_size=8))
def test_what_is_counted_is_what_a_plain_loop_counts(drawn: list[tuple[int, int, bool]]) -> None:
    rows = []
    for number, (ago, late, yes) in enumerate(drawn):
        day = MARCH + dt.timedelta(days=ago)
        rows.append((missed if yes else appointment)(number, day, day + dt.timedelta(days=late)))

    def cut(day: dt.date) -> dt.date:
        return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1) + dt.timedelta(days=28 + 30)

    expected = set()
    for row in rows:
        day = row["event_date"]
        if row["outcome"] == "was_not_brought" and row["known_date"] < cut(day):
            after = [o for o in rows if o["outcome"] == "was_not_brought" and 1 <= (o["event_date"] - day).days <= 28]
            expected.add((day, any(o["known_date"] < cut(day) for o in after)))
    assert counted(AGAIN, rows) == [(f"{day:%Y-%m}", yes) for day, yes in sorted(expected)]


def test_earlier_records_count_as_they_were_known_when_the_month_of_the_later_one_was_counted() -> None:
    """The first of three became known after its own month was counted, and long before that of the third."""
    third = measure(repeated={"times": 3, "in_days": 365})
    new = measure(new_after_days=100)
    late = appointment(1, MARCH, dt.date(2021, 6, 1))
    later = [appointment(2, dt.date(2021, 7, 1)), appointment(3, dt.date(2021, 8, 1))]
    assert [month for month, _ in counted(third, [late, *later])] == ["2021-08"]
    assert [month for month, _ in counted(new, [late, appointment(2, dt.date(2021, 5, 20))])] == []
    taken_back = event(9, MARCH, dt.date(2021, 6, 1), event_type="withdrawn", replaces="e001")
    assert counted(third, [appointment(1, MARCH), taken_back, *later]) == []
    back_in_time = [appointment(1, MARCH), taken_back, later[0]]
    assert [month for month, _ in counted(measure(new_after_days=200), back_in_time)] == ["2021-03", "2021-07"]


def test_two_records_of_one_day_are_one_of_the_three() -> None:
    third = measure(repeated={"times": 3, "in_days": 365})
    twice = [appointment(1, MARCH), missed(2, MARCH), appointment(3, dt.date(2021, 4, 1))]
    assert counted(third, twice) == []
    assert counted(third, [*twice, appointment(4, dt.date(2021, 5, 1))]) == [("2021-05", False)]


def test_a_record_of_a_household_is_of_every_child_who_lived_there_and_one_of_a_child_is_not() -> None:
    home = [
        {"child_id": name, "household_id": "h1", "start": dt.date(2019, 1, 1), "end": end, "kind": "private"}
        for name, end in (("a", None), ("b", None), ("c", dt.date(2020, 6, 1)))
    ]
    visits = measure(kind="rate", among=[], events=[{"type": "no_access_visit"}])
    shut_out = event(1, MARCH, event_type="no_access_visit", scope="household")
    assert len(counted(visits, [shut_out], households=home)) == 2, "the third had moved out"
    assert len(counted(visits, [event(1, MARCH, event_type="no_access_visit")], households=home)) == 1
    of_visits = measure(among=[{"type": ["visit", "no_access_visit"]}], events=[{"type": "no_access_visit"}])
    assert len(counted(of_visits, [shut_out], households=home)) == 1, "nobody came to see the brother or sister"


def test_a_latest_only_value_is_never_counted() -> None:
    assert not counted(measure(), [missed(1, MARCH, is_snapshot=True)])


@pytest.mark.parametrize(("born", "found"), [("2003-03-01", 0), ("2003-04-01", 1), ("2021-06-01", 1), (None, 1)])
def test_only_records_of_children_count_also_of_those_not_yet_born_or_whose_birth_is_not_recorded(
    born: str | None, found: int
) -> None:
    children = [{"child_id": "a", "birth_month": dt.date.fromisoformat(born) if born else None}]
    assert len(counted(measure(), [missed(1, MARCH)], children=children)) == found


def test_a_measure_rests_on_a_rule_where_most_of_what_may_follow_does() -> None:
    supported = measure(kind="followed", among=MISSED, events=[{"type": "practical_support"}], within_days=10)

    def by_rule(*basis: str) -> list[bool]:
        after = [support(MARCH + dt.timedelta(days=place)) | {"known_basis": each} for place, each in enumerate(basis)]
        rows = [missed(1, MARCH), *(row | {"event_id": f"s{place}"} for place, row in enumerate(after))]
        return [bool(each) for each in rows_of(supported, rows)["by_rule"]]

    assert by_rule("rule", "rule", "recorded") == [True]
    assert by_rule("rule", "recorded") == [False]


def test_a_child_is_known_while_under_18_and_alive_with_a_record_known_in_the_months_before() -> None:
    tables = frames(chronology([appointment(1, dt.date(2021, 1, 5), dt.date(2021, 2, 3))]))
    first, last = (int(np.datetime64(month, "M").astype(int)) for month in ("2021-01", "2021-08"))

    def month_of(text: str | None) -> pd.Series:
        return pd.Series([text] * 3, dtype="datetime64[s]")

    def months(born: str | None, died: str | None = None) -> list[str]:
        children = tables["children"].assign(birth_month=month_of(born), death_month=month_of(died))
        records = records_of(tables["events"], tables["event_codes"], children, tables["households"], WORDS)
        known = known_children(records, np.ones(len(records.events), bool), first, last, 3)
        assert not known[1:].any()
        assert not known_children(records, np.zeros(len(records.events), bool), first, last, 3).any()
        return [str(np.datetime64(int(month), "M")) for month in np.arange(first, last)[known[0]]]

    assert months("2015-05-01") == ["2021-03", "2021-04", "2021-05"]
    assert months("2003-04-01") == ["2021-03"]
    assert months("2015-05-01", "2021-04-01") == ["2021-03", "2021-04"]
    assert months(None) == months("2015-05-01"), "a child whose birth is not recorded"
    assert months("2021-06-01") == ["2021-03", "2021-04", "2021-05"], "a child who is not born yet can be known"
