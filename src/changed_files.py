"""Which files of a run are not as the run wrote them. It is asked when a command fails on what it read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from pathlib import Path

from .errors import BadInput, SafeNote
from .files import read_json, sha256, sha256_of_folder
from .read_files import files_read

_MOST_NAMED = 30
_LOCKED = re.compile(r"^ +- path: (.+)\n +hash: md5\n +md5: (\w+(?:\.dir)?)$", re.MULTILINE)


def of_changed_files(lock: Path, logged: Path) -> BadInput | None:
    """Return what to tell the user where a file that was read is not what the run wrote; None where none is known to be changed.

    Parameters
    ----------
    lock : DVC's record of the hash of every output.
    logged : without it, the hashes that `track` logged, in the data folder that they are of.
    """
    read = _read()
    changed = _changed(read, lock.read_text(encoding="utf-8")) if lock.is_file() else _changed_since(read, logged)
    if not changed:
        return None
    return BadInput(
        "A file of the run is not as the run wrote it.",
        where=_listed(changed),
        expected="files of one run, as it wrote them",
        do="remove the file that was changed, then run: dvc repro; or bring it back from a copy",
    )


def name_unrecorded(lock: Path, logged: Path, error: Exception) -> None:
    """Note on an error which files were read whose hash nothing records: one that was changed can be its cause."""
    recorded = {} if lock.is_file() else _logged(logged)
    unknown = [] if lock.is_file() else [path for path in _read() if _kept(path, recorded) is None]
    if unknown:
        error.add_note(
            SafeNote(
                "If one of these files was changed, or is of another run, that may be the cause. Run: dvc repro\n"
                f"            {_listed(unknown)}"
            )
        )


def name_changed_code(lock: Path, error: Exception) -> None:
    """Note on an error that the run was made by another version of the program, where DVC recorded other code."""
    recorded = _recorded(lock.read_text(encoding="utf-8")) if lock.is_file() else {}
    code = [Path(path) for path in recorded if path.endswith(".py") and Path(path).is_file()]
    changed = [path for path in code if _hash(path) not in recorded[path.as_posix()]]
    if changed:
        error.add_note(
            SafeNote(
                "The run was made by another version of the program, which may be the cause. Run: dvc repro\n"
                f"            {_listed(changed)}"
            )
        )


def _read() -> list[Path]:
    return list(dict.fromkeys(path for path in files_read if not path.is_absolute()))


def _listed(files: list[Path]) -> str:
    more = [f"and {len(files) - _MOST_NAMED} more"] if len(files) > _MOST_NAMED else []
    return "\n            ".join([*map(str, files[:_MOST_NAMED]), *more])


def _kept(path: Path, recorded: Collection[str]) -> Path | None:
    """Return the file, or the folder kept as one output, under which the hash of a file is recorded."""
    return next((place for place in (path, *path.parents) if place.as_posix() in recorded), None)


def _changed(read: list[Path], lock: str) -> list[Path]:
    """Return the outputs whose hash is none of those that DVC recorded for them."""
    recorded = _recorded(lock)
    kept = filter(None, (_kept(path, recorded) for path in read))
    return [place for place in dict.fromkeys(kept) if _hash(place) not in recorded[place.as_posix()]]


def _recorded(lock: str) -> dict[str, set[str]]:
    """Return the hashes that DVC recorded, by path."""
    recorded: dict[str, set[str]] = {}
    for path, found in _LOCKED.findall(lock):
        recorded.setdefault(path.strip("'\""), set()).add(found)
    return recorded


def _logged(logged: Path) -> dict[str, str]:
    """Return the hashes that `track` logged, by place in the project."""
    hashes = read_json(logged) if logged.is_file() else {}
    return {(logged.parents[1] / name).as_posix(): found for name, found in hashes.items()} if isinstance(hashes, dict) else {}


def _changed_since(read: list[Path], logged: Path) -> list[Path]:
    recorded = _logged(logged)
    kept = filter(None, (_kept(path, recorded) for path in read))
    hashed = {place: (sha256_of_folder if place.is_dir() else sha256)(place) for place in kept}
    return [place for place, found in hashed.items() if found != recorded[place.as_posix()]]


def _hash(place: Path) -> str:
    """Return the hash of a file or folder as DVC records it."""
    if not place.is_dir():
        return hashlib.md5(place.read_bytes(), usedforsecurity=False).hexdigest()
    files = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    listing = json.dumps([{"md5": _hash(place / name), "relpath": name} for name in files], sort_keys=True)
    return f"{hashlib.md5(listing.encode(), usedforsecurity=False).hexdigest()}.dir"
