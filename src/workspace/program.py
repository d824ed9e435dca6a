"""Which program runs a project's stages: a file in the project names it, and every stage depends on that file.

In a clone of the source, stages depend on the modules themselves, and there is no such file.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

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
