"""A log of which no line can be changed, taken out, put in or moved: each is sealed with the line before it.

A log that was cut off at its end looks whole by itself: whoever kept a later seal can tell (`read_log(path, seal)`). What nobody
can tell from the log alone: that its end was written anew, seals and all, where nobody kept a seal; and who it was that typed.
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
FEWEST_FIGURES = 8
Entry = dict[str, Any]


def append(path: Path, content: Mapping[str, Any]) -> Entry:
    """Add a line to the log, and return it with its number and its seal.

    Raises
    ------
    BadInput : the log was changed; nothing is added to it.
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
    kept : a seal of this log that was kept elsewhere, or its first figures, eight at least.

    Raises
    ------
    BadInput : a line was changed, taken out, put in or moved; or the line of that seal is not there.
    """
    entries = checked(path.read_text(encoding="utf-8"), path) if path.is_file() else []
    if kept and (len(kept) < FEWEST_FIGURES or not any(entry["seal"].startswith(kept) for entry in entries)):
        raise BadInput(
            "The log does not hold the seal that was kept elsewhere.",
            where=f"{path}, after line {len(entries)}",
            expected=f"a line with that seal (its first {FEWEST_FIGURES} figures at least)",
            do="bring the log back from a copy: its end was cut off, or written anew",
        )
    return entries


def checked(text: str, path: Path) -> list[Entry]:
    """Return the lines of a log.

    Raises
    ------
    BadInput : a line was changed, taken out, put in or moved; the first such line is named.
    """
    before, entries = FIRST, list[Entry]()
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            entry = json.loads(line)
            holds = entry["number"] == number and entry["before"] == before and entry["seal"] == seal(entry)
        except (ValueError, KeyError, TypeError):
            holds = False
        if not holds:
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
