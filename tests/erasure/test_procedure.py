"""Each line of the procedure for the day an objection comes is a person's act, or a command that does what the line says."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.cli.main import app
from neglect_triage.errors import run
from neglect_triage.files import write_text
from neglect_triage.paths import DATA
from neglect_triage.sealed_log import append, read_log
from tests.chronology.samples import vocabulary, write_canonical
from tests.erasure.procedure import procedure
from tests.pipeline.project import small_project

CHILD = "c1"
IN_A_WHOLE_RUN = {8, 9, 10}  # tests/pipeline/test_erase.py


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in git with a chronology, a judgement about the child, and somebody's notes."""
    folder = small_project(tmp_path / "project")
    monkeypatch.chdir(folder)
    write_canonical(tmp_path / "made")
    write_chronology([(read_canonical(tmp_path / "made", vocabulary()), no_truth())], "canonical", DATA)
    append(DATA.decision_log, {"contact": f"{CHILD}@2020-05-01", "child_id": CHILD})
    write_text(Path("notes.csv"), f"child_id,note\n{CHILD},x\n")
    for setting in (("user.name", "somebody"), ("user.email", "somebody@example.org")):
        subprocess.run(["git", "init"], check=True, capture_output=True)
        subprocess.run(["git", "config", *setting], check=True)
    return folder


def code_of(command: str) -> int:
    """Run a line of the procedure; return its exit code."""
    words = shlex.split(command)
    if words[0] != "neglect-triage":
        return subprocess.run(words, check=False, capture_output=True).returncode
    try:
        run(lambda: app(words[1:]))
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


def test_it_has_ten_lines_and_every_command_is_tried() -> None:
    lines = procedure()
    assert list(lines) == list(range(1, 11))
    assert {number for number, commands in lines.items() if commands} == {3, 5, 6, 7} | IN_A_WHOLE_RUN


def test_its_lines_lead_from_the_objection_to_a_project_without_the_child(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = procedure(PSEUDONYM=CHILD)
    (look,), (erase,), (look_again,), (add, commit) = (lines[number] for number in (3, 5, 6, 7))
    assert code_of(look) == 0
    assert "Nothing was changed" in capsys.readouterr().out
    assert code_of(erase) == 2, "somebody's notes are left"
    assert "LEFT notes.csv" in capsys.readouterr().out
    assert code_of(look_again) == 0, "the notes hold the child"
    Path("notes.csv").unlink()
    capsys.readouterr()
    assert code_of(look_again) == 2
    assert "No file of this project holds that pseudonym" in capsys.readouterr().err
    assert (code_of(add), code_of(commit)) == (0, 0)
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True).stdout.split()
    assert listed == ["erased.json"]
    assert read_log(DATA.decision_log) == []
