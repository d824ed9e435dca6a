"""The extents of the sheets of an OpenDocument spreadsheet (ods), read from its content in chunks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from typing import Any

from lxml import etree

from .archives import checked_chunks, damaged, parts_by_name, protected, read_the_rest
from .extents import NOT_AVAILABLE, Extent, other_first_day

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_VALUES = tuple(f"{_OFFICE}{kind}" for kind in ("value", "date-value", "time-value", "boolean-value", "string-value"))
_FIRST_DAY = "1899-12-30"
_ERROR = re.compile(r"#[A-Z/0!?]{2,12}|Err:\d{3}")


def open_document_extents(archive: zipfile.ZipFile, where: str) -> dict[str, Extent]:
    """Return the extent of each sheet by its name; every part of the archive is unpacked once, in chunks.

    Raises
    ------
    BadInput : a part is damaged, has a password, unpacks to more than it declares, or declares a document type or entities;
        the used range of a sheet is too large; days are not counted from 30 December 1899.
    """
    parts = parts_by_name(archive)
    if any(b"encryption-data" in chunk for chunk in checked_chunks(archive, parts.pop("META-INF/manifest.xml", None), where)):
        raise protected(where)
    found = _of_content(checked_chunks(archive, parts.pop("content.xml", None), where), where)
    read_the_rest(archive, parts, where)
    return found


def _of_content(chunks: Iterable[bytes], where: str) -> dict[str, Extent]:
    found: dict[str, Extent] = {}
    extent, row = Extent(), 0
    table, table_row, first_day = (f"{_TABLE}{name}" for name in ("table", "table-row", "null-date"))
    parser = etree.XMLPullParser(
        events=("start", "end"), tag=(table, table_row, first_day), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for chunk in chunks:
            parser.feed(chunk)
            for event, element in parser.read_events():
                if event == "start" and element.tag == table:
                    extent, row = found.setdefault(element.get(f"{_TABLE}name", ""), Extent()), 0
                elif event == "start" and element.tag == first_day:
                    _check_first_day(element.get(f"{_TABLE}date-value", _FIRST_DAY), where)
                elif event == "end" and element.tag == table_row:
                    row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
                    _add_row(extent, element, row, where)
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(where) from None
    return found


def _check_first_day(day: str, where: str) -> None:
    if day[: len(_FIRST_DAY)] != _FIRST_DAY:
        raise other_first_day(day[:4] if day[:4].isdecimal() else "another day than usual", where)


def _add_row(extent: Extent, element: Any, row: int, where: str) -> None:
    column = last = 0
    for cell in element:
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        column += repeated
        formula = cell.get(f"{_TABLE}formula")
        valued = len(cell) > 0 or any(key.startswith(_OFFICE) for key in cell.attrib)
        last = column if valued else last
        if formula and not _has_result(cell):
            extent.unvalued.update(range(column - min(repeated, 2**14), column))
        if valued and _is_broken(cell, bool(formula)):
            extent.broken.update(range(column - min(repeated, 2**14), column))
    if last:
        extent.reach(row, last, where)
    element.clear()


def _has_result(cell: Any) -> bool:
    """Return whether the cell of a formula has a stored value; a text may be empty."""
    return any(key in cell.attrib for key in _VALUES) or cell.get(f"{_OFFICE}value-type") == "string" or _text(cell) != ""


def _is_broken(cell: Any, formula: bool) -> bool:
    """Return whether a cell holds an error: its program says so, or its formula has left the text of one."""
    says_so = any(key.endswith("}value-type") and value == "error" for key, value in cell.attrib.items())
    if not (says_so or formula):
        return False
    text = _text(cell)
    return text != NOT_AVAILABLE and (says_so or _ERROR.fullmatch(text) is not None)


def _text(cell: Any) -> str:
    return "".join(piece for part in cell.iterchildren(f"{_TEXT}p") for piece in part.itertext()).strip()
