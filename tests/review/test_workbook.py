"""Workbooks: what is locked and what is open, lists of answers, and text that stays text."""

from __future__ import annotations

import csv
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from neglect_triage.errors import BadInput
from neglect_triage.review.read_back import MOST_NAMED, read_answers, text_after
from neglect_triage.review.workbook import DAY, WORDS, Sheet, write_workbooks
from tests.review.filled import fill, write_workbook

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


def test_words_and_days_can_be_written_too_and_nothing_else_is_unlocked(tmp_path: Path) -> None:
    sheet = Sheet("Agenda", ["Contact", "Finding", "Due"], [["one", None, None]], {"Finding": WORDS, "Due": DAY})
    write_workbook(tmp_path / "one.xlsx", [], [sheet])
    own = load_workbook(tmp_path / "one.xlsx")["Agenda"]
    assert {str(rule.sqref): rule.type for rule in own.data_validations.dataValidation} == {"B2": "textLength", "C2": "date"}
    assert own["C2"].number_format == "dd/mm/yyyy"
    assert {cell.coordinate for row in own.iter_rows() for cell in row if not cell.protection.locked} == {"B2", "C2"}


def test_a_workbook_that_somebody_may_have_filled_in_is_never_written_over(path: Path) -> None:
    new, other = path.with_name("new.xlsx"), path.with_name("other.xlsx")
    same, changed = (["SYNTHETIC DATA", "Sample: abc"], [SHEET]), (["SYNTHETIC DATA", "Sample: def"], [SHEET])
    write_workbooks({path: same, new: same}, "--out")  # a command that was stopped half way can be run again
    fill(path, "Contacts", {(2, "Judged"): "Yes"})
    filled = path.read_bytes()
    for workbooks in ({path: same, other: same}, {path: changed, other: changed}, {new: changed, other: changed}):
        with pytest.raises(BadInput, match="somebody may have filled it in") as stopped:
            write_workbooks(workbooks, "--sheet")
        assert "--sheet" in stopped.value.do
    assert path.read_bytes() == filled
    assert not other.exists()


def test_no_text_of_the_source_becomes_a_formula_or_hides(path: Path) -> None:
    cells = [row[0] for row in load_workbook(path)["Contacts"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:4] == [f"'{text}" for text in HOSTILE[:4]]
    assert "\x07" not in cells[4].value
    assert "\u202e" not in cells[5].value


def test_no_cell_becomes_a_formula_after_the_workbook_was_saved_as_csv(path: Path, tmp_path: Path) -> None:
    for name, sheet in pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl").items():
        sheet.to_csv(tmp_path / f"{name}.csv", index=False, header=False)
        for row in csv.reader((tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()):
            assert not [cell for cell in row if cell.strip()[:1] in set("=+-@\t\r")]


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
    words = str(caught.value)
    assert "sheet Contacts, row 3, column Judged" in words
    assert "sheet Contacts, row 5, column Minutes" in words
    assert "row 6, column Minutes" in words
    assert "Jane" not in words
    assert "soon" not in words


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
    with pytest.raises(BadInput, match=r"no workbook to read|A workbook is damaged"):
        read_answers(tmp_path / "bad.xlsx", "Contacts", ["Contact"], {})


def test_a_missing_sheet_and_changed_headings_are_refused(path: Path) -> None:
    with pytest.raises(BadInput, match="lacks a sheet"):
        read_answers(path, "Reviews", ["Contact"], {})
    with pytest.raises(BadInput, match="sheet Contacts, row 1, column 2"):
        read_answers(path, "Contacts", ["Contact", "Decided", "Minutes"], {})


@pytest.mark.parametrize("formula", ["=1/0", '="Yes"', "=#REF!"])
def test_a_formula_without_a_stored_value_is_refused_by_its_cell(path: Path, formula: str) -> None:
    """openpyxl, like other programs that make workbooks, stores no value with a formula."""
    fill(path, "Contacts", {(3, "Judged"): formula})
    with pytest.raises(BadInput, match=r"sheet Contacts, cell B3 \(column Judged\)"):
        read_answers(path, "Contacts", SHEET.headings, ASKED)


def test_a_chart_sheet_of_the_name_is_no_sheet_to_read(tmp_path: Path) -> None:
    book = Workbook()
    book.create_chartsheet("Contacts")
    book.save(tmp_path / "chart.xlsx")
    with pytest.raises(BadInput, match="lacks a sheet"):
        read_answers(tmp_path / "chart.xlsx", "Contacts", ["Contact"], {})


@pytest.mark.parametrize("place", ["XFE1", "A1048577", "ZZZ9999999", "A0", "1A", ""])
def test_a_cell_beyond_the_sheet_ends_in_a_message_or_changes_nothing(path: Path, place: str) -> None:
    _change_part(path, "xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'r="A3"', f'r="{place}"'.encode()))
    _read_or_refused(path)


PARTS = ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet2.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_broken_workbook_ends_in_a_message_and_never_in_a_traceback(path: Path, data: st.DataObject) -> None:
    broken = path.with_name("broken.xlsx")
    broken.write_bytes(path.read_bytes())

    def damage(xml: bytes) -> bytes:
        start = data.draw(st.integers(0, len(xml)))
        end = data.draw(st.one_of(st.just(len(xml)), st.integers(start, min(start + 40, len(xml)))))
        return xml[:start] + data.draw(st.binary(max_size=6)) + xml[end:]

    _change_part(broken, data.draw(st.sampled_from(PARTS)), damage)
    _read_or_refused(broken)


def _change_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _read_or_refused(path: Path) -> None:
    try:
        read_answers(path, "Contacts", SHEET.headings, ASKED)
        text_after("Sample:", path, "Read me")
    except BadInput:
        return
