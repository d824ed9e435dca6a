"""A small project in a folder of its own, and its stages run one after another as a user's DVC would run them."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from neglect_triage.errors import run

ROOT = Path(__file__).resolve().parents[2]
STAGES = (
    "source", "validate", "strategy", "cohort", "featurise", "validate_features", "design", "train", "evaluate", "audit",
    "sensitivity", "explain", "faithfulness", "audit_of_truth", "study", "report", "documents", "track",
)  # fmt: skip
SMALL_WORLD_FAILS = ("missingness by period", "positive families per feature")
SMALL: dict[str, dict[str, Any]] = {
    "world": {"children": 1500, "start": "2016-04-01", "end": "2023-04-01"},
    "split": {"cut_1": "2019-04-01", "cut_2": "2020-10-01", "largest_family_share": 0.05},
    "design": {"accept": dict.fromkeys(SMALL_WORLD_FAILS, "A small world, in which nothing is measured.")},
    "train": {"rounds": 30, "neighbours": 50},
    "evaluate": {"bootstrap_draws": 50},
    "audit": {"draws": 50},
    "sensitivity": {"redrawn": 2, "learning_shares": [0.5], "bootstrap_draws": 50},
    "explain": {"pages": 12, "checked": 40},
}


class Ended(NamedTuple):
    """How a stage ended: its exit code and all that it printed."""

    code: int
    output: str


def small_project(folder: Path, **changes: dict[str, Any]) -> Path:
    """Make a project folder with the project's own parameters and a small world; `changes` go over both, key by key."""
    yaml = YAML()
    params = yaml.load(ROOT / "params.yaml")
    params["source"]["vocabulary"] = str(ROOT / "src/chronology/vocabulary.yaml")
    params["features"]["catalogue"] = str(ROOT / "src/features/catalogue.yaml")
    for part in (SMALL, changes):
        for section, values in part.items():
            params[section].update(values)
    folder.mkdir(parents=True, exist_ok=True)
    yaml.dump(params, folder / "params.yaml")
    return folder


def run_stage(stage: str, project: Path, threads: int = 2) -> Ended:
    """Run one stage in a process of its own, in `project`."""
    return run_script(ROOT / "pipelines" / f"{stage}.py", project, threads)


def run_script(script: Path, project: Path, threads: int = 2, **also: str) -> Ended:
    """Run a script in a process of its own, in `project`; `also` goes into its environment."""
    bare = {key: value for key, value in os.environ.items() if key != "DVC_ROOT"}
    environment = bare | {"OMP_NUM_THREADS": str(threads), "NUMBA_NUM_THREADS": str(threads)} | also
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout + done.stderr)


def run_here(stage: str, project: Path) -> Ended:
    """Run one stage in this process, in `project`: quicker, where nothing hangs on a process of its own."""
    code, words = 0, io.StringIO()
    with contextlib.chdir(project), contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
        try:
            run(import_module(f"pipelines.{stage}").main)
        except SystemExit as leaving:
            code = int(str(leaving.code))
    return Ended(code, words.getvalue())


def run_all_here(stages: tuple[str, ...], project: Path) -> None:
    """Run stages in turn in this process; fail with what the stage said if one does not end well."""
    for stage in stages:
        ended = run_here(stage, project)
        assert ended.code == 0, f"{stage}: {ended.output}"


def run_stages(stages: tuple[str, ...], project: Path, threads: int = 2) -> None:
    """Run stages in turn; fail with what the stage said if one does not end well."""
    for stage in stages:
        ended = run_stage(stage, project, threads)
        assert ended.code == 0, f"{stage}: {ended.output}"


def copy_of(project: Path, folder: Path, *outputs: str) -> Path:
    """Return a new project with the parameters and some outputs of another."""
    (folder / "data").mkdir(parents=True)
    shutil.copy(project / "params.yaml", folder)
    for output in outputs:
        place = project / "data" / output
        if place.is_dir():
            shutil.copytree(place, folder / "data" / output)
        else:
            shutil.copy(place, folder / "data")
    return folder


def contents(project: Path, *outputs: str) -> dict[str, bytes]:
    """Return the bytes of every file of some outputs, by its place."""
    places = [project / "data" / output for output in outputs]
    files = [path for place in places for path in [place, *place.rglob("*")] if path.is_file()]
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in sorted(files)}
