"""Files made for the tests of the readers."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

CONTACTS = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age of Child (Years)",
    "Date of Contact",
    "Contact Source",
]
REFERRALS = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of referral", "Referral Source",
    "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker",
]  # fmt: skip


def workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[Any]]]) -> Path:
    """Write sheets of rows as xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def contact(child: Any = "A1", date: Any = "01/02/2024", source: Any = "6") -> list[Any]:
    """Return a row under `CONTACTS`."""
    return [child, "a) Female", "a) WBRI", "2015-03-01", 8, date, source]


def referral(child: Any = "A1", date: Any = "01/02/2024") -> list[Any]:
    """Return a row under `REFERRALS`."""
    return [child, "a) Female", "a) WBRI", "2015-03-01", 8, date, "6", "b) No", 1, "T1", "W1"]


def census(*children: str, header: str = "<ReferenceDate>2024-03-31</ReferenceDate><Year>2024</Year>") -> str:
    """Return a census file with these elements inside its children."""
    parts = "".join(f"<Child>{child}</Child>" for child in children)
    return f"<Message><Header><CollectionDetails>{header}</CollectionDetails></Header><Children>{parts}</Children></Message>"


def person(child: str = "A1", inside: str = "<PersonBirthDate>2015-03-01</PersonBirthDate>") -> str:
    """Return a child's identifiers."""
    return f"<ChildIdentifiers><LAchildID>{child}</LAchildID>{inside}</ChildIdentifiers>"


def episode(inside: str = "", date: str = "2023-05-01") -> str:
    """Return an episode of need."""
    return f"<CINdetails><CINreferralDate>{date}</CINreferralDate>{inside}</CINdetails>"


_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
_REST = '<table:table-cell table:number-columns-repeated="{}"/>'
_ROW = f"<table:table-row>{_CELL}{_CELL}{_REST.format(16_382)}</table:table-row>"
_END = f'<table:table-row table:number-rows-repeated="1048574">{_REST.format(16_384)}</table:table-row>'
ODS_ROWS = _ROW.format("id", "day") + _ROW.format("1", "x") + _END  # with the empty ends that spreadsheet programs write


def ods(path: Path, rows: str | bytes, manifest: str = "<manifest/>", before: str = "") -> Path:
    """Write an OpenDocument spreadsheet with one sheet, List 1, of these rows, and what stands `before` it (both XML)."""
    names = " ".join(f'xmlns:{kind}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for kind in ("office", "table", "text"))
    start = f'<office:document-content {names}><office:body><office:spreadsheet>{before}<table:table table:name="List 1">'
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", start.encode() + (rows if isinstance(rows, bytes) else rows.encode()) + end.encode())
    return path


Record = tuple[int, bytes]


def xls(path: Path, cells: Iterable[Record], settings: Iterable[Record] = (), length: int = 4096) -> Path:
    """Write an old workbook with one sheet, List 1, of these records of cells; a `length` under 4,096 uses small sectors."""
    start = (0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0, 0, 0, 0))
    part_of_sheet = _records([start, *cells, (0x000A, b"")])
    name = struct.pack("<HBB", 0, 6, 0) + b"List 1"
    settings = [start, *settings]
    place = len(_records([*settings, (0x0085, bytes(4) + name), (0x000A, b"")]))
    stream = _records([*settings, (0x0085, struct.pack("<I", place) + name), (0x000A, b"")]) + part_of_sheet
    path.write_bytes(_compound(stream.ljust(length, b"\0")))
    return path


def xls_text(row: int, column: int, text: str) -> Record:
    """Return the record of a cell with a text."""
    return 0x0204, struct.pack("<4HB", row, column, 0, len(text), 0) + text.encode("latin-1")


def xls_number(row: int, column: int, number: float) -> Record:
    """Return the record of a cell with a number."""
    return 0x0203, struct.pack("<3Hd", row, column, 0, number)


def xls_error(row: int, column: int, code: int) -> Record:
    """Return the record of a cell with an error: 0x17 is #REF!, 0x2A #N/A."""
    return 0x0205, struct.pack("<3H2B", row, column, 0, code, 1)


def xls_formula(row: int, column: int, result: float | bytes, options: int = 0) -> Record:
    """Return the record of a formula; a result of bytes is a kind and its content (2, 0, 0x17: the error #REF!)."""
    stored = struct.pack("<d", result) if isinstance(result, float) else result.ljust(6, b"\0") + b"\xff\xff"
    return 0x0006, struct.pack("<3H", row, column, 0) + stored + struct.pack("<HIH", options, 0, 3) + b"\x1e\1\0"


def _records(records: Iterable[Record]) -> bytes:
    return b"".join(struct.pack("<2H", kind, len(data)) + data for kind, data in records)


def _compound(stream: bytes) -> bytes:
    """Return a compound file that holds one stream, Workbook: sectors 0 its table, 1 its directory, 2 of small sectors."""
    none, last = 0xFFFFFFFF, 0xFFFFFFFE
    small = len(stream) < 4096
    count = -(-len(stream) // 512)
    table = [0xFFFFFFFD, last, last, *range(4, 3 + count), last]
    pieces = -(-len(stream) // 64)
    small_table = [*range(1, pieces), last] if small else []

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        place = struct.pack("<H2B3I", len(text), kind, 1, none, none, child)
        return text.ljust(64, b"\0") + place + bytes(36) + struct.pack("<2I", first, size) + bytes(4)

    root = entry("Root Entry", 5, 1, 3 if small else last, count * 512 if small else 0)
    directory = root + entry("Workbook", 2, none, 0 if small else 3, len(stream))
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header = signature + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 2 if small else last, int(small), last, 0)
    sectors = [struct.pack(f"<{len(table)}I", *table), directory, struct.pack(f"<{len(small_table)}I", *small_table)]
    filler = (b"\xff", b"\0", b"\xff")
    body = b"".join(sector.ljust(512, fill) for sector, fill in zip(sectors, filler, strict=True))
    return header + struct.pack("<109I", 0, *[none] * 108) + body + stream.ljust(count * 512, b"\0")
