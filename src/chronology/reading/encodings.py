"""Text files that are not in one encoding, or not in the one in which they would be read."""

from __future__ import annotations

import re
from pathlib import Path

from .packed import open_bytes

# What bytes beyond ASCII are in Windows-1252, where that makes no word: letters of the code pages of DOS (850, 437) and of the
# Macintosh become marks and capitals there.
_LETTER = rb"[A-Za-z]"
_UNLIKELY = re.compile(
    rb"[\x81\x8d\x8f\x90\x9d]"  # no character
    rb"|(?<=" + _LETTER + rb")[\x82-\x84\x88\x89\x8b\x98]"  # an opening mark or an accent alone, after a letter
    rb"|(?<="
    + _LETTER
    + rb")[\x80\x86\x87\x93-\x95\x99\x9b\xa1-\xa9\xab\xac\xae-\xb3\xb6\xb8\xb9\xbb-\xbf\xd7\xf7](?="
    + _LETTER
    + rb")"
    rb"|(?<=" + _LETTER + rb")[\x91\x93](?!" + _LETTER + rb")"  # an opening quotation mark at the end of a word
    rb"|(?<=[a-z])[\x8a\x8c\x8e\x9f\xc0-\xd6\xd8-\xde]"  # an accented capital after a small letter
    rb"|(?<=[A-Z])[\xc0-\xd6\xd8-\xde](?=[A-Z][a-z])"  # or between capitals of a word in small letters
    rb"|(?<!" + _LETTER + rb")\xd0(?!" + _LETTER + rb")"  # the letter eth alone, which is a dash of the Macintosh
    rb"|\x9c(?=[0-9])"  # a ligature before a figure, which is a pound sign of DOS
)


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


def first_unlikely_line(path: Path) -> int:
    """Return the number of the first line that Windows-1252 would turn into letters of no word; 0: none.

    A file of a code page of DOS or the Macintosh may pass where its few letters beyond ASCII are likely in both.
    """
    with open_bytes(path) as handle:
        return next((number for number, line in enumerate(handle, start=1) if _UNLIKELY.search(line)), 0)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
