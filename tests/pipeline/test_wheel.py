"""The wheel in an environment without the repository: a project is made, run and looked at, as a user does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.built import ROOT, build_site, build_wheel
from tests.pipeline.project import SMALL

FEWER = {
    "evaluate": {"bootstrap_draws": 20},
    "sensitivity": SMALL["sensitivity"]
    | {"horizons": [90], "longer_horizons": [], "late_working_days": [5], "bootstrap_draws": 20},
    "explain": {"pages": 6},
}
CHOICES = [
    f"--set={section}.{key}={json.dumps(value)}" for section, part in (SMALL | FEWER).items() for key, value in part.items()
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment, which sees the libraries of this one and not its editable install."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder / "venv")
    inside = sysconfig.get_paths(vars={"base": str(folder / "venv"), "platbase": str(folder / "venv")})
    build_site(folder / "site")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "venv"), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, str(build_wheel(folder, folder / "site"))], check=True)
    libraries = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    Path(inside["purelib"], "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    return Path(inside["scripts"]) / "neglect-triage"


def call(program: Path, *words: str, cwd: Path) -> str:
    """Call the command as in a new terminal, in which no environment is activated."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "GIT_", "VIRTUAL_ENV"))}
    environment = kept | {"PATH": os.pathsep.join(["/usr/bin", "/bin"]) if os.name == "posix" else kept["PATH"]}
    done = subprocess.run([str(program), *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_project_is_made_and_run_and_a_second_run_does_nothing(program: Path, tmp_path: Path) -> None:
    assert "neglect-triage run" in call(program, "init", "wells", cwd=tmp_path)
    project = tmp_path / "wells"
    assert "18 stages ran" in call(program, "run", *CHOICES, cwd=project)
    reports = project / "data/reports"
    assert "SYNTHETIC DATA" in (reports / "index.html").read_text(encoding="utf-8")
    assert {"evaluation.html", "fairness.html", "model_card.html", "world.html"} <= {path.name for path in reports.glob("*.html")}
    assert len(list((reports / "contacts").glob("*.html"))) >= FEWER["explain"]["pages"]
    assert "nothing has changed" in call(program, "run", cwd=project)
    assert "LightGBM" in call(program, "doctor", cwd=project)
    named = [path for path in project.rglob("*") if path.suffix in {".yaml", ".lock", ".json", ".html", ".md"} and path.is_file()]
    assert [path for path in named if str(ROOT) in (text := path.read_text(encoding="utf-8")) or str(tmp_path) in text] == []


@pytest.mark.slow
def test_the_pages_about_the_program_come_with_it(program: Path, tmp_path: Path) -> None:
    first = Path(call(program, "docs", cwd=tmp_path).strip())
    assert "Measures and windows" in first.read_text(encoding="utf-8")
    measures = (first.parent / "reference/measures.html").read_text(encoding="utf-8")
    assert "whole days from the latest event to t" in measures
