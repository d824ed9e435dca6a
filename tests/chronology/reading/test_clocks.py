"""Times of other clocks become days in Britain, and the reader learns how many."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.reading.cells import as_dates, as_months, read_days
from neglect_triage.chronology.reading.clocks import Clock, british_times

LONDON = ZoneInfo("Europe/London")
MIDNIGHTS = [dt.datetime(2024, month, day, tzinfo=LONDON) for month in range(1, 13) for day in (3, 17)]
IN_UTC = [time.astimezone(dt.UTC).replace(tzinfo=None) for time in MIDNIGHTS]
DAYS = [pd.Timestamp(time.date()) for time in MIDNIGHTS]


@given(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2040, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_any_instant_falls_on_its_day_in_britain_however_it_is_written(time: dt.datetime, offset: int) -> None:
    instant = time.replace(tzinfo=dt.timezone(dt.timedelta(minutes=offset)))
    day = pd.Timestamp(instant.astimezone(LONDON).date())
    written = [instant.isoformat(), str(instant), instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")]
    assert as_dates(pd.Series(written, dtype="str")).tolist() == [day] * 3
    assert as_dates(pd.Series([instant])).tolist() == [day]


@pytest.mark.parametrize("as_text", [True, False])
def test_midnights_that_were_written_in_utc_without_a_zone_are_recognised(as_text: bool) -> None:
    cells = pd.Series([str(time) for time in IN_UTC] if as_text else IN_UTC)
    days, clock = read_days(cells)
    assert days.tolist() == DAYS
    assert clock == Clock(unsaid=24, moved=14)  # April to October


def test_times_of_day_and_midnights_as_written_are_left_alone() -> None:
    for times in (
        pd.Series([time.replace(tzinfo=None) for time in MIDNIGHTS]),
        pd.Series(IN_UTC) + pd.Timedelta(minutes=7),
        pd.Series(IN_UTC[:8]),
    ):
        assert british_times(times)[1] == Clock()
        assert as_dates(times.astype("str")).tolist() == times.dt.floor("D").tolist()


def test_a_month_of_birth_does_not_slip_to_the_month_before() -> None:
    assert as_months(pd.Series(["2015-05-31T23:00:00Z"])).tolist() == [pd.Timestamp("2015-06-01")]


def test_a_time_after_which_something_unknown_stands_is_no_date() -> None:
    assert as_dates(pd.Series(["2024-07-01 00:00 tomorrow"])).isna().all()


def test_the_reader_learns_what_was_converted_and_what_was_mixed() -> None:
    assert Clock().says("a.csv") == []
    converted, mixed = Clock(zoned=3, moved=2, local=1).says("a.csv, column day")
    assert "3 values name a time zone" in converted
    assert "2 of these fall on another day" in converted
    assert mixed.startswith("WARNING: a.csv, column day: 1 other values")
    assert "without saying so" in Clock(unsaid=3).says("a.csv")[0]


def test_an_empty_column_has_no_clock() -> None:
    assert british_times(pd.Series([pd.NaT, pd.NaT], dtype="datetime64[s]"))[1] == Clock()
    assert np.isnat(as_dates(pd.Series([None], dtype="object")).to_numpy()).all()


def test_a_time_that_does_not_exist_moves_no_date_and_24_00_ends_its_day() -> None:
    assert as_dates(pd.Series(["2024-04-03 25:61", "2024-04-03 12:60"], dtype="str")).isna().all()
    assert as_dates(pd.Series(["2024-04-03 24:00"], dtype="str")).tolist() == [pd.Timestamp("2024-04-03")]
