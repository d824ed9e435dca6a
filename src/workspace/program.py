"""Which program runs a project's stages: a file in the project names it, and every stage depends on that file.

In a clone of the source, stages depend on the modules themselves, and there is no such file.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from ..errors import SafeNote
from ..files import read_json, sha256_of_folder, write_json

PROGRAM = Path("program.json")


def program() -> dict[str, str]:
    """Return the version of the installed program, and the SHA-256 of its files: the same on every machine."""
    package, _, _ = str(__package__).partition(".")
    return {"version": version("neglect-triage"), "sha256": sha256_of_folder(Path(str(files(package))))}


def note_program(folder: Path) -> str | None:
    """Write which program is installed into the project, if that changed; return the version that it names until now, if any."""
    now, path = program(), folder / PROGRAM
    before = read_json(path) if path.is_file() else {}
    if before != now:
        write_json(path, now)
    return before.get("version") if before != now else None


def name_other_program(folder: Path, error: Exception) -> None:
    """Note on an error that another version of the program made the results of a project, which can be its cause."""
    path = folder / PROGRAM
    if path.is_file() and (made_by := read_json(path)) != program():
        version_then = made_by.get("version", "unknown")
        error.add_note(SafeNote(f"The results were made by another program (version {version_then}). Run: neglect-triage run"))
