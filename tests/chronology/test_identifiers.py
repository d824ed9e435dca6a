from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from neglect_triage.chronology.identifiers import refuse_identifiers, refuse_named_files
from neglect_triage.chronology.plain_form import plain_form
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


def test_no_canonical_column_or_word_is_refused() -> None:
    for table in tables().values():
        for column in table.columns:
            refuse(column, ["x"])
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
        refuse("ref", ["ok", "fine", cell, cell, "x"])
    assert means in str(error.value)
    assert "own.csv, column ref: 2 rows, the first is row 4" in str(error.value)
    assert cell not in str(error.value)


@pytest.mark.parametrize(
    "cells",
    [
        ["2013B", "2013J"],
        ["A1", "c000123", "e-17"],
        ["2020-01-01", "31/12/2020"],
        ["ab12cd34ef567890ab12cd34ef567890"],
        ["00000000123", "00000000456"],
        ["1.2.3.4", "10.4.2.1", "2.31.0.12"],
        ["fe80:1", "12:30:45", "AB12CDE", "53.8", "passport 2019"],
        ["an answer of a few words only"],
        ["child@2022-01-01", "ssd_person.csv:17", "List 3!17"],
        ["2 of 3 placements", "10 days before the review", "3 Early Help"],
        ["ab447700900123cd", "0f3a447700900123"],
        ["12345678-943-476-5919-0123456789ab"],
        ["x" * 200],
    ],
)
def test_pseudonyms_codes_and_dates_are_not_refused(cells: list[str]) -> None:
    refuse("ref", cells)


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
            refuse("person_id", [upn.calc_check_digit(number) + number])


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
        refuse("ref", ["fine"] * before + [cell] + ["fine"] * after)
    assert f"1 row, the first is row {before + 2}" in str(error.value)
    assert cell not in str(error.value)


FULL_WIDTH = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))
ARABIC = str.maketrans("0123456789", "".join(chr(0x660 + digit) for digit in range(10)))
SPELLINGS = [
    str,
    lambda text: text.translate(FULL_WIDTH),
    lambda text: text.translate(ARABIC),
    lambda text: f"{text[:3]}\u200b{text[3:]}",
]
SEPARATORS = [" ", "  ", "\u00a0", "\u2009", "\t", "-", "\u2013", "\u2212", ".", "/", "\u2044", "_", "\u00ad-"]


@pytest.mark.parametrize("spell", SPELLINGS)
@pytest.mark.parametrize("between", SEPARATORS)
@pytest.mark.parametrize(
    ("means", "parts"),
    [
        ("an NHS number", ("943", "476", "5919")),
        ("a postcode", ("EX1", "1AA")),
        ("a telephone number", ("07700", "900123")),
        ("a national insurance number", ("AB", "12", "34", "56", "C")),
        ("pupil number", (UPN[0], UPN[1:4], UPN[4:8], UPN[8:])),
    ],
)
def test_an_identifier_is_found_however_it_is_spelt(
    means: str, parts: tuple[str, ...], between: str, spell: Callable[[str], str]
) -> None:
    with pytest.raises(BadInput, match=means):
        refuse("ref", ["fine", spell(between.join(parts))])


