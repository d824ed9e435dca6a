"""The extent of each sheet of a workbook, and its formulas without a value, found before a library unpacks the sheets.

Readers of workbooks allocate the whole used range, so one cell in the last row and column would fill any memory.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lxml import etree
from openpyxl.utils import column_index_from_string

from ...errors import BadInput
from .archives import damaged, protected, too_large, unpacked

_MOST_CELLS = 50_000_000
_LONGEST_ROW = 2**26  # bytes
_WIDEST_UNPLACED = 100  # columns
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# A cell that is not empty, with its place; one without a place of its own, which follows from those before it; a formula with
# the attributes of its cell and the beginning of its value. None reads past the next "<", or a crafted sheet could stall it.
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^<>]*(?<!/)>(?!</)""")
_UNPLACED = re.compile(rb"""<(?:\w+:)?c(?![^<>]*\sr\s*=)(?:\s[^<>]*)?(?<!/)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br\s*=\s*["'](\d{1,7})["']""")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c(\s[^<>]*)(?<!/)>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*(<(?:\w+:)?v(?:\s[^<>]*)?>[^<])?"
)
_TEXT_RESULT = re.compile(rb"""\st\s*=\s*["']str["']""")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Extent:
    """The last row and column that hold a value, and for each column (from 0) its formulas without a stored value."""

    rows: int = 0
    columns: int = 0
    unvalued: Counter[int] = field(default_factory=Counter)

    def reach(self, row: int, column: int, where: str) -> None:
        """Extend to a cell; stop if the used range becomes too large to allocate."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows * self.columns > _MOST_CELLS:
            raise too_large(where)


def extents(archive: zipfile.ZipFile, suffix: str, where: str) -> dict[str, Extent]:
    """Return the extent of each sheet by its name; every part of the archive is unpacked once, in chunks.

    Raises
    ------
    BadInput : a part is damaged, unpacks to more than it declares, or declares a document type or entities; the used range
        of a sheet is too large; days are counted from 1904.
    """
    parts = {part.filename.lstrip("/"): part for part in archive.infolist()}
    if suffix == ".ods":
        if any(b"encryption-data" in chunk for chunk in _checked(archive, parts.pop("META-INF/manifest.xml", None), where)):
            raise protected(where)
        found = _of_ods(_checked(archive, parts.pop("content.xml", None), where), where)
    else:
        found = {
            sheet: _of_sheet(_checked(archive, parts.pop(part, None), where), where)
            for sheet, part in _sheets(archive, parts, where).items()
        }
    for part in parts.values():
        for _ in _checked(archive, part, where):
            pass
    return found


def _checked(archive: zipfile.ZipFile, part: zipfile.ZipInfo | None, where: str) -> Iterator[bytes]:
    if part is None:
        raise damaged(where)
    last = b""
    for chunk in unpacked(archive, part, where):
        if part.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(last + chunk):
            raise damaged(where)
        last = chunk[-16:]
        yield chunk


def _sheets(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], where: str) -> dict[str, str]:
    """Return the name of the part of each sheet."""
    relations = _parsed(_checked(archive, parts.get("xl/_rels/workbook.xml.rels"), where), where)
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations.iterfind("{*}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    root = _parsed(_checked(archive, parts.get("xl/workbook.xml"), where), where)
    if any(settings.get("date1904") in ("1", "true") for settings in root.iterfind("{*}workbookPr")):
        raise BadInput(
            "A workbook counts its days from 1904, so that plain numbers would be read as days four years early.",
            where=where,
            do='switch "Use 1904 date system" off in its options, check the dates, and save it; or save each list as CSV',
        )
    sheets = {}
    for sheet in root.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(_related(sheet))
        if target:
            path = PurePosixPath(target) if target.startswith("/") else PurePosixPath("/xl") / target
            sheets[sheet.get("name", "")] = path.as_posix().lstrip("/")
    return sheets


def _related(sheet: Any) -> str | None:
    strict = next((value for key, value in sheet.attrib.items() if etree.QName(key).localname == "id"), None)
    related: str | None = sheet.get(_RELATED, strict)
    return related


def _parsed(chunks: Iterable[bytes], where: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        return parser.close()
    except etree.XMLSyntaxError:
        raise damaged(where) from None


def _of_sheet(chunks: Iterable[bytes], where: str) -> Extent:
    extent, held = Extent(), b""
    for chunk in chunks:
        held += chunk
        end = held.rfind(b"row>") + 4  # after the last complete row
        if end > 3:
            _take_rows(extent, held[:end], where)
            held = held[end:]
        elif len(held) > _LONGEST_ROW:
            if b"row" in held:
                raise damaged(where)
            held = held[-8:]  # text before and after the rows
    _take_rows(extent, held, where)
    return extent


def _take_rows(extent: Extent, rows: bytes, where: str) -> None:
    cells = _CELL.findall(rows)
    if cells:
        last = max(int(row) for row in {row for _, row in cells})
        extent.reach(last, max(map(_column, {column for column, _ in cells})), where)
    if _UNPLACED.search(rows):
        extent.reach(max(map(int, _ROW.findall(rows)), default=1), _WIDEST_UNPLACED, where)
    for attributes, value in _FORMULA.findall(rows) if b"<f" in rows or b":f" in rows else ():
        reference = _CELL.match(b"<c" + attributes + b">")
        if reference and not value and not _TEXT_RESULT.search(attributes):
            extent.unvalued[_column(reference[1]) - 1] += 1


def _column(letters: bytes) -> int:
    number: int = column_index_from_string(letters.decode())
    return number


def _of_ods(chunks: Iterable[bytes], where: str) -> dict[str, Extent]:
    found: dict[str, Extent] = {}
    extent, row = Extent(), 0
    tags = (f"{_TABLE}table", f"{_TABLE}table-row")
    parser = etree.XMLPullParser(events=("start", "end"), tag=tags, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for event, element in parser.read_events():
                if event == "start" and element.tag == tags[0]:
                    extent, row = found.setdefault(element.get(f"{_TABLE}name", ""), Extent()), 0
                elif event == "end" and element.tag == tags[1]:
                    row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
                    _add_ods_row(extent, element, row, where)
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(where) from None
    return found


def _add_ods_row(extent: Extent, element: Any, row: int, where: str) -> None:
    column = last = 0
    for cell in element:
        column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        valued = len(cell) > 0 or any(key.startswith(_OFFICE) for key in cell.attrib)
        last = column if valued else last
        if not valued and cell.get(f"{_TABLE}formula"):
            extent.unvalued[column - 1] += 1
    if last:
        extent.reach(row, last, where)
    element.clear()
