"""Commands on a project with a damaged file: the work done, or a message that names a place and what to do; never a bug.

Which files a command reads is found by running it. `tests/cli/test_fuzz.py` does the same for commands on files that people
bring.
"""

from __future__ import annotations

import os
import random
import shutil
import traceback
from contextlib import chdir
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli import commands
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput, no_figure_from_nothing, of_the_machine
from neglect_triage.params import PARAMS
from neglect_triage.paths import DATA
from neglect_triage.review.by_sheet import REVIEWS
from neglect_triage.review.questions import questions
from tests.cli import test_fuzz
from tests.cli.broken_files import Damage, damages
from tests.cli.chain import SECRET
from tests.old_log import old_form
from tests.once import made_once
from tests.opened import files_opened
from tests.pipeline.cut import tables_of, write_tables
from tests.review.filled import fill, judged

OLD_LOG = "data/review/old.jsonl"
COMMANDS: dict[str, tuple[str, ...]] = {
    "explain": ("explain", "{contact}"),
    "chronology": ("chronology", "{child}"),
    "review": ("review", "{contact}", "--reviewer", "lead-2", "--sheet", "other.xlsx"),
    "review, read back": ("review", "--read", "mine.xlsx"),
    "reviews": ("reviews",),
    "serve": ("serve", "--demo", "--port", "0"),
    "agenda": ("agenda", "--out", "meeting.xlsx"),
    "sample": ("sample", "--contacts", "40", "--out", "drawn"),
    "compare": ("compare", str(DATA.audit_sample)),
    "release": ("release", "--out", "released"),
    "monitor": ("monitor",),
    "apply": ("apply", "again", "--for", "audit"),
    "approve": ("approve", "--decision", "approved", "--role", "chair", "--by", "JS"),
    "approvals": ("approvals",),
    "erase": ("erase", "--child", "{child}", "--dry-run"),
    "expire": ("expire", "--before", "2016-06-01", "--dry-run"),
    "move-log": ("move-log", OLD_LOG, "--witness", "JS", "--witness", "AB"),
    "catalogue": ("catalogue",),
    "dictionary": ("dictionary", "--out", "dictionary.md"),
    "glossary": ("glossary", "--out", "glossary.md"),
}
READ_NO_FILE = {"export", "formats", "simulate-extracts", "init", "run", "docs", "doctor", "upgrade", "reviewers"}
FEW = (
    ("explain", "models/scores.parquet", "every row twice"),
    ("explain", "explanations/attributions.parquet", "another file"),
    ("release", "evaluation/evaluation.json", "cut short"),
    ("chronology", "chronology/events.parquet", "cut short"),
    ("chronology", "chronology/about.json", "missing"),
    ("explain", "models/partnership/1.txt", "missing"),
    ("review", "chronology/about.json", "empty"),
)
ALL, MANY = "all", 85


def linked(project: Path, folder: Path) -> None:
    """Make a copy of a project, whose tables, which no command changes in place, are links."""

    def take(path: str, copy: str) -> None:
        (os.link if path.endswith(".parquet") else shutil.copy2)(path, copy)

    shutil.copytree(project, folder, copy_function=take, ignore=shutil.ignore_patterns("mlruns", "mlflow.db"))


def damaged(path: Path, damage: Damage, seed: str) -> None:
    if path.is_file():
        content = path.read_bytes()
        path.unlink()  # a link to the run's own
        path.write_bytes(content)
    damage(path, random.Random(seed))


def _another(path: Path, dice: random.Random) -> None:
    """A whole file of the same kind, and of other content."""
    auditor = DATA.audit_sample / "auditor_A.xlsx"
    other = {".parquet": DATA.coverage, ".json": DATA.families, ".jsonl": DATA.decision_log, ".xlsx": auditor}.get(path.suffix)
    path.write_bytes((other or Path("params.yaml")).read_bytes())


def every_damage(file: Path) -> dict[str, Damage]:
    return damages(file) | {"another file": _another}


def run(command: str, contact: pd.Series) -> Any:
    words = [word.format(contact=contact["point_id"], child=contact["child_id"]) for word in COMMANDS[command]]
    with no_figure_from_nothing():
        return CliRunner().invoke(app, words)


