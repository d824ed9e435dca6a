"""Dates day first, decided for each column, never guessed: acceptance point 3 of the format facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.extracts.cells.dates import (
    AMBIGUOUS,
    MONTH_FIRST,
    NO_DATE,
    OUT_OF_RANGE,
    PLACEHOLDER,
    YEAR_FIRST_OR_LAST,
    read_dates,
    read_months,
)

FEW = settings.default.max_examples // 4 if settings.default else 25  # a column costs milliseconds; `make fuzz` asks for more
ANY_CELL = st.one_of(
    st.text(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.none(),
    st.times(),
    st.binary(),
    st.from_regex(r"\A\d{1,4}[-/. ]\w{1,4}[-/. ]\d{1,4}([ T]\d\d:\d\d)?\Z"),
)


def read(*values: Any) -> list[dt.date | str | None]:
    """Return for each value its day, or its fault, or None."""
    dates = read_dates(pd.Series(list(values), dtype="object"))
    pairs = zip(dates.days, dates.fault, strict=True)
    return [fault if isinstance(fault, str) else None if pd.isna(day) else day.date() for day, fault in pairs]


@pytest.mark.parametrize(
    "value",
    [
        dt.datetime(2024, 4, 3),
        dt.datetime(2024, 4, 3, 23, 59),
        dt.date(2024, 4, 3),
        pd.Timestamp("2024-04-03"),
        45385,
        45385.99,
        "45385",
        "45385.0",
        "03/04/2024",
        "3/4/2024",
        "03-04-24",
        "03.04.2024",
        "2024-04-03",
        "2024-04-03 10:11:12",
        "2024-04-03T10:11:12.123Z",
        "2024-04-03T10:11:12+01:00",
        "2024/04/03",
        "2024-Apr-03 00:00:00",
        "03-Apr-2024",
        "3 April 2024",
        "03APR2024",
        "3rd Apr 24",
        "20240403",
        20240403,
        "03/04/2024 00:00:00",
        "03/04/2024 12:30 PM",
        " 03/04/2024\u00a0",
        "'03/04/2024",
    ],
)
def test_a_day_is_read_in_every_form_that_files_hold(value: Any) -> None:
    assert read(value) == [dt.date(2024, 4, 3)]


@pytest.mark.parametrize(
    "value",
    [
        "1900-01-01",
        "01/01/1900",
        dt.datetime(1900, 1, 1),
        1,
        0.0,
        "9999-12-31",
        "31/12/9999",
        "1899-12-30",
        "#N/A",
        "N/A",
        "NULL",
        "null",
        "-",
        "zz/mm/yyyy",
        "zz/03/2010",
        "zz/zz/2010",
        "00/00/0000",
        "PlaceholderStr",
        "SSD_PH",
        "Not recorded",
    ],
)
def test_what_stands_for_no_date_is_empty_with_the_reason(value: Any) -> None:
    assert read(value) == [PLACEHOLDER]


@pytest.mark.parametrize(
    "value", ["31/02/2024", "soon", 2015, 7, True, dt.time(1), "2024-13-01", "99/99/2024", "1/2", [1], 1e300, -1]
)
def test_what_is_no_date_is_a_fault(value: Any) -> None:
    assert read(value, "13/04/2024") == [NO_DATE, dt.date(2024, 4, 13)]


def test_a_day_outside_what_records_can_hold_is_a_fault() -> None:
    assert read("2200-01-01", "1850-05-05", None, " ") == [OUT_OF_RANGE, OUT_OF_RANGE, None, PLACEHOLDER]


@pytest.mark.parametrize(
    "value",
    [
        "01/01/1970",
        "1970-01-01T00:00:00",
        "19700101",
        "1901-01-01",
        "02/02/1902",
        "03/03/1903",
        "1899-12-30",
        "01/01/1904",
        "9999-12-31",
    ],
)
def test_days_that_people_and_systems_write_for_no_date_are_none(value: str) -> None:
    assert read(value, "13/04/2024") == [PLACEHOLDER, dt.date(2024, 4, 13)]


def test_a_month_of_birth_may_be_one_that_stands_for_no_date_elsewhere() -> None:
    found = read_months(pd.Series(["1970-01", "01/01/1901", "01/01/1900"], dtype="object"))
    assert [str(day)[:7] for day in found.days] == ["1970-01", "1901-01", "NaT"]


@pytest.mark.parametrize("time", ["25:00", "12:60", "12:30:61", "31:00"])
def test_a_time_that_does_not_exist_moves_no_date_to_another_day(time: str) -> None:
    assert read(f"2024-04-03 {time}", f"03/04/2024 {time}") == [NO_DATE, NO_DATE]


def test_24_00_ends_the_day_that_is_written() -> None:
    assert read("2024-04-03 24:00", "03/04/2024 24:00:00") == [dt.date(2024, 4, 3)] * 2


def test_a_column_whose_years_of_two_digits_stand_first_is_not_read_as_days() -> None:
    year_first = [f"23-{month:02d}-{day:02d}" for month in (1, 2) for day in range(1, 29, 4)]
    assert set(read(*year_first)) == {YEAR_FIRST_OR_LAST}
    day_first = [f"{day:02d}-{month:02d}-23" for month in (1, 2) for day in range(1, 29, 4)]
    assert read(*day_first)[-1] == dt.date(2023, 2, 25)


@pytest.mark.parametrize(
    ("day", "years"), [("01", range(5, 25)), ("15", range(6, 24)), ("31", range(1, 30)), ("28", (98, 99, *range(1, 25)))]
)
def test_days_that_are_always_the_same_are_not_taken_for_a_year(day: str, years: Iterable[int]) -> None:
    written = [f"{day}/03/{year:02d}" for year in years]
    assert [found for found in read(*written) if not isinstance(found, dt.date)] == []


def test_two_digits_of_a_year_are_of_this_century_up_to_49() -> None:
    assert read("03/04/49", "03/04/50") == [dt.date(2049, 4, 3), dt.date(1950, 4, 3)]


def test_a_column_with_its_months_first_is_not_guessed() -> None:
    assert read("04/13/2024", "04/03/2024", "04/04/2024") == [MONTH_FIRST, AMBIGUOUS, dt.date(2024, 4, 4)]


def test_a_column_of_both_orders_gives_what_can_be_read_in_one_way_only() -> None:
    assert read("13/04/2024", "04/13/2024", "04/03/2024") == [dt.date(2024, 4, 13), MONTH_FIRST, AMBIGUOUS]


def test_one_slip_in_a_long_column_does_not_make_it_ambiguous() -> None:
    days = [f"{day}/{month:02}/2024" for month in range(1, 10) for day in range(13, 28)]
    assert read("04/13/2024", "04/03/2024", *days)[:2] == [MONTH_FIRST, dt.date(2024, 3, 4)]


def test_iso_dates_do_not_tell_the_order_of_the_others() -> None:
    assert read("2024-04-13", "03/04/2024") == [dt.date(2024, 4, 13), dt.date(2024, 4, 3)]


def test_days_and_months_that_a_spreadsheet_turned_round_are_not_taken() -> None:
    turned = [dt.date(2024, month, day) for month, day in zip(range(1, 10), range(2, 11), strict=True)]
    assert read(*turned, "13/04/2024") == [AMBIGUOUS] * 9 + [dt.date(2024, 4, 13)]
    assert read(*turned, dt.date(2024, 4, 25), "13/04/2024")[:2] == turned[:2]


def test_typed_columns_with_a_zone_give_the_day_in_britain() -> None:
    stamps = pd.Series(pd.to_datetime(["2024-06-30 23:00:00+00:00", "2024-01-15 23:59:00+00:00", "NaT"]))
    dates = read_dates(stamps)
    assert dates.days.to_list() == [pd.Timestamp("2024-07-01"), pd.Timestamp("2024-01-15"), pd.NaT]
    assert dates.days.dtype == "datetime64[s]"
    assert (dates.clock.zoned, dates.clock.moved) == (2, 1)


def test_typed_columns_without_a_zone_lose_their_time() -> None:
    assert read_dates(pd.Series(pd.to_datetime(["2024-06-30 23:59"]))).days.to_list() == [pd.Timestamp("2024-06-30")]


@pytest.mark.parametrize(
    "value",
    [
        "2024-06-30T23:00:00Z", "2024-06-30 23:00:00.000+00:00", "2024-06-30 23:00:00 UTC", "2024-06-30T23:00Z[UTC]",
        "2024-07-01T00:00:00+01:00", "2024-07-01T00:00+01:00[Europe/London]", "2024-07-01T00:00[Europe/London]",
        "01/07/2024 00:00 BST",        "2024-07-01 00:00:00.0000000 +01:00", "2024-06-30 18:00:00-05", "30/06/2024 11:00 PM Z",
        "2024-07-01Z", "2024-07-01+01:00",
        dt.datetime(2024, 6, 30, 23, tzinfo=dt.UTC),
    ],
)  # fmt: skip
def test_a_time_with_a_zone_gives_the_day_in_britain(value: Any) -> None:
    assert read(value) == [dt.date(2024, 7, 1)]


def test_times_with_and_without_a_zone_in_one_column_are_counted() -> None:
    clock = read_dates(pd.Series(["2024-06-30T23:00:00Z", "2024-06-30 23:00:00", "2024-06-30", "2024-06-30T23:00:00Z"])).clock
    assert (clock.zoned, clock.moved, clock.local) == (2, 2, 1)


@pytest.mark.parametrize(
    "value",
    [
        "2015-03",
        "03/2015",
        "3-2015",
        "March 2015",
        "Mar-2015",
        "2015 Mar",
        "201503",
        "2015-03-17",
        "17/03/2015",
        dt.date(2015, 3, 17),
        42080,
    ],
)
def test_a_month_is_read_with_and_without_a_day(value: Any) -> None:
    months = read_months(pd.Series([value, None, "13/04/2015"], dtype="object"))
    assert months.days.fillna(pd.Timestamp(0)).dt.strftime("%Y-%m-%d").to_list() == ["2015-03-01", "1970-01-01", "2015-04-01"]
    assert months.fault.isna().all()


@pytest.mark.parametrize(
    ("value", "fault"), [("2015-13", NO_DATE), ("13/2015", NO_DATE), ("soon 2015", NO_DATE), ("1900-01", PLACEHOLDER)]
)
def test_what_is_no_month_is_a_fault(value: str, fault: str) -> None:
    assert read_months(pd.Series([value])).fault.to_list() == [fault]


NO_DATES = {dt.date(1970, 1, 1), dt.date(2079, 6, 6), dt.date(2099, 12, 31)}


@settings(max_examples=FEW)
@given(
    st.lists(st.dates(dt.date(1928, 1, 1), dt.date(2100, 12, 31)).filter(lambda day: day not in NO_DATES), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d-%b-%Y", "%Y%m%d"]),
)
def test_every_day_written_day_first_is_read_back(days: list[dt.date], form: str) -> None:
    assert read(*[day.strftime(form) for day in days]) == days


@settings(max_examples=FEW)
@given(st.lists(ANY_CELL))
def test_any_cell_gives_a_day_or_a_fault_or_was_empty(values: list[Any]) -> None:
    cells = pd.Series(values, dtype="object")
    dates = read_dates(cells)
    assert len(dates.days) == len(values)
    assert (dates.days.notna().astype(int) + dates.fault.notna() + cells.isna() == 1).all()
    assert dates.days.dropna().dt.year.between(1900, 2100).all()
