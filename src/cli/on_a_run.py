"""Commands that read the files of a run: a file that was changed since is named, and not taken for a bug."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec

import typer

from ..changed_files import name_changed_code, name_unrecorded, of_changed_files
from ..errors import BadInput, of_the_machine
from ..paths import DATA
from ..read_files import files_read
from ..workspace.program import name_other_program

Options = ParamSpec("Options")
LOCK = Path("dvc.lock")


def on_a_run(command: Callable[Options, None]) -> Callable[Options, None]:
    """Return a command that raises BadInput where it fails on a file of a run that is not as the run wrote it.

    Where nothing records how a file was written, the failure stays a bug, and the file is named beside it.
    """

    @functools.wraps(command)
    def checked(*words: Options.args, **options: Options.kwargs) -> None:
        files_read.clear()
        try:
            command(*words, **options)
        except (BadInput, typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except Exception as error:
            stopped = None if of_the_machine(error) else of_changed_files(LOCK, DATA.tracked_hashes)
            if stopped is None:
                name_unrecorded(LOCK, DATA.tracked_hashes, error)
                name_changed_code(LOCK, error)
                name_other_program(Path(), error)
                raise
            raise stopped from error

    return checked
