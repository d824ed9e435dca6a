"""Pseudonyms: the same for the same, another for another kind and another key, and nothing that looks like an identifier."""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.identifiers import refuse_values
from neglect_triage.pseudonyms.hashing import LENGTH, PSEUDONYM, pseudonym, pseudonyms
from neglect_triage.pseudonyms.keys import Key

ONE, OTHER = Key(bytes(range(32))), Key(bytes(range(1, 33)))
identifiers = st.text(min_size=1, max_size=30)


def test_a_pseudonym_is_the_hmac_of_kind_and_identifier_in_letters() -> None:
    digest = hmac.new(bytes(range(32)), b"neglect-triage pseudonym 1\0child\x001111", hashlib.sha256).hexdigest()
    assert pseudonym(ONE, "child", "1111") == "".join("bcdfghjkmnpqrstv"[int(digit, 16)] for digit in digest[:LENGTH])


@given(st.lists(st.one_of(identifiers, st.none()), max_size=20), st.binary(min_size=32, max_size=130))
def test_a_column_has_the_pseudonyms_of_its_cells_and_empty_stays_empty(cells: list[str | None], secret: bytes) -> None:
    column = pd.Series(cells, dtype="str", index=range(5, 5 + len(cells)))
    made = pseudonyms(Key(secret), "child", column)
    assert list(made.index) == list(column.index)
    assert made.isna().tolist() == [cell is None for cell in cells]
    assert made.dropna().tolist() == [pseudonym(Key(secret), "child", cell) for cell in cells if cell is not None]


@given(st.lists(identifiers, min_size=2, max_size=20, unique=True))
def test_different_identifiers_kinds_and_keys_have_nothing_in_common(some: list[str]) -> None:
    made = {pseudonym(key, kind, one) for key in (ONE, OTHER) for kind in ("child", "event") for one in some}
    assert len(made) == 4 * len(some)


@given(identifiers, identifiers)
def test_the_end_of_a_kind_and_the_start_of_an_identifier_cannot_be_confused(one: str, other: str) -> None:
    assert pseudonym(ONE, "child", one + other) != pseudonym(ONE, "place", other)


def test_pseudonyms_are_taken_for_nothing_that_names_a_person() -> None:
    made = pseudonyms(ONE, "child", pd.Series([str(number) for number in range(20_000)], dtype="str"))
    refuse_values("children.parquet", "child_id", made)
    assert made.is_unique
    assert made.str.fullmatch(PSEUDONYM).all()
    assert not made.str.contains(r"[aeiou\d]").any()
