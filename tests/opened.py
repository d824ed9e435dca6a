"""Which files are read, for tests of commands on files that are damaged."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from neglect_triage.read_files import files_read

_opened: list[Path] | None = None


def _note(event: str, arguments: Any) -> None:
    if event == "open" and _opened is not None and isinstance(arguments[0], str | os.PathLike):
        _opened.append(Path(os.fspath(arguments[0])))


sys.addaudithook(_note)


@contextmanager
def files_opened() -> Iterator[list[Path]]:
    """Yield a list; at the end it holds the files of this folder that stood there before and were opened, by their place in it.

    It knows what Python opens and what the package notes (`read_files`).
    """
    global _opened
    here = Path().resolve()
    before = {path.resolve() for path in here.rglob("*") if path.is_file() and path.suffix != ".lock"}
    found: list[Path] = []
    _opened = []
    files_read.clear()
    try:
        yield found
    finally:
        every = {path.resolve() for path in (*_opened, *files_read)}
        _opened = None
        found += sorted(path.relative_to(here) for path in every & before)
