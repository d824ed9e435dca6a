"""One small project for all tests of the workbench; each test has logs of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from neglect_triage.workbench import accounts
from neglect_triage.workbench.desk import Desk
from tests.once import made_once
from tests.workbench.small import Client, give_sample, running, small_desk, write_project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run; nobody writes into it."""
    return made_once(tmp_path_factory, "workbench", write_project)


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as they are in use, but quickly."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: cheap)
    accounts._of_nobody.cache_clear()


@pytest.fixture
def desk(project: Path, tmp_path: Path) -> Desk:
    """A workbench with four accounts, and a sample of which both readers read every contact."""
    made = small_desk(project, tmp_path / "logs")
    give_sample(made)
    return made


@pytest.fixture
def port(desk: Desk) -> Iterator[int]:
    """The port of that workbench."""
    with running(desk) as found:
        yield found


@pytest.fixture
def reader(port: int) -> Client:
    """A reader who has signed in."""
    client = Client(port)
    assert client.sign_in("reader-1").status == 303
    return client
