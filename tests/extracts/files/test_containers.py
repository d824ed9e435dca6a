"""What is checked of a workbook holds for every container: first day, stored values, errors, used range."""

from __future__ import annotations

import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from neglect_triage.errors import BadInput
from neglect_triage.extracts.files.compound_files import read_stream
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.files.sheets import Sheet
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.recognising.headers import find_table
from tests.extracts.made import CONTACTS, Record, contact, ods, xls, xls_error, xls_formula, xls_number, xls_text

TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ERROR = f'office:value-type="float" office:value="0" calcext:value-type="error" {CALCEXT}'
EMPTY_TEXT = b"\3"
REF, NOT_AVAILABLE = b"\2\0\x17", b"\2\0\x2a"


def sheet_of(path: Path) -> Sheet:
    return open_sheets(path.parent, path.name)[0]


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def formula(attributes: str, text: str = "") -> str:
    return f'<table:table-cell table:formula="of:=A1" {attributes}>{text and f"<text:p>{text}</text:p>"}</table:table-cell>'


def xlsx_from_1904(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def xls_from_1904(folder: Path) -> Path:
    return xls(folder / "a.xls", [xls_number(0, 0, 43844.0)], [(0x0022, b"\1\0")])


def ods_from_1904(folder: Path) -> Path:
    setting = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    return ods(folder / "a.ods", row(TEXT.format("id")), before=setting)


@pytest.mark.parametrize("made", [xlsx_from_1904, xls_from_1904, ods_from_1904])
def test_a_workbook_that_counts_from_1904_is_refused(tmp_path: Path, made: Callable[[Path], Path]) -> None:
    with pytest.raises(BadInput, match="1904") as error:
        sheet_of(made(tmp_path))
    assert "CSV" in error.value.do


@pytest.mark.parametrize(("day", "read"), [("1899-12-30", True), ("1899-12-30T00:00:00", True), ("1900-01-01", False)])
def test_an_ods_workbook_may_count_from_the_usual_day_alone(tmp_path: Path, day: str, read: bool) -> None:
    path = ods(tmp_path / "a.ods", row(TEXT.format("id")), before=f'<table:null-date table:date-value="{day}"/>')
    if read:
        assert sheet_of(path).cells.to_numpy().tolist() == [["id"]]
    else:
        with pytest.raises(BadInput, match="from 1900"):
            sheet_of(path)


@pytest.mark.parametrize("length", [2048, 4096, 60_000])
def test_an_old_workbook_that_counts_as_usual_is_read_from_small_and_large_streams(tmp_path: Path, length: int) -> None:
    cells = [xls_text(0, 0, "id"), xls_number(1, 0, 45000.0), xls_formula(2, 0, 7.0)]
    sheet = sheet_of(xls(tmp_path / "a.xls", cells, [(0x0022, b"\0\0")], length))
    assert sheet.cells.to_numpy().tolist() == [["id"], [45000.0], [7.0]]
    assert (sheet.name, sheet.unvalued, sheet.broken) == ("List 1", {}, {})


@pytest.mark.parametrize(
    ("formulas", "unvalued"),
    [
        ([xls_formula(0, 0, EMPTY_TEXT), xls_formula(1, 0, EMPTY_TEXT), xls_formula(1, 2, EMPTY_TEXT)], {0: 2, 2: 1}),
        ([xls_formula(0, 0, 0.0, options=2)], {0: 1}),
        ([xls_formula(0, 0, b"\0")], {0: 1}),
        ([xls_formula(0, 0, b"\0"), xls_formula(1, 0, 7.0)], {0: 1}),
        ([xls_formula(0, 0, EMPTY_TEXT), xls_formula(1, 0, 7.0)], {}),
        ([xls_formula(0, 0, 0.0)], {}),
        ([xls_formula(0, 0, EMPTY_TEXT), xls_formula(1, 0, b"\1\0\1")], {}),
        ([xls_formula(0, 0, EMPTY_TEXT), xls_formula(1, 0, b"\0"), (0x0207, b"\1\0\0x")], {}),
    ],
)
def test_formulas_of_an_old_workbook_that_nobody_calculated_are_counted(
    tmp_path: Path, formulas: list[Record], unvalued: dict[int, int]
) -> None:
    assert sheet_of(xls(tmp_path / "a.xls", formulas)).unvalued == unvalued


def test_errors_of_an_old_workbook_are_counted_without_what_is_not_available(tmp_path: Path) -> None:
    cells = [xls_error(0, 0, 0x17), xls_error(0, 1, 0x2A), xls_formula(1, 2, REF), xls_formula(1, 3, NOT_AVAILABLE)]
    sheet = sheet_of(xls(tmp_path / "a.xls", [*cells, xls_formula(2, 4, 1.0)]))
    assert (sheet.broken, sheet.unvalued) == ({0: 1, 2: 1}, {})


def test_formulas_and_errors_of_an_ods_workbook_are_counted(tmp_path: Path) -> None:
    cells = [
        formula('office:value-type="float"'),
        formula('office:value-type="float" office:value="1"', "1"),
        formula('office:value-type="string"'),
        formula(ERROR, "Err:508"),
        formula(f'office:value-type="string" office:string-value="" calcext:value-type="error" {CALCEXT}', "#REF!"),
        formula('office:value-type="string"', "#NAME?"),
        formula(f'office:value-type="string" office:string-value="" calcext:value-type="error" {CALCEXT}', "#N/A"),
        formula('office:value-type="date" office:date-value="2024-01-15" table:number-columns-repeated="2"', "15/01/2024"),
        formula('office:value-type="date" table:number-columns-repeated="2"'),
        TEXT.format("#REF!"),
    ]
    sheet = sheet_of(ods(tmp_path / "a.ods", row(*cells)))
    assert sheet.unvalued == {0: 1, 9: 1, 10: 1}
    assert sheet.broken == {3: 1, 4: 1, 5: 1}


def test_errors_of_an_xlsx_workbook_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for place, error in {"A1": "#REF!", "B1": "#N/A", "C1": "#DIV/0!", "C2": "#VALUE!"}.items():
        book.active[place] = error
        book.active[place].data_type = "e"
    book.active["D1"] = "text about #REF!"
    book.save(tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx").broken == {0: 1, 2: 2}


def xls_contacts(folder: Path, *cells: Record) -> Sheet:
    headers = [xls_text(0, place, header) for place, header in enumerate(CONTACTS)]
    return sheet_of(xls(folder / "a.xls", [*headers, *(xls_text(1, n, str(cell)) for n, cell in enumerate(contact())), *cells]))


@pytest.mark.parametrize(
    ("cell", "what"),
    [(xls_error(2, 5, 0x17), "1 cell holds an error"), (xls_formula(2, 5, EMPTY_TEXT), "1 cell holds a formula")],
)
def test_a_column_in_use_without_its_values_stops_and_others_do_not(tmp_path: Path, cell: Record, what: str) -> None:
    with pytest.raises(BadInput, match=what) as error:
        find_table(xls_contacts(tmp_path, cell), load_format("annex_a"))
    assert error.value.where == "a.xls!List 1, column F"
    other = (cell[0], cell[1][:2] + struct.pack("<H", 9) + cell[1][4:])
    find_table(xls_contacts(tmp_path, other), load_format("annex_a"))


@pytest.mark.parametrize(
    "cell",
    [
        (0x0200, struct.pack("<2I3H", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)),
        (0x0203, struct.pack("<3Hd", 0xFFFF, 0xFFFF, 0, 1.0)),
        (0x00BD, struct.pack("<3HIH", 0xFFFF, 0, 0, 0, 0xFFFF)),
    ],
)
def test_a_used_range_of_an_old_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path, cell: Record) -> None:
    with pytest.raises(BadInput, match="unpacks to more"):
        sheet_of(xls(tmp_path / "a.xls", [cell]))


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="password"):
        sheet_of(xls(tmp_path / "a.xls", [], [(0x002F, bytes(54))]))


