"""Every command that writes, on a disk that takes nothing more and in a folder that is closed: a message, and nothing is lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput, of_the_machine
from tests.cli.test_fuzz import COMMANDS

resource = pytest.importorskip("resource", reason="limits of a process are those of Linux and macOS")
WRITING: dict[str, tuple[str, ...]] = {name: words for name, (words, _) in COMMANDS.items()} | {
    "a new key": ("pseudonymise", "records", "made", "--key", "keys/new.key", "--new-key"),
    "simulate-extracts": ("simulate-extracts", "simulated", "--children", "60"),
    "formats": ("formats", "--out", "formats.md"),
    "catalogue": ("catalogue", "--html", "catalogue.html"),
    "dictionary": ("dictionary", "--out", "dictionary.md"),
    "glossary": ("glossary", "--out", "glossary.md"),
}


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow: what a disk without room does to a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def closed_folder() -> Iterator[None]:
    """Let no file be put in its place: what a folder does that may be read alone, also to the administrator."""

    def refused(_: object, place: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(place))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", refused)
        yield


def held(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize("state", [full_disk, closed_folder])
def test_a_command_that_cannot_write_says_so_and_leaves_what_was_there(project: Path, command: str, state: object) -> None:
    assert callable(state)
    before = held(project)
    with state():
        error = CliRunner().invoke(app, list(WRITING[command])).exception
    assert error is not None, "it wrote nothing, and did not say so"
    stop = error if isinstance(error, BadInput) else of_the_machine(error)
    assert stop is not None, repr(error)
    assert stop.do
    after = held(project)
    assert {name: after.get(name) for name in before} == before
    assert [name for name in after if name.endswith(".partial")] == []
