"""Identifiers however they are spelled: acceptance point 5 of the format facts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.extracts.cells.ids import clean_ids


@pytest.mark.parametrize("value", [1111, 1111.0, "1111", "1111.0", " 1111\n", "\t1111\u00a0", "'1111", "11 11"])
def test_one_identifier_has_many_spellings(value: Any) -> None:
    assert clean_ids(pd.Series([value], dtype="object")).to_list() == ["1111"]


def test_zeros_in_front_and_letters_are_kept() -> None:
    assert clean_ids(pd.Series(["0012", "ab-1_BAR", "10.50"], dtype="object")).to_list() == ["0012", "AB-1_BAR", "10.50"]


@pytest.mark.parametrize("value", [None, "", " ", "N/A", "#N/A", "null", "1.23E+11", 2.0**60, 12345678901234567890.0, [1]])
def test_an_identifier_that_is_none_or_has_lost_its_digits_is_empty(value: Any) -> None:
    assert clean_ids(pd.Series([value], dtype="object")).isna().all()


def test_whole_columns_of_numbers_are_read_like_single_ones() -> None:
    assert clean_ids(pd.Series([1, 22])).to_list() == ["1", "22"]
    assert clean_ids(pd.Series([1.0, None, 22.0])).fillna("").to_list() == ["1", "", "22"]


@given(st.lists(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.dates(), st.binary(), st.booleans())))
def test_any_cell_gives_an_identifier_without_spaces_or_none(values: list[Any]) -> None:
    ids = clean_ids(pd.Series(values, dtype="object"))
    assert len(ids) == len(values)
    assert not [value for value in ids.dropna() if value != "".join(value.split()) or not value]
