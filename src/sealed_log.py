"""A log in which a changed, removed, added or moved line is detected: each line is sealed with the one before it.

A log whose last lines were removed looks complete; somebody who kept a later seal can detect it (`read_log(path, seal)`). The
log alone cannot show that its last lines were rewritten with new seals where nobody kept one, nor who typed an entry.

A line is bytes up to a line feed, and has one form only (JSON, sorted keys, UTF-8): a line of the same meaning in other bytes
was changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from .errors import BadInput

FIRST = "0" * 64
FEWEST_CHARACTERS = 8
Entry = dict[str, Any]


def append(path: Path, content: Mapping[str, Any]) -> Entry:
    """Add a line to the log, and return it with its number and seal.

    Raises
    ------
    BadInput : the log was changed, or `content` holds what JSON in UTF-8 cannot; nothing is added.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")), path.open("a+b") as file:  # two people may write at once
        file.seek(0)
        entries = checked(file.read(), path)
        entry = dict(content) | {"number": len(entries) + 1, "before": entries[-1]["seal"] if entries else FIRST}
        line = _sealed_line(entry, path)
        length = file.seek(0, os.SEEK_END)
        try:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # a full disk: half a line would spoil the log
            os.truncate(path, length)
            raise
    return dict(json.loads(line))


def _sealed_line(entry: Entry, path: Path) -> bytes:
    try:
        return _canonical(entry | {"seal": seal(entry)}) + b"\n"
    except ValueError:
        raise BadInput(
            "An entry holds text or a number that the log cannot keep. Nothing was added.",
            where=f"{path}, the entry that was to become line {entry['number']}",
            expected="text that UTF-8 can write, and finite numbers",
            do="type the text again instead of pasting it",
        ) from None


def read_log(path: Path, kept: str = "") -> list[Entry]:
    """Return the lines of the log, checked; none where there is no log yet.

    Parameters
    ----------
    kept : a seal of this log that was stored elsewhere, or at least its first eight characters.

    Raises
    ------
    BadInput : a line was changed, removed, added or moved; or no line has that seal.
    """
    entries = checked(path.read_bytes(), path) if path.is_file() else []
    if kept and (len(kept) < FEWEST_CHARACTERS or not any(entry["seal"].startswith(kept) for entry in entries)):
        raise BadInput(
            "The log does not hold the seal that was kept elsewhere.",
            where=f"{path}, after line {len(entries)}",
            expected=f"a line with that seal (its first {FEWEST_CHARACTERS} figures at least)",
            do="restore the log from a copy: its end was cut off or rewritten",
        )
    return entries


def checked(content: bytes, path: Path) -> list[Entry]:
    """Return the lines of a log.

    Raises
    ------
    BadInput : a line was changed, removed, added or moved; the first such line is named.
    """
    before, entries = FIRST, list[Entry]()
    *lines, unended = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        entry = _entry(line, number, before)
        if entry is None:
            raise _broken(f"{path}, line {number}")
        before = entry["seal"]
        entries.append(entry)
    if unended:
        raise _broken(f"{path}, line {len(lines) + 1}, which has no line end")
    return entries


def _broken(where: str) -> BadInput:
    return BadInput(
        "The log was changed: a seal is broken.",
        where=where,
        expected="every line, byte for byte, as it was written, sealed with the line before it",
        do="bring the log back from a copy; what stands from that line on cannot be relied on",
    )


def _entry(line: bytes, number: int, before: str) -> Entry | None:
    """Return what a line holds; None unless it is whole, in its one form, and sealed with the line before it."""
    try:
        entry = json.loads(line.decode())
        sealed = entry["number"] == number and entry["before"] == before and entry["seal"] == seal(entry)
        return entry if sealed and _canonical(entry) == line else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def seal(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry without its own seal.

    Raises
    ------
    ValueError : the entry holds what JSON in UTF-8 cannot.
    """
    return hashlib.sha256(_canonical({name: value for name, value in entry.items() if name != "seal"})).hexdigest()


def _canonical(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, ensure_ascii=False, allow_nan=False).encode()
