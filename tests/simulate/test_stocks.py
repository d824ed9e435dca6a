"""Stocks are counted as the national returns count them, on chronologies small enough to count by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.simulate.calibration import by_type
from neglect_triage.simulate.stocks import ON_A_PLAN, open_on, persistently_absent, stocks

DAY = pd.Timestamp("2019-03-31")


def events(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["child_id", "event_date", "event_type"]).astype("str")
    frame["event_date"] = frame["known_date"] = pd.to_datetime(frame["event_date"])
    return frame.assign(event_id=[f"E{k}" for k in range(len(frame))], replaces=None, value=5.0)


def tables(happened: pd.DataFrame, **more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Two children of eight years at home all the time, in records of three years: the first stock is that of 2019."""
    start, end = pd.Timestamp("2017-04-01"), pd.Timestamp("2020-04-01")
    children = pd.DataFrame({"child_id": ["A", "B"], "birth_month": pd.Timestamp("2011-01-01"), "death_month": pd.NaT})
    homes = pd.DataFrame({"child_id": ["A", "B"], "start": start, "end": pd.NaT})
    coverage = pd.DataFrame({"start": [start], "end": [end]})
    return {"events": happened, "children": children, "households": homes, "coverage": coverage} | more


def test_whoever_turns_18_dies_moves_away_or_is_not_yet_born_is_no_child_of_the_place() -> None:
    children = pd.DataFrame({"child_id": list("ABCDEF"), "death_month": pd.NaT, "birth_month": pd.Timestamp("2011-01-01")})
    children.loc[1, "birth_month"], children.loc[2, "birth_month"] = pd.Timestamp("2001-03-01"), pd.Timestamp("2019-04-01")
    children["death_month"] = pd.to_datetime(children["death_month"])
    children.loc[3, "death_month"] = pd.Timestamp("2019-03-01")
    homes = pd.DataFrame({"child_id": list("ABCDEF"), "start": pd.Timestamp("2018-04-01"), "end": pd.NaT})
    homes["end"] = pd.to_datetime(homes["end"])
    homes.loc[4, "end"] = DAY
    given = tables(events(("A", "2019-03-01", "sign"), ("F", "2019-04-01", "sign")), children=children, households=homes)
    first = stocks(given, by_type(given["events"]))[0]
    assert first.day == DAY
    assert first.residents == {"A", "F"}
    assert first.known == 1, "nobody knew of F yet"


def test_a_plan_is_open_from_its_start_to_the_day_before_its_end_and_again_after_a_second_start() -> None:
    given = by_type(events(
        ("A", "2019-03-31", "cp_plan_start"), ("B", "2019-01-01", "cp_plan_start"), ("B", "2019-03-31", "cp_plan_end"),
        ("C", "2018-01-01", "cp_plan_start"), ("C", "2018-02-01", "cp_plan_end"), ("C", "2019-03-01", "cp_plan_start"),
        ("D", "2019-04-01", "cp_plan_start"),
    ))  # fmt: skip
    assert open_on(given, ON_A_PLAN, DAY) == {"A", "C"}


def test_children_in_need_are_those_with_open_work_or_in_care() -> None:
    given = tables(events(("A", "2019-03-01", "assessment_start"), ("B", "2019-03-01", "cla_start")))
    first = stocks(given, by_type(given["events"]))[0]
    assert first.in_need == {"A", "B"}
    assert first.on_a_plan == set()


@pytest.mark.parametrize(
    ("born", "pupil"), [("2013-09-01", True), ("2013-10-01", False), ("2003-08-01", False), ("2003-10-01", True)]
)
def test_a_pupil_is_5_to_15_throughout_the_school_year(born: str, pupil: bool) -> None:
    given = tables(events(("A", "2019-03-01", "assessment_start")))
    given["children"]["birth_month"] = pd.Timestamp(born)
    of = by_type(given["events"])
    assert ("A" in persistently_absent(given, of, stocks(given, of)).index) == pupil


@pytest.mark.parametrize(("weeks", "absent"), [(7, False), (8, True)])
def test_persistent_absence_is_a_tenth_of_380_sessions_in_one_school_year(weeks: int, absent: bool) -> None:
    inside = [("A", str(day.date()), "attendance_week") for day in pd.date_range("2018-09-03", periods=weeks, freq="7D")]
    outside = [("A", str(day.date()), "attendance_week") for day in pd.date_range("2019-09-02", periods=9, freq="7D")]
    given = tables(events(("A", "2019-03-01", "assessment_start"), *inside, *outside))
    of = by_type(given["events"])
    found = persistently_absent(given, of, stocks(given, of))
    assert found["absent"].to_dict() == {"A": absent, "B": False}
    assert found["in_need"].to_dict() == {"A": True, "B": False}


def test_a_week_that_was_corrected_or_entered_twice_counts_once() -> None:
    weeks = [("A", str(day.date()), "attendance_week") for day in pd.date_range("2018-09-03", periods=7, freq="7D")]
    given = tables(events(("A", "2019-03-01", "assessment_start"), *weeks, weeks[0], ("A", "2018-09-04", "attendance_week")))
    given["events"].loc[9, "replaces"] = "E7"
    of = by_type(given["events"])
    assert not persistently_absent(given, of, stocks(given, of))["absent"].any()


def test_without_a_whole_school_year_nothing_is_said_of_absence() -> None:
    coverage = pd.DataFrame({"start": [pd.Timestamp("2017-04-01")], "end": [pd.Timestamp("2019-08-01")]})
    given = tables(events(("A", "2019-03-01", "assessment_start")), coverage=coverage)
    of = by_type(given["events"])
    assert persistently_absent(given, of, stocks(given, of)).empty
