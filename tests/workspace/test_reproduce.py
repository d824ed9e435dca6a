"""`neglect-triage run` checks the choices, has DVC run what has changed, and ends in the project's own form."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.files import read_json, write_json
from neglect_triage.params import load_params
from neglect_triage.workspace.create import create_project
from neglect_triage.workspace.program import name_other_program, note_program
from neglect_triage.workspace.reproduce import change_choices

STAGES = """
stages:
  first:
    cmd: python stage.py first
    deps: [program.json]
    params: [train]
    outs: [first]
  second:
    cmd: python stage.py second
    deps: [first]
    outs: [second]
"""
WRITES = "import sys; open(sys.argv[1], 'w').write(sys.argv[1])"


PROGRAM = [sys.executable, "-c", "from neglect_triage.cli.main import main; main()", "run"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which two small stages stand for those of the pipeline."""
    create_project(tmp_path, "simulate", "neglect")
    (tmp_path / "dvc.yaml").write_text(STAGES, encoding="utf-8")
    (tmp_path / "stage.py").write_text(WRITES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_stages_run_once_and_again_when_a_choice_changes_that_they_read(project: Path) -> None:
    assert "2 stages ran" in run()[1]
    write_json(project / "program.json", read_json(project / "program.json") | {"version": "0.0.1"})
    assert "nothing has changed" in run("-S", "cohort.label=plan")[1]  # and the program is noted anew before DVC looks
    code, output = run("-S", "train.depth=1")
    assert code == 0
    assert "params.yaml: train.depth is 1, and was 2" in output
    assert "1 stage ran" in output  # what it wrote is the same, so that nothing else had to run
    assert load_params().train.depth == 1


def test_another_program_is_noted_in_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = note_program(project)
    monkeypatch.setattr("neglect_triage.workspace.program.version", lambda name: "99.0.0")
    assert (before, note_program(project), note_program(project)) == (None, version("neglect-triage"), None)
    assert read_json(project / "program.json")["version"] == "99.0.0"


def test_an_error_on_results_of_another_program_says_so(project: Path) -> None:
    same, other = ValueError(), ValueError()
    name_other_program(project, same)
    write_json(project / "program.json", {"version": "0.0.1"})
    name_other_program(project, other)
    assert not hasattr(same, "__notes__")
    assert "version 0.0.1" in other.__notes__[0]


def test_a_stage_can_be_named_and_a_wrong_name_is_told_with_the_nearest(project: Path) -> None:
    assert "1 stage ran" in run("first")[1]
    assert not (project / "second").exists()
    code, output = run("secnod")
    assert code == 2
    assert 'did you mean "second"?' in output


@pytest.mark.parametrize("change", ["train.depht=1", "train.depth", "train.depth=[", "train.depth=9.5", "nothing=1"])
def test_of_several_choices_none_is_set_where_one_is_wrong(change: str, project: Path) -> None:
    before = (project / "params.yaml").read_bytes()
    with pytest.raises(BadInput):
        change_choices(["train.rounds=30", change])
    assert (project / "params.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (2, 2, "do what they say"),
        (1, 1, "report the lines above"),
        (130, 130, "Running stage"),
        (-2, 130, "Running stage"),
        (-9, 2, "ended from outside"),
    ],
)
def test_a_stage_that_stops_gives_the_run_its_exit_code(status: int, code: int, words: str, project: Path) -> None:
    by_signal = "signal.signal(2, signal.SIG_DFL); " if status == -2 else ""  # else Python would print where it was
    ends = f"{by_signal}os.kill(os.getpid(), {-status})" if status < 0 else f"sys.exit({status})"
    (project / "stage.py").write_text(f"import os, signal, sys; {ends}", encoding="utf-8")
    ended, output = run()
    assert ended == code
    assert words in output


@pytest.mark.parametrize("content", ["", "- 1\n", "stages: 3\n", "stages: {first: 3}\n", "a: [\n"])
def test_a_dvc_yaml_that_is_none_is_no_bug(content: str, project: Path) -> None:
    (project / "dvc.yaml").write_text(content, encoding="utf-8")
    assert run()[0] in (0, 2)  # DVC has nothing to do without stages


def test_an_input_that_is_missing_is_told_in_the_projects_form(project: Path) -> None:
    (project / "dvc.yaml").write_text(STAGES.replace("[program.json]", "[absent.csv]"), encoding="utf-8")
    code, output = run()
    assert code == 2
    assert "STOPPED. DVC has stopped" in output
    assert "absent.csv" in output


@pytest.mark.skipif(sys.platform == "win32", reason="sends the signal of Ctrl-C to a group of processes")
@pytest.mark.parametrize("shell", ["bash", "dash", "zsh", None])
def test_ctrl_c_ends_the_run_and_its_stages_without_a_traceback(
    shell: str | None, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shell is None:
        monkeypatch.delenv("SHELL", raising=False)
    elif found := shutil.which(shell):
        monkeypatch.setenv("SHELL", found)
    else:
        pytest.skip(f"{shell} is not on this machine")
    waits = (
        "import pathlib, time\nfrom neglect_triage.errors import run\npathlib.Path('begun').touch()\nrun(lambda: time.sleep(60))"
    )
    (project / "stage.py").write_text(waits, encoding="utf-8")
    started = subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        while started.poll() is None and not (project / "begun").exists():
            time.sleep(0.05)
        time.sleep(0.5)
        if sys.platform != "win32":
            os.killpg(started.pid, signal.SIGINT)
        output, _ = started.communicate(timeout=60)
    finally:
        started.kill()
    assert started.returncode == 130
    assert output.count("STOPPED by Ctrl-C") == 1
    assert "Traceback" not in output
