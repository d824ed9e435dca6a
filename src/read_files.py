"""The files of runs that this process read, in turn: what a failure may rest on (see `changed_files`)."""

from __future__ import annotations

from pathlib import Path

files_read: list[Path] = []
