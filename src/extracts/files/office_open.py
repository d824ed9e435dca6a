"""The extents of the sheets of a workbook in Office Open XML (xlsx, xlsm), read from its parts in chunks."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from lxml import etree
from openpyxl.utils import column_index_from_string

from .archives import checked_chunks, damaged, parts_by_name, read_the_rest
from .extents import NOT_AVAILABLE, Extent, other_first_day

_LONGEST_ROW = 2**26  # bytes
_WIDEST_UNPLACED = 100  # columns
# A cell that is not empty, with its place; one without a place of its own, which follows from those before it; a formula with
# the attributes of its cell and the beginning of its value. None reads past the next "<", or a crafted sheet could stall it.
_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^<>]*(?<!/)>(?!</)""")
_PLAIN_CELL = re.compile(rb"""<c r="([A-Za-z]{1,3})(\d{1,7})"[^<>]*(?<!/)>(?!</)""")
_UNPLACED = re.compile(rb"""<(?:\w+:)?c(?![^<>]*\sr\s*=)(?:\s[^<>]*)?(?<!/)>""")
_ROW_OR_CELL = re.compile(rb"""<(?:\w+:)?(?:(row)|c)(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["'](?:([A-Za-z]{1,3})?(\d{1,7}))["'])?""")
_ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["'](\d{1,7})["'])?""")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c(\s[^<>]*)?(?<!/)>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*(<(?:\w+:)?v(?:\s[^<>]*)?>[^<])?"
)
_BROKEN = re.compile(
    rb"""<(?:\w+:)?c((?:\s[^<>]*)?\st\s*=\s*["']e["'][^<>]*)(?<!/)>\s*"""
    rb"""(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f\s*>)\s*)?<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)"""
)
_TEXT_RESULT = re.compile(rb"""\st\s*=\s*["']str["']""")
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def office_open_extents(archive: zipfile.ZipFile, where: str) -> dict[str, Extent]:
    """Return the extent of each sheet by its name; every part of the archive is unpacked once, in chunks.

    Raises
    ------
    BadInput : a part is damaged, unpacks to more than it declares, or declares a document type or entities; the used range
        of a sheet is too large; days are counted from 1904.
    """
    parts = parts_by_name(archive)
    found = {
        sheet: _of_sheet(checked_chunks(archive, parts.pop(part, None), where), where)
        for sheet, part in _sheets(archive, parts, where).items()
    }
    read_the_rest(archive, parts, where)
    return found


def _sheets(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], where: str) -> dict[str, str]:
    """Return the name of the part of each sheet."""
    relations = _parsed(checked_chunks(archive, parts.get("xl/_rels/workbook.xml.rels"), where), where)
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in relations.iterfind("{*}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    root = _parsed(checked_chunks(archive, parts.get("xl/workbook.xml"), where), where)
    if any(settings.get("date1904") in ("1", "true") for settings in root.iterfind("{*}workbookPr")):
        raise other_first_day("1904", where)
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
    extent, held, last = Extent(), b"", 0
    for chunk in chunks:
        held += chunk
        end = held.rfind(b"row>") + 4  # after the last complete row
        if end > 3:
            last = _take_rows(extent, held[:end], last, where)
            held = held[end:]
        elif len(held) > _LONGEST_ROW:
            if b"row" in held:
                raise damaged(where)
            held = held[-8:]  # text before and after the rows
    _take_rows(extent, held, last, where)
    return extent


def _take_rows(extent: Extent, rows: bytes, before: int, where: str) -> int:
    """Take in whole rows, which follow the row with the number `before`; return the number of the last."""
    plain = _each_begins_with_its_place(rows)
    cells = (_PLAIN_CELL if plain else _CELL).findall(rows)
    if cells:
        last = max(int(row) for row in {row for _, row in cells})
        extent.reach(last, max(map(_column, {column for column, _ in cells})), where)
    last = _last_row(rows, before, where)
    if not plain and _UNPLACED.search(rows):
        extent.reach(last, _WIDEST_UNPLACED, where)
    lacking = [*_without_values(extent, rows), *_errors(extent, rows)]
    places = _places(rows, before) if lacking else {}
    for start, counted in lacking:
        column, row = places[start]
        counted[column] += 1
        extent.first_lacking[column] = min(row, extent.first_lacking.get(column, row))
    return last


def _each_begins_with_its_place(rows: bytes) -> bool:
    """Return whether every cell begins as nearly all programs write it; then no pattern has to be tried on each."""
    return b":c" not in rows and rows.count(b"<c") == rows.count(b'<c r="')


def _without_values(extent: Extent, rows: bytes) -> Iterator[tuple[int, Counter[int]]]:
    """Yield where each formula without a stored value starts, and what counts it."""
    for found in _FORMULA.finditer(rows) if b"<f" in rows or b":f" in rows else ():
        if not found[2] and not _TEXT_RESULT.search(found[1] or b""):
            yield found.start(), extent.unvalued


def _errors(extent: Extent, rows: bytes) -> Iterator[tuple[int, Counter[int]]]:
    """Yield where each cell with an error starts, and what counts it: nothing, for #N/A."""
    for found in _BROKEN.finditer(rows) if b"'e'" in rows or b'"e"' in rows else ():
        yield found.start(), Counter() if found[2].strip() == NOT_AVAILABLE.encode() else extent.broken


def _last_row(rows: bytes, before: int, where: str) -> int:
    """Return the number of the last row; stop if one does not come after the one before it, which would lose rows unread."""
    last = before
    for number in _ROW.findall(rows):
        following = int(number or last + 1)
        if following <= last:
            raise damaged(where)
        last = following
    return last


def _places(rows: bytes, before: int) -> dict[int, tuple[int, int]]:
    """Return column (from 0) and row (from 1) of each cell by its offset; one without a reference follows the cell before it."""
    row, column, places = before, -1, {}
    for found in _ROW_OR_CELL.finditer(rows):
        is_row, letters, number = found.groups()
        if is_row:
            row, column = int(number or row + 1), -1
        else:
            row, column = int(number or row), _column(letters) - 1 if letters else column + 1
            places[found.start()] = column, row
    return places


def _column(letters: bytes) -> int:
    number: int = column_index_from_string(letters.decode())
    return number
