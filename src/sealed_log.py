"""A log in which a changed, removed, added or moved line is detected: each line is sealed with the one before it.

A log whose last lines were removed looks complete; somebody who kept a later seal can detect it (`read_log(path, seal)`). The
log alone cannot show that its last lines were rewritten with new seals where nobody kept one, nor who typed an entry.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import BadInput

FIRST = "0" * 64
FEWEST_CHARACTERS = 8
Entry = dict[str, Any]


def append(path: Path, content: Mapping[str, Any]) -> Entry:
    """Add a line to the log, and return it with its number and seal.

    Raises
    ------
    BadInput : the log was changed; nothing is added.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8", newline="\n") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two people may write at once
        file.seek(0)
        entries = checked(file.read(), path)
        entry = dict(content) | {"number": len(entries) + 1, "before": entries[-1]["seal"] if entries else FIRST}
        entry |= {"seal": seal(entry)}
        file.write(json.dumps(entry, sort_keys=True, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return entry


def read_log(path: Path, kept: str = "") -> list[Entry]:
    """Return the lines of the log, checked; none where there is no log yet.

    Parameters
    ----------
    kept : a seal of this log that was stored elsewhere, or at least its first eight characters.

    Raises
    ------
    BadInput : a line was changed, removed, added or moved; or no line has that seal.
    """
    entries = checked(path.read_text(encoding="utf-8"), path) if path.is_file() else []
    if kept and (len(kept) < FEWEST_CHARACTERS or not any(entry["seal"].startswith(kept) for entry in entries)):
        raise BadInput(
            "The log does not hold the seal that was kept elsewhere.",
            where=f"{path}, after line {len(entries)}",
            expected=f"a line with that seal (its first {FEWEST_CHARACTERS} figures at least)",
            do="restore the log from a copy: its end was cut off or rewritten",
        )
    return entries


def checked(text: str, path: Path) -> list[Entry]:
    """Return the lines of a log.

    Raises
    ------
    BadInput : a line was changed, removed, added or moved; the first such line is named.
    """
    before, entries = FIRST, list[Entry]()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            entry = json.loads(line)
            valid = entry["number"] == number and entry["before"] == before and entry["seal"] == seal(entry)
        except (ValueError, KeyError, TypeError):
            valid = False
        if not valid:
            raise BadInput(
                "The log was changed.",
                where=f"{path}, line {number}",
                expected="every line as it was written, sealed with the line before it",
                do="bring the log back from a copy; what stands from that line on cannot be relied on",
            )
        before = entry["seal"]
        entries.append(entry)
    return entries


def seal(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry without its own seal."""
    content = {name: value for name, value in entry.items() if name != "seal"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
