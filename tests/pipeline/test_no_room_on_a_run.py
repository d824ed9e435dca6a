"""Commands on a whole run, on a disk that takes nothing more and in a folder that is closed: a message, and nothing is lost."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.cli.main import app
from neglect_triage.errors import EXIT_BAD_INPUT, run
from neglect_triage.paths import DATA
from tests.cli.test_no_room import closed_folder, full_disk, held
from tests.old_log import old_form

LOG = DATA.decision_log.as_posix()
BY = ("--by", "JS")
WRITING: dict[str, tuple[str, ...]] = {
    "explain": ("explain", "{contact}", "--out", "own"),
    "sample": ("sample", "--contacts", "40"),
    "review": ("review", "{contact}", "--reviewer", "lead-2", "--sheet", "mine.xlsx"),
    "approve": ("approve", "--decision", "approved", "--role", "chair of the board", *BY),
    "erase": ("erase", "--child", "{child}", *BY, "--order", "objection 12"),
    "expire": ("expire", "--before", "{day}", *BY),
    "move-log": ("move-log", LOG, "--witness", "JS", "--witness", "lead-2"),
    "release": ("release", "--out", "released"),
}
LONG = ("release", "erase", "expire")


@pytest.fixture
def project(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of links to the files of a run, with a log of the old form."""
    shutil.copytree(small_run / "data", tmp_path / "project/data", copy_function=os.link)
    shutil.copy(small_run / "params.yaml", tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    old_form(DATA.decision_log, "x@2020-05-01", "y@2020-05-01")
    return tmp_path / "project"


def words_of(command: str) -> list[str]:
    points, scores = pd.read_parquet(DATA.points), pd.read_parquet(DATA.scores, columns=["point_id"])
    contact = points[points["point_id"].isin(scores["point_id"])].iloc[0]
    events = pd.read_parquet(DATA.events, columns=["child_id", "event_date"])
    day = events.groupby("child_id")["event_date"].max().sort_values().iloc[len(points) // 100]
    asked = {"contact": contact["point_id"], "child": contact["child_id"], "day": f"{day:%Y-%m-%d}"}
    return [word.format(**asked) for word in WRITING[command]]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of workbooks that could not be written
@pytest.mark.parametrize(
    ("command", "state"),
    [
        pytest.param(command, state, marks=[pytest.mark.slow] * (command in LONG), id=f"{command}, {state.__name__}")
        for command in WRITING
        for state in (full_disk, closed_folder)
        if (command, state) != ("approve", closed_folder)  # it adds to a file in its place
    ],
)
def test_a_command_that_cannot_write_says_so_and_leaves_what_was_there(
    project: Path, capsys: pytest.CaptureFixture[str], command: str, state: object
) -> None:
    assert callable(state)
    words, before = words_of(command), held(project)
    with pytest.raises(SystemExit) as left, state():
        run(lambda: app(words))
    gc.collect()
    text = capsys.readouterr().err
    assert left.value.code == EXIT_BAD_INPUT, text
    assert text.count("STOPPED") == 1
    assert "do:" in text
    after = held(project)
    assert {name: after.get(name) for name in before} == before
    assert [name for name in after if name.endswith(".partial")] == []
