"""Files of a folder that are the same, byte for byte, under several names."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def same_bytes(folder: Path, names: Iterable[str]) -> list[list[str]]:
    """Return the names of each two or more files with the same content, the shortest name first; folders are left out."""
    by_size: dict[int, list[str]] = defaultdict(list)
    for name in sorted(set(names), key=lambda name: (len(name), name)):
        if (folder / name).is_file():
            by_size[(folder / name).stat().st_size].append(name)
    by_content: dict[str, list[str]] = defaultdict(list)
    for name in (name for alike in by_size.values() if len(alike) > 1 for name in alike):
        with (folder / name).open("rb") as handle:
            by_content[hashlib.file_digest(handle, "sha256").hexdigest()].append(name)
    return [alike for alike in by_content.values() if len(alike) > 1]
