"""The source stage, as a new user meets it: each mistake gives one clear message, exit code 2, and no half output."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from neglect_triage.errors import run
from neglect_triage.files import write_text
from pipelines import source
from tests.chronology.samples import CHILDREN, EVENTS, Rows, changed, write_canonical, write_csv

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("chronology", "protected", "truth", "quarantine")
FILES = {"events", "event_codes", "children", "households", "coverage", "points"}

PARAMS = f"""
source: {{kind: canonical, vocabulary: {ROOT / "src/chronology/vocabulary.yaml"}}}
features: {{catalogue: {ROOT / "src/features/catalogue.yaml"}}}
cohort: {{kind: points}}
split: {{seed: 1, train_periods: ["2013"], test_periods: ["2014"]}}
train: {{rounds: 10, learning_rate: 0.1, min_data_in_leaf: 20, l2: 1, seed: 1}}
evaluate: {{capacity: [0.1], bootstrap_draws: 10, seed: 1}}
explain: {{pages: 10, seed: 1}}
track: {{experiment: tests}}
"""
MAPPING = """
source: hub
tables:
  events:
    - file: events.csv
      columns: {event_id: event_id, child_id: child_id, event_date: event_date, known_date: known_date,
                event_type: event_type, agency: agency}
  children:
    - file: children.csv
      columns: {child_id: child_id}
"""


class Ended(NamedTuple):
    """How a stage ended: its exit code and all that it printed."""

    code: int
    output: str


Stage = Callable[[], Ended]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with canonical tables that are in order."""
    monkeypatch.chdir(tmp_path)
    write_text(tmp_path / "params.yaml", PARAMS)
    write_canonical(tmp_path / "data" / "raw")
    return tmp_path


@pytest.fixture
def stage(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Stage:
    """Run the stage in the present folder."""

    def ended() -> Ended:
        code = 0
        with caplog.at_level(logging.INFO, logger="neglect_triage"):
            try:
                run(source.main)
            except SystemExit as leaving:
                code = int(str(leaving.code))
        printed = capsys.readouterr()
        return Ended(code, " ".join((printed.out + printed.err + caplog.text).split()))

    return ended


def assert_stopped(ended: Ended, project: Path, *says: str) -> None:
    """The run stopped for bad input with one message, wrote nothing, and showed no planted value."""
    assert ended.code == 2
    assert ended.output.count("STOPPED.") == 1
    for words in says:
        assert words in ended.output
    assert "Traceback" not in ended.output
    assert "CANARY" not in ended.output
    assert not any((project / "data" / name).exists() for name in FOLDERS)


def use_mapping(project: Path, mapping: str = MAPPING) -> None:
    write_text(project / "mapping.yaml", mapping)
    write_text(project / "params.yaml", PARAMS.replace("kind: canonical", "kind: mapped, mapping: mapping.yaml"))


def put_events(project: Path, rows: Rows) -> None:
    write_csv(project / "data" / "raw" / "events.csv", rows)


def test_good_tables_give_every_output_and_a_summary(project: Path, stage: Stage) -> None:
    ended = stage()
    assert ended.code == 0
    assert {path.stem for path in (project / "data" / "chronology").glob("*.parquet")} == FILES
    about = json.loads((project / "data" / "chronology" / "about.json").read_text())
    assert about["synthetic"] is False
    assert about["tables"]["events"] == {"read": 3, "kept": 3, "quarantined": 0}
    assert list(pd.read_parquet(project / "data" / "truth" / "truth.parquet").columns) == ["child_id", "month"]
    assert "shared date" in ended.output
    assert not list((project / "data" / "internal").iterdir())


def test_the_same_tables_give_the_same_bytes(project: Path, stage: Stage) -> None:
    def written() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for name in FOLDERS for path in (project / "data" / name).iterdir()}

    stage()
    first = written()
    stage()
    assert written() == first


def test_a_missing_file(project: Path, stage: Stage) -> None:
    use_mapping(project)
    (project / "data" / "raw" / "children.csv").unlink()
    assert_stopped(stage(), project, "A file is missing.", "data/raw/children.csv", "expected: a CSV or Parquet file", "do:")


def test_no_file_at_all(project: Path, stage: Stage) -> None:
    for path in (project / "data" / "raw").iterdir():
        path.unlink()
    assert_stopped(stage(), project, "A canonical table is missing.", "data/raw", "events.csv or events.parquet", "do:")


def test_an_empty_table(project: Path, stage: Stage) -> None:
    write_text(project / "data" / "raw" / "events.csv", "event_id,child_id,event_date,event_type,agency\n")
    assert_stopped(stage(), project, "A table is empty.", "data/raw/events.csv", "expected:", "do:")


