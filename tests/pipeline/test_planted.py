"""A run on records with an identifying value in every text, and beside files called after such values.

With every detector switched off, none of them leaves, and none is in a message.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.reading import readers
from neglect_triage.cli.main import app
from neglect_triage.extracts import source
from neglect_triage.paths import DataFolder
from tests.chronology.planted import PLANTED, squeezed
from tests.chronology.test_names import NOT_NOTICED
from tests.disclosure.test_history import released
from tests.pipeline.project import SMALL_WORLD_FAILS, STAGES, run_here, small_project
from tests.pipeline.test_nobody_named import texts_of

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow warns of its own code
AREAS, TABLES = 40, ("events", "event_codes", "children", "households", "coverage")
REFERENCES = {
    "child_id": 0,
    "household_id": 300,
    "event_id": 600,
    "replaces": 600,
    "spell_id": 900,
    "team_id": 1200,
    "source": 1500,
}
"""Columns whose values hold tables together, and the planted value with which the first of each begins."""


def planted(run: Path, folder: Path) -> None:
    """Write the records of a run as canonical tables, with a planted value in front of or in place of every text."""
    data = DataFolder(run / "data")
    names: dict[str, dict[str, str]] = {column: {} for column in REFERENCES}
    names["replaces"] = names["event_id"]
    tables = {name: pd.read_parquet(data.table(name)) for name in (*TABLES, "protected")}
    for name, table in tables.items():
        for column in (column for column in REFERENCES if column in table):
            cells = [given(names[column], REFERENCES[column], cell) for cell in table[column]]
            table[column] = pd.Series(cells, index=table.index, dtype="str")
        if name == "events":
            table["source_ref"] = [f"{value.text}!{row}" for value, row in zip(cycle(PLANTED), range(len(table)), strict=False)]
        if name == "children":
            table["area"] = [PLANTED[row % AREAS * (len(PLANTED) // AREAS)].text for row in range(len(table))]
        if name == "event_codes":
            own = [
                {"event_id": event, "system": "original", "code": value.text}
                for event, value in zip(table["event_id"], PLANTED, strict=False)
            ]
            tables[name] = pd.concat([table, pd.DataFrame(own)], ignore_index=True)
    folder.mkdir(parents=True)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)


def given(names: dict[str, str], first: int, cell: object) -> str | None:
    """Return an identifier with a planted value before it, the same for the same one."""
    if not isinstance(cell, str):
        return None
    return names.setdefault(cell, f"{PLANTED[(first + len(names)) % len(PLANTED)].text} {cell}")


def reasons(number: int) -> list[str]:
    """Return sentences that hold a planted value of each kind between them, as people write them into params.yaml."""
    texts = list({value.kind: value.text for value in PLANTED}.values())
    return [f"As agreed with {'; '.join(texts[place::number])}." for place in range(number)]


class Done(NamedTuple):
    """A project whose stages have run and that was released, and all that was printed."""

    project: Path
    printed: str


def called_after(folder: Path) -> None:
    """Write a table that nothing names for each kind of value, called after one, if a file can be."""
    for value in {value.kind: value for value in PLANTED if value.kind not in NOT_NOTICED and "/" not in value.text}.values():
        (folder / f"{value.text}.csv").write_text("a\n1\n", encoding="utf-8")


@pytest.fixture(scope="module")
def done(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    accepted = {"accept": dict(zip(SMALL_WORLD_FAILS, reasons(len(SMALL_WORLD_FAILS)), strict=True))}
    folder = small_project(tmp_path_factory.mktemp("planted") / "project", source={"kind": "canonical"}, design=accepted)
    planted(small_run, folder / "data/raw")
    called_after(folder / "data/raw")
    printed = []
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder):
        patch.setattr(readers, "refuse_identifiers", lambda *_: None)
        patch.setattr(source, "refuse_named_files", lambda _: None)
        for stage in STAGES:
            ended = run_here(stage, folder)
            assert ended.code == 0, f"{stage}: {ended.output}"
            printed.append(ended.output)
        left = CliRunner().invoke(app, ["release"])
        assert left.exit_code == 0, left.output
    return Done(folder, "\n".join([*printed, left.output]))


@pytest.fixture
def project(done: Done) -> Path:
    return done.project


def leaving(project: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file that leaves, by its path: the release, what git carries, and MLflow's store."""
    files = [project / name for name in released() if (project / name).is_file()]
    files += [project / "mlflow.db", *(path for name in ("data/release", "mlruns") for path in (project / name).rglob("*"))]
    for path in files:
        if path.is_file():
            yield path.relative_to(project).as_posix(), path.read_bytes()


@pytest.mark.slow
def test_of_2001_values_in_every_text_of_the_records_none_leaves(project: Path) -> None:
    found = {name: squeezed(" ".join(texts_of(name, content))) for name, content in leaving(project)}
    assert len(found) > 40
    left = {(value.kind, name) for value in PLANTED for name, text in found.items() if squeezed(value.text) in text}
    assert left == set()


@pytest.mark.slow
def test_none_is_in_a_path(project: Path) -> None:
    written = (path for path in project.rglob("*") if "data/raw" not in path.as_posix())
    paths = squeezed(" ".join(path.relative_to(project).as_posix() for path in written))
    assert [value.kind for value in PLANTED if squeezed(value.text) in paths] == []


@pytest.mark.slow
def test_none_is_in_a_message(done: Done) -> None:
    assert "Not read, because nothing names it" in done.printed
    printed = squeezed("\n".join(line for line in done.printed.splitlines() if "As agreed with" not in line))  # of params.yaml
    assert {value.kind for value in PLANTED if squeezed(value.text) in printed} == set()


@pytest.mark.slow
def test_they_were_in_the_records(project: Path) -> None:
    events = pd.read_parquet(project / "data/chronology/events.parquet")
    inside = squeezed(" ".join(events[["child_id", "event_id", "source"]].astype("str").to_numpy().ravel()))
    assert sum(squeezed(value.text) in inside for value in PLANTED) > 600
