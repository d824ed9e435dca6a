"""Files of a folder that are the same, byte for byte, under several names, packed or not."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .packed import check_packed, open_bytes, unpacked_size
from .passed_over import files_in

_CHUNK = 2**20


def same_bytes(folder: Path, names: Iterable[str]) -> list[list[str]]:
    """Return the names of each two or more files with the same content, the shortest name first.

    A folder of parts has the content of its files, whatever their names, and a packed file has what it unpacks to.
    """
    by_size: dict[int, list[str]] = defaultdict(list)
    for name in sorted(set(names), key=lambda name: (len(name), name)):
        by_size[sum(unpacked_size(path) for path in _files(folder / name))].append(name)
    by_content: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in (name for alike in by_size.values() if len(alike) > 1 for name in alike):
        by_content[tuple(sorted(map(_digest, _files(folder / name))))].append(name)
    return [alike for content, alike in by_content.items() if content and len(alike) > 1]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [path / name for name in files_in(path)[0]]
    return [path] if path.is_file() else []


def _digest(path: Path) -> str:
    check_packed(path, str(path))
    digest = hashlib.sha256()
    with open_bytes(path) as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
