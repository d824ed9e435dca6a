"""Files that could do harm or mislead: each is refused by name, before it is unpacked, and no cell's value is told."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from neglect_triage.errors import BadInput
from neglect_triage.extracts.files import workbooks
from neglect_triage.extracts.files.office_open import office_open_extents
from neglect_triage.extracts.files.opening import open_sheets
from tests.extracts.made import CONTACTS, ODS_ROWS, contact, ods, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOOK = (
    '<workbook xmlns="urn:b" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="List 1" sheetId="1" r:id="r1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="urn:r"><Relationship Id="r1" Type="urn:x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def refused(folder: Path, name: str) -> BadInput:
    with pytest.raises(BadInput) as error:
        open_sheets(folder, name)
    assert name in error.value.where
    assert error.value.do
    return error.value


def archive(path: Path, sheet: str = "<worksheet><sheetData/></worksheet>", more: Mapping[str, str | bytes] = {}) -> Path:
    """Write the least that is a workbook, with more parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        parts = {"xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELATIONS, "xl/worksheets/sheet1.xml": sheet}
        for name, content in {**parts, **more}.items():
            book.writestr(name, content)
    return path


def workbook_with(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """Write a workbook whose first sheet's XML is changed."""
    workbook(path, {"List 1": [CONTACTS, contact()]})
    with zipfile.ZipFile(path) as book:
        parts = {part.filename: book.read(part) for part in book.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, change(content) if name.endswith("sheet1.xml") else content)
    return path


def test_a_bomb_is_refused_by_its_declared_sizes(tmp_path: Path) -> None:
    archive(tmp_path / "a.xlsx", more={"xl/media/zeros.bin": bytes(40_000_000)})
    assert "unpacks to more" in refused(tmp_path, "a.xlsx").what


def test_a_bomb_that_declares_too_little_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", more={"xl/media/zeros.bin": bytes(40_000_000)})
    content = path.read_bytes().replace(struct.pack("<I", 40_000_000), struct.pack("<I", 1_000))
    crc, lie = zlib.crc32(bytes(40_000_000)), zlib.crc32(bytes(1_000))
    path.write_bytes(content.replace(struct.pack("<I", crc), struct.pack("<I", lie)))
    assert zipfile.ZipFile(path).testzip() is None  # the standard library sees nothing wrong
    assert "unpacks to more" in refused(tmp_path, "a.xlsx").what


def test_a_cell_in_the_farthest_corner_is_refused_and_styled_empty_cells_are_not(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    workbook_with(tmp_path / "far.xlsx", lambda xml: xml.replace(b"</sheetData>", far))
    assert "unpacks to more" in refused(tmp_path, "far.xlsx").what
    workbook_with(tmp_path / "styled.xlsx", lambda xml: xml.replace(b"</sheetData>", far.replace(b"><v>1</v></c>", b"/>")))
    assert len(open_sheets(tmp_path, "styled.xlsx")[0].cells) == 2


@pytest.mark.parametrize("start", [b'<c t="n" r="XFD1048576">', b"<c r='XFD1048576'>", b'<c\nr = "XFD1048576">'])
def test_a_cell_in_the_farthest_corner_is_refused_however_it_is_written(tmp_path: Path, start: bytes) -> None:
    far = b'<row r="1048576">' + start + b"<v>1</v></c></row></sheetData>"
    workbook_with(tmp_path / "far.xlsx", lambda xml: xml.replace(b"</sheetData>", far))
    assert "unpacks to more" in refused(tmp_path, "far.xlsx").what


def test_cells_without_a_place_of_their_own_are_counted_by_their_rows(tmp_path: Path) -> None:
    cells = "<c><v>1</v></c>" * 100
    archive(tmp_path / "a.xlsx", f'<worksheet><sheetData><row r="1048576">{cells}</row></sheetData></worksheet>')
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book, pytest.raises(BadInput, match="unpacks to more"):
        office_open_extents(book, "a.xlsx")


@pytest.mark.parametrize("piece", [b"<c ", b"<c><f>", b'<c r="A1"><f>', b"<row ", b"<c r=", b"< ", b"<f>"])
def test_a_sheet_made_to_be_searched_for_ever_is_not(tmp_path: Path, piece: bytes) -> None:
    workbook_with(tmp_path / "a.xlsx", lambda xml: xml.replace(b"</sheetData>", piece * 200_000 + b"</sheetData>"))
    with suppress(BadInput):
        assert len(open_sheets(tmp_path, "a.xlsx")[0].cells) == 2


@pytest.mark.parametrize("name", ["/etc/x", "../../x", "..\\x", "C:/x", "xl/../../x"])
def test_parts_whose_names_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    archive(tmp_path / "a.xlsx", more={name: "x"})
    assert "leads out" in refused(tmp_path, "a.xlsx").what


def test_document_types_and_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]>'
    workbook_with(tmp_path / "a.xlsx", lambda xml: bomb + xml)
    assert "damaged" in refused(tmp_path, "a.xlsx").what


def test_formulas_without_stored_values_are_counted_by_column(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"S": [["=1+1", "=2+2", 1], ["=1+1", None, 2]]})
    assert open_sheets(tmp_path, "a.xlsx")[0].unvalued == {0: 2, 1: 1}
    stored = workbook_with(tmp_path / "b.xlsx", lambda xml: xml.replace(b"<v>8</v>", b"<f>4+4</f><v>8</v>"))
    assert open_sheets(tmp_path, stored.name)[0].unvalued == {}
    empty = workbook_with(tmp_path / "c.xlsx", lambda xml: xml.replace(b' t="n"><v>8</v>', b' t="str"><f>A9</f><v></v>'))
    assert open_sheets(tmp_path, empty.name)[0].unvalued == {}


@pytest.mark.parametrize("kind", [b' t="e"', b" t='e'"])
def test_an_error_is_counted_in_whichever_quotation_marks_its_cell_says_so(tmp_path: Path, kind: bytes) -> None:
    book = workbook_with(tmp_path / "a.xlsx", lambda xml: xml.replace(b' t="n"><v>8</v>', kind + b"><v>#REF!</v>"))
    assert list(open_sheets(tmp_path, book.name)[0].broken.values()) == [1]


def test_formulas_and_errors_of_cells_without_a_reference_are_counted_where_they_stand(tmp_path: Path) -> None:
    first, third = '<c r="B1"><f>A1</f></c><c><f>A1</f></c>', '<c/><c s="1"><f>A1</f><v/></c><c t="e"><v>#REF!</v></c>'
    rows = f"<row>{first}</row><row/><row>{third}</row>"
    book = workbook_with(tmp_path / "a.xlsx", lambda xml: re.sub(b"<row.*</row>", rows.encode(), xml, flags=re.DOTALL))
    sheet = open_sheets(tmp_path, book.name)[0]
    assert (sheet.unvalued, sheet.broken) == ({1: 2, 2: 1}, {2: 1})
    assert sheet.first_lacking == {1: 1, 2: 1}


@pytest.mark.parametrize("rows", ['<row r="2"/><row r="1"/>', '<row r="3"/><row r="3"/>', '<row/><row/><row r="2"/>'])
def test_rows_of_a_workbook_out_of_order_which_the_parser_would_lose_are_refused(tmp_path: Path, rows: str) -> None:
    workbook_with(tmp_path / "a.xlsx", lambda xml: re.sub(b"<row.*</row>", rows.encode(), xml, flags=re.DOTALL))
    assert "damaged" in refused(tmp_path, "a.xlsx").what


def test_a_workbook_that_counts_days_from_1904_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.save(tmp_path / "a.xlsx")
    assert "1904" in refused(tmp_path, "a.xlsx").what


@pytest.mark.parametrize("line", ["x" * 3_000_000, "x," * 1_500_000, "\n" * 10 + "x" * 3_000_000])
def test_a_line_that_is_too_long_is_refused_without_being_held(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.csv").write_text(line)
    assert "too long" in refused(tmp_path, "a.csv").what


def test_a_file_of_one_gigabyte_in_one_line_is_refused_at_once(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as sparse:
        sparse.write(b"id,date," * 1_000)
        sparse.truncate(2**30)  # zeros, which take no room on the disk
    assert "too long" in refused(tmp_path, "a.csv").what


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,note\n1,x\n2,"open\n' + "3,x\n" * 5)
    error = refused(tmp_path, "a.csv")
    assert "not closed" in error.what
    assert error.where == "a.csv, line 3"
    (tmp_path / "b.csv").write_text('id,note\n1,"open\n' + "3,x\n" * 100_000)
    assert "not closed" in refused(tmp_path, "b.csv").what


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", OLE + bytes(600), "old workbook"),
        ("a.xlsx", b"<html><table><tr><td>Smith", "web page"),
        ("a.xlsx", b"id,date\n1,Smith\n", "text file"),
        ("a.xls", b"id\tdate\n1\tSmith\n", "text file"),
        ("a.xls", b"PK\x03\x04" + bytes(600), "xlsx"),
        ("a.csv", b"PK\x03\x04" + bytes(600), "zip archive"),
        ("a.csv", OLE + bytes(600), "old workbook"),
        ("a.csv", b"\xef\xbb\xbf \n<!DOCTYPE html><p>Smith", "web page"),
        ("a.parquet", b"id,date\n1,Smith\n", "text file"),
        ("a.csv", b"PAR1" + bytes(600), "Parquet"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_apart(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    error = refused(tmp_path, name)
    assert "not what its name says" in error.what
    assert words in error.expected
    assert "Smith" not in str(error)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.xlsx", OLE + bytes(4000) + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", b"PK\x03\x04" + bytes(600), "damaged"),
        ("a.ods", b"PK\x03\x04" + bytes(600), "damaged"),
        ("a.xls", OLE + bytes(600), "damaged"),
        ("a.parquet", b"PAR1" + bytes(600), "Parquet"),
        ("a.csv", b"\x00\x01\x02\x03" * 200, "not text"),
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"", "empty"),
        ("a.zip", b"PK\x03\x04", "packed file"),
        ("a.csv.gz", b"\x1f\x8b", "packed file"),
        ("a.docx", b"PK\x03\x04", "kind that cannot be read"),
        ("a.xlsb", b"PK\x03\x04", "kind that cannot be read"),
        ("a", b"id", "kind that cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert what in refused(tmp_path, name).what


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    assert "folder" in refused(tmp_path, "a.csv").what
    assert "missing" in refused(tmp_path, "b.csv").what


def test_an_encrypted_part_and_a_part_twice_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "password" in refused(tmp_path, "a.xlsx").what
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(archive(tmp_path / "b.xlsx"), "a") as book:
        book.writestr("xl/workbook.xml", BOOK)
    assert "damaged" in refused(tmp_path, "b.xlsx").what


class PanicException(BaseException):
    """What the parser raises, by its name, when it gives up in its own language."""


def test_a_panic_of_the_parser_is_a_damaged_workbook_and_is_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def panic(path: Path) -> None:
        os.write(2, b"thread panicked at Smith")
        raise PanicException("Smith")

    monkeypatch.setattr(workbooks, "CalamineWorkbook", SimpleNamespace(from_path=panic))
    (tmp_path / "a.xls").write_bytes(OLE + bytes(600))
    assert "damaged" in refused(tmp_path, "a.xls").what
    os.write(2, b"spoken again")
    assert capfd.readouterr().err == "spoken again"


def test_an_ods_sheet_is_read_and_its_repeated_empty_cells_are_no_bomb(tmp_path: Path) -> None:
    ods(tmp_path / "a.ods", ODS_ROWS)
    (sheet,) = open_sheets(tmp_path, "a.ods")
    assert sheet.cells.fillna("").to_numpy().tolist() == [["id", "day"], ["1", "x"]]


def test_an_ods_cell_repeated_without_end_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    ods(tmp_path / "a.ods", f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')
    assert "unpacks to more" in refused(tmp_path, "a.ods").what


def test_an_ods_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    ods(tmp_path / "a.ods", "", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
    assert "password" in refused(tmp_path, "a.ods").what


def test_parquet_of_lists_and_of_no_rows_is_read(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["1"], "codes": [["1A", "2B"]]}).to_parquet(tmp_path / "a.parquet")
    assert len(open_sheets(tmp_path, "a.parquet")[0].cells) == 1
    pd.DataFrame({"id": pd.Series(dtype="str")}).to_parquet(tmp_path / "b.parquet")
    assert open_sheets(tmp_path, "b.parquet")[0].cells.empty
