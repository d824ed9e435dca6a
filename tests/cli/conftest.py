"""One project for every test of commands that follow on one another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.chain import make_chain
from tests.once import made_once


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of `make_chain`; all workers share it, so no test writes into it."""
    return made_once(tmp_path_factory, "chain", make_chain)


@pytest.fixture
def project(chain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, and the folder in which the test runs."""
    folder = Path(shutil.copytree(chain, tmp_path / "project"))
    monkeypatch.chdir(folder)
    return folder
