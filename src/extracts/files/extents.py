"""How far the cells of a workbook's sheets reach, and which formulas have no value: told before a library unpacks them.

A reader of workbooks lays the used range out in full, so one cell in the last row and column would fill any memory.
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

from ...errors import BadInput
from .archives import damaged, protected, too_large, unpacked

_MOST_CELLS = 50_000_000
_LONGEST_ROW = 2**26  # bytes
_WIDEST_UNPLACED = 100  # columns
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# A cell that is not empty, with its place; one that leaves its place to be told from those before it; a formula with the
# attributes of its cell and the beginning of its value. None looks beyond the next "<": else a crafted sheet would take for ever.
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
        """Take in a cell; stop if the used range becomes too large to lay out."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows * self.columns > _MOST_CELLS:
            raise too_large(where)


def extents(archive: zipfile.ZipFile, suffix: str, where: str) -> dict[str, Extent]:
    """Return the extent of each sheet by its name; every part of the archive is unpacked once, in chunks.

    Raises
    ------
    BadInput : a part is damaged, unpacks to more than it declares, declares a document type or entities, or a sheet's
        used range is too large, or days are counted from 1904.
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
    """Return the part that holds each sheet."""
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
        end = held.rfind(b"row>") + 4  # behind the last row that is complete
        if end > 3:
            _take_rows(extent, held[:end], where)
            held = held[end:]
        elif len(held) > _LONGEST_ROW:
            if b"row" in held:
                raise damaged(where)
            held = held[-8:]  # what stands before and after the rows
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
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _of_ods(chunks: Iterable[bytes], where: str) -> dict[str, Extent]:
    found: dict[str, Extent] = {}
    parser = etree.XMLPullParser(events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False)
    state = _OdsState()
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for event, element in parser.read_events():
                state.take(event, element, found, where)
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(where) from None
    return found


@dataclass
class _OdsState:
    extent: Extent = field(default_factory=Extent)
    row: int = 0

    def take(self, event: str, element: Any, found: dict[str, Extent], where: str) -> None:
        if event == "start":
            if element.tag == f"{_TABLE}table":
                self.extent, self.row = found.setdefault(element.get(f"{_TABLE}name", ""), Extent()), 0
            return
        if element.tag != f"{_TABLE}table-row":
            return
        repeated, column, last = int(element.get(f"{_TABLE}number-rows-repeated", 1)), 0, 0
        for cell in element:
            column += int(cell.get(f"{_TABLE}number-columns-repeated", 1))
            valued = len(cell) > 0 or any(key.startswith(_OFFICE) for key in cell.attrib)
            last = column if valued else last
            if not valued and cell.get(f"{_TABLE}formula"):
                self.extent.unvalued[column - 1] += 1
        self.row += repeated
        if last:
            self.extent.reach(self.row, last, where)
        element.clear()
