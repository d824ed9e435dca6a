"""What somebody has chosen and not yet sealed: a file for each form, so that a crash loses nothing that was saved."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..files import atomic


def draft_file(folder: Path, reviewer: str, step: str, point_id: str) -> Path:
    """Return the file of a draft; its name shows nothing of whom it is about, and nor does its content."""
    return folder / f"{hashlib.sha256(f'{reviewer} {step} {point_id}'.encode()).hexdigest()[:32]}.json"


def save_draft(path: Path, answers: Mapping[str, str | Sequence[str]]) -> None:
    """Write the answers of a form; once this returns they are on the disk."""
    with atomic(path) as partial, partial.open("w", encoding="utf-8") as file:
        json.dump(dict(answers), file, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    if os.name == "posix":  # the rename itself
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def read_draft(path: Path) -> dict[str, str | list[str]]:
    """Return the answers that were saved, a list where several were chosen; none where there is no draft."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {key: [str(each) for each in answer] if isinstance(answer, list) else str(answer) for key, answer in kept.items()}
    except (FileNotFoundError, ValueError, AttributeError):
        return {}


def remove_draft(path: Path) -> None:
    """Remove a draft whose answers have been sealed."""
    path.unlink(missing_ok=True)
