"""One whole run on a small world, for every test of what comes out of the pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.once import made_once
from tests.pipeline.project import STAGES, run_all_here, run_stages, small_project

USER = "made-up-user-of-this-machine"


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project whose stages have all run; all workers share it, so no test writes into it."""
    return made_once(tmp_path_factory, "small", _run_all)


def _run_all(folder: Path) -> None:
    project = small_project(folder)
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):  # where Python looks for the name of the user
            patch.setenv(variable, USER)
        run_all_here(STAGES[:-1], project)  # one process imports the libraries once
        run_stages(STAGES[-1:], project)  # MLflow warns of its own code, and a warning fails a test
