"""One file under several names: a copy beside it is passed over, and one under another day or folder is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from ...chronology.reading.copies import same_bytes
from .files import RecognisedFile
from .matching import Matching
from .stated import stated_in_path


def copies_beside(folder: Path, names: Iterable[str], matching: Matching) -> dict[str, str]:
    """Return the reason to pass over each file that has the content of another one in its folder and of its day and order."""
    passed: dict[str, str] = {}
    for alike in same_bytes(folder, names):
        groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for name in alike:
            own = matching.of(name)
            groups[PurePosixPath(name).parent, own.extract_date or stated_in_path(name), own.order].append(name)
        for first, *others in groups.values():
            passed |= dict.fromkeys(others, f"copies of {first}, byte for byte")
    return passed


def warnings_of_copies(folder: Path, files: Iterable[RecognisedFile]) -> list[str]:
    """Return a warning for each file with rows that has the content of another one, under another day or in another folder."""
    with_rows = [file.name for file in files if any(table.rows_read for table in file.tables)]
    return [
        f"WARNING: {', '.join(sorted(alike))}: the same file, byte for byte. Its rows count once; but if it was not exported "
        "anew for each day or folder, days count as covered of which it tells nothing: give the others the format ignore."
        for alike in sorted(same_bytes(folder, with_rows))
    ]
