"""Taking sheets for tables and columns for roles: acceptance points 1, 2 and 6 of the format facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.files.sheets import Sheet
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.recognising.found import FoundTable, Unrecognised
from neglect_triage.extracts.recognising.headers import find_table, letters
from neglect_triage.extracts.recognising.matching import SheetMatching
from neglect_triage.extracts.recognising.names import fold_name, list_number
from tests.extracts.made import CONTACTS, REFERRALS, contact, referral, workbook

ANNEX_A = load_format("annex_a")


def sheet(rows: list[list[Any]], name: str = "", file: str = "export.csv") -> Sheet:
    width = max(map(len, rows), default=0)
    cells = pd.DataFrame([[*row, *[None] * (width - len(row))] for row in rows], dtype=object)
    cells.index = pd.RangeIndex(1, len(rows) + 1)
    return Sheet(file, name, cells.dropna(how="all"))


def found(rows: list[list[Any]], name: str = "", file: str = "export.csv", **correction: Any) -> FoundTable:
    result = find_table(sheet(rows, name, file), ANNEX_A, SheetMatching(**correction))
    assert isinstance(result, FoundTable), result
    return result


def unrecognised(rows: list[list[Any]], name: str = "", file: str = "export.csv", **correction: Any) -> Unrecognised:
    result = find_table(sheet(rows, name, file), ANNEX_A, SheetMatching(**correction))
    assert isinstance(result, Unrecognised), result
    return result


@pytest.mark.parametrize("above", [[], [["List 1: Contacts"]], [["Title"], [], [None, "made on 1 April"], []]])
def test_the_header_may_stand_below_a_title_and_blank_rows(above: list[list[Any]]) -> None:
    table = found([*above, CONTACTS, contact()])
    assert table.table == "contacts"
    assert table.header_row == len(above) + 1
    assert table.places.to_list() == [f"export.csv!{len(above) + 2}"]
    assert table.cells["date"].to_list() == ["01/02/2024"]


@pytest.mark.parametrize("name", ["List_3", "List 3", "LIST 03", "List 3 - Referrals", "Referrals", "AnnexAList3", "Sheet1"])
def test_a_sheet_is_known_by_number_by_name_or_by_its_columns(name: str) -> None:
    assert found([REFERRALS, referral()], name, "annex.xlsx").table == "referrals"


@pytest.mark.parametrize("name", ["Annex A List 10.csv", "list_10_2024.csv", "List 11.csv", "2024/List-10 adoption.csv"])
def test_list_10_and_11_are_never_taken_for_list_1(name: str) -> None:
    rows = [["Individual adopter identifier", "Child Unique ID", "Date of Contact"], ["x", "A1", "2024-02-01"]]
    assert found(rows, file=name).table == ("adopters" if "11" in name else "adoption")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("List 1", 1),
        ("list_10", 10),
        ("Lists 1 - 11", None),
        ("List 1-11", None),
        ("List 3 2024-25", 3),
        ("Listing 4", None),
        ("1", None),
    ],
)
def test_the_number_of_a_list_is_a_word_of_its_own(name: str, number: int | None) -> None:
    assert list_number(name) == number


def test_a_list_by_number_that_lacks_its_columns_is_taken_for_nothing_else() -> None:
    assert "Date of referral" in unrecognised([CONTACTS, contact()], "List 3").why


def test_other_sheets_are_left_alone_and_none_of_their_cells_is_named() -> None:
    secret = "Child Smith"
    result = unrecognised([["Guidance"], ["Child Unique ID", secret], ["Gender", secret]], "Guidance")
    assert secret not in repr(result)


def test_columns_that_fit_two_tables_alike_are_taken_for_none() -> None:
    assert "several tables" in unrecognised([["Child Unique ID", "Date of Birth"], ["A1", "2015-03-01"]]).why


@pytest.mark.parametrize(
    "own",
    [
        "date of contact",
        "DATE OF CONTACT ",
        "Date\u00a0of\u00a0Contact",
        "DateOfContact",
        "date_of_contact",
        "Date-of-Contact:",
        "Date of Contact (dd/mm/yyyy)",
        "Ｄate of Contact",
        "“Date of Contact”",
    ],
)
def test_headers_fit_however_they_are_spelled(own: str) -> None:
    assert found([["child unique id", own], ["A1", "01/02/2024"]]).matched == {"child": "child unique id", "date": own}


@pytest.mark.parametrize(
    ("own", "role"),
    [
        ("Was the child assessed as requiring LA children’s social care support", "support"),
        ("Was the child assessed as requiring LA childrens so", "support"),
        ("Continuous Assessment Date of Authoris", "authorised"),
        ("Age", "age"),
    ],
)
def test_headers_fit_with_other_quotes_cut_short_and_without_brackets(own: str, role: str) -> None:
    table = found([["Child Unique ID", "Continuous Assessment Start Date", own], ["A1", "01/02/2024", "x"]])
    assert table.matched[role] == own


def test_a_header_that_fits_two_roles_goes_to_the_better_fit() -> None:
    table = found(
        [["Child Unique ID", "Date of Contact", "date of contact", "Source", "Contact Source"], ["A1", "x", "y", "s", "6"]]
    )
    assert table.matched == {"child": "Child Unique ID", "date": "Date of Contact", "source": "Contact Source"}
    assert table.unmatched == ["date of contact", "Source"]


def test_few_columns_are_enough_and_worker_and_names_are_not_kept() -> None:
    table = found([["Child Unique ID", "Date of referral", "Allocated Worker"], ["A1", "01/02/2024", "W1"]])
    assert table.table == "referrals"
    assert list(table.cells) == ["child", "date"]
    assert table.matched["worker"] == "Allocated Worker"


def test_the_users_corrections_win() -> None:
    rows = [["Key", "When", "Contact Source"], ["A1", "01/02/2024", "6"]]
    assert isinstance(unrecognised(rows), Unrecognised)
    roles = {"Key": "child", "When": "date", "Contact Source": "ignore"}
    table = found(rows, table="contacts", columns=roles)
    assert table.matched == {"child": "Key", "date": "When"}
    assert table.unmatched == ["Contact Source"]
    assert "ignored" in unrecognised([CONTACTS, contact()], table="ignore").why


def test_a_column_without_a_header_is_named_by_its_letter() -> None:
    table = found([["Child Unique ID", "Date of Contact"], ["A1", "01/02/2024", "x"]])
    assert table.unmatched == ["column C, without a header"]
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_rows_that_tell_nothing_are_left_out_by_name_and_counted() -> None:
    rows = [
        CONTACTS, contact("A1"), [], contact(None), ["A2"], ["Total", None, None, None, None, None, 2], [None, "Grand total", 2],
        CONTACTS, contact("n/a"), contact("A3"),
    ]  # fmt: skip
    table = found(rows)
    assert table.cells["child"].to_list() == ["A1", "A3"]
    assert table.skipped == {
        "export.csv!4": "no identifier",
        "export.csv!5": "only an identifier",
        "export.csv!6": "a totals row",
        "export.csv!7": "a totals row",
        "export.csv!8": "the header again",
        "export.csv!9": "no identifier",
    }
    assert table.rows_read == 8


class TestTwoColumnsOfOneName:
    ROWS = (contact(child="A"), contact(child="B"))

    def test_stop_where_one_is_in_use_and_they_differ(self) -> None:
        place = CONTACTS.index("Date of Contact") if "Date of Contact" in CONTACTS else 2
        rows = [[*CONTACTS, CONTACTS[place]], *([*row, "other"] for row in self.ROWS)]
        with pytest.raises(BadInput, match="Two columns have the same name") as stopped:
            find_table(sheet(rows, "List 1"), ANNEX_A)
        assert f"columns {letters(place)} and {letters(len(CONTACTS))}" in stopped.value.where

    @pytest.mark.parametrize("again", [lambda row: row[2], lambda _: None])
    def test_are_no_matter_where_the_other_is_empty_or_the_same(self, again: Any) -> None:
        rows = [[*CONTACTS, CONTACTS[2]], *([*row, again(row)] for row in self.ROWS)]
        assert len(found(rows, "List 1").cells) == 2


def test_rows_under_the_header_of_another_table_are_left_out_by_name() -> None:
    rows = [CONTACTS, contact(child="A"), CONTACTS, contact(child="B"), REFERRALS, referral(), referral()]
    table = found(rows, "List 1")
    assert table.cells["child"].tolist() == ["A", "B"]
    assert list(table.skipped.values()) == ["the header again", *["under the header of another table in the sheet"] * 3]


def test_a_total_in_the_first_column_is_no_child_with_the_number_that_is_totalled() -> None:
    rows = [["Contact ID", *CONTACTS], *(["C1", *contact(child=name)] for name in "AB"), ["Grand Total:", *contact(child="2")]]
    assert list(found(rows, "List 1").skipped.values()) == ["a totals row"]


def test_a_header_without_rows_is_a_table_without_rows() -> None:
    table = found([["List 1: contacts"], CONTACTS])
    assert table.cells.empty
    assert list(table.cells) == ["child", "sex", "ethnicity", "birth", "date", "source"]
    assert table.rows_read == 0


def csv(folder: Path, text: str) -> FoundTable:
    (folder / "List 1.csv").write_text(text, encoding="utf-8")
    result = find_table(open_sheets(folder, "List 1.csv")[0], ANNEX_A)
    assert isinstance(result, FoundTable)
    return result


HEAD = "Child Unique ID,Gender,Date of Contact,Contact Source\n"


def test_csv_rows_with_a_separator_in_a_cell_are_torn(tmp_path: Path) -> None:
    table = csv(tmp_path, HEAD + "A1,F,01/02/2024,6\nA2,F,x,01/02/2024,6\nA3,F,01/02/2024,6,,\nA4,F,01/02/2024,6\n")
    assert table.cells["child"].to_list() == ["A1", "A3", "A4"]
    assert table.torn == ["List 1.csv!3"]


def test_csv_rows_that_a_line_break_tore_are_torn(tmp_path: Path) -> None:
    lines = [
        "A1,F,01/02/2024,6",
        "A2,F,01/02",
        "/2024,6",
        "A3,F",
        " note",
        " more,01/02/2024,6",
        "A4,F,01/02/2024",
        "A5,F,01/02/2024,6",
    ]
    table = csv(tmp_path, HEAD + "\n".join(lines))
    assert table.cells["child"].to_list() == ["A1", "A4", "A5"]
    assert table.torn == [f"List 1.csv!{row}" for row in (3, 4, 5, 6, 7)]


def test_csv_rows_whose_empty_end_a_spreadsheet_left_out_are_kept(tmp_path: Path) -> None:
    # Of five columns, two rows of three cells add up to one row; a block of such rows is no torn line.
    text = "Child Unique ID,Date of Contact,Gender,Ethnicity,Contact Source\n" + "".join(
        f"A{row},01/02/2024,F\n" for row in range(16)
    )
    table = csv(tmp_path, text)
    assert len(table.cells) == 16
    assert not table.torn


def test_many_short_rows_are_told_apart_in_reasonable_time(tmp_path: Path) -> None:
    table = csv(tmp_path, HEAD + "x\n" * 20_000 + "A1,F,01/02/2024,6\n" * 30_000 + "A1,F,01/02/2024\nx\n" * 10_000)
    assert table.rows_read == 70_000
    assert len(table.cells) == 40_000


def test_formulas_without_stored_values_are_refused_where_they_matter(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"List 1": [CONTACTS, contact(), contact(date="=TODAY()"), contact(date="=TODAY()")]})
    (first,) = open_sheets(tmp_path, "a.xlsx")
    with pytest.raises(BadInput, match="2 cells hold a formula") as error:
        find_table(first, ANNEX_A)
    assert error.value.where == "a.xlsx!List 1, column F"
    workbook(tmp_path / "b.xlsx", {"List 1": [[*CONTACTS, "Days"], [*contact(), "=1+1"]]})
    assert isinstance(find_table(open_sheets(tmp_path, "b.xlsx")[0], ANNEX_A), FoundTable)


def test_spelling_makes_no_difference_but_letters_and_digits_do() -> None:
    assert fold_name(" Child’s  ‘ID’ (Y/N)? ") == "childsidyn"
    assert fold_name("List 1") != fold_name("List 11")
