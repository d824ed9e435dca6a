"""A stage that is killed half way leaves no half output, and the next run goes on as if nothing had been."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.project import ROOT, contents, copy_of, run_stages

KILLS, SECONDS_OF_TRACK = 8, 6.0


@pytest.mark.slow
def test_training_that_is_killed_leaves_no_half_output(small_run: Path, tmp_path: Path) -> None:
    project = copy_of(small_run, tmp_path / "project", "chronology", "cohort", "features")
    scratch = project / "data/internal/train.partial"
    stage = subprocess.Popen([sys.executable, str(ROOT / "pipelines/train.py")], cwd=project, stderr=subprocess.DEVNULL)
    patience = time.monotonic() + 120
    while not list(scratch.rglob("*.json")):
        assert stage.poll() is None, "the stage ended before it could be killed"
        assert time.monotonic() < patience
        time.sleep(0.02)
    stage.kill()
    stage.wait()
    assert not (project / "data/models").exists()

    run_stages(("train",), project)
    assert contents(project, "models") == contents(small_run, "models")
    assert not scratch.exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # MLflow warns of its own code
def test_track_that_is_killed_at_any_moment_goes_on_as_if_nothing_had_been(small_run: Path, tmp_path: Path) -> None:
    everything = [path.name for path in (small_run / "data").iterdir() if path.name != "tracking"]
    project = copy_of(small_run, tmp_path / "project", *everything)
    at_random = random.Random(17)
    for _ in range(KILLS):
        stage = subprocess.Popen(
            [sys.executable, str(ROOT / "pipelines/track.py")], cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        patience = time.monotonic() + 120
        while stage.poll() is None and not list(project.glob("*mlflow.db*")):
            assert time.monotonic() < patience
            time.sleep(0.01)
        time.sleep(at_random.uniform(0, SECONDS_OF_TRACK))
        stage.kill()
        stage.wait()
        if at_random.random() < 0.5:
            continue  # the next is killed on what this one left
        (project / "data/tracking/logged.json").unlink(missing_ok=True)
        run_stages(("track",), project)
        assert contents(project, "tracking") == contents(small_run, "tracking")
        if at_random.random() < 0.5:  # and once more from the beginning
            shutil.rmtree(project / "mlruns")
            (project / "mlflow.db").unlink()
    run_stages(("track",), project)
    assert contents(project, "tracking") == contents(small_run, "tracking")
