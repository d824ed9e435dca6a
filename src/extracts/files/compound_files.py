"""Compound files, the container of old workbooks (xls): finding one stream in them, with every length checked."""

from __future__ import annotations

import struct

import numpy as np

_HEADER = 512
_ENTRY = 128
_ROOT, _STREAM = 5, 2
_LAST_SECTOR = 0xFFFFFFF9  # greater numbers are marks


def read_stream(content: bytes, names: tuple[str, ...]) -> bytes:
    """Return the stream that has the first of these names.

    Parameters
    ----------
    content : the whole file. names : names of streams in the order of preference.

    Raises
    ------
    ValueError : it has no such stream, or its sectors do not lead to the end of it.
    """
    try:
        return _stream(content, names)
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from None


def _stream(content: bytes, names: tuple[str, ...]) -> bytes:
    shift, small_shift = struct.unpack_from("<2H", content, 30)
    (first_of_directory,) = struct.unpack_from("<I", content, 48)
    cutoff, first_of_small = struct.unpack_from("<2I", content, 56)
    if shift not in (9, 12) or small_shift >= shift:
        raise ValueError("sectors of another size")
    body, size = content[1 << shift :], 1 << shift
    table = _table(content, body, size)
    directory = _joined(body, size, first_of_directory, table)
    entries = [directory[start : start + _ENTRY] for start in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    streams = {_name(entry): entry for entry in entries if entry[66] == _STREAM}
    entry = next(streams[name] for name in names if name in streams) if set(names) & set(streams) else b""
    first, length = struct.unpack_from("<2I", entry, 116)
    if length >= cutoff:
        found = _joined(body, size, first, table)
    else:
        root = next((entry for entry in entries if entry[66] == _ROOT), b"")
        small = _joined(body, size, struct.unpack_from("<I", root, 116)[0], table)
        small_table = np.frombuffer(_joined(body, size, first_of_small, table), dtype="<u4")
        found = _joined(small, 1 << small_shift, first, small_table)
    if len(found) < length:
        raise ValueError("a stream that ends too early")
    return found[:length]


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")


def _table(content: bytes, body: bytes, size: int) -> np.ndarray:
    """Return, for each sector, the one that follows it."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    (following,) = struct.unpack_from("<I", content, 68)
    for _ in range(len(body) // size):
        if following > _LAST_SECTOR:
            break
        *more, following = struct.unpack(f"<{size // 4}I", _sector(body, size, following))
        sectors += more
    parts = [_sector(body, size, sector) for sector in sectors if sector <= _LAST_SECTOR]
    return np.frombuffer(b"".join(parts), dtype="<u4")


def _sector(body: bytes, size: int, number: int) -> bytes:
    sector = body[number * size : (number + 1) * size]
    if not sector:
        raise ValueError("a sector outside the file")
    return sector.ljust(size, b"\0")  # some programs cut the last one short


def _joined(body: bytes, size: int, first: int, table: np.ndarray) -> bytes:
    parts: list[bytes] = []
    sector = first
    while sector <= _LAST_SECTOR:
        if len(parts) > len(table):
            raise ValueError("sectors in a circle")
        parts.append(_sector(body, size, sector))
        sector = int(table[sector])
    return b"".join(parts)
