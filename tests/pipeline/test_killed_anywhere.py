"""A stage that is killed at any moment leaves nothing that changes the next run, and nothing that a person must clear away."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.declared import outputs, stages
from tests.pipeline.project import ROOT, STAGES, run_stage

KILLS = int(os.environ.get("NEGLECT_TRIAGE_KILLS", "5"))
TRACK = "track"
"""Has a test of its own: what it writes into MLflow's store has a time and an id."""


def bytes_of(project: Path, places: list[str]) -> dict[str, bytes]:
    paths = [project / place for place in places]
    files = [file for path in paths for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()]
    return {file.relative_to(project).as_posix(): file.read_bytes() for file in sorted(files)}


def linked(run: Path, project: Path) -> None:
    """Make a project of links to the files of a finished run: every stage writes new files and renames them."""
    shutil.copytree(run / "data", project / "data", copy_function=os.link)
    shutil.copy(run / "params.yaml", project)


def killed(stage: str, project: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / f"pipelines/{stage}.py")], cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(seconds)
    process.kill()
    process.wait()


def half_made(project: Path) -> list[Path]:
    return [path for path in project.rglob("*") if path.name.endswith(".partial")]


def after_kills(run: Path, folder: Path, kills: int, seed: int) -> list[str]:
    """Kill stages of copies of a finished run at random, and run each again; return what went wrong, as stage and fault."""
    at_random, seconds, faults = random.Random(seed), dict.fromkeys(STAGES, 6.0), []
    for number in range(kills):
        stage, project = at_random.choice([name for name in STAGES if name != TRACK]), folder / str(number)
        made = outputs(stages()[stage])
        linked(run, project)
        for place in made if at_random.random() < 0.5 else ():
            shutil.rmtree(project / place) if (project / place).is_dir() else (project / place).unlink()
        killed(stage, project, at_random.uniform(0, seconds[stage]))
        started = time.monotonic()
        ended = run_stage(stage, project)
        seconds[stage] = time.monotonic() - started
        if ended.code:
            faults.append(f"{stage}: {ended.output}")
        elif bytes_of(project, made) != bytes_of(run, made):
            faults.append(f"{stage}: other bytes")
        elif half_made(project):
            faults.append(f"{stage}: half a file is left")
        shutil.rmtree(project)
    return faults


@pytest.mark.slow
def test_stages_that_are_killed_at_any_moment_leave_nothing_that_changes_the_next_run(small_run: Path, tmp_path: Path) -> None:
    """NEGLECT_TRIAGE_KILLS=50 takes a quarter of an hour."""
    before = bytes_of(small_run, ["data"])
    assert after_kills(small_run, tmp_path, KILLS, seed=50) == []
    assert bytes_of(small_run, ["data"]) == before, "the run that all tests share"
