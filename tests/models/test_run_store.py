"""MLflow's store is whole or absent, keeps earlier runs, and stays with its project."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import mlflow
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.models.run_store import artifacts, database, ready_store, store_in_use

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow warns of what its own parts deprecate


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a store that holds one run with a file."""
    project = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DVC_ROOT", raising=False)
        client = mlflow.MlflowClient(ready_store(project))
        run = client.create_run(client.create_experiment("trial", artifacts(project).as_uri()))
        client.log_text(run.info.run_id, "SYNTHETIC DATA", "page.txt")
        client.set_terminated(run.info.run_id)
    return project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DVC_ROOT", raising=False)
    return tmp_path


def runs_of(project: Path) -> list[mlflow.entities.Run]:
    client = mlflow.MlflowClient(ready_store(project))
    return list(client.search_runs([each.experiment_id for each in client.search_experiments()]))


def half_made(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path)) as opened:
        opened.executescript(statements)


@pytest.mark.parametrize(
    "statements",
    [
        "",
        "CREATE TABLE experiments (experiment_id INTEGER)",
        "CREATE TABLE runs (run_uuid TEXT); CREATE TABLE alembic_version (version_num TEXT)",
        "CREATE TABLE runs (run_uuid TEXT); CREATE TABLE alembic_version (version_num TEXT); "
        "INSERT INTO alembic_version VALUES ('451aebb31d03')",
    ],
    ids=["empty", "no runs table", "no version", "an early version"],
)
def test_a_store_that_was_half_made_is_made_again(project: Path, statements: str) -> None:
    database(project).touch()
    half_made(database(project), statements)
    assert runs_of(project) == []


def test_what_a_killed_making_left_does_no_harm(project: Path, whole: Path) -> None:
    partial = project / ".mlflow.db.partial"
    partial.write_bytes(database(whole).read_bytes()[:9000])
    partial.with_name(partial.name + "-journal").write_bytes(b"\x00" * 5000)
    assert runs_of(project) == []
    assert sorted(path.name for path in project.iterdir()) == ["mlflow.db"]


def test_a_store_with_runs_is_never_made_again(project: Path, whole: Path) -> None:
    shutil.copy(database(whole), database(project))
    half_made(database(project), "UPDATE alembic_version SET version_num = '451aebb31d03'")
    with pytest.raises(BadInput, match="cannot use the store") as stopped:
        ready_store(project)
    assert "mlflow db upgrade" in stopped.value.do
    with closing(sqlite3.connect(database(project))) as opened:
        assert opened.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_a_store_of_a_newer_version_is_told_from_one_that_can_be_upgraded(project: Path, whole: Path) -> None:
    shutil.copy(database(whole), database(project))
    half_made(database(project), "UPDATE alembic_version SET version_num = 'fedcba987654'")
    with pytest.raises(BadInput, match="newer version of MLflow") as stopped:
        ready_store(project)
    assert stopped.value.do == (
        "bring back the copy that was made before the newer version used it; or move the file and mlruns/ elsewhere"
    )
    shutil.copy(database(whole), database(project))
    assert len(runs_of(project)) == 1


def test_a_store_that_another_program_writes_to_is_waited_for_in_words(
    project: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(database(whole), database(project))
    with closing(sqlite3.connect(database(project), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
        with pytest.raises(BadInput, match="Another program is writing") as stopped:
            ready_store(project)
    assert stopped.value.do == (
        "close what uses it, such as MLflow's own page; then run the same command again; what was finished is kept"
    )
    assert len(runs_of(project)) == 1


def test_an_experiment_that_was_deleted_is_named_with_the_command_that_brings_it_back(project: Path, whole: Path) -> None:
    shutil.copy(database(whole), database(project))
    client = mlflow.MlflowClient(ready_store(project))
    (trial,) = client.search_experiments(filter_string="name = 'trial'")
    client.delete_experiment(trial.experiment_id)
    with pytest.raises(BadInput, match="was deleted in MLflow") as stopped, store_in_use(project, "trial"):
        pass
    assert f"mlflow experiments restore -x {trial.experiment_id}" in stopped.value.do
    client.restore_experiment(trial.experiment_id)
    with store_in_use(project, "trial"):
        assert mlflow.set_experiment("trial").experiment_id == trial.experiment_id


def test_beside_an_experiment_that_was_renamed_a_new_one_is_made(project: Path, whole: Path) -> None:
    shutil.copy(database(whole), database(project))
    client = mlflow.MlflowClient(ready_store(project))
    (trial,) = client.search_experiments(filter_string="name = 'trial'")
    client.rename_experiment(trial.experiment_id, "the first trial")
    with store_in_use(project, "trial"):
        assert mlflow.set_experiment("trial").experiment_id != trial.experiment_id
    assert len(runs_of(project)) == 1


def test_a_file_that_is_no_store_is_left_alone(project: Path) -> None:
    database(project).write_bytes(b"a letter, and no database " * 400)
    with pytest.raises(BadInput, match="cannot use the store"):
        ready_store(project)
    assert database(project).read_bytes().startswith(b"a letter")


def test_the_files_of_a_project_that_moved_are_found_in_it(project: Path, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = shutil.copytree(whole, project / "moved")
    run = runs_of(moved)[0]
    assert run.info.artifact_uri == f"mlruns/{run.info.run_id}/artifacts"
    monkeypatch.chdir(moved)
    assert mlflow.MlflowClient(ready_store(moved)).list_artifacts(run.info.run_id)[0].path == "page.txt"


def test_no_place_in_a_new_store_is_absolute(project: Path) -> None:
    ready_store(project)
    assert str(project).encode() not in database(project).read_bytes()
