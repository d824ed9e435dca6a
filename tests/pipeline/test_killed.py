"""A stage that is killed half way leaves no half output, and the next run goes on as if nothing had been."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.project import ROOT, contents, copy_of, run_stages


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
