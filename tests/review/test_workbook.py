"""Workbooks: what is locked and what is open, lists of answers, and text that stays text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from neglect_triage.errors import BadInput
from neglect_triage.review.read_back import MOST_NAMED, read_answers, text_after
from neglect_triage.review.workbook import Sheet, write_workbook
from tests.review.filled import fill

HOSTILE = ["=1+1", "+cmd", "-2", "@SUM(A1)", "a\x07b", "\u202eright", "<b>"]
ASKED = {"Judged": ["No", "Yes"], "Minutes": []}
SHEET = Sheet("Contacts", ["Contact", "Judged", "Minutes"], [[text, None, None] for text in HOSTILE], ASKED)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_workbook(tmp_path / "one.xlsx", ["SYNTHETIC DATA", "Sample: abc"], [SHEET])
    return tmp_path / "one.xlsx"


def test_only_answers_can_be_changed_and_they_come_from_their_list(path: Path) -> None:
    book = load_workbook(path)
    own = book["Contacts"]
    assert all(book[name].protection.sheet for name in book.sheetnames)
    open_cells = {cell.coordinate for row in own.iter_rows() for cell in row if not cell.protection.locked}
    assert open_cells == {f"{column}{row}" for column in "BC" for row in range(2, len(HOSTILE) + 2)}
    rules = {str(rule.sqref): rule for rule in own.data_validations.dataValidation}
    assert rules["B2:B8"].type == "list"
    place = str(rules["B2:B8"].formula1)
    assert [cell[0].value for cell in book["Answers"][place.split("!")[1].replace("$", "")]] == ["No", "Yes"]
    assert rules["C2:C8"].type == "decimal"
    assert book["Answers"].sheet_state == "hidden"


def test_no_text_of_the_source_becomes_a_formula_or_hides(path: Path) -> None:
    cells = [row[0] for row in load_workbook(path)["Contacts"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:4] == HOSTILE[:4]
    assert all(cell.quotePrefix for cell in cells[:4])
    assert "\x07" not in cells[4].value
    assert "\u202e" not in cells[5].value


def test_the_same_content_gives_the_same_bytes_at_another_time(path: Path, tmp_path: Path) -> None:
    time.sleep(1.1)
    write_workbook(tmp_path / "two.xlsx", ["SYNTHETIC DATA", "Sample: abc"], [SHEET])
    assert path.read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_what_was_filled_in_is_read_back_and_blanks_stay_blank(path: Path) -> None:
    fill(path, "Contacts", {(2, "Judged"): "Yes", (3, "Minutes"): 12.5, (4, "Judged"): "  "})
    table = read_answers(path, "Contacts", SHEET.headings, ASKED)
    assert len(table) == len(HOSTILE)
    assert table["Judged"].tolist()[:3] == ["Yes", None, None]
    assert table["Minutes"].tolist()[:2] == [None, 12.5]
    assert text_after("Sample:", path, "Read me") == "abc"
    assert text_after("Reviewer:", path, "Read me") == ""


def test_a_wrong_answer_is_named_by_sheet_row_and_column_and_never_by_what_it_holds(path: Path) -> None:
    fill(path, "Contacts", {(3, "Judged"): "Jane Smith says no", (5, "Minutes"): "soon", (6, "Minutes"): -1})
    with pytest.raises(BadInput) as caught:
        read_answers(path, "Contacts", SHEET.headings, ASKED)
    said = str(caught.value)
    assert "sheet Contacts, row 3, column Judged" in said
    assert "sheet Contacts, row 5, column Minutes" in said
    assert "row 6, column Minutes" in said
    assert "Jane" not in said
    assert "soon" not in said


def test_no_more_wrong_answers_are_named_than_a_person_can_read(tmp_path: Path) -> None:
    many = Sheet("Contacts", ["Contact", "Judged"], [[str(number), None] for number in range(60)], {"Judged": ["Yes"]})
    write_workbook(tmp_path / "many.xlsx", [], [many])
    fill(tmp_path / "many.xlsx", "Contacts", {(row, "Judged"): "Perhaps" for row in range(2, 62)})
    with pytest.raises(BadInput, match="60 answers are not on the list") as caught:
        read_answers(tmp_path / "many.xlsx", "Contacts", many.headings, many.answers)
    assert str(caught.value).count("column Judged") == MOST_NAMED


@pytest.mark.parametrize("content", [None, b"", b"no workbook", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "bad.xlsx").write_bytes(content)
    with pytest.raises(BadInput, match="no workbook to read"):
        read_answers(tmp_path / "bad.xlsx", "Contacts", ["Contact"], {})


def test_a_missing_sheet_and_changed_headings_are_refused(path: Path) -> None:
    with pytest.raises(BadInput, match="lacks a sheet"):
        read_answers(path, "Reviews", ["Contact"], {})
    with pytest.raises(BadInput, match="sheet Contacts, row 1, column 2"):
        read_answers(path, "Contacts", ["Contact", "Decided", "Minutes"], {})
