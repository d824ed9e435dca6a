"""Codes are read in all the spellings in which files hold them; what is no code is never kept."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.extracts.cells.codes import ReadCodes, fold_spelling, read_codes
from neglect_triage.extracts.formats.specification import code_lists


def read(cell: object, name: str, kind: str = "code") -> ReadCodes:
    return read_codes(pd.Series([cell], dtype="object"), name, kind)


@pytest.mark.parametrize(
    "cell",
    ["q) 6: Police", "6", "6.0", 6, 6.0, "'6", "POLICE", "6 - Police", " police ", "6: police", "06", "‘6"],
)
def test_a_source_is_read_however_it_is_spelled(cell: object) -> None:
    assert read(cell, "agency").codes.tolist() == ["6"]


@pytest.mark.parametrize("cell", ["a) Yes", "Y", "1", 1, 1.0, True, "true", "NFA", "yes ", "No further action"])
def test_yes_has_many_names(cell: object) -> None:
    assert read(cell, "yes_no").codes.tolist() == ["yes"]


@pytest.mark.parametrize("cell", ["b) No", "N", "0", 0, 0.0, False, "FALSE"])
def test_no_has_many_names(cell: object) -> None:
    assert read(cell, "yes_no").codes.tolist() == ["no"]


@pytest.mark.parametrize(
    ("cell", "concerns"),
    [
        ("a) Neglect", "neglect"),
        ("NEG", "neglect"),
        ("Neglect, Emotional", "neglect;emotional"),
        ("YNNY", "neglect;emotional"),
        ("nyyn", "physical;sexual"),
        ("MUL", "multiple_unspecified"),
        ("e) Multiple/not recommended", "multiple_unspecified"),
        ("Multiple: Physical abuse and Neglect", "neglect;physical"),
    ],
)
def test_several_concerns_in_one_cell_are_kept_apart(cell: str, concerns: str) -> None:
    assert read(cell, "abuse", "concerns").codes.tolist() == [concerns]


@pytest.mark.parametrize(
    ("cell", "codes", "unknown"),
    [
        ('["1A","16A"]', "1A;16A", None),
        ('{"1A":"Yes","16A":"No","3B":true}', "1A;3B", None),
        ("1A,2B", "1A;2B", None),
        ("16A, 16A", "16A", None),
        ("21,16A", "16A;21", None),
        ("18A", "18A", None),
        ("RB,6B", "6B", "RB"),
        ("99Z", None, "99Z"),
    ],
)
def test_factors_are_read_from_lists_objects_and_words(cell: str, codes: str | None, unknown: str | None) -> None:
    found = read(cell, "factor", "codes")
    assert [None if pd.isna(cell) else cell for cell in (*found.codes, *found.unknown)] == [codes, unknown]


def test_a_comment_that_breaks_the_json_leaves_the_flags_readable_and_nothing_of_itself() -> None:
    cell = '{"NFA_FLAG": "N", "ADVICE_FLAG": "Y", "COMMENTS": "mother said "16A" and "X_FLAG": see "note": "Y""}'
    with pytest.raises(ValueError, match="delimiter"):
        json.loads(cell)
    found = read(cell, "contact_outcome", "codes")
    assert found.codes.tolist() == ["ADVICE_FLAG"]
    assert found.unknown.isna().all()


def test_a_list_that_is_broken_is_read_for_its_codes_alone() -> None:
    found = read('["16A", "3B" said so, "note"', "factor", "codes")
    assert found.codes.tolist() == ["3B;16A"]
    assert found.unknown.isna().all()


@pytest.mark.parametrize("cell", ["Smith", "Jo", "Mr Smith, 12 High Street", "ann", "Aunt"])
def test_words_that_could_be_a_name_are_counted_and_not_kept(cell: str) -> None:
    found = read(cell, "agency")
    assert found.codes.isna().all()
    assert found.unknown.isna().all()
    assert found.fault.tolist() == ["not a code of the list agency"]


@pytest.mark.parametrize("cell", [None, float("nan"), "", "  ", "N/A", "null", "#N/A", "-"])
def test_an_empty_cell_is_no_fault(cell: object) -> None:
    found = read(cell, "closure")
    assert found.codes.isna().all()
    assert found.fault.isna().all()


def test_a_users_own_word_stands_for_the_code_that_they_gave() -> None:
    found = read_codes(pd.Series(["MASH Desk"]), "agency", words={"mash desk": "5B"})
    assert found.codes.tolist() == ["5B"]


@given(data=st.data())
def test_every_code_and_spelling_of_every_list_is_read_whatever_its_case(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(code_lists())))
    code = data.draw(st.sampled_from(sorted(code_lists()[name])))
    spelling = data.draw(st.sampled_from([code, *code_lists()[name][code]]))
    changed = data.draw(st.sampled_from([spelling, spelling.upper(), spelling.capitalize(), f" {spelling} "]))
    assert read(changed, name).codes.tolist() == [code]


def test_no_spelling_stands_for_two_codes_of_a_list() -> None:
    for name, codes in code_lists().items():
        spellings = [
            fold_spelling(spelling)
            for code, others in codes.items()
            for spelling in {fold_spelling(code), *map(fold_spelling, others)}
        ]
        assert sorted(spellings) == sorted(set(spellings)), name


@given(st.text(max_size=200), st.sampled_from(["code", "codes", "concerns"]))
def test_any_text_is_read_or_counted_and_never_kept_whole(cell: str, kind: str) -> None:
    found = read(cell, "abuse" if kind == "concerns" else "factor", kind)
    kept = str(found.unknown.fillna("").iloc[0])
    assert all(len(part) <= 6 or part.endswith("_FLAG") for part in kept.split(";"))


@pytest.mark.parametrize(("cell", "code"), [("F,2", "female"), ("U,2", "female"), ("0,M", "male"), ("2, f", "female")])
def test_one_meaning_twice_is_one_code_and_unknown_gives_way(cell: str, code: str) -> None:
    found = read(cell, "sex")
    assert found.codes.tolist() == [code]
    assert found.fault.isna().all()


def test_of_codes_that_contradict_each_other_the_first_counts_and_is_a_fault() -> None:
    found = read("M,2", "sex")
    assert found.codes.tolist() == ["male"]
    assert found.fault.tolist() == ["several codes that contradict each other: the first counts"]


def test_codes_beside_what_is_no_code_are_no_code() -> None:
    assert read("F,somebody", "sex").codes.isna().all()
