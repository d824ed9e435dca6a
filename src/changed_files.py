"""Which files of a run are not as the run wrote them. It is asked when a command fails on what it read."""

from __future__ import annotations

import hashlib
import json
import re
import traceback
from pathlib import Path

from .errors import BadInput

files_read: list[Path] = []
"""The files of runs that this process read, in turn."""
_MOST_NAMED = 30
_LOCKED = re.compile(r"^ +- path: (.+)\n +hash: md5\n +md5: (\w+(?:\.dir)?)$", re.MULTILINE)


def of_changed_files(lock: Path, error: Exception) -> BadInput | None:
    """Return what to tell the user where a file that was read is not what the run wrote; None where each is, or none was read.

    Parameters
    ----------
    lock : DVC's record of the hash of every output. Without one, all files that were read are named.
    error : what the command failed with.
    """
    read = list(dict.fromkeys(path for path in files_read if not path.is_absolute()))
    if not read:
        return None
    if lock.is_file():
        changed = _changed(read, lock.read_text(encoding="utf-8"))
        return _stop("A file of the run is not as the run wrote it.", changed) if changed else None
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"
    return _stop("The files of the run do not fit together: one of these was changed, or is of another run.", read, place)


def _stop(what: str, files: list[Path], place: str = "") -> BadInput:
    more = [f"and {len(files) - _MOST_NAMED} more"] if len(files) > _MOST_NAMED else []
    return BadInput(
        what,
        where="\n            ".join([*map(str, files[:_MOST_NAMED]), *more]),
        expected="files of one run, as it wrote them",
        do="remove the file that was changed, then run: dvc repro; or bring it back from a copy"
        + (f". If it stops in the same way, report this as a bug: {place}" if place else ""),
    )


def _changed(read: list[Path], lock: str) -> list[Path]:
    """Return the files, or the folders that DVC keeps as one output, whose hash is none of those that DVC recorded for them."""
    recorded: dict[str, set[str]] = {}
    for path, found in _LOCKED.findall(lock):
        recorded.setdefault(path.strip("'\""), set()).add(found)
    kept = (next((place for place in (path, *path.parents) if place.as_posix() in recorded), None) for path in read)
    return [place for place in dict.fromkeys(filter(None, kept)) if _hash(place) not in recorded[place.as_posix()]]


def _hash(place: Path) -> str:
    """Return the hash of a file or folder as DVC records it."""
    if not place.is_dir():
        return hashlib.md5(place.read_bytes(), usedforsecurity=False).hexdigest()
    files = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    listing = json.dumps([{"md5": _hash(place / name), "relpath": name} for name in files], sort_keys=True)
    return f"{hashlib.md5(listing.encode(), usedforsecurity=False).hexdigest()}.dir"
