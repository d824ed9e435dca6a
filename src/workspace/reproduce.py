"""The stages of a project run by DVC, in this process and its children; what stops them is told in the project's own form."""

from __future__ import annotations

import os
import re
import signal
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from ..errors import EXIT_BAD_INPUT, EXIT_BUG, EXIT_INTERRUPTED, BadInput, did_you_mean
from ..files import write_text
from ..params import PARAMS, Params, load_params
from ..yaml_core import load
from ..yamls import checked, read_yaml
from .program import PROGRAM, note_program
from .settings import value_of, with_value
from .upgrade import STAGES, check_stages, stages_of

AGAIN = "then: neglect-triage run (what was finished is kept)"
# Some shells, such as dash, wait for their command and then die of the same Ctrl-C; Windows has a status of its own for it.
OF_CTRL_C = (EXIT_INTERRUPTED, -signal.SIGINT, 0xC000013A)


def change_choices(changes: Sequence[str]) -> list[str]:
    """Set choices, such as train.depth=1, in params.yaml; return a line for each. The file is written only if all of it is valid.

    Raises
    ------
    BadInput : a change is not key=value, or params.yaml would not be valid with it.
    """
    load_params()
    before = text = PARAMS.read_text(encoding="utf-8")
    lines = []
    for change in changes:
        key, equals, value = change.partition("=")
        if not equals:
            raise BadInput("A choice is not given as key=value.", where=f"-S {key}", do="write it so: -S train.depth=1")
        text = with_value(text, key, value)
        lines.append(f"{PARAMS}: {key} is {value_of(text, key)}, and was {value_of(before, key)}")
    checked(load(text), Params, str(PARAMS))
    if text != before:
        write_text(PARAMS, text)
    return lines


def reproduce(stages: Sequence[str]) -> list[str]:
    """Run these stages and what they need, or every stage, where inputs have changed; return the names of those that ran.

    Raises
    ------
    BadInput : there is no such stage, one has stopped, or they are those of another version of the program.
    SystemExit : one has stopped at a bug or at Ctrl-C, and has said so.
    """
    known = stages_of(read_yaml(STAGES))
    for stage in stages:
        if stage not in known:
            raise BadInput("There is no such stage.", where=stage, expected=did_you_mean(stage, known))
    check_stages()
    if str(PROGRAM) in STAGES.read_text(encoding="utf-8"):
        note_program(Path())
    # Stages say `python`, and mean the one that runs this, also where its environment is not activated.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    from dvc.exceptions import DvcException  # slow to import
    from dvc.repo import Repo

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what DVC is warned of is no figure of ours; stages are processes of their own
        try:
            with Repo() as repo:
                return [stage.addressing for stage in repo.reproduce(list(stages))]
        except DvcException as error:
            raise _stopped(error) from error


def _stopped(error: Exception) -> BaseException:
    """Return how a run ends whose stages DVC could not all run. A stage that stopped has said why before."""
    found = re.search(r"exited with (-?\d+)$", str(error.__cause__ or ""))
    status = int(found[1]) if found else None
    if status in OF_CTRL_C:
        return SystemExit(EXIT_INTERRUPTED)
    if status == EXIT_BUG:
        print("\nSTOPPED at a bug in a stage. Please report the lines above.", file=sys.stderr)
        return SystemExit(EXIT_BUG)
    if status == EXIT_BAD_INPUT:
        return BadInput("A stage has stopped.", expected="what the lines above say", do=f"do what they say, {AGAIN}")
    if status is None:
        return BadInput(f"DVC has stopped: {error.__cause__ or error}", do=f"mend that, {AGAIN}")
    smaller = "close other programs, or set features.batch_events lower in params.yaml"
    return BadInput(f"A stage was ended from outside (status {status}), most often for want of memory.", do=f"{smaller}; {AGAIN}")
