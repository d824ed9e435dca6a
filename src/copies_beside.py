"""Copies that a shared folder makes of a file that two people changed at once, such as `approvals (1).jsonl`."""

from __future__ import annotations

import re
from pathlib import Path

from .errors import BadInput

_AFTER_NAME = r"[ .(~-].*"  # "approvals (1)", "approvals-LAPTOP", "approvals.sync-conflict-20261129", "approvals 2"


def refuse_copies_with_more(path: Path) -> None:
    """Stop if a copy beside a file holds a line that the file lacks: somebody else's entry, which nothing reads.

    Raises
    ------
    BadInput : naming the copies.
    """
    own = _lines(path) if path.is_file() else set[bytes]()
    if others := [copy for copy in copies_beside(path) if _lines(copy) - own]:
        raise BadInput(
            "A copy of a file stands beside it and holds lines that it lacks, as where two people write in a shared folder.",
            where=f"{path}; {', '.join(copy.name for copy in others)}",
            expected="one file, in which every entry stands",
            do="see what the copy alone holds, record that again by the command that wrote it, and move the copy elsewhere",
        )


def copies_beside(path: Path) -> list[Path]:
    """Return the files in the folder of a file whose names begin and end as its name does, in order."""
    if not path.parent.is_dir():
        return []
    like = re.compile(re.escape(path.stem) + _AFTER_NAME + re.escape(path.suffix))
    copies = [each for each in path.parent.iterdir() if each.is_file() and like.fullmatch(each.name)]
    return sorted(copies, key=lambda copy: copy.name)


def _lines(path: Path) -> set[bytes]:
    """Return the lines of a file; a comma at the end of one is JSON's, and says that another follows."""
    return {text for line in path.read_bytes().splitlines() if (text := line.strip().rstrip(b","))}
