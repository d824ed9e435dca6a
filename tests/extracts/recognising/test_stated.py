"""What a file states of its extract: the day, when it was made, its number."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.extracts.recognising.stated import stated_in_header, stated_in_path


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("2024-07-15T09:30:00", "2024-07-15 09:30"),
        ("2024-07-15T23:30:00Z", "2024-07-16 00:30"),
        ("2024-01-15T23:30:00Z", "2024-01-15 23:30"),
        ("2024-07-15T09:30:00.123+02:00", "2024-07-15 08:30"),
        ("15/07/2024 09:30", "2024-07-15 09:30"),
        ("2024-07-15", "2024-07-15"),
        ("2024-07-15T99:30:00", "2024-07-15"),
    ],
)
def test_the_moment_of_a_return_is_told_by_the_clock_in_britain(written: str, made: str) -> None:
    assert stated_in_header({"DateTime": written}).made == pd.Timestamp(made)


@pytest.mark.parametrize("written", ["", "PlaceholderStr", "soon"])
def test_a_moment_that_cannot_be_read_is_none(written: str) -> None:
    assert stated_in_header({"DateTime": written, "SerialNo": written}).made is None


def test_a_serial_number_is_a_number_so_that_10_comes_after_9() -> None:
    assert stated_in_header({"SerialNo": "010"}).serial == 10
    assert stated_in_header({"SerialNo": "x"}).serial is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2024-07-31/ssd_person.csv", "2024-07-31"),
        ("annex_a 31.01.2024.xlsx", "2024-01-31"),
        ("ssd_2023-04-01_to_2024-03-31.csv", "2024-03-31"),
        ("2023-01-31/annex_a_20240131.xlsx", "2024-01-31"),
    ],
)
def test_a_day_in_a_name_is_the_last_of_its_period_and_the_nearest_name_counts(name: str, day: str) -> None:
    assert stated_in_path(name) == pd.Timestamp(day)


def test_a_name_without_a_day_states_none() -> None:
    assert stated_in_path("extracts/annex_a_2024_final.xlsx") is None
