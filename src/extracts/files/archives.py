"""Checking workbooks, which are zip archives: the unpacked size is counted before a library unpacks them."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ...errors import BadInput

LARGEST = 2**30  # bytes of all parts together, unpacked
_LARGEST_RATIO = 300  # unpacked to packed; the most repetitive real workbooks stay under 100
_SMALL = 2**24  # below this, any ratio is accepted
_STORED, _DEFLATED = 0, 8
_CHUNK = 2**16
_LOCAL_HEADER = 30
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def damaged(where: str) -> BadInput:
    """Return the error for a workbook that cannot be unpacked or parsed."""
    return BadInput(
        "A workbook is damaged.", where=where, do="open it in a spreadsheet program and save it again, or export it again"
    )


def protected(where: str) -> BadInput:
    """Return the error for a workbook with a password."""
    return BadInput("A workbook is protected by a password.", where=where, do="save it without a password")


def open_archive(path: Path, where: str) -> zipfile.ZipFile:
    """Open the archive of a workbook, after checking the names and declared sizes of its parts.

    Raises
    ------
    BadInput : it is damaged or too large when unpacked, or a part has a name outside the archive.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged(where) from None
    parts = archive.infolist()
    if any(_leads_out(part.filename) for part in parts):
        raise BadInput(
            "A workbook holds a part whose name leads out of it.",
            where=where,
            do="do not open it; ask for another from whoever sent it",
        )
    if any(count > 1 for count in Counter(part.filename for part in parts).values()):
        raise damaged(where)
    if any(part.flag_bits & 1 or part.compress_type not in (_STORED, _DEFLATED) for part in parts):
        raise protected(where)
    unpacked, packed = sum(part.file_size for part in parts), path.stat().st_size
    if unpacked > LARGEST or (unpacked > _SMALL and unpacked > _LARGEST_RATIO * packed):
        raise too_large(where)
    return archive


def too_large(where: str) -> BadInput:
    """Return the error for a workbook that would fill the memory."""
    return BadInput(
        "A workbook unpacks to more than can be read.",
        where=where,
        expected=f"at most {LARGEST // 2**20} MiB unpacked, in a used range of at most 50 million cells a sheet",
        do="clear what lies far outside the table, or export each list as CSV",
    )


def _leads_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or ":" in plain.split("/")[0]


def unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """Yield the unpacked bytes of a part in chunks; stop if there are more than it declares.

    The standard library reads only up to the declared size, and so misses bytes after it that other libraries unpack.
    """
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    given = 0
    try:
        for packed in _packed(archive, part, where):
            while packed:
                chunk = packed if part.compress_type == _STORED else inflate.decompress(packed, 2**20)
                packed = b"" if part.compress_type == _STORED else inflate.unconsumed_tail
                given += len(chunk)
                if given > part.file_size:
                    raise too_large(where)
                yield chunk
    except (zlib.error, OSError, ValueError):
        raise damaged(where) from None


def _packed(archive: zipfile.ZipFile, part: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """Yield the packed bytes of a part, after its header."""
    handle = archive.fp
    if handle is None:
        raise damaged(where)
    handle.seek(part.header_offset)
    header = handle.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
        raise damaged(where)
    handle.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = part.compress_size
    while left > 0 and (packed := handle.read(min(_CHUNK, left))):
        left -= len(packed)
        yield packed


def parts_by_name(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the parts of a workbook by their names, without a slash in front."""
    return {part.filename.lstrip("/"): part for part in archive.infolist()}


def checked_chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo | None, where: str) -> Iterator[bytes]:
    """Yield the unpacked bytes of a part as `unpacked` does; stop if it is absent, or declares a document type or entities."""
    if part is None:
        raise damaged(where)
    last = b""
    for chunk in unpacked(archive, part, where):
        if part.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(last + chunk):
            raise damaged(where)
        last = chunk[-16:]
        yield chunk


def read_the_rest(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], where: str) -> None:
    """Unpack parts that nobody reads, so that the library unpacks none that was not checked."""
    for part in parts.values():
        for _ in checked_chunks(archive, part, where):
            pass
