"""A log in which a changed, removed, added or moved line is detected, and whose words can be taken out under an order.

Each line is sealed with the one before it. A seal does not cover the words of a line themselves: it covers a commitment, the hash
of a random salt and the words. Words and salt stand beside it and can go; a line then says by whom, under which order and from
which lines they were taken. The chain still holds, and without the salt nobody can find the words by guessing.

A log whose last lines were removed looks complete; somebody who kept a later seal can detect it (`read_log(path, seal)`). The
log alone cannot show that its last lines were rewritten with new seals where nobody kept one, nor who typed an entry.

A line is bytes up to a line feed, and has one form only (JSON, sorted keys, UTF-8): a line of the same meaning in other bytes
was changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

from .copies_beside import copies_beside, refuse_copies_with_more
from .errors import BadInput
from .files import atomic

FIRST = "0" * 64
FEWEST_CHARACTERS = 8
Entry = dict[str, Any]
Kind = Literal["entry", "erased", "moved"]
"""What a line records: an entry of whoever writes the log, words that were taken out, or that the log had another form before."""
_BARE, _WORDS = {"before", "commitment", "number", "seal"}, {"record", "salt"}
_FIELDS = {"entry": set[str](), "erased": {"by", "order", "at", "lines"}, "moved": {"witnesses", "lines", "at"}}
_SALT_BYTES = 32
_LONGEST = 1 << 20  # bytes of a first line
_one_thread = threading.Lock()  # before the lock on the file, which is asked for only every 50 ms
_checked: dict[Path, tuple[bytes, list[dict[str, Any]]]] = {}
"""The lines of each log that this process found right before: while they are the same bytes, only what follows is checked."""


@dataclass(frozen=True)
class Log:
    """A log that was checked.

    Attributes
    ----------
    lines : what its lines hold; those whose words were taken out have no `record` and no `salt`.
    copies : files beside it that are called as it is, and hold no line that it lacks.
    """

    lines: list[Entry]
    copies: list[str] = field(default_factory=list)

    @property
    def entries(self) -> list[Entry]:
        """The entries whose words stand, each with its `number`, `before` and `seal`."""
        return [_flat(line) for line in self.lines if "entry" in line.get("record", {})]

    @property
    def erasures(self) -> list[Entry]:
        """What was taken out: `by`, `order`, `at`, and the seals of the `lines` (by number)."""
        return [line["record"]["erased"] | {"number": line["number"]} for line in self.lines if _is_erasure(line)]

    @property
    def moved(self) -> Entry | None:
        """The move from the old form: `witnesses`, `lines`, `at`, and the last `seal` of the old form unless it was taken out."""
        first: Entry = self.lines[0].get("record", {}) if self.lines else {}
        given = [each["moved"] for each in (first, *self.erasures) if "moved" in each]
        return given[0] if given else None

    @property
    def seal(self) -> str:
        """The seal of the newest line."""
        return str(self.lines[-1]["seal"]) if self.lines else FIRST


def append(path: Path, content: Mapping[str, Any], allow: Callable[[list[Entry]], None] | None = None) -> Entry:
    """Add an entry to the log, and return it with its number and seal once it is on the disk.

    Parameters
    ----------
    allow : is given the entries that stand, while nobody else can add one, and raises what is to be raised instead of adding.

    Raises
    ------
    BadInput : the log was changed, a copy beside it holds other lines, or `content` holds what JSON in UTF-8 cannot; nothing is
        added.
    """
    refuse_copies_with_more(path)
    path.resolve().parent.mkdir(parents=True, exist_ok=True)
    with _one_thread, locked(path), path.open("a+b") as file:  # two people may write at once
        file.seek(0)
        log = checked(file.read(), path)
        if allow:
            allow(log.entries)
        line = new_line(log.lines, "entry", content, path)
        length = file.seek(0, os.SEEK_END)
        try:
            file.write(canonical(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        except OSError:  # a full disk: half a line would spoil the log
            os.truncate(path, length)
            raise
    return _flat(json.loads(canonical(line)))


def take_out(path: Path, holds: Callable[[bytes], bool], by: str, order: str, at: str) -> list[int]:
    """Take the words of entries out of a log, salt and all, and add a line that says so.

    Where the log had the old form when such an entry was written, the old form's last seal goes too: it has no salt, so that the
    words could be guessed from it.

    Parameters
    ----------
    holds : whether an entry (its JSON) has to go. by, order, at : who took it out, under which order, and when.

    Returns
    -------
    numbers : of the lines whose words were taken out now.

    Raises
    ------
    BadInput : the log was changed; it stays as it is.
    """
    with locked(path):
        lines = checked(path.read_bytes(), path).lines
        numbers = [line["number"] for line in lines if holds(canonical(line.get("record", {}).get("entry", {})))]
        if not numbers:
            return []
        moved: Entry = lines[0].get("record", {}).get("moved", {})
        unsalted = [1] if moved and numbers[0] <= moved["lines"] + 1 else []
        bare = {number: {name: lines[number - 1][name] for name in _BARE} for number in (*unsalted, *numbers)}
        about = {"by": by, "order": order, "at": at, "lines": {str(number): line["seal"] for number, line in bare.items()}}
        if unsalted:
            about["moved"] = {name: value for name, value in moved.items() if name != "seal"}
        kept = [bare.get(line["number"], line) for line in lines]
        write_lines(path, [*kept, new_line(lines, "erased", about, path)])
    return numbers


def read_log(path: Path, kept: str = "", fields: Collection[str] = ()) -> list[Entry]:
    """Return the entries of a log whose words stand; see `read_whole_log`."""
    return read_whole_log(path, kept, fields).entries


def read_whole_log(path: Path, kept: str = "", fields: Collection[str] = ()) -> Log:
    """Return a log, checked; an empty one where there is no log yet.

    Parameters
    ----------
    kept : a seal of this log that was stored elsewhere, or at least its first eight characters.
    fields : what every entry of this kind of log has.

    Raises
    ------
    BadInput : a line was changed, removed, added or moved; or no line has that seal; or the log has the old form, or is of
        another kind; or a copy beside it holds other lines.
    """
    refuse_copies_with_more(path)
    log = checked(_whole_lines(path), path) if path.is_file() else Log([])
    for entry in log.entries:
        if not entry.keys() >= set(fields):
            raise BadInput(
                "This is a log of another kind.",
                where=f"{path}, line {entry['number']}",
                expected=f"entries with: {', '.join(fields)}",
                do="name the log that this command writes, or bring it back from a copy",
            )
    seals = [line["seal"] for line in log.lines] + ([log.moved["seal"]] if log.moved and "seal" in log.moved else [])
    if kept and (len(kept) < FEWEST_CHARACTERS or not any(seal.startswith(kept) for seal in seals)):
        since = ", made since the log moved to its new form," if log.moved else ""
        raise BadInput(
            "The log does not hold the seal that was stored elsewhere.",
            where=f"{path}, after line {len(log.lines)}",
            expected=f"a line with that seal{since} (its first {FEWEST_CHARACTERS} figures at least)",
            do="restore the log from a copy: its end was cut off or rewritten",
        )
    return replace(log, copies=[copy.name for copy in copies_beside(path)])


def checked(content: bytes, path: Path) -> Log:
    """Return the log that is in these bytes.

    Raises
    ------
    BadInput : a line was changed, removed, added or moved (the first such line is named); or the log has the old form.
    """
    if b"\r\n" in content:
        checked(content.replace(b"\r\n", b"\n"), path)
        raise _other_line_ends(content, path)
    known, found = _checked.get(path.resolve(), (b"", []))
    known, lines = (known, list(found)) if known and content.startswith(known) else (b"", list[Entry]())
    before = lines[-1]["seal"] if lines else FIRST
    *whole, unended = content[len(known) :].split(b"\n")
    for number, text in enumerate(whole, start=len(lines) + 1):
        line = _line(text, number, before)
        if line is None:
            raise _old_form(path) if number == 1 and old_entry(text, 1, FIRST) else broken(f"{path}, line {number}")
        before = line["seal"]
        lines.append(line)
    if unended:
        raise broken(f"{path}, line {len(lines) + 1}, which has no line end")
    _check_erasures(lines, path)
    _checked[path.resolve()] = (content, lines)
    return Log(list(lines))


def _whole_lines(path: Path) -> bytes:
    """Return the bytes of a log; where its last line has no end, once nobody is writing to it."""
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with suppress(OSError), locked(path):  # nobody can write where no lock can be made
            content = path.read_bytes()
    return content


def broken(where: str) -> BadInput:
    """Return what to raise where a log was changed."""
    return BadInput(
        "The log was changed: a seal is broken.",
        where=where,
        expected="every line, byte for byte, as it was written, sealed with the line before it",
        do="bring the log back from a copy; what stands from that line on cannot be relied on",
    )


def _other_line_ends(content: bytes, path: Path) -> BadInput:
    """Return what to raise where nothing but line ends was changed: no line that this module writes holds a carriage return."""
    number = content[: content.index(b"\r\n")].count(b"\n") + 1
    return BadInput(
        "The line ends of the log were changed, as git does where core.autocrlf is true. No word was changed.",
        where=f"{path}, line {number}",
        expected="lines that end with a line feed alone",
        do=f"add the line `*.jsonl -text` to .gitattributes, remove the file, and bring it back: git checkout -- {path}",
    )


def _old_form(path: Path) -> BadInput:
    return BadInput(
        "This log has its old form, from which a child's words cannot be taken out.",
        where=f"{path}, line 1",
        expected="lines that are sealed by salted commitments",
        do=f"move it, before two witnesses: neglect-triage move-log {path} --witness INITIALS --witness INITIALS",
    )


def is_log(path: Path) -> bool:
    """Return whether a file is a sealed log of either form, by its first line."""
    with path.open("rb") as file:
        return f'"before": "{FIRST}"'.encode() in file.readline(_LONGEST)


def new_line(lines: list[Entry], kind: Kind, content: Mapping[str, Any], path: Path) -> Entry:
    """Return the line that follows `lines`, sealed.

    Raises
    ------
    BadInput : the content holds what JSON in UTF-8 cannot.
    """
    record: Entry = {kind: dict(content)}
    salt = secrets.token_hex(_SALT_BYTES)
    number, before = len(lines) + 1, lines[-1]["seal"] if lines else FIRST
    try:
        line = {"before": before, "commitment": commitment(salt, record), "number": number}
    except ValueError:
        raise BadInput(
            "An entry holds text or a number that the log cannot keep. Nothing was added.",
            where=f"{path}, the entry that was to become line {number}",
            expected="text that UTF-8 can write, and finite numbers",
            do="type the text again instead of pasting it",
        ) from None
    return line | {"seal": seal(line), "record": record, "salt": salt}


def write_lines(path: Path, lines: list[Entry]) -> None:
    """Write a whole log in place of what is there."""
    with atomic(path.resolve()) as partial:  # a link would be replaced, and what it leads to would keep the words
        partial.write_bytes(b"".join(canonical(line) + b"\n" for line in lines))


def locked(path: Path) -> FileLock:
    """Return the lock that whoever writes to a log holds, by whatever link."""
    own = path.resolve()
    return FileLock(own.with_name(f".{own.name}.lock"))


def _line(text: bytes, number: int, before: str) -> Entry | None:
    """Return what a line holds; None unless it is whole, in its one form, and sealed with the line before it."""
    try:
        line = json.loads(text.decode())
        sealed = line["number"] == number and line["before"] == before and line["seal"] == seal(line)
        if not sealed or canonical(line) != text or line.keys() not in (_BARE, _BARE | _WORDS):
            return None
        if "record" in line and not (
            line["commitment"] == commitment(line["salt"], line["record"]) and _is_record(line["record"], number)
        ):
            return None
        return dict(line)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _is_record(record: Entry, number: int) -> bool:
    """Return whether a record is of one kind, and of the form of that kind; raises what `_line` catches."""
    ((kind, content),) = record.items()
    if not (isinstance(content, dict) and content.keys() >= _FIELDS[kind]):
        return False
    if kind == "erased":
        return all(0 < int(each) < number for each in content["lines"])
    return kind == "entry" or (number == 1 and isinstance(content["lines"], int) and len(content["witnesses"]) == 2)


def _check_erasures(lines: list[Entry], path: Path) -> None:
    """Raise BadInput unless words are gone from exactly those lines of which a later line says so."""
    named = {
        (int(number), of_line)
        for line in lines
        if _is_erasure(line)
        for number, of_line in line["record"]["erased"]["lines"].items()
    }
    empty = {(line["number"], line["seal"]) for line in lines if "record" not in line}
    if wrong := sorted(named ^ empty):
        raise broken(f"{path}, line {wrong[0][0]}, whose words are there or gone against what the log says was taken out")


def _is_erasure(line: Entry) -> bool:
    return "erased" in line.get("record", {})


def _flat(line: Entry) -> Entry:
    return dict(line["record"]["entry"]) | {name: line[name] for name in ("number", "before", "seal")}


def commitment(salt: str, record: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a salt and a record; ValueError if the record holds what JSON in UTF-8 cannot."""
    return hashlib.sha256(salt.encode() + canonical(record)).hexdigest()


def seal(line: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a line: of its number, its commitment and the seal before it."""
    return hashlib.sha256(canonical({name: line[name] for name in ("before", "commitment", "number")})).hexdigest()


def old_entry(text: bytes, number: int, before: str) -> Entry | None:
    """Return what a line of the old form holds, whose seal covers the words themselves; None unless it is whole."""
    try:
        entry = json.loads(text.decode())
        words = {name: value for name, value in entry.items() if name != "seal"}
        sealed = entry["seal"] == hashlib.sha256(canonical(words)).hexdigest()
        return (
            dict(entry)
            if sealed and (entry["number"], entry["before"]) == (number, before) and canonical(entry) == text
            else None
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one form of a line: JSON with sorted keys in UTF-8; ValueError if it holds what that cannot."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False).encode()
