"""Numbers for text, in the order of the text, and days as text."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.reading.distinct import days_as_text, in_consonants, of_one_length, ranks


@settings(max_examples=50)
@given(st.lists(st.one_of(st.none(), st.text(max_size=4)), max_size=12))
def test_ranks_are_in_the_order_of_the_text_and_empty_cells_have_none(values: list[str | None]) -> None:
    order = sorted({value for value in values if value is not None})
    assert ranks(pd.Series(values, dtype="str")).tolist() == [-1 if value is None else order.index(value) for value in values]


def test_days_become_text_and_an_empty_one_stays_empty() -> None:
    days = pd.Series(["2024-03-31", None, "1899-01-02"], dtype="datetime64[s]", index=[4, 2, 9])
    text = days_as_text(days)
    assert text.dropna().to_dict() == {4: "2024-03-31", 9: "1899-01-02"}
    assert len(text) == 3


@pytest.mark.parametrize(("letters", "pieces"), [(b"abcdef", ["ab", "cd", "ef"]), (b"", [])])
def test_letters_are_cut_into_pieces_of_one_length(letters: bytes, pieces: list[str]) -> None:
    assert of_one_length(letters, 2).tolist() == pieces
    assert of_one_length(letters, 2).dtype == "str"


@given(some=st.binary(max_size=40), other=st.binary(max_size=40))
def test_a_digest_in_letters_names_nobody_keeps_its_order_and_is_never_that_of_another(some: bytes, other: bytes) -> None:
    one, two = in_consonants(some), in_consonants(other)
    assert re.fullmatch(rb"[b-df-hjkmnp-tv]*", one)
    assert len(one) == 2 * len(some)
    assert (one < two) == (some < other)
