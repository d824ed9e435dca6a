"""Workbooks as people send them back: sorted, cut, merged, saved by another program. No judgement reaches another child."""

from __future__ import annotations

import datetime as dt
import logging
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.review.by_sheet import OWN_COLUMN, REVIEWS, ROW, headings, read_reviews, write_reviews
from neglect_triage.review.questions import questions
from neglect_triage.sealed_log import read_log
from tests.remedies.following import follow
from tests.review.filled import fill, judged

ASKED = questions(load_vocabulary().nouns)
ANSWERS = ASKED.reviewers.judgements[:4]
POINTS = pd.DataFrame(
    {
        "point_id": [f"k{number}" for number in range(1, 5)],
        "child_id": ["4711", "4712", "c3", "c4"],
        "as_of": pd.to_datetime(["2022-03-01", "2022-03-02", "2022-03-02", "2022-03-05"]),
    }
)
CELLS = {cell: text for row, answer in enumerate(ANSWERS, start=2) for cell, text in judged(ASKED, row, answer).items()}
BESIDE = [question.answers[0] for question in ASKED.reviewers.with_own.values()]
LAST = len(headings(ASKED))
GIVEN = [f"k{number}" for number in range(1, 5)]
SHEET_PART = "xl/worksheets/sheet2.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook in which the n-th contact was given the n-th answer of the list."""
    write_reviews(tmp_path / "reviews.xlsx", POINTS, "lead-2", ASKED, [])
    fill(tmp_path / "reviews.xlsx", REVIEWS, CELLS)
    return tmp_path / "reviews.xlsx"


def read(path: Path, points: pd.DataFrame = POINTS) -> dict[str, str]:
    """Return the own judgement of each contact in the log, after the workbook was read."""
    read_reviews(path, path.parent / "log", points, "", ASKED, lambda: dt.datetime(2024, 5, 1, tzinfo=dt.UTC))
    return {entry["contact"]: entry["judgement"] for entry in read_log(path.parent / "log") if "judgement" in entry}


def as_given(*contacts: str) -> dict[str, str]:
    return {name: answer for name, answer in zip(GIVEN, ANSWERS, strict=True) if name in (contacts or GIVEN)}


