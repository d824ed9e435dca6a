import pandas as pd
import pytest

from neglect_triage.chronology.reading.cells import among, as_dates, as_months, as_text, convert_cells
from neglect_triage.chronology.tables import Column, ColumnType
from tests.chronology.samples import vocabulary


def text(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype="str")


def read(cells: pd.Series, kind: ColumnType, words: str | None = None) -> list[object]:
    found = convert_cells(cells, Column(type=kind, words=words, means="a sample"), vocabulary())
    return [None if pd.isna(cell) else cell for cell in found]


@pytest.mark.parametrize("written", ["2024-03-31", "31/03/2024", "2024-03-31T09:30:00", "2024-03-31 09:30:00.000"])
def test_a_date_is_read_as_iso_or_day_first(written: str) -> None:
    assert as_dates(text(written)).tolist() == [pd.Timestamp("2024-03-31")]


@pytest.mark.parametrize(
    "written", ["03/31/2024", "2024-02-30", "yesterday", "45382", "0024-03-31", "1899-12-31", "2101-01-01", "31.03.2024"]
)
def test_what_is_no_date_between_1900_and_2100_becomes_empty(written: str) -> None:
    assert as_dates(text(written)).isna().all()


@pytest.mark.parametrize("written", ["1970-01-01", "01/01/1901", "02/02/1902", "1900-01-01", "31/12/2099"])
def test_a_day_that_stands_for_no_date_cannot_be_read_as_one_but_may_be_a_month(written: str) -> None:
    assert read(text(written), "date") == [None]
    stamps = pd.to_datetime(pd.Series([written]), dayfirst="/" in written).astype("datetime64[s]")
    assert read(stamps, "date") == [None]
    assert read(text("1970-01"), "month") == [pd.Timestamp("1970-01-01")]


def test_a_time_of_day_in_parquet_falls_away() -> None:
    times = pd.Series([pd.Timestamp("2024-03-31 23:59:59"), pd.NaT])
    assert as_dates(times).iloc[0] == pd.Timestamp("2024-03-31")
    assert as_dates(times).isna().tolist() == [False, True]


def test_a_month_is_a_year_and_month_or_its_first_day() -> None:
    months = as_months(text("2015-06", "2015-06-01", "01/06/2015", "2015-06-02", "June"))
    assert months.notna().tolist() == [True, True, True, False, False]
    assert set(months.dropna()) == {pd.Timestamp("2015-06-01")}


def test_days_of_a_column_that_has_the_month_first_are_not_guessed_and_one_slip_of_many_makes_none_doubtful() -> None:
    assert as_dates(text("01/13/2020", "02/03/2020", "04/04/2020", "2020-02-03")).notna().tolist() == [False, False, True, True]
    assert as_dates(text("02/03/2020", "12/25/2020", *["25/12/2020"] * 19)).notna().sum() == 20
    assert as_dates(text("02/03/2020", "12/25/2020", *["25/12/2020"] * 18)).notna().sum() == 18


def test_the_zero_of_a_calendar_is_no_month() -> None:
    assert as_months(text("1900-01", "1899-12-31", "9999-12", "1901-01")).notna().tolist() == [False, False, False, True]


def test_whole_numbers_are_text_without_a_decimal_point() -> None:
    assert as_text(pd.Series([1.0, 22.0, None])).dropna().tolist() == ["1", "22"]
    assert as_text(pd.Series([7, 8])).tolist() == ["7", "8"]


def test_numbers_are_finite() -> None:
    assert read(text("1.5", "-2", "inf", "nan", "many"), "number") == [1.5, -2.0, None, None, None]


def test_flags_are_true_or_false() -> None:
    assert read(text("true", "No", "1", "0", "maybe"), "flag") == [True, False, True, False, None]


def test_a_word_must_stand_in_its_list() -> None:
    assert read(text("alone", "Alone", "perhaps"), "word", "seen") == ["alone", None, None]


def test_several_words_are_put_in_the_order_of_the_vocabulary_once() -> None:
    assert read(text("physical; neglect;neglect", "neglect;hearsay", ";"), "words", "concern") == ["neglect;physical", None, None]


def test_among_is_false_for_empty_cells() -> None:
    assert among(text("a", "b", None), text("b", None)).tolist() == [False, True, False]
