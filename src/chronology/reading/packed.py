"""Opening a CSV file, packed or not: what unpacks to more than can be read is refused before it is."""

from __future__ import annotations

import gzip
import os
import zlib
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from ...errors import BadInput
from .file_names import PACKED_CSV, kind_of

LARGEST = 2**32  # bytes, unpacked
_LARGEST_RATIO = 300  # unpacked to packed; real tables stay far under it
_SMALL = 2**24  # below this, any ratio is accepted
_CHUNK = 2**20
_FOOT = 4  # bytes at the end of a packed file that hold the unpacked size


def open_bytes(path: Path) -> AbstractContextManager[BinaryIO]:
    """Open a CSV file for its unpacked bytes."""
    return cast(BinaryIO, gzip.open(path)) if kind_of(path) == PACKED_CSV else path.open("rb")


def open_text(path: Path, encoding: str) -> AbstractContextManager[TextIO]:
    """Open a CSV file for its unpacked text, line ends as they are."""
    if kind_of(path) == PACKED_CSV:
        return cast(TextIO, gzip.open(path, "rt", encoding=encoding, newline=""))
    return path.open(encoding=encoding, newline="")


def unpacked_size(path: Path) -> int:
    """Return the size of a file in bytes; of packed CSV what its end states, which is less if it was packed in pieces."""
    if kind_of(path) != PACKED_CSV or path.stat().st_size < _FOOT:
        return path.stat().st_size
    with path.open("rb") as handle:
        handle.seek(-_FOOT, os.SEEK_END)
        return int.from_bytes(handle.read(_FOOT), "little")


def check_packed(path: Path, where: str) -> None:
    """Unpack a packed file once without keeping it; a file of another kind needs no check.

    Raises
    ------
    BadInput : it is damaged, was cut off, or unpacks to more than `LARGEST` or to far more than tables do.
    """
    if kind_of(path) != PACKED_CSV:
        return
    most, unpacked = _LARGEST_RATIO * path.stat().st_size, 0
    try:
        with gzip.open(path) as handle:
            while chunk := handle.read(_CHUNK):
                unpacked += len(chunk)
                if unpacked > LARGEST or unpacked > max(_SMALL, most):
                    raise BadInput(
                        "A packed file unpacks to more than can be read.",
                        where=where,
                        expected=f"at most {LARGEST // 2**30} GiB, and {_LARGEST_RATIO} times its packed size",
                        do="if you know what it holds, unpack it into the folder, and move the packed file out of it",
                    )
    except (OSError, EOFError, zlib.error):
        raise BadInput("A packed file is damaged or was cut off.", where=where, do="pack, export or download it again") from None
