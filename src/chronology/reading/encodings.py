"""Text files in which parts were put together that have different encodings."""

from __future__ import annotations

from pathlib import Path

from .packed import open_bytes


def first_lines(path: Path) -> tuple[int, int]:
    """Return the number of the first line with letters beyond ASCII in UTF-8, and of the first in another encoding; 0: none."""
    found = [0, 0]
    with open_bytes(path) as handle:
        for number, line in enumerate(handle, start=1):
            if not line.isascii():
                other = not _is_utf8(line)
                found[other] = found[other] or number
            if all(found):
                break
    return found[0], found[1]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
