"""One whole run on a small world, for every test of what comes out of the pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.project import STAGES, run_stages, small_project


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project whose stages have all run."""
    project = small_project(tmp_path_factory.mktemp("small"))
    run_stages(STAGES, project)
    return project
