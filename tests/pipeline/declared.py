"""What dvc.yaml declares for each stage, and a stage run with nothing but that while a recorder notes what it reads."""

from __future__ import annotations

import os
import re
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from tests.pipeline.project import ROOT, Ended, run_script

Stage = dict[str, Any]
RECORDER = ROOT / "tests/pipeline/recorder"
CODE = ("src", "pipelines")
SCRATCH = ("data/internal", "mlflow.db", "mlruns")
"""What a stage may leave that is no output: its scratch folder, and the store of MLflow."""


class Ran(NamedTuple):
    """How a stage ended, what it opened that nobody declared, and the parameters that it read."""

    ended: Ended
    undeclared: set[str]
    parameters: set[str]


def stages() -> dict[str, Stage]:
    return dict(YAML(typ="safe").load(ROOT / "dvc.yaml")["stages"])


def outputs(stage: Stage) -> list[str]:
    found = [*stage.get("outs", []), *stage.get("metrics", []), *stage.get("plots", [])]
    return [next(iter(out)) if isinstance(out, dict) else out for out in found]


def code_of(stage: Stage) -> list[str]:
    return [dep for dep in stage["deps"] if dep.split("/")[0] in CODE]


def named_by_parameters(stage: Stage) -> list[str]:
    """Return the keys of params.yaml that name a file or a folder which the stage declares."""
    return [key for dep in stage["deps"] for key in re.findall(r"^\$\{(.+)\}$", dep)]


def parameters_of(stage: Stage) -> set[str]:
    return {*stage.get("params", []), *named_by_parameters(stage)}


def within(place: str, declared: Any) -> bool:
    """Return whether a place is one of those declared, or in a folder that is."""
    return any(place == one or place.startswith(f"{one}/") for one in declared)


def isolated(run: Path, folder: Path, stage: Stage) -> Path:
    """Make a project that holds the parameters of a finished run and links to those of its files that the stage declares.

    Files that params.yaml names get other names, so that one which the code takes unasked, from its own package, is found out.
    """
    folder.mkdir(parents=True)
    yaml = YAML()
    params = yaml.load(run / "params.yaml")
    for key in {key for each in stages().values() for key in named_by_parameters(each)}:
        section, name = key.split(".")
        if key in named_by_parameters(stage) and (run / params[section][name]).exists():
            (folder / key).symlink_to(run / params[section][name])
        params[section][name] = key
    yaml.dump(params, folder / "params.yaml")
    for dep in stage["deps"]:
        if dep not in code_of(stage) and (run / dep).exists():  # governance.yaml may be absent
            (folder / dep).parent.mkdir(parents=True, exist_ok=True)
            (folder / dep).symlink_to(run / dep)
    return folder


def run_recorded(script: Path, project: Path, stage: Stage) -> Ran:
    """Run a script in `project`, followed by the recorder into every process that it starts."""
    record = project.with_name(f"{project.name}.record")
    path = os.pathsep.join([str(RECORDER), *filter(None, [os.environ.get("PYTHONPATH")])])
    ended = run_script(script, project, PYTHONPATH=path, RECORD=str(record))
    lines = [line.split("\t") for line in record.read_text(encoding="utf-8").splitlines()]
    assert ["file", str(project / "params.yaml")] in lines, f"nothing was recorded: {ended.output}"
    opened = {place for kind, path in lines if kind != "parameter" and (place := place_of(kind, Path(path), project))}
    declared = {*code_of(stage), *outputs(stage), *SCRATCH}
    read = {what for kind, what in lines if kind == "parameter"}
    return Ran(ended, {place for place in opened if not within(place, declared)}, read)


def place_of(kind: str, path: Path, project: Path) -> str:
    """Return the place of a file that was opened: in the checkout, or in the project if it was not there; else nothing.

    All that is there in the project is declared, or was made by the stage itself. Compiled code stands for what it was compiled
    from. Hidden folders are of git, the virtual environment and the like. What an editable install puts on Python's path
    is no file.
    """
    if path.name.startswith("__editable__"):
        return ""
    if path.is_relative_to(project):
        return path.relative_to(project).as_posix() if kind == "absent" else ""
    if path.suffix == ".pyc":
        path = Path(source_from_cache(str(path)))
    real = path.resolve()
    if not real.is_file() or not real.is_relative_to(ROOT) or "__pycache__" in real.parts:
        return ""
    place = real.relative_to(ROOT).as_posix()
    return "" if place.startswith(".") else place
