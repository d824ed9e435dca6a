from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import upn

from neglect_triage.chronology.identifiers import is_identifying, refuse_identifiers
from neglect_triage.chronology.reading.own_files import OwnFile
from neglect_triage.chronology.tables import tables
from neglect_triage.errors import BadInput
from tests.chronology.samples import vocabulary

NHS = "943 476 5919"  # the example number of the NHS data dictionary
UPN = upn.calc_check_digit("80120000111A"[:12]) + "80120000111A"
FREE_TEXT = "Mum said that she would ring the school again once the boiler has been mended"


def refuse(column: str, cells: Iterable[object], births: bool = False) -> None:
    frame = pd.DataFrame({column: list(cells)})
    frame.index = pd.RangeIndex(2, 2 + len(frame))
    refuse_identifiers([OwnFile("own.csv", frame)], [("own.csv", column)] if births else [])


IDENTIFYING = [
    "forename",
    "Surname",
    "FirstName",
    "child_name",
    "ChildName",
    "name",
    "Full_Name",
    "known_as_name",
    "dob",
    "DOB",
    "PersonBirthDate",
    "date_of_birth",
    "DateOfBirth",
    "dateofbirth",
    "postcode",
    "Post_Code_postcode",
    "home_address",
    "address",
    "AddressLine1",
    "NHSNumber",
    "nhs_number",
    "nhsno",
    "nhs",
    "UPN",
    "upn",
    "email",
    "e-mail",
    "EmailAddress",
    "phone",
    "PhoneNumber",
    "mobile",
    "Telephone",
    "worker_name",
    "SocialWorker",
    "allocated_worker",
    "comments",
    "case_notes",
    "CaseNotes",
    "notes",
    "free_text",
    "FreeText",
    "narrative",
]
HARMLESS = [
    "event_type",
    "agency",
    "team_id",
    "module",
    "module_name",
    "agency_name",
    "presentation",
    "person_id",
    "as_of",
    "birth_month",
    "y_fail_or_withdraw",
    "address_change",
    "worker_changes",
    "known_date",
    "recorded_date",
    "imd_band",
    "renamed",
    "notebook",
    "emailed",
]


@pytest.mark.parametrize("name", IDENTIFYING)
def test_a_column_named_as_an_identifier_is_refused(name: str) -> None:
    assert is_identifying(name)
    with pytest.raises(BadInput, match="can identify a person"):
        refuse(name, ["x"])


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_name_is_not_refused(name: str) -> None:
    assert not is_identifying(name)


def test_no_canonical_column_or_word_is_refused() -> None:
    assert not [column for table in tables().values() for column in table.columns if is_identifying(column)]
    words = vocabulary()
    for name, listed in {**words.words, **words.codes, "event_type": dict.fromkeys(words.event_types, "")}.items():
        refuse(name, listed)


@pytest.mark.parametrize(
    ("means", "cell"),
    [
        ("an NHS number", NHS),
        ("an NHS number", "943-476-5919"),
        ("an NHS number", "9434765919"),
        ("an NHS number", "no. 9434765919"),
        ("a unique pupil number", UPN),
        ("a postcode", "EX1 1AA"),
        ("a postcode", "sw1a 1aa"),
        ("a postcode", "EX11AA"),
        ("a postcode", "moved to EX1 1AA"),
        ("an e-mail address", "someone@example.org"),
        ("a telephone number", "01632 960 983"),
        ("a telephone number", "07700900123"),
        ("a telephone number", "+44 7700 900123"),
        ("a telephone number", "+44 (0)1632 960983"),
        ("free text", FREE_TEXT),
    ],
)
def test_a_value_that_looks_like_an_identifier_is_refused_without_being_shown(means: str, cell: str) -> None:
    with pytest.raises(BadInput) as error:
        refuse("remark", ["ok", "fine", cell, cell, "x"])
    assert means in str(error.value)
    assert "own.csv, column remark: 2 rows, the first is row 4" in str(error.value)
    assert cell not in str(error.value)


@pytest.mark.parametrize(
    "cells",
    [
        ["2013B", "2013J"],
        ["A1", "c000123", "e-17"],
        ["2020-01-01", "31/12/2020"],
        ["ab12cd34ef567890ab12cd34ef567890"],
        ["00000000123", "00000000456"],
        ["943 476 5918"],
        ["an answer of a few words only"],
        ["https://example.org/page"],
        ["x" * 200],
    ],
)
def test_pseudonyms_codes_and_dates_are_not_refused(cells: list[str]) -> None:
    refuse("remark", cells)


def test_ten_digit_pseudonyms_are_not_taken_for_nhs_numbers() -> None:
    """One in eleven random numbers passes the check digit."""
    refuse("person_id", range(4_000_000_000, 4_000_002_000))
    refuse("person_id", map(str, range(4_000_000_000, 4_000_002_000)))


@pytest.mark.parametrize("cells", [[9434765919, 4010232137, 12], [9434765919.0, 4010232137.0, None]])
def test_nhs_numbers_are_found_in_columns_of_numbers(cells: list[float | None]) -> None:
    with pytest.raises(BadInput, match="NHS number"):
        refuse("person_id", cells)


def test_every_check_letter_of_a_upn_is_known() -> None:
    numbers = [f"8012000{number:05d}" for number in range(100)]
    letters = {upn.calc_check_digit(number) for number in numbers}
    assert len(letters) == 23
    for number in numbers:
        with pytest.raises(BadInput, match="unique pupil number"):
            refuse("pupil", [upn.calc_check_digit(number) + number])


def test_random_numbers_in_the_shape_of_a_upn_are_not_taken_for_upns() -> None:
    refuse("person_id", [f"A{number}" for number in range(801_000_000_000, 801_000_000_500)])


def test_a_day_of_birth_is_refused_where_a_month_is_wanted() -> None:
    with pytest.raises(BadInput, match="full date of birth") as error:
        refuse("born", ["2015-06-01", "2015-06-17"], births=True)
    assert "the first is row 3" in str(error.value)
    assert "17" not in str(error.value)
    refuse("born", ["2015-06-01", "2015-06"], births=True)
    refuse("happened", ["2015-06-17"])


def test_a_first_row_of_values_in_place_of_names_is_refused_without_being_shown() -> None:
    with pytest.raises(BadInput, match="names of columns are expected") as error:
        refuse("someone@example.org", ["x"])
    assert "example.org" not in str(error.value)
    assert "column 1" in str(error.value)


@given(
    st.sampled_from([NHS, "EX1 1AA", "someone@example.org", "07700 900123", FREE_TEXT]), st.integers(0, 40), st.integers(0, 40)
)
def test_one_identifier_is_found_wherever_it_stands(cell: str, before: int, after: int) -> None:
    with pytest.raises(BadInput) as error:
        refuse("remark", ["fine"] * before + [cell] + ["fine"] * after)
    assert f"1 row, the first is row {before + 2}" in str(error.value)
    assert cell not in str(error.value)
