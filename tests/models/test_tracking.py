"""A run in MLflow's local store: what it holds, and what it must not hold."""

from __future__ import annotations

import getpass
import json
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.store.artifact.local_artifact_repo import LocalArtifactRepository
from mlflow.utils.validation import _validate_metric_name, _validate_param_name

from neglect_triage.chronology.declared import only_declared, package_words, words_of
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.features.catalogue import Catalogue
from neglect_triage.files import read_json
from neglect_triage.models.crossfit import fit_all
from neglect_triage.models.registered import catalogue_hash, load_registered, write_registered
from neglect_triage.models.run_store import store
from neglect_triage.models.tracking import (
    DESCRIPTION,
    HASHES,
    FinishedRun,
    allowed_names,
    check_experiment,
    dataset,
    flat,
    log_run,
    made_up_example,
    metrics_of,
    registered_folder,
)  # fmt: skip
from neglect_triage.models.triage import margins
from neglect_triage.report.headline import MEANS
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

pytestmark = pytest.mark.filterwarnings("ignore")  # MLflow warns of what its own parts deprecate

VOCABULARY = load_vocabulary()
POINTS, TABLE = world(200, 60)
FITTED = fit_all(POINTS, TABLE, CATALOGUE, TRAIN)
HEADLINE = {
    "auc": {"value": 0.7, "low": 0.6, "high": 0.8, "of": 50},
    "slope": {"value": None, "low": None, "high": None},
    "outcomes": 90,
}
ABOUT: dict[str, Any] = {"catalogue_sha256": catalogue_hash(CATALOGUE, VOCABULARY), "synthetic": True}


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
        patch.chdir(project)
        table = Path("points.parquet")
        POINTS[["period", "label"]].to_parquet(table, index=False)
        registered, plots = project / "registered", project / "plots"
        write_registered(registered, FITTED, POINTS, TABLE, CATALOGUE, TRAIN, ABOUT)
        plots.mkdir()
        (plots / "roc.svg").write_text("SYNTHETIC DATA", encoding="utf-8")
        finished = FinishedRun(
            name="2026-11-30 09:15 boosted",
            description="- The model finds more.",
            params=flat({"train": {"rounds": 25, "seed": 3}}),
            metrics=metrics_of(HEADLINE),
            tags={"way": "boosted", "data": "synthetic"},
            datasets=[dataset("points of the cohort", table, "a digest")],
            files={"documents": [report], "figures": [plots]},
            hashes={"features": "a hash"},
        )
        number = log_run("trial", finished, registered, CATALOGUE, project)
        return mlflow.MlflowClient(store(project)).get_run(number)


@pytest.fixture(autouse=True)
def _in_the_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)  # where `make ui` runs: places of files are relative to it
    mlflow.set_tracking_uri(store(project))


def bare(files: dict[str, list[Path]]) -> FinishedRun:
    """A run of which nothing is kept but files."""
    return FinishedRun("2026-11-30 10:00 ebm", "", {}, {}, {}, [], files, {})


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def logged_files(run: mlflow.entities.Run) -> list[Path]:
    models = mlflow.MlflowClient().search_logged_models([run.info.experiment_id])
    folder = Path(models[0].artifact_location)
    assert not folder.is_absolute()
    return [path for path in folder.rglob("*") if path.is_file()]


