"""`make repro` says what a machine or a folder lacks before it installs anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(not shutil.which("make") or not shutil.which("git"), reason="needs make and Git")


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """Return a folder with the Makefile and DVC's configuration, but without .git, as a ZIP file of the project gives."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".dvc").mkdir()
    shutil.copy(ROOT / ".dvc" / "config", tmp_path / ".dvc")
    return tmp_path


def make_repro(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `make repro` with a Python that is too old, so that it stops at the first step of the installation."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") and key != "MAKEFLAGS"}
    settings = outside | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    return subprocess.run(["make", "PYTHON=false", "repro"], cwd=folder, env=settings, capture_output=True, text=True, timeout=60)


def test_a_folder_without_git_is_refused_before_anything_is_installed(unpacked: Path) -> None:
    done = make_repro(unpacked)
    assert done.returncode == 2
    assert "STOPPED. Git keeps no record of this folder" in done.stdout
    assert "do: git init" in done.stdout
    assert "Making a virtual environment" not in done.stdout


def test_git_init_leads_on_to_the_installation(unpacked: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=unpacked, check=True)
    assert "Making a virtual environment" in make_repro(unpacked).stdout


def test_a_project_that_tells_dvc_to_do_without_git_goes_on(unpacked: Path) -> None:
    (unpacked / ".dvc" / "config.local").write_text("[core]\n    no_scm = true\n", encoding="utf-8")
    assert "Making a virtual environment" in make_repro(unpacked).stdout