def test_a_compound_file_whose_sectors_lead_in_a_circle_or_out_of_it_is_refused(tmp_path: Path) -> None:
    content = xls(tmp_path / "a.xls", [xls_number(0, 0, 1.0)]).read_bytes()
    assert len(read_stream(content, ("Workbook", "Book"))) == 4096
    for following in (3, 4_000):  # of sector 3, with which the stream begins
        changed = content[: 512 + 12] + struct.pack("<I", following) + content[512 + 16 :]
        with pytest.raises(ValueError, match=r"sector|end|index"):
            read_stream(changed, ("Workbook",))
    with pytest.raises(ValueError, match="unpack"):
        read_stream(content, ("Other",))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5631), st.integers(0, 255)), min_size=1, max_size=30), st.integers(0, 5632))
def test_a_damaged_old_workbook_is_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]], end: int) -> None:
    cells = [xls_text(0, 0, "id"), xls_number(1, 0, 45000.0), xls_formula(2, 0, 7.0)]
    content = bytearray(xls(tmp_path / "a.xls", cells).read_bytes())
    for place, byte in changes:
        content[place] = byte
    (tmp_path / "a.xls").write_bytes(content[: max(end, 1)] if end % 2 else content)
    with suppress(BadInput):
        assert len(sheet_of(tmp_path / "a.xls").cells) <= 3
