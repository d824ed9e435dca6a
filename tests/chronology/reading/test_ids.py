"""Identifiers however they are spelled: acceptance point 5 of the format facts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.reading.ids import LOST_DIGITS, NOTHING, alike, clean_ids, read_ids


@pytest.mark.parametrize(
    "value", [1111, 1111.0, "1111", "1111.0", " 1111\n", "\t1111\u00a0", "'1111", "11\u200b11", "\uff11111", "1111\ufeff"]
)
def test_one_identifier_has_many_spellings(value: Any) -> None:
    assert clean_ids(pd.Series([value], dtype="object")).to_list() == ["1111"]


def test_the_grouping_of_an_nhs_number_does_not_count_and_no_other_grouping_is_taken_for_one() -> None:
    assert clean_ids(pd.Series(["123 456 7890", "123-456-7890", "1234567890"], dtype="str")).nunique() == 1
    others = pd.Series(["12 3456 7890", "123 456 789", "a123 456 7890"], dtype="str")
    assert clean_ids(others).tolist() == others.tolist()


def test_zeros_in_front_letter_case_and_spaces_inside_tell_identifiers_apart() -> None:
    ids = ["0012", "12", "ab-1", "AB-1", "a  b", "ab", "10.50"]
    assert clean_ids(pd.Series(ids, dtype="object")).to_list() == ["0012", "12", "ab-1", "AB-1", "a b", "ab", "10.50"]


def test_identifiers_that_differ_in_these_alone_are_counted() -> None:
    assert alike(pd.Series(["0012", "12", "12", "ab-1", "AB-1", "c", None])) == 4
    assert alike(pd.Series(["0012", "120", "c"])) == 0


@pytest.mark.parametrize("value", [None, "", " ", "\u200b"])
def test_an_empty_cell_is_no_identifier_and_no_fault(value: Any) -> None:
    read = read_ids(pd.Series([value], dtype="object"))
    assert read.ids.isna().all()
    assert read.fault.isna().all()


@pytest.mark.parametrize(
    "value",
    [
        "N/A", "#N/A", "null", "Unknown", "not known", "unborn", "<NA>", "none", "-", ".", "?", "nan", -1, "-1", -1.0,
        "-99", 0, 0.0, "0", "00", "{00000000-0000-0000-0000-000000000000}", "99999999",
        "No ID", "XXX", "???", "**", "TBA", "awaiting", "Unallocated", "not stated", "N/K", "unborn baby", "pending",
    ],
)  # fmt: skip
def test_a_word_or_number_for_nothing_is_no_identifier(value: Any) -> None:
    read = read_ids(pd.Series([value], dtype="object"))
    assert read.ids.isna().all()
    assert read.fault.to_list() == [NOTHING]


@pytest.mark.parametrize("value", ["1.23E+11", "1.23457e+11", 2.0**60, 12345678901234567890.0, [1]])
def test_an_identifier_that_has_lost_its_digits_is_refused(value: Any) -> None:
    read = read_ids(pd.Series([value], dtype="object"))
    assert read.ids.isna().all()
    assert read.fault.to_list() == [LOST_DIGITS]


@pytest.mark.parametrize("value", ["10", "9999999", "0-1", "x-1", "NA1", "X", "XX1", "ID?", "1E5", "00a"])
def test_what_only_resembles_a_key_for_nothing_is_an_identifier(value: str) -> None:
    assert clean_ids(pd.Series([value], dtype="object")).to_list() == [value]


def test_whole_columns_of_numbers_are_read_like_single_ones() -> None:
    assert clean_ids(pd.Series([1, 22])).to_list() == ["1", "22"]
    assert clean_ids(pd.Series([1.0, None, 22.0])).fillna("").to_list() == ["1", "", "22"]


@given(st.lists(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.dates(), st.binary(), st.booleans())))
def test_any_cell_gives_an_identifier_without_spaces_around_it_or_none(values: list[Any]) -> None:
    ids = clean_ids(pd.Series(values, dtype="object"))
    assert len(ids) == len(values)
    assert not [value for value in ids.dropna() if value != " ".join(value.split()) or not value]
    assert clean_ids(ids).equals(ids)
