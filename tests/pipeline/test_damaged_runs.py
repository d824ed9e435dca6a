"""Commands on a run with a damaged file: the work done, or a message that names the file and what to do; never a bug."""

from __future__ import annotations

import json
import os
import random
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput, no_figure_from_nothing
from neglect_triage.paths import DATA

Damage = Callable[[Path, random.Random], None]
Change = Callable[[Any, random.Random], Any]
COMMANDS: dict[str, tuple[str, ...]] = {
    "explain": ("explain", "{contact}"),
    "chronology": ("chronology", "{child}"),
    "review": ("review", "{contact}", "--reviewer", "lead-2", "--sheet", "mine.xlsx"),
    "sample": ("sample", "--contacts", "40"),
    "release": ("release", "--out", "released"),
    "monitor": ("monitor",),
}
FEW = (
    ("explain", "models/scores.parquet", "a row doubled"),
    ("explain", "explanations/attributions.parquet", "another file"),
    ("release", "evaluation/evaluation.json", "a key renamed"),
    ("chronology", "chronology/events.parquet", "cut short"),
    ("chronology", "chronology/children.parquet", "a row doubled"),
    ("review", "chronology/about.json", "empty"),
    ("sample", "models/scores.parquet", "another file"),
)


def _of_table(change: Change) -> Damage:
    return lambda path, dice: pq.write_table(change(pq.read_table(path), dice), path)


def _of_json(change: Change) -> Damage:
    return lambda path, dice: _put(path, json.dumps(change(json.loads(path.read_bytes()), dice)).encode())


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _another(path: Path, dice: random.Random) -> None:
    _put(path, {".parquet": DATA.coverage, ".json": DATA.families}.get(path.suffix, Path("params.yaml")).read_bytes())


def _column_renamed(table: pa.Table, dice: random.Random) -> pa.Table:
    names = list(table.column_names)
    names[dice.randrange(min(len(names), 4))] = "renamed"
    return table.rename_columns(names)


def _type_changed(table: pa.Table, dice: random.Random) -> pa.Table:
    place = dice.randrange(min(table.num_columns, 4))
    field = table.schema.field(place)
    numbers, texts = pa.array(range(len(table)), pa.int64()), pa.array([f"x{row}" for row in range(len(table))], pa.string())
    return table.set_column(place, field.name, numbers if pa.types.is_string(field.type) else texts)


def _row_doubled(table: pa.Table, dice: random.Random) -> pa.Table:
    return pa.concat_tables([table, table.slice(dice.randrange(len(table)), 1)]) if len(table) else table


def _key_renamed(content: Any, dice: random.Random) -> Any:
    key = dice.choice(sorted(content)) if isinstance(content, dict) and content else None
    return {"renamed": content} if key is None else {("renamed" if each == key else each): content[each] for each in content}


def _value_changed(content: Any, dice: random.Random) -> Any:
    key = dice.choice(sorted(content)) if isinstance(content, dict) and content else None
    return 7 if key is None else content | {key: 7 if isinstance(content[key], str | list | dict) else ["x"]}


BYTES: dict[str, Damage] = {
    "cut short": lambda path, dice: _put(path, path.read_bytes()[: dice.randrange(1, path.stat().st_size)]),
    "empty": lambda path, dice: _put(path, b""),
    "another file": _another,
}
DAMAGE: dict[str, dict[str, Damage]] = {
    ".parquet": BYTES
    | {"a column renamed": _of_table(_column_renamed), "a type changed": _of_table(_type_changed)}
    | {"a row doubled": _of_table(_row_doubled)},
    ".json": BYTES | {"a key renamed": _of_json(_key_renamed), "a type changed": _of_json(_value_changed)},
    ".txt": BYTES,
}
FOLDERS = (
    "chronology",
    "cohort",
    "features",
    "models",
    "evaluation",
    "audit",
    "sensitivity",
    "explanations",
    "design",
    "quality",
)
ALL, MANY = "all", 150


def linked(run: Path, folder: Path) -> None:
    """Make a project of links to the files of a run."""
    shutil.copytree(run / "data", folder / "data", copy_function=os.link)
    shutil.copy(run / "params.yaml", folder)


def damaged(project: Path, file: str, damage: str, seed: str) -> None:
    path = project / "data" / file
    content = path.read_bytes()
    path.unlink()  # a link to the run's own
    path.write_bytes(content)
    DAMAGE[path.suffix][damage](path, random.Random(seed))


def stopped(command: str, contact: pd.Series) -> BadInput | None:
    """Run a command in this folder; return why it stopped, if it did. Anything but bad input fails."""
    words = [word.format(contact=contact["point_id"], child=contact["child_id"]) for word in COMMANDS[command]]
    with no_figure_from_nothing():
        error = CliRunner().invoke(app, words).exception
    if error is not None and not isinstance(error, BadInput):
        pytest.fail(f"A BUG: {''.join(traceback.format_exception(error))[-3000:]}")
    return error


@pytest.fixture
def project(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    linked(small_run, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture(scope="module")
def contact(small_run: Path) -> pd.Series:
    scores = pd.read_parquet(small_run / "data/models/scores.parquet")
    points = pd.read_parquet(small_run / "data/cohort/points.parquet")
    return points[points["point_id"].isin(scores["point_id"])].iloc[0]


@pytest.mark.parametrize(("command", "file", "damage"), FEW)
def test_a_damaged_file_is_named_with_what_to_do(project: Path, contact: pd.Series, command: str, file: str, damage: str) -> None:
    damaged(project, file, damage, f"{command} {file} {damage}")
    stop = stopped(command, contact)
    assert stop is not None
    assert Path(file).name in stop.where
    assert "dvc repro" in stop.do


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_file_of_a_run_is_damaged_a_command_does_its_work_or_names_a_file(
    small_run: Path, contact: pd.Series, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    files = [
        path.relative_to(small_run / "data").as_posix() for folder in FOLDERS for path in (small_run / "data" / folder).rglob("*")
    ]
    every = [(file, damage) for file in sorted(files) for damage in DAMAGE.get(Path(file).suffix, ())]
    tried = (
        every if os.environ.get("NEGLECT_TRIAGE_DAMAGE") == ALL else random.Random(command).sample(every, MANY // len(COMMANDS))
    )
    for number, (file, damage) in enumerate(tried):
        folder = tmp_path / str(number)
        linked(small_run, folder)
        monkeypatch.chdir(folder)
        damaged(folder, file, damage, f"{command} {file} {damage}")
        stop = stopped(command, contact)
        assert stop is None or (stop.where and stop.do), f"{file}, {damage}: {stop}"
        shutil.rmtree(folder)