class _NoServer:
    """A server that ends at once."""

    def run(self, sockets: list[Any]) -> None:
        assert sockets


@pytest.fixture(autouse=True)
def _serving_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neglect_triage.cli.serve.server", lambda application, where: _NoServer())


def stopped(command: str, contact: pd.Series) -> BadInput | None:
    """Run a command in this folder; return why it stopped, if it did. Anything but bad input fails."""
    done = run(command, contact)
    error = done.exception
    if error is None or isinstance(error, SystemExit):
        return None
    stop = error if isinstance(error, BadInput) else of_the_machine(error)
    if stop is None:
        pytest.fail(f"A BUG: {''.join(traceback.format_exception(error))[-3000:]}")
    if str(PARAMS) not in str(stop):  # which says what was chosen
        assert SECRET not in f"{done.output}{stop}", "a cell's value"
    return stop


@pytest.fixture
def project(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    linked(small_run, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture(scope="session")
def contact(small_run: Path) -> pd.Series:
    scores = pd.read_parquet(small_run / "data/models/scores.parquet")
    points = pd.read_parquet(small_run / "data/cohort/points.parquet")
    return points[points["point_id"].isin(scores["point_id"])].iloc[0]


@pytest.fixture(scope="session")
def worked_on(small_run: Path, contact: pd.Series, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small run after people worked on it: approved, with a sample and reviews that were filled in."""

    def work(folder: Path) -> None:
        linked(small_run, folder)
        write_tables(tables_of(small_run), folder / "again")
        asked = questions(load_vocabulary().nouns)
        with chdir(folder):
            for words in (COMMANDS["approve"], ("sample", "--contacts", "40")):
                assert CliRunner().invoke(app, list(words)).exit_code == 0
            for name in "AB":
                answer = {(2, asked.auditors["attention"].ask): "No second look"}
                fill(DATA.audit_sample / f"auditor_{name}.xlsx", asked.sheet, answer)
            words = ("review", contact["point_id"], "--reviewer", "lead-2", "--sheet", "mine.xlsx")
            assert CliRunner().invoke(app, list(words)).exit_code == 0
            fill(Path("mine.xlsx"), REVIEWS, judged(asked, 2, "Close"))
            assert run("review, read back", contact).exit_code == 0

    return made_once(tmp_path_factory, "worked_on", work)


def test_no_command_is_forgotten() -> None:
    every = set(commands.COMMANDS)
    on_a_run = {words[0] for words in COMMANDS.values()}
    assert every == on_a_run | set(test_fuzz.COMMANDS) | READ_NO_FILE


@pytest.mark.parametrize(("command", "file", "damage"), FEW)
def test_a_damaged_file_is_named_with_what_to_do(project: Path, contact: pd.Series, command: str, file: str, damage: str) -> None:
    path = Path("data", file)
    damaged(path, every_damage(path)[damage], f"{command} {file} {damage}")
    stop = stopped(command, contact)
    assert stop is not None
    assert path.name in stop.where
    assert "dvc repro" in stop.do


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_file_that_a_command_reads_is_damaged_it_does_its_work_or_names_a_place(
    worked_on: Path, contact: pd.Series, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    linked(worked_on, tmp_path / "whole")
    monkeypatch.chdir(tmp_path / "whole")
    if command == "move-log":
        old_form(Path(OLD_LOG), "k1", "k2")
        shutil.copytree("data", tmp_path / "to move/data")
        worked_on = tmp_path / "to move"
    with files_opened() as files:
        assert run(command, contact).exit_code == 0
    assert files
    every = [(file, damage) for file in files for damage in every_damage(file)]
    many = len(every) if os.environ.get("NEGLECT_TRIAGE_DAMAGE") == ALL else min(len(every), MANY // len(COMMANDS))
    for number, (file, damage) in enumerate(random.Random(command).sample(every, many)):
        linked(worked_on, tmp_path / str(number))
        monkeypatch.chdir(tmp_path / str(number))
        damaged(file, every_damage(file)[damage], f"{command} {file} {damage}")
        stop = stopped(command, contact)
        assert stop is None or (stop.where and (stop.do or stop.expected)), f"{file}, {damage}: {stop}"
        shutil.rmtree(tmp_path / str(number))
