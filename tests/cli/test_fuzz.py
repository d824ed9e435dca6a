"""Each command on files that are broken in any way: it runs, or says what is wrong with which file, and never a cell's value.

A round here; `make fuzz` makes it many.
"""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput, no_figure_from_nothing, of_the_machine
from neglect_triage.params import PARAMS
from neglect_triage.paths import DATA
from tests.cli.broken_files import damages
from tests.cli.chain import SECRET
from tests.opened import files_opened

LONG = bool(settings.default and settings.default.max_examples > 1000)
ROUNDS = 4 if LONG else 1
PLACES = (str(DATA.registered), str(PARAMS), "catalogue")  # of a changed model the folder is named
EVENTS = ("--events", "events.csv", "--contacts", "before.csv", "--out", "found.parquet")
SCORES = ("--scores", "scored.csv", "--groups", "group", "--family", "child_id", "--out", "audited")
COMMANDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "features": (("features", *EVENTS), ("events.csv", "before.csv", "catalogue.yaml", "params.yaml")),
    "score": (
        ("score", "--features", "before.parquet", "--out", "found.parquet"),
        (
            "before.parquet", "before.json", "data/governance/approvals.jsonl", "data/models/registered/manifest.json",
            "data/models/registered/model.txt", "data/models/registered/calibration.json", "data/models/registered/curves.json",
            "data/models/registered/curves.parquet", "catalogue.yaml", "params.yaml",
        ),
    ),
    "monitor": (
        ("monitor", "--before", "before.parquet", "--after", "after.parquet", "--before-scores", "before_scores.parquet",
         "--after-scores", "after_scores.parquet", "--out", "found"),
        ("before.parquet", "after.parquet", "before_scores.parquet", "after_scores.parquet", "before.json", "after.json",
         "catalogue.yaml", "params.yaml"),
    ),
    "pseudonymise": (
        ("pseudonymise", "records", "made", "--key", "keys/own.key", "--places", "places.csv"),
        ("records/children.csv", "records/events.csv", "records/event_codes.csv", "records/households.csv",
         "places.csv", "keys/own.key", "params.yaml"),
    ),
    "read": (("read", "extracts", "--out", "reading"), ("extracts/2024-03-31.xlsx", "extracts/contacts.csv", "params.yaml")),
    "audit": (("audit", *SCORES, "--score", "margin", "--capacity", "0.1"), ("scored.csv", "params.yaml")),
}  # fmt: skip


def cases() -> Iterator[tuple[str, str, str, int]]:
    """Yield commands, files and damages: half of the damages for each command, to one of its files; in a long run, all to all."""
    for nth, (command, (_, files)) in enumerate(COMMANDS.items()):
        every = list(dict.fromkeys(damage for file in files for damage in damages(Path(file))))
        for damage in every if LONG else every[nth % 2 :: 2]:
            possible = [file for file in files if damage in damages(Path(file))]
            for file in possible if LONG else random.Random(f"{command} {damage}").sample(possible, 1):
                yield from ((command, file, damage, turn) for turn in range(ROUNDS))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_file_that_a_command_reads_is_damaged(command: str, project: Path) -> None:
    words, files = COMMANDS[command]
    with files_opened() as opened, no_figure_from_nothing():
        assert CliRunner().invoke(app, list(words)).exit_code == 0
    assert {path.as_posix() for path in opened} <= set(files)


@pytest.mark.parametrize(("command", "file", "damage", "turn"), list(cases()))
def test_a_command_runs_or_says_what_is_wrong(command: str, file: str, damage: str, turn: int, project: Path) -> None:
    words, files = COMMANDS[command]
    damages(Path(file))[damage](project / file, random.Random(f"{command} {file} {damage} {turn}"))
    with no_figure_from_nothing():
        done = CliRunner().invoke(app, list(words))
    error = done.exception
    refusal = error if isinstance(error, BadInput) else error and of_the_machine(error)
    if error is not None and refusal is None:
        pytest.fail(f"A BUG: {''.join(traceback.format_exception(error))[-3000:]}")
    if file != str(PARAMS):  # which says what was chosen
        assert SECRET not in f"{done.output}{refusal or ''}"
    assert refusal is None or any(name in str(refusal) for name in [*(Path(each).name for each in files), *PLACES])
