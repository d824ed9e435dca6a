"""Moving a sealed log from its old form, whose seals cover the words themselves, under a new seal that two people witness."""

from __future__ import annotations

from pathlib import Path

from .errors import BadInput
from .sealed_log import FIRST, Entry, Log, broken, locked, new_line, old_entry, write_lines


def move_log(path: Path, witnesses: tuple[str, str], at: str) -> Log:
    """Rewrite a log of the old form, and return it.

    Its first line then holds the last seal of the old form, its number of lines, and who witnessed the move. The entries follow.

    Parameters
    ----------
    witnesses : initials or pseudonyms of two people. at : when.

    Raises
    ------
    BadInput : the log was changed, is empty or absent, or has the new form already; it stays as it is.
    """
    if not path.is_file():
        raise BadInput(
            "There is no log to move.",
            where=str(path),
            do="name the log that `neglect-triage review` or `neglect-triage approve` wrote",
        )
    with locked(path):
        old = _old_entries(path.read_bytes(), path)
        about = {"witnesses": list(witnesses), "lines": len(old), "seal": old[-1]["seal"], "at": at}
        lines = [new_line([], "moved", about, path)]
        for entry in old:
            content = {name: value for name, value in entry.items() if name not in ("number", "before", "seal")}
            lines.append(new_line(lines, "entry", content, path))
        write_lines(path, lines)
    return Log(lines)


def _old_entries(content: bytes, path: Path) -> list[Entry]:
    before, entries = FIRST, list[Entry]()
    *whole, unended = content.split(b"\n")
    if not whole or (b'"commitment": "' in whole[0] and b'"salt": "' in whole[0]):
        raise BadInput(
            "This log needs no move: it is empty or has the new form.",
            where=str(path),
            do="leave it; neglect-triage approvals and reviews check it",
        )
    for number, text in enumerate(whole, start=1):
        entry = old_entry(text, number, before)
        if entry is None:
            raise broken(f"{path}, line {number}")
        before = entry["seal"]
        entries.append(entry)
    if unended:
        raise broken(f"{path}, line {len(whole) + 1}, which has no line end")
    return entries