def test_an_unknown_column_in_the_mapping(project: Path, stage: Stage) -> None:
    use_mapping(project, MAPPING.replace("agency: agency", "agency: agncy"))
    where = 'mapping.yaml: tables.events.0.columns.agency: "agncy" (file events.csv)'
    assert_stopped(stage(), project, "names a column that the file does not have", where, 'did you mean "agency"?', "do:")


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"event_date": "CANARY"}, "not a date"),
        ({"event_type": "CANARY"}, "not in the vocabulary"),
        ({"event_id": "e1"}, "repeated event_id"),
        ({"known_date": "2019-12-25"}, "known before it happened"),
    ],
)
def test_an_unusable_row_goes_to_quarantine_and_the_counts_add_up(
    project: Path, stage: Stage, cells: dict[str, str], rule: str
) -> None:
    put_events(project, changed(EVENTS, 1, **cells))
    ended = stage()
    assert ended.code == 0
    assert f"1 row of events, column {next(iter(cells))}: {rule}" in ended.output
    assert "events.csv:3" in ended.output
    assert "CANARY" not in ended.output
    quarantine = pd.read_parquet(project / "data" / "quarantine" / "quarantine.parquet")
    events = pd.read_parquet(project / "data" / "chronology" / "events.parquet")
    assert len(quarantine) + len(events) == len(EVENTS)
    assert quarantine.to_dict("records")[0]["source_ref"] == "events.csv:3"
    assert "CANARY" not in quarantine.to_csv()
    about = json.loads((project / "data" / "chronology" / "about.json").read_text())
    assert about["tables"]["events"] == {"read": 3, "kept": 2, "quarantined": 1}


def test_a_table_without_a_usable_row(project: Path, stage: Stage) -> None:
    put_events(project, [{**row, "event_type": "CANARY"} for row in EVENTS])
    assert_stopped(
        stage(), project, "No row of the table events can be used.", "not in the vocabulary (event_type): 3 rows", "do:"
    )


def test_a_contact_that_carries_its_outcome(project: Path, stage: Stage) -> None:
    put_events(project, changed(EVENTS, 0, outcome="nfa"))
    assert_stopped(stage(), project, "carry their own outcome", "column outcome, 1 rows: events.csv:2", "contact_decision")


def test_a_child_that_is_nowhere(project: Path, stage: Stage) -> None:
    put_events(project, changed(EVENTS, 0, child_id="CANARY"))
    assert_stopped(stage(), project, "names children that the table children does not hold", "1 rows: events.csv:2", "do:")


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("extra", "943 476 5919", "an NHS number"),
        ("extra", "9434765919", "an NHS number"),
        ("extra", "P801200001115", "a unique pupil number"),
        ("extra", "EX1 1AA", "a postcode"),
        ("extra", "canary@example.org", "an e-mail address"),
        ("extra", "07700 900123", "a telephone number"),
        ("extra", "The CANARY sang all day and nobody in the house could say why it did", "free text"),
        ("surname", "CANARY", "column's name says that it can identify a person"),
        ("case_notes", "", "column's name says that it can identify a person"),
    ],
)
def test_what_could_identify_a_person(project: Path, stage: Stage, column: str, cell: str, says: str) -> None:
    use_mapping(project)
    put_events(project, changed([{**row, column: ""} for row in EVENTS], 1, **{column: cell}))
    ended = stage()
    assert_stopped(ended, project, says, f"events.csv, column {column}", "Nothing was written", "do:")
    assert not cell or cell not in ended.output


def test_a_full_date_of_birth(project: Path, stage: Stage) -> None:
    write_csv(project / "data" / "raw" / "children.csv", changed(CHILDREN, 0, birth_month="2015-06-17"))
    ended = stage()
    assert_stopped(
        ended, project, "a full date of birth", "children.csv, column birth_month: 1 row, the first is row 2", "2024-03"
    )
    assert "2015-06-17" not in ended.output


def test_params_with_a_typo(project: Path, stage: Stage) -> None:
    write_text(project / "params.yaml", PARAMS.replace("kind: canonical,", "kind: canonical, foldr: data/raw,"))
    assert_stopped(stage(), project, "params.yaml", "source.foldr: there is no such key", 'nearest valid key: "folder"', "do:")


def test_a_stage_that_stops_leaves_the_last_good_output(project: Path, stage: Stage) -> None:
    stage()
    before = (project / "data" / "chronology" / "events.parquet").read_bytes()
    put_events(project, changed(EVENTS, 0, outcome="nfa"))
    assert stage().code == 2
    assert (project / "data" / "chronology" / "events.parquet").read_bytes() == before


def test_the_command_itself_ends_with_exit_code_2(project: Path) -> None:
    put_events(project, changed(EVENTS, 0, outcome="nfa"))
    command = [sys.executable, str(ROOT / "pipelines" / "source.py")]
    ended = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)
    assert_stopped(Ended(ended.returncode, " ".join((ended.stdout + ended.stderr).split())), project, "carry their own outcome")


# Stops for good after the first tables are written, as a slow disk would.
SLOW = """
import time
from neglect_triage.chronology import store
store.write_json = lambda *_: time.sleep(600)
from pipelines import source
source.main()
"""


def test_a_killed_stage_leaves_no_half_output_and_the_next_run_goes_on(project: Path, stage: Stage) -> None:
    scratch = project / "data" / "internal" / "source.partial"
    running = subprocess.Popen([sys.executable, "-c", SLOW], cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        deadline = time.monotonic() + 120
        while not (scratch / "truth" / "truth.parquet").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        running.kill()
        running.wait()
    assert (scratch / "truth" / "truth.parquet").exists()
    assert not any((project / "data" / name).exists() for name in FOLDERS)
    assert stage().code == 0
    assert all((project / "data" / name).is_dir() for name in FOLDERS)
    assert not scratch.exists()
