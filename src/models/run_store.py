"""MLflow's store in a project: made whole or not at all, and kept with the project when that is moved or copied."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import mlflow
from mlflow.entities import LifecycleStage
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from ..errors import BadInput, of_the_machine
from ..files import atomic

ARTIFACTS = "mlruns"
PLACES = (
    ("experiments", "artifact_location"), ("runs", "artifact_uri"), ("logged_models", "artifact_location"),
    ("model_versions", "source"), ("model_versions", "storage_location"),
)  # fmt: skip
"""Where the store holds places of files."""
_FOLDER = re.compile(rf"(?:.*/)?{ARTIFACTS}(?=/|$)")
BESIDE = ("-journal", "-wal", "-shm")


def store(project: Path) -> str:
    """Return the URI of the MLflow store of the project in which `dvc` was called.

    A queued experiment runs in a temporary copy; DVC_ROOT names the original, so that the run is not lost with the copy.
    """
    return f"sqlite:///{database(project)}"


def database(project: Path) -> Path:
    """Return the file of the store."""
    return _root(project) / "mlflow.db"


def artifacts(project: Path) -> Path:
    """Return the folder that holds the files of all runs, each under its id."""
    return _root(project) / ARTIFACTS


def _root(project: Path) -> Path:
    return Path(os.environ.get("DVC_ROOT", project)).resolve()


@contextmanager
def store_in_use(project: Path, experiment: str) -> Iterator[None]:
    """Let MLflow write runs of an experiment into the store of a project, which is the current folder meanwhile.

    MLflow forms the place of each file from that of the experiment. It is relative to the project from the start, so that a run
    that is killed leaves no place in somebody's home, and a project that is moved or copied finds its own files.

    Raises
    ------
    BadInput : see `ready_store`; or the experiment was deleted, in MLflow's pages or by its commands.
    """
    uri, path = ready_store(project), database(project)
    mlflow.set_tracking_uri(uri)
    found = mlflow.get_experiment_by_name(experiment)
    if found is None:
        _add_experiment(path, experiment)
    elif found.lifecycle_stage == LifecycleStage.DELETED:
        raise BadInput(
            "The experiment was deleted in MLflow, which keeps its name and its runs until they are removed for good.",
            where=f"{path}, experiment {found.experiment_id}; params.yaml: track.experiment",
            do=f"bring it back: MLFLOW_TRACKING_URI=sqlite:///{path.name} mlflow experiments restore -x "
            f"{found.experiment_id}; or give track.experiment another name",
        )
    with contextlib.chdir(path.parent):
        yield


def ready_store(project: Path) -> str:
    """Return the URI of the store, made if need be. MLflow would make it in place, and stop at a half-made one for ever.

    A store without a run holds nothing that could be lost, so it is made again. Places of files that an earlier version wrote
    become relative to the project.

    Raises
    ------
    BadInput : MLflow cannot use the store, which may hold runs.
    """
    path = database(project)
    if path.exists() and not _number_of_runs(path):
        _remove(path)
    if not path.exists():
        from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore  # warns when it is imported, which it need not be else

        _remove(path.with_name(f".{path.name}.partial"))  # a journal that a killed run left would spoil the next
        with atomic(path) as partial:
            made = SqlAlchemyStore(f"sqlite:///{partial}", artifacts(project).as_uri())  # type: ignore[no-untyped-call]
            made.engine.dispose()
            _move_places(partial)
    _move_places(path)
    check_store(project)
    return store(project)


def check_store(project: Path) -> None:
    """Raise BadInput if MLflow cannot use the store."""
    try:
        mlflow.MlflowClient(store(project)).search_experiments(max_results=1)
    except (MlflowException, SQLAlchemyError) as error:
        path = database(project)
        raise of_the_machine(error) or _of_a_newer_version(path) or _unusable(path) from error


def _number_of_runs(path: Path) -> int:
    try:
        with closing(sqlite3.connect(path)) as opened:
            return int(opened.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if "no such table" in str(error):
            return 0
        raise of_the_machine(error) or _unusable(path) from error


def _remove(path: Path) -> None:
    for each in (path, *(path.with_name(path.name + end) for end in BESIDE)):
        each.unlink(missing_ok=True)


def _add_experiment(path: Path, name: str) -> None:
    """Add an experiment as MLflow would, which makes every place that it is given absolute."""
    now = time.time_ns() // 1_000_000
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(
            "INSERT INTO experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time) "
            "VALUES (?, ?, ?, ?, ?)",
            (name, ARTIFACTS, LifecycleStage.ACTIVE, now, now),
        )


def _move_places(path: Path) -> None:
    """Let the store name places of files relative to the project, wherever that was when they were written."""
    with closing(sqlite3.connect(path)) as opened, opened:
        known = [str(row[0]) for row in opened.execute("SELECT DISTINCT artifact_location FROM experiments")]
        earlier = {found[0] for place in known if (found := _FOLDER.match(place))}
        for before in sorted(earlier - {ARTIFACTS}):
            for table, column in PLACES:
                moved = f"UPDATE {table} SET {column} = ? || substr({column}, ?) WHERE {column} = ? OR {column} LIKE ? || '/%'"
                opened.execute(moved, (ARTIFACTS, len(before) + 1, before, before))


def _of_a_newer_version(path: Path) -> BadInput | None:
    """Return what to say of a store whose schema this MLflow does not know; None where it knows it."""
    versions = list[tuple[str]]()
    with closing(sqlite3.connect(path)) as opened, contextlib.suppress(sqlite3.DatabaseError):
        versions = opened.execute("SELECT version_num FROM alembic_version").fetchall()
    known = Path(mlflow.__file__).parent / "store/db_migrations/versions"
    if all(list(known.glob(f"{version}_*.py")) for (version,) in versions):
        return None
    return BadInput(
        "The store of earlier runs was written by a newer version of MLflow.",
        where=str(path),
        expected=f"a store of MLflow {mlflow.__version__}; none can be changed back",
        do=f"bring back the copy that was made before the newer version used it; or move the file and {ARTIFACTS}/ elsewhere",
    )


def _unusable(path: Path) -> BadInput:
    return BadInput(
        "MLflow cannot use the store of earlier runs.",
        where=str(path),
        expected=f"a store of MLflow {mlflow.__version__}",
        do=f"copy the file, then run `mlflow db upgrade sqlite:///{path.name}`; or move the file and {ARTIFACTS}/ elsewhere",
    )
