"""One small project for all tests of the workbench; each test has logs of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from neglect_triage.params import Params, View
from neglect_triage.paths import DataFolder
from neglect_triage.workbench import accounts
from neglect_triage.workbench.desk import Desk
from neglect_triage.workbench.material import Material, read_material
from tests.once import made_once
from tests.workbench.small import Client, give_sample, running, small_desk, write_project

MATERIAL: dict[tuple[str, str, tuple[str, ...]], Material] = {}


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


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pages are made of is read once for the same contacts of the same project."""

    def read(data: DataFolder, params: Params, view: View, point_ids: Sequence[str]) -> Material:
        key = (str(data.root), view, tuple(point_ids))
        if key not in MATERIAL:
            MATERIAL[key] = read_material(data, params, view, point_ids)
        return MATERIAL[key]

    monkeypatch.setattr("neglect_triage.workbench.desk.read_material", read)


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
