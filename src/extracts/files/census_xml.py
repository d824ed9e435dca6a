"""Reading the child elements of a census file (XML) one at a time, and refusing what could harm the reader."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from ...errors import BadInput

_CHILD = "Child"
_HEADER = ("ReferenceDate", "DateTime", "SerialNo")
_LINE = 1_000  # bytes
_ENCODING = (
    etree.ErrorTypes.ERR_INVALID_ENCODING,
    etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
    etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
    etree.ErrorTypes.I18N_CONV_FAILED,
)
_LONGEST = 2**26  # bytes without the end of a child


class _Watched:
    """A file that stops its reader after too many bytes without a child."""

    def __init__(self, handle: BinaryIO, name: str) -> None:
        self.handle, self.name, self.since = handle, name, 0
        self.start = True

    def read(self, size: int) -> bytes:
        """Return the next bytes, without a byte order mark (UTF-8) and white space before the first."""
        chunk = self.handle.read(size)
        chunk = chunk.removeprefix(codecs.BOM_UTF8) if self.start else chunk
        while self.start and chunk and not (chunk := chunk.lstrip()):
            chunk = self.handle.read(size)
        if self.start and b"<!DOCTYPE" in chunk.replace(b"\0", b"").upper():
            raise _document_type(self.name)
        self.start = False
        self.since += len(chunk)
        if self.since > _LONGEST:
            raise BadInput(
                "A census file goes on for too long without a child.",
                where=self.name,
                expected=f"elements named {_CHILD}, each under {_LONGEST // 2**20} MiB",
                do="export the census return again, or move this file out of the folder",
            )
        return chunk


def iterate_children(path: Path, name: str, header: dict[str, str]) -> Iterator[Any]:
    """Yield the element of each child, cleared when the next is requested; fill `header` from the file's header.

    Raises
    ------
    BadInput : the file is absent, not well-formed, or declares a document type or entities.
    """
    if not path.is_file():
        raise BadInput("A file is missing.", where=name, expected="a census file (XML)", do="check its name and folder")
    with path.open("rb") as handle:
        watched = _Watched(handle, name)
        events = etree.iterparse(
            watched, events=("end",), tag=[f"{{*}}{tag}" for tag in (_CHILD, *_HEADER)], resolve_entities=False, no_network=True,
            load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False,
        )  # fmt: skip
        try:
            yield from _children(events, watched, header)
        except etree.XMLSyntaxError as error:
            raise _not_well_formed(error, path, name) from None


def _not_well_formed(error: etree.XMLSyntaxError, path: Path, name: str) -> BadInput:
    """Return the error that says what is wrong with the XML, as far as parser and file show it."""
    where = f"{name}, line {error.lineno}" if error.lineno else name
    with path.open("rb") as handle:
        first = handle.readline(_LINE)
        handle.seek(max(0, path.stat().st_size - _LINE))
        last = handle.read().replace(b"\0", b"")
    if error.code in _ENCODING or (first.startswith(b"<?xml") and re.search(rb"(?i)utf-?16|ucs-?[24]", first)):
        return BadInput(
            "A file is not in the encoding that it declares.",
            where=where,
            expected="text in the encoding that its first line names, and in UTF-8 where it names none",
            do='open it in a text editor, save it as UTF-8, and let its first line say encoding="UTF-8"',
        )
    if first and error.code != etree.ErrorTypes.ERR_DOCUMENT_EMPTY and not re.search(rb"</[^<>]+>\s*$", last.rstrip(b"\x1a")):
        return BadInput("A file ends before its last element: it was cut off.", where=where, do="export or download it again")
    return BadInput("A file is not well-formed XML.", where=where, do="export it again")


def _children(events: Any, watched: _Watched, header: dict[str, str]) -> Iterator[Any]:
    for _, element in events:
        if element.getroottree().docinfo.internalDTD is not None:
            raise _document_type(watched.name)
        name = local_name(element)
        inside = next(element.iterancestors(f"{{*}}{_CHILD}"), None) is not None
        if name != _CHILD and not inside:
            header.setdefault(name, (element.text or "").strip())
        elif name == _CHILD and not inside:
            yield element
            watched.since = 0
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _document_type(name: str) -> BadInput:
    return BadInput(
        "A file declares a document type, with which entities could fill the memory.",
        where=name,
        expected="a census file without DOCTYPE",
        do="take the declaration out, or export it again",
    )


def local_name(element: Any) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