class TestRun:
    def test_it_holds_parameters_and_the_headline_with_intervals_apart(self, run: mlflow.entities.Run) -> None:
        assert run.data.params == {"train.rounds": "25", "train.seed": "3"}
        assert run.data.metrics == {"auc": 0.7, "outcomes": 90, "interval/auc_low": 0.6, "interval/auc_high": 0.8}

    def test_its_name_says_when_and_how_and_no_tag_is_a_hash(self, run: mlflow.entities.Run) -> None:
        assert run.info.run_name == "2026-11-30 09:15 boosted"
        assert run.data.tags[DESCRIPTION] == "- The model finds more."
        own = {name: value for name, value in run.data.tags.items() if not name.startswith("mlflow.")}
        assert own == {"way": "boosted", "data": "synthetic"}

    def test_it_says_which_data_it_read_and_shows_no_row_of_them(self, run: mlflow.entities.Run) -> None:
        assert run.inputs
        (read,) = run.inputs.dataset_inputs
        assert (read.dataset.name, read.dataset.digest) == ("points of the cohort", "a digest")
        assert json.loads(read.dataset.source) == {"uri": "points.parquet"}
        assert json.loads(str(read.dataset.profile))["num_rows"] == len(POINTS)
        assert [column["name"] for column in json.loads(str(read.dataset.schema))["mlflow_colspec"]] == ["period", "label"]

    def test_it_keeps_the_finished_files_and_the_hashes(self, run: mlflow.entities.Run, project: Path) -> None:
        client = mlflow.MlflowClient(store(project))
        kept = [item.path for folder in (None, "documents", "figures") for item in client.list_artifacts(run.info.run_id, folder)]
        assert {"documents/index.html", "figures/plots", "registered", "hashes.json"} <= set(kept)
        assert read_json(Path(run.info.artifact_uri) / "hashes.json") == {"features": "a hash"}

    def test_the_store_lies_in_the_project(self, run: mlflow.entities.Run, project: Path) -> None:
        assert (project / "mlflow.db").is_file()
        assert run.info.artifact_uri == f"mlruns/{run.info.run_id}/artifacts"

    def test_the_model_is_text_and_no_pickle(self, run: mlflow.entities.Run) -> None:
        files = logged_files(run)
        assert "model.lgb" in {path.name for path in files}
        assert {path.suffix for path in files} <= {".lgb", ".yaml", ".txt", ".json", ""}
        assert not [path for path in files if path.read_bytes().startswith(b"\x80")]

    def test_the_model_predicts_as_it_did(self, run: mlflow.entities.Run) -> None:
        folder = next(path for path in logged_files(run) if path.name == "MLmodel").parent
        read = mlflow.lightgbm.load_model(str(folder))
        np.testing.assert_array_equal(margins(read, TABLE, CATALOGUE), margins(FITTED.model, TABLE, CATALOGUE))

    def test_the_logged_example_is_the_made_up_one(self, run: mlflow.entities.Run) -> None:
        path = next(path for path in logged_files(run) if path.name == "input_example.json")
        logged = pd.read_json(path, orient="split")
        pd.testing.assert_frame_equal(logged, made_up_example(CATALOGUE), check_dtype=False)

    def test_a_second_run_lies_beside_the_first(self, run: mlflow.entities.Run, project: Path) -> None:
        second = log_run("trial", bare({"documents": [project / "index.html"]}), project / "registered", CATALOGUE, project)
        client = mlflow.MlflowClient(store(project))
        for each in (run.info.run_id, second):
            assert client.get_run(each).info.artifact_uri == f"mlruns/{each}/artifacts"
            assert "documents/index.html" in [item.path for item in client.list_artifacts(each, "documents")]
        client.set_registered_model_alias("trial", "candidate", "1")

    def test_no_file_holds_the_place_of_the_project(self, run: mlflow.entities.Run, project: Path) -> None:
        files = [project / "mlflow.db", *(path for path in (project / "mlruns").rglob("*") if path.is_file())]
        assert len(files) > 10
        assert [path for path in files if str(project).encode() in path.read_bytes()] == []

    @pytest.mark.parametrize("last", [(LocalArtifactRepository, "log_artifacts"), (mlflow.MlflowClient, "log_model_artifacts")])
    def test_neither_does_one_that_a_killed_run_leaves_nor_the_name_of_a_user(
        self, run: mlflow.entities.Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: tuple[type, str]
    ) -> None:
        shutil.copytree(project / "registered", tmp_path / "registered")
        shutil.copy(project / "mlflow.db", tmp_path)
        monkeypatch.setattr(*last, killed)
        with pytest.raises(KeyboardInterrupt):
            log_run("another trial", bare({}), tmp_path / "registered", CATALOGUE, tmp_path)
        held = b"".join(
            path.read_bytes() for path in (tmp_path / "mlflow.db", *(tmp_path / "mlruns").rglob("*")) if path.is_file()
        )
        assert str(tmp_path).encode() not in held
        assert b"mlflow.user" not in held
        assert b"mlflow.source.name" not in held

    def test_it_names_neither_the_user_nor_the_program_nor_the_repository(self, run: mlflow.entities.Run, project: Path) -> None:
        assert not {"mlflow.user", "mlflow.source.name", "mlflow.source.git.repoURL"} & set(run.data.tags)
        with sqlite3.connect(project / "mlflow.db") as stored:
            cells = [
                stored.execute(f"SELECT * FROM {table}").fetchall()
                for table in ("runs", "tags", "model_versions", "logged_models", "logged_model_tags")
            ]
        texts = {str(cell) for rows in cells for row in rows for cell in row}
        assert not {text for text in texts if text in (getpass.getuser(), sys.argv[0]) or str(Path.cwd()) in text}


