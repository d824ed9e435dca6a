"""Files of a folder that are the same, byte for byte, under several names."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .passed_over import files_in


def same_bytes(folder: Path, names: Iterable[str]) -> list[list[str]]:
    """Return the names of each two or more files with the same content, the shortest name first.

    A folder of parts has the content of its files, whatever their names.
    """
    by_size: dict[int, list[str]] = defaultdict(list)
    for name in sorted(set(names), key=lambda name: (len(name), name)):
        by_size[sum(path.stat().st_size for path in _files(folder / name))].append(name)
    by_content: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in (name for alike in by_size.values() if len(alike) > 1 for name in alike):
        by_content[tuple(sorted(map(_digest, _files(folder / name))))].append(name)
    return [alike for content, alike in by_content.items() if content and len(alike) > 1]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [path / name for name in files_in(path)[0]]
    return [path] if path.is_file() else []


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
