"""A run in MLflow's local store: what it holds, and what it must not hold."""

from __future__ import annotations

from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.tracking import flat, log_run, made_up_example, metric_names, store
from neglect_triage.models.triage import fit, margins
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow warns of what its own parts deprecate

POINTS, TABLE = world(200, 60)
MODEL = fit(TABLE, POINTS["label"].to_numpy(), CATALOGUE, TRAIN)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project")


@pytest.fixture(scope="module")
def run(project: Path) -> mlflow.entities.Run:
    """One logged run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DVC_ROOT", raising=False)
        report = project / "index.html"
        report.write_text("SYNTHETIC DATA", encoding="utf-8")
        params, metrics = flat({"train": {"rounds": 25, "seed": 3}}), metric_names({"headline": {"model": {"auc": 0.7}}})
        number = log_run("trial", params, metrics, MODEL, CATALOGUE, [report], {"features": "a hash"}, project)
        return mlflow.MlflowClient(store(project)).get_run(number)


def logged_files(run: mlflow.entities.Run) -> list[Path]:
    models = mlflow.MlflowClient().search_logged_models([run.info.experiment_id])
    folder = Path(models[0].artifact_location.removeprefix("file://"))
    return [path for path in folder.rglob("*") if path.is_file()]


class TestRun:
    def test_it_holds_parameters_metrics_and_hashes(self, run: mlflow.entities.Run) -> None:
        assert run.data.params == {"train.rounds": "25", "train.seed": "3"}
        assert run.data.metrics == {"headline.model.auc": 0.7}
        assert run.data.tags["features"] == "a hash"

    def test_it_keeps_the_finished_files(self, run: mlflow.entities.Run, project: Path) -> None:
        kept = [item.path for item in mlflow.MlflowClient(store(project)).list_artifacts(run.info.run_id)]
        assert "index.html" in kept

    def test_the_store_lies_in_the_project(self, run: mlflow.entities.Run, project: Path) -> None:
        assert (project / "mlflow.db").is_file()
        assert run.info.artifact_uri.startswith((project / "mlruns").resolve().as_uri())

    def test_the_model_is_text_and_no_pickle(self, run: mlflow.entities.Run) -> None:
        files = logged_files(run)
        assert "model.lgb" in {path.name for path in files}
        assert {path.suffix for path in files} <= {".lgb", ".yaml", ".txt", ".json", ""}
        assert not [path for path in files if path.read_bytes().startswith(b"\x80")]

    def test_the_model_predicts_as_it_did(self, run: mlflow.entities.Run) -> None:
        folder = next(path for path in logged_files(run) if path.name == "MLmodel").parent
        read = mlflow.lightgbm.load_model(str(folder))
        np.testing.assert_array_equal(margins(read, TABLE, CATALOGUE), margins(MODEL, TABLE, CATALOGUE))

    def test_the_logged_example_is_the_made_up_one(self, run: mlflow.entities.Run) -> None:
        path = next(path for path in logged_files(run) if path.name == "input_example.json")
        logged = pd.read_json(path, orient="split")
        pd.testing.assert_frame_equal(logged, made_up_example(CATALOGUE), check_dtype=False)


def test_the_example_is_made_of_the_catalogue_alone() -> None:
    example = made_up_example(CATALOGUE)
    assert list(example.columns) == FEATURES
    assert [set(row) for row in example.to_numpy()] == [{0.0}, {1.0}]


def test_the_store_is_that_of_the_project_that_dvc_was_called_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DVC_ROOT", raising=False)
    assert store(tmp_path / "copy") == f"sqlite:///{tmp_path.resolve() / 'copy' / 'mlflow.db'}"
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    assert store(tmp_path / "copy") == f"sqlite:///{tmp_path.resolve() / 'mlflow.db'}"


def test_metrics_are_numbers_under_names_that_mlflow_allows() -> None:
    nested = {"headline": {"model": {"recall at 5%": {"value": 0.2, "low": None}}, "note": "said"}, "leaks": 0}
    assert metric_names(nested) == {"headline.model.recall at 5_.value": 0.2, "leaks": 0.0}