class TestRegistry:
    def test_the_model_is_registered_as_the_candidate_with_its_signature_and_hashes(
        self, run: mlflow.entities.Run, project: Path
    ) -> None:
        version = mlflow.MlflowClient(store(project)).get_model_version_by_alias("trial", "candidate")
        assert version.run_id == run.info.run_id
        assert "2026-11-30 09:15 boosted" in str(version.description)
        assert "must be approved" in mlflow.MlflowClient(store(project)).get_registered_model("trial").description
        info = mlflow.models.get_model_info("models:/trial@candidate")
        assert info.signature.inputs.input_names() == FEATURES
        assert info.metadata == {key: read_json(project / "registered/manifest.json")[key] for key in HASHES}

    def test_it_is_read_with_its_calibration(self, run: mlflow.entities.Run, project: Path) -> None:
        read = load_registered(registered_folder("models:/trial@candidate", project), CATALOGUE, VOCABULARY)
        np.testing.assert_array_equal(margins(read.model, TABLE, CATALOGUE), margins(FITTED.model, TABLE, CATALOGUE))
        assert read.calibration == FITTED.calibration

    def test_a_moved_project_reads_its_own_copy_by_name(
        self, run: mlflow.entities.Run, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        moved = shutil.copytree(project, tmp_path / "moved")
        folder = registered_folder("models:/trial@candidate", moved)
        assert folder.is_relative_to(moved.resolve())
        assert load_registered(folder, CATALOGUE, VOCABULARY).calibration == FITTED.calibration
        monkeypatch.chdir(moved)
        mlflow.set_tracking_uri(store(moved))
        assert mlflow.lightgbm.load_model("models:/trial@candidate").num_trees() == FITTED.model.num_trees()
        shutil.rmtree(moved / "mlruns")
        with pytest.raises(BadInput, match="no such model"):
            registered_folder("models:/trial@candidate", moved)

    def test_it_is_refused_with_another_catalogue(self, run: mlflow.entities.Run, project: Path) -> None:
        fewer = Catalogue(indicators={k: v for k, v in CATALOGUE.indicators.items() if k != "ratings"})
        with pytest.raises(BadInput, match="not those of the model"):
            load_registered(registered_folder("models:/trial@candidate", project), fewer, VOCABULARY)

    @pytest.mark.parametrize("model", ["models:/trial@other", "models:/other@candidate", "models:/trial"])
    def test_a_model_that_is_not_there_is_told(self, run: mlflow.entities.Run, project: Path, model: str) -> None:
        with pytest.raises(BadInput, match="no such model"):
            registered_folder(model, project)

    def test_without_a_store_none_is_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DVC_ROOT", raising=False)
        with pytest.raises(BadInput, match="no such model"):
            registered_folder("models:/trial@candidate", tmp_path)
        assert not list(tmp_path.iterdir())


def test_the_example_is_made_of_the_catalogue_alone() -> None:
    example = made_up_example(CATALOGUE)
    assert list(example.columns) == FEATURES
    assert [set(row) for row in example.to_numpy()] == [{0.0}, {1.0}]


def test_the_store_is_that_of_the_project_that_dvc_was_called_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DVC_ROOT", raising=False)
    assert store(tmp_path / "copy") == f"sqlite:///{tmp_path.resolve() / 'copy' / 'mlflow.db'}"
    monkeypatch.setenv("DVC_ROOT", str(tmp_path))
    assert store(tmp_path / "copy") == f"sqlite:///{tmp_path.resolve() / 'mlflow.db'}"


@pytest.mark.parametrize(
    "name", ["amelia-smith", "Oliver Quillfeather", "943 476 5919", "9434765919", "for EX1 1AA", "a.b@example.org"]
)
def test_an_experiment_that_could_name_a_person_is_refused_without_its_name(name: str) -> None:
    with pytest.raises(BadInput, match=r"track\.experiment") as error:
        check_experiment(name, package_words())
    assert name not in str(error.value)


@pytest.mark.parametrize("name", ["neglect-triage", "oulad", "shop", "trial 2", "horizon-180", "autumn_2026"])
def test_an_experiment_named_after_what_is_tried_is_logged(name: str) -> None:
    check_experiment(name, package_words())


def test_each_setting_has_a_name_of_its_own_that_mlflow_allows() -> None:
    nested = {"a.b": 1, "a": {"b": 2}, "60+": 3, "60-": 4, "60*": 5, "/x//y/..": 6, "long " * 90: 7, "long " * 91: 8}
    found = allowed_names(nested)
    assert sorted(found.values()) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {name: value for name, value in found.items() if name.startswith("a")} == {"a.b": 1, "a.b 2": 2}
    for name in found:
        _validate_param_name(name)  # type: ignore[no-untyped-call]


def test_a_name_that_is_withheld_is_still_one_that_mlflow_allows() -> None:
    left, _ = only_declared({"accept": {"Quillfeather": 1}}, words_of(["accept"]))
    assert allowed_names(left) == {"accept._withheld_": 1}


def test_every_figure_of_the_headline_has_a_name_that_mlflow_allows() -> None:
    for name in metrics_of({name: {"value": 0.5, "low": 0.4, "high": 0.6} for name in MEANS}):
        _validate_metric_name(name)  # type: ignore[no-untyped-call]
