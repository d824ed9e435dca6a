"""Searching every file of a project for identifiers, also inside Parquet, workbooks, archives and SQLite."""

from __future__ import annotations

import mmap
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from ..sealed_log import is_log
from .columns import cells_of
from .contents import DAMAGED, Part, Raw, Unopened, of_bytes, parts
from .patterns import SHORT, Ids

_BLOCK = 1 << 20
_NO_FILES_OF_THE_PROJECT = (".git",)  # what git holds cannot be taken out by editing files: `outside` looks there


class Held(IntEnum):
    """Whether a file holds an identifier: no; a value that could be one, or a number or word of its own; yes."""

    NO = 0
    PERHAPS = 1
    YES = 2


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes
    ----------
    files : how many files were looked into.
    found : those that hold an identifier, or are named by one; and folders without files that are.
    doubtful : those that hold a short or plain number or word that is an identifier elsewhere.
    closed : those that could not be opened as what they are, so that only their bytes were searched.
    """

    files: int
    found: list[Path]
    doubtful: list[Path]
    closed: list[Path]


def files_of(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, in order; git's own folder and virtual environments are left out."""
    for folder, _, names in _folders(root):
        yield from (path for name in sorted(names) if (path := folder / name).is_file())


def not_reached(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield what leads out of a folder, and why: links, and repositories of their own. The search enters no linked folder."""
    for folder, inner, names in os.walk(root):
        here = Path(folder)
        if here != root and ".git" in (*inner, *names):
            yield here / ".git", "a history of its own, which was not searched"
        for path in (here / name for name in sorted([*inner, *names])):
            if leads_out(path, root):
                yield path, "a link that leads out of the project"
        inner[:] = sorted(name for name in inner if not _left_out(here / name))


def leads_out(path: Path, root: Path) -> bool:
    """Return whether a file or folder is a link to something that is not below the folder."""
    return path.is_symlink() and not path.resolve().is_relative_to(root.resolve())


def empty_folders(root: Path) -> Iterator[Path]:
    """Yield the folders below a folder that hold nothing, or nothing but such folders; the inner ones first."""
    empty = set[Path]()
    for folder, inner, names in reversed(list(_folders(root))):
        if folder != root and not names and all(folder / each in empty for each in inner):
            empty.add(folder)
            yield folder


def search(root: Path, ids: Ids) -> Searched:
    """Return which files below `root` hold one of the identifiers, in their content or in their name."""
    files, found, doubtful, closed = 0, list[Path](), list[Path](), list[Path]()
    for path in files_of(root):
        files += 1
        held, opened = holds(path, ids)
        held = max(held, named_by(path.relative_to(root), ids))
        if held is Held.YES:
            found.append(path)
        elif not opened:
            closed.append(path)
        elif held is Held.PERHAPS:
            doubtful.append(path)
    found += [folder for folder in empty_folders(root) if named_by(folder.relative_to(root), ids) is not Held.NO]
    return Searched(files, found, doubtful, closed)


def named_by(path: Path, ids: Ids) -> Held:
    """Return whether a file or one of its folders is named by an identifier."""
    if ids.in_every.in_any_spelling(path.as_posix().encode()):
        return Held.YES
    distinct = {one for one in ids.weak if len(one) >= SHORT or not one.isdigit()}  # a short number counts folders of all kinds
    return Held.PERHAPS if distinct & {*path.parts, path.stem} else Held.NO


def holds(path: Path, ids: Ids) -> tuple[Held, bool]:
    """Return whether a file holds one of the identifiers, and whether it could be opened as what it is."""
    if not path.stat().st_size:
        return Held.NO, True
    log = is_log(path)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data, memoryview(data) as view:
        return _in_parts(parts(path, view, ids), ids, log)


def holds_bytes(data: bytes, ids: Ids) -> tuple[Held, bool]:
    """Return the same as `holds`, of the bytes of a file."""
    return _in_parts(of_bytes("", data, ids), ids, log=False)


def _in_parts(inside: Generator[Part], ids: Ids, log: bool) -> tuple[Held, bool]:
    found = Held.NO
    try:
        for part in inside:
            found = max(found, _in_part(part, ids, log))
            if found is Held.YES:
                break
    except (*DAMAGED, Unopened):
        return found, False
    finally:
        inside.close()
    return found, True


def _in_part(part: Part, ids: Ids, log: bool) -> Held:
    finder = ids.in_every
    if not isinstance(part, Raw):
        text = "".join(f'"{cell}"\n' for cells in part.values() for cell in cells).encode("utf-8", "replace")
        if finder.in_any_spelling(text):
            return Held.YES
        about, doubtful = cells_of(part, ids) if ids.weak else ({}, False)
        return Held.YES if any(about.values()) else Held.PERHAPS if doubtful else Held.NO
    if finder.in_bytes(part.data):
        return Held.YES
    if not part.whole:
        return Held.NO
    binary = _is_binary(part.data)
    if finder.anywhere_in(part.data) if binary else finder.in_any_spelling(part.data):
        return Held.YES
    if part.values and not binary and finder.as_value_in(part.data):
        return Held.YES if log else Held.PERHAPS
    return Held.NO


def _is_binary(data: bytes | memoryview) -> bool:
    return any(b"\0" in bytes(data[start : start + _BLOCK]) for start in range(0, len(data), _BLOCK))


def _folders(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if not _left_out(Path(folder, name)))
        yield Path(folder), inner, names


def _left_out(folder: Path) -> bool:
    return folder.name in _NO_FILES_OF_THE_PROJECT or (folder / "pyvenv.cfg").is_file()