@pytest.mark.parametrize(
    ("means", "cell"),
    [
        ("an NHS number", "NHS9434765919"),
        ("an NHS number", "943 476 5918"),
        ("an NHS number", "943.476.5918"),
        ("a network address", "81.2.69.142"),
        ("a network address", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
        ("a driving licence number", "MORGA657054SM9IJ"),
        ("a registration number of a vehicle", "AB12 CDE"),
        ("a passport number", "passport no. 123456789"),
        ("a place on the map", "53.8008,-1.5491"),
        ("an NHS number", "9.434765919E+09"),
        ("a temporary unique pupil number", "Z80120000111B"),
        ("a national insurance number", "qq123456c"),
        ("a postcode", "lives EX11AA"),
        ("an e-mail address", "someone(at)example.org"),
        ("an e-mail address", "someone\uff20example.org"),
        ("an e-mail address", "someone%40example.org"),
        ("a telephone number", "447700900123"),
        ("a telephone number", "7700900123"),
        ("a web address", "https://example.org/page"),
        ("a web address", "facebook.com/someone"),
        ("a name on social media", "@some_one"),
        ("an address", "1 Acacia Avenue"),
        ("an address", "22a high street, Exeter"),
        ("an address", "Flat 3, The Old Mill"),
        ("an address", "14 Orchard Close"),
        ("free text", FREE_TEXT.replace(" ", "\u00a0")),
        ("free text", FREE_TEXT.replace(" ", "_")),
    ],
)  # fmt: skip
def test_other_kinds_of_identifiers_are_refused(means: str, cell: str) -> None:
    with pytest.raises(BadInput, match=means) as error:
        refuse("ref", ["fine", cell])
    assert cell not in str(error.value)


@pytest.mark.parametrize(
    ("means", "cell"),
    [
        ("an NHS number", "NHS: 943,476,5919"),
        ("an NHS number", "943:476:5919"),
        ("an NHS number", "9,434,765,919"),
        ("an NHS number", "94347 65919"),
        ("an NHS number", "94 34 76 59 19"),
        ("an NHS number", "9 4 3 4 7 6 5 9 1 9"),
        ("an NHS number", "009434765919"),
        ("an NHS number", "943&nbsp;476&#160;5919"),
        ("an NHS number", "943%20476%205919"),
        ("an NHS number", "943+476+5919"),
        ("an NHS number", "(943) 476-5919"),
        ("an NHS number", '{"nhs": 9434765919}'),
        ("a unique pupil number", f"UPN{UPN}"),
        ("a national insurance number", "NINOAB123456C"),
        ("a national insurance number", "AB  123456  C"),
        ("a postcode", "PC:EX11AA"),
        ("a postcode", "Exeter,EX11AA"),
        ("a postcode", '"EX11AA"'),
        ("a postcode", "EX1+1AA"),
        ("a postcode", "\u0415\u04251 1\u0410\u0410"),
        ("a telephone number", "07700,900,123"),
        ("a telephone number", "00 44 7700 900123"),
        ("a telephone number", "+353 87 123 4567"),
        ("an e-mail address", "someone at example dot org"),
        ("an e-mail address", "someone@example[dot]org"),
        ("an e-mail address", "someone{at}example.org"),
        ("an e-mail address", "someone@hospital"),
        ("a web address", "someone.co.uk"),
        ("a web address", "file:///C:/someone"),
        ("a web address", "t.me/someone"),
        ("a place of a file", "D:\\Cases\\someone"),
        ("a place of a file", "\\\\server\\someone"),
        ("a name on social media", "(@some_one)"),
        ("a name on social media", "snapchat: someone99"),
        ("an address", "12 Mill Ln"),
        ("an address", "14 ORCHARD CLOSE"),
        ("an address", "9 Ocean Boulevard"),
        ("an address", "14_orchard_road"),
        ("an address", "PO Box 77"),
        ("an address", "3 Heol y Bont"),
        ("a date of birth", "DOB:17.06.15"),
        ("a date of birth", "born 17 June 2015"),
        ("a date of birth", "birthday 3rd of May 2011"),
        ("a date of birth", '{"date_of_birth": "2015-06-17"}'),
        ("a date of birth", "DOB17062015"),
        ("a name of a person", '{"name": "Amelia Smith"}'),
        ("a name of a person", "surname=Smith"),
        ("a name of a person", "known as Amelia"),
    ],
)
def test_identifiers_are_found_in_the_spellings_of_other_systems(means: str, cell: str) -> None:
    with pytest.raises(BadInput, match=means) as error:
        refuse("ref", ["fine", cell])
    assert cell not in str(error.value)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-01-05 10:30:00", "05/01/2024 10:30", "1,250,000", "+12", "seen at home", "at 3 months", "unborn", "a@1",
        "born early", "3 weeks close monitoring", "known to youth justice", "list.csv:17", "a:b", "SNOMED:160303001", "AB123456",
        "48 HOUR COURT ORDER",
    ],
)  # fmt: skip
def test_times_figures_and_phrases_are_not_taken_for_them(cell: str) -> None:
    refuse("ref", ["fine", cell])


def test_a_negative_number_hides_no_nhs_number() -> None:
    with pytest.raises(BadInput, match="NHS number"):
        refuse("ref", [-9434765919, 3])


def test_nhs_numbers_among_other_numbers_are_found_where_chance_does_not_explain_them() -> None:
    others = [str(4_000_000_000 + 7 * number) for number in range(900)]
    valid = [number for number in map(str, range(9_434_000_000, 9_434_002_000)) if nhs.is_valid(number)][:100]
    refuse("ref", others)
    with pytest.raises(BadInput, match="NHS number"):
        refuse("ref", [*others, *valid])


def test_a_day_of_birth_beside_its_declared_month_is_refused_whatever_its_column_is_called() -> None:
    frame = pd.DataFrame({"born_in": ["2015-06", "2014-02", "2013-01"], "day": ["17/06/2015", "01/02/2014", "2013-01-30"]})
    frame = frame.assign(seen=["2015-06-18", "2019-02-03", "2020-01-30"]).set_axis([2, 3, 4])
    with pytest.raises(BadInput, match=r"(?s)full date of birth.*column day: 2 rows, the first is row 2"):
        refuse_identifiers([OwnFile("own.csv", frame)], [("own.csv", "born_in")])
    refuse_identifiers([OwnFile("own.csv", frame.drop(columns="day"))], [("own.csv", "born_in")])


def test_a_column_without_a_cell_is_not_refused() -> None:
    file = OwnFile("own.csv", pd.DataFrame({"code": pd.Series(["A B"], dtype="str")[:0]}))
    refuse_identifiers([file], [])


@pytest.mark.parametrize("name", ["943 476 5919.csv", "2024/9434765919.xlsx", "EX1 1AA/contacts.csv", "someone@example.org.csv"])
def test_a_file_or_folder_named_after_an_identifier_is_refused_without_its_name(name: str) -> None:
    with pytest.raises(BadInput, match="name of a file or folder") as error:
        refuse_named_files(["contacts.csv", name])
    assert name not in str(error.value)


def test_usual_names_of_files_are_not_refused() -> None:
    refuse_named_files(
        [
            "Annex A 2024-03-31/List 3 - Referrals.csv",
            "cin_2024_final.xml",
            "ssd_person.parquet",
            "health/2023_was_not_brought.csv",
        ]
    )


@given(st.text())
def test_the_plain_form_of_a_plain_form_is_itself(text: str) -> None:
    assert plain_form(plain_form(text)) == plain_form(text)