def refused(path: Path, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        read(path)
    assert read_log(path.parent / "log") == []


def changed(path: Path, change: Callable[[Worksheet], object]) -> Path:
    book = load_workbook(path)
    change(book[REVIEWS])
    book.save(path)
    return path


def rows_of(sheet: Worksheet) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def sort(sheet: Worksheet, first: int, last: int) -> None:
    """Sort columns of a sheet downwards, as a person does who marks them alone."""
    for row, cells in enumerate(reversed(rows_of(sheet)), start=2):
        for column in range(first, last + 1):
            sheet.cell(row, column).value = cells[column - 1]


def make_older(sheet: Worksheet) -> None:
    """Take out what older versions did not write: what is asked beside own judgements, and the numbers of the rows."""
    sheet.delete_cols(LAST)
    sheet.delete_cols(5, len(BESIDE))


def test_rows_that_were_sorted_whole_keep_their_judgements(path: Path) -> None:
    assert read(changed(path, lambda sheet: sort(sheet, 1, LAST))) == as_given()


@pytest.mark.parametrize("last", [3, 5])
def test_contacts_that_were_sorted_without_the_end_of_their_rows_are_refused(path: Path, last: int) -> None:
    refused(changed(path, lambda sheet: sort(sheet, 1, last)), r"may stand beside another child[\s\S]*row \d, column Contact")


def test_numbers_that_were_sorted_alone_are_refused(path: Path) -> None:
    refused(changed(path, lambda sheet: sort(sheet, LAST, LAST)), "may stand beside another child")


def test_a_workbook_of_an_older_version_is_read_in_its_order_with_a_warning(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    changed(path, make_older)
    with caplog.at_level(logging.WARNING):
        assert read(path) == as_given()
    assert "Check that all are there: 4" in caplog.text


def test_a_sorted_workbook_of_an_older_version_is_refused(path: Path) -> None:
    changed(path, make_older)
    refused(changed(path, lambda sheet: sort(sheet, 1, 6)), "do not stand where they were written")


@pytest.mark.parametrize("row", [2, 3, 5])
def test_a_deleted_row_is_missed(path: Path, row: int) -> None:
    refused(changed(path, lambda sheet: sheet.delete_rows(row)), f"taken out, added or changed[\\s\\S]*column {ROW}")


def test_a_row_of_another_sheet_is_refused(path: Path, tmp_path: Path) -> None:
    write_reviews(tmp_path / "one.xlsx", POINTS[:1], "lead-2", ASKED, [])
    write_reviews(tmp_path / "others.xlsx", POINTS[1:], "lead-2", ASKED, [])
    other = rows_of(load_workbook(tmp_path / "others.xlsx")[REVIEWS])[0]
    refused(changed(tmp_path / "one.xlsx", lambda sheet: sheet.append(other)), "taken out, added or changed")


def test_rows_that_a_filter_hides_are_read(path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:J5"
        sheet.row_dimensions[3].hidden = True

    assert read(changed(path, hide)) == as_given()


@pytest.mark.parametrize("area", ["D3:D4", "A2:A3", "D5:E5"])
def test_merged_cells_are_refused_by_the_first_of_them(path: Path, area: str) -> None:
    refused(changed(path, lambda sheet: sheet.merge_cells(area)), f"were merged[\\s\\S]*cell {area[:2]}")


def test_cells_that_are_merged_beside_the_table_matter_to_nobody(path: Path) -> None:
    assert read(changed(path, lambda sheet: sheet.merge_cells("L2:M3"))) == as_given()


def test_what_stands_beside_the_table_is_left_out_and_said_without_a_word_of_it(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert read(changed(path, lambda sheet: sheet.cell(3, 12, "ask Jane"))) == as_given()
    assert "column L: 1 cells stand beside the table" in caplog.text
    assert "Jane" not in caplog.text


@pytest.mark.parametrize("row", [6, 9])
def test_a_note_below_the_table_is_named_by_its_row(path: Path, row: int) -> None:
    refused(changed(path, lambda sheet: sheet.cell(row, 1, "ask Jane")), f"row {row}, column Contact")


def test_a_column_put_in_between_and_a_renamed_sheet_are_refused(path: Path) -> None:
    refused(changed(path, lambda sheet: sheet.insert_cols(3)), "row 1, column 3")
    changed(path, lambda sheet: sheet.delete_cols(3))
    book = load_workbook(path)
    book[REVIEWS].title = "Reviews (2)"
    book.save(path)
    refused(path, "lacks a sheet")


def test_ids_that_became_numbers_and_days_that_became_dates_are_those_that_were_written(path: Path) -> None:
    def retyped(sheet: Worksheet) -> None:
        sheet["B2"], sheet["B3"] = 4711, 4712.0
        sheet["C2"], sheet["C3"] = dt.date(2022, 3, 1), dt.datetime(2022, 3, 2, 0, 0)

    assert read(changed(path, retyped)) == as_given()


@pytest.mark.parametrize(
    ("cell", "value", "column"), [("B2", 4712, "Child"), ("B2", 4711.5, "Child"), ("C2", dt.date(2022, 1, 3), "Day")]
)
def test_another_number_or_date_is_refused(path: Path, cell: str, value: object, column: str) -> None:
    refused(changed(path, lambda sheet: sheet.__setitem__(cell, value)), f"row 2, column {column}")


def test_an_id_that_a_spreadsheet_rounds_is_refused(tmp_path: Path) -> None:
    """Whole numbers are exact below two to the power of 53: beyond it one child's number becomes another's."""
    points = POINTS.assign(child_id=["9007199254740992", "9007199254740993", "c3", "c4"])
    write_reviews(tmp_path / "reviews.xlsx", points, "lead-2", ASKED, [])
    changed(tmp_path / "reviews.xlsx", lambda sheet: sheet.__setitem__("B2", 9007199254740992))
    with pytest.raises(BadInput, match="row 2, column Child"):
        read(tmp_path / "reviews.xlsx", points)


@pytest.mark.parametrize("value", [True, False, 1, dt.date(2022, 1, 3), "=TRUE()"])
def test_an_answer_of_another_kind_is_no_answer(path: Path, value: object) -> None:
    refused(changed(path, lambda sheet: sheet.__setitem__("D4", value)), rf"row 4, column {OWN_COLUMN}|cell D4")


def part_changed(path: Path, change: Callable[[str], str]) -> Path:
    """Change the XML of the sheet, as other programs write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET_PART] = change(parts[SHEET_PART].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def answer_as(cell: str) -> Callable[[str], str]:
    """Return a change that puts another form of the first answer into its cell."""
    return lambda xml: re.sub(r'<c r="D2"[^>]*>.*?</c>', lambda _: cell.format(ANSWERS[0]), xml)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2" t="inlineStr"><is><t>{}</t></is></c>',
        '<c r="D2" t="inlineStr"><is><r><t xml:space="preserve"> {}</t></r></is></c>',
        '<c r="D2" t="str"><f t="shared" ref="D2:D3" si="0">A1</f><v>{}</v></c>',
        '<c r="D2" t="str"><v>{}\u00a0</v></c>',
    ],
)
def test_the_same_answer_in_the_form_of_another_program_is_read(path: Path, cell: str) -> None:
    assert read(part_changed(path, answer_as(cell))) == as_given()


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="D2"><f t="shared" si="0"/></c>',
        "<c><f>A1</f></c>",
        '<c r="D2" t="e"><v>#N/A</v></c>',
        '<c r="D2" t="b"><v>1</v></c>',
        '<c r="D2" t="d"><v>2022-03-01</v></c>',
    ],
)
def test_a_formula_without_a_value_an_error_a_truth_value_or_a_date_is_no_answer(path: Path, cell: str) -> None:
    refused(part_changed(path, answer_as(cell)), rf"row 2, column {OWN_COLUMN}|cell D2")


def test_a_day_in_iso_form_is_the_day_that_was_written(path: Path) -> None:
    day = lambda xml: re.sub(r'<c r="C2"[^>]*>.*?</c>', '<c r="C2" t="d"><v>2022-03-01</v></c>', xml)  # noqa: E731
    assert read(part_changed(path, day)) == as_given()


REMEDIES: dict[str, tuple[Callable[[Worksheet], object], Callable[[Worksheet], object]]] = {
    "unmerge the cells (Merge & Centre), and fill in each of them": (
        lambda sheet: sheet.merge_cells("D3:D4"),
        lambda sheet: (sheet.unmerge_cells("D3:D4"), sheet.__setitem__("D4", ANSWERS[2])),
    ),
    "put the rows back, or fill in a fresh copy; no judgement of this workbook was taken in": (
        lambda sheet: sheet.delete_rows(5),
        lambda sheet: sheet.append(["k4", "c4", "5 March 2022", ANSWERS[3], *BESIDE, None, None, "4 of 4"]),
    ),
    "undo the sorting, or fill in a fresh copy; no judgement of this workbook was taken in": (
        lambda sheet: sort(sheet, 1, 3),
        lambda sheet: sort(sheet, 1, 3),
    ),
}


@pytest.mark.parametrize("remedy", REMEDIES)
def test_a_workbook_is_read_after_its_remedy(path: Path, remedy: str) -> None:
    damage, mend = REMEDIES[remedy]
    changed(path, damage)
    follow(lambda: read(path), remedy, lambda: changed(path, mend))
    assert read(path) == as_given()


def test_a_workbook_that_was_saved_as_something_else_is_saved_again(path: Path) -> None:
    other = [path.with_suffix(".csv")]
    other[0].write_text("Contact;Child", encoding="utf-8")
    remedy = "open the workbook that was filled in, and save it as Excel workbook (.xlsx)"
    follow(lambda: read(other[0]), remedy, lambda: other.insert(0, path))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
@pytest.mark.parametrize("name", ["reviews.csv", "reviews.ods", "reviews.xls"])
def test_another_kind_of_file_is_refused_with_what_to_save(path: Path, name: str, encoding: str) -> None:
    other = path.with_name(name)
    other.write_bytes("Contact;Child;Day\r\nk1;4711;1,5\r\n".encode(encoding))
    refused(other, r"no workbook as it was written[\s\S]*save it as Excel workbook")
