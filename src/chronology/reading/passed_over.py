"""Files and empty folders of a folder that are passed over: each has a reason, and all are counted in the account."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby, islice
from pathlib import Path, PurePosixPath

from ...files import in_order
from .file_names import kind_of
from .other_kinds import DOCUMENTS

MARKER = "marks or logs of the program that wrote a table"
SYSTEM = "files of the operating system"
OPEN = "traces of a workbook that is or was open"
HIDDEN = "hidden files"
UNFINISHED = "temporary files and unfinished downloads"
ONLINE = "files that are kept online and not here"
SHORTCUT = "shortcuts to other files"
EMPTY = "empty files (0 bytes)"
EMPTY_FOLDER = "folders without a table"
DOCUMENT = "documents and settings"
OTHER_DOCUMENT = "documents and data of kinds that are not read"
TEXT_TABLE = "text files that look like tables"
IGNORED = "files that the matching report ignores"
REMOVED = "files that the log of their table has removed"

_SYSTEM_NAMES = ("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", "__macosx", "$recycle.bin")
_OPEN_STARTS = ("~$", ".~lock.")
_UNFINISHED = (".tmp", ".temp", ".crdownload", ".partial", ".part", ".download", ".filepart", ".swp")
_ONLINE = (".icloud", ".cloud", ".cloudf")
_SHORTCUTS = (".lnk", ".url", ".webloc")
# What may stand for records that the folder should hold.
_DOUBTS = {
    EMPTY: "an empty file may be an export that failed, or one that is kept online: open it, and save it here",
    EMPTY_FOLDER: "one may be a table whose export failed: export it again, or take the folder away",
    UNFINISHED: "what they were to become may be missing: finish or repeat the download",
    ONLINE: "their records are not read: download them",
    SHORTCUT: "their records are not read: copy the files that they lead to",
    OTHER_DOCUMENT: "if one holds records, export these from where it was made, as CSV",
    TEXT_TABLE: "their records are not read: let their names end in .csv, whatever separates their cells",
}
_DOCUMENTS = (".yaml", ".yml", ".md", ".txt")
_PROJECT_FILES = (".gitignore", ".gitkeep")
_LINES = 20  # that show whether a text is a table
_MOST_NAMED = 5


def reason_to_pass_over(name: str, size: int) -> str:
    """Return why the file `name` (its path inside the folder) of `size` bytes is passed over, or "" if it may hold a table."""
    path = PurePosixPath(name)
    parts, kind = [part.casefold() for part in path.parts], kind_of(name)
    if any(part in _SYSTEM_NAMES or part.startswith("._") for part in parts):
        return SYSTEM
    if path.name.startswith(_OPEN_STARTS):
        return OPEN
    if any(part.startswith("_") for part in parts) or kind == ".crc":
        return MARKER
    if parts[-1] in _PROJECT_FILES:
        return DOCUMENT
    if kind in _ONLINE:
        return ONLINE
    if any(part.startswith(".") for part in parts):
        return HIDDEN
    if kind in _UNFINISHED or path.name.endswith("~"):
        return UNFINISHED
    if kind in _SHORTCUTS:
        return SHORTCUT
    if kind in _DOCUMENTS:
        return DOCUMENT
    if kind in DOCUMENTS:
        return OTHER_DOCUMENT
    return EMPTY if size == 0 else ""


def files_in(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return the files of a folder and its subfolders that may hold a table, and why others and empty folders do not."""
    found: list[str] = []
    passed: dict[str, str] = {}
    folders: list[str] = []
    for path in in_order(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not reason_to_pass_over(name, 1):
            folders.append(name)
        elif path.is_file():
            if why := reason_to_pass_over(name, path.stat().st_size):
                passed[name] = TEXT_TABLE if why == DOCUMENT and _looks_like_a_table(path) else why
            else:
                found.append(name)
    full = [*found, *(name for name, why in passed.items() if why not in (MARKER, SYSTEM, HIDDEN))]
    return found, passed | dict.fromkeys(_without_files(folders, full), EMPTY_FOLDER)


def _without_files(folders: list[str], files: list[str]) -> list[str]:
    """Return the folders below which no file stands, the outermost of each branch; a key (`year=2024`) may be without."""
    above = {str(parent) for name in files for parent in PurePosixPath(name).parents}
    empty = {name for name in folders if name not in above and "=" not in PurePosixPath(name).name}
    return [name for name in folders if name in empty and not empty & set(map(str, PurePosixPath(name).parents))]


def _looks_like_a_table(path: Path) -> bool:
    """Return whether the first lines of a text file have one separator, each the same number of times."""
    if kind_of(path) != ".txt":
        return False
    with path.open(encoding="latin-1") as handle:
        lines = [line for line in islice(handle, _LINES) if line.strip()]
    return len(lines) > 1 and any(len({line.count(mark) for line in lines}) == 1 and mark in lines[0] for mark in ",;\t|")


def notes_of_passed_over(passed: Mapping[str, str]) -> list[str]:
    """Return a sentence for each reason, with the number of files and the names of the first."""
    notes = []
    for why, group in groupby(sorted(passed, key=lambda name: (passed[name], name)), key=lambda name: passed[name]):
        names = list(group)
        more = f", and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
        words = f"{why}: {len(names):,} ({', '.join(names[:_MOST_NAMED])}{more})"
        notes.append(f"WARNING: passed over, {words}; {_DOUBTS[why]}." if why in _DOUBTS else f"Passed over, {words}.")
    return notes
