"""The decision log: one line a step, each sealed with the line before it, so that no line can be changed or taken out.

Only the end can be cut off unseen: whoever keeps the last seal apart can tell that too.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...errors import BadInput

FIRST = "0" * 64
OWN, RELEASED, FINAL = STEPS = ("own judgement", "page released", "final judgement")
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


def read_log(path: Path) -> list[Entry]:
    """Return the lines of the log, checked; none where there is no log yet."""
    return checked(path.read_text(encoding="utf-8"), path) if path.is_file() else []


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
                "The decision log was changed.",
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
