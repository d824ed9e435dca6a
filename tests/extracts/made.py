"""Files made for the tests of the readers."""

from __future__ import annotations

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


def ods(path: Path, rows: str | bytes, manifest: str = "<manifest/>") -> Path:
    """Write an OpenDocument spreadsheet with one sheet, List 1, of these rows (XML)."""
    names = " ".join(f'xmlns:{kind}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for kind in ("office", "table", "text"))
    start = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="List 1">'
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", start.encode() + (rows if isinstance(rows, bytes) else rows.encode()) + end.encode())
    return path
