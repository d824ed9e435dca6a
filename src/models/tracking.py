"""One MLflow run in a local SQLite store: parameters, metrics, the finished files, and the model with the alias `candidate`.

No other module uses run ids or times, so that no other output changes from one run to the next.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterator
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import Any, get_args

import lightgbm as lgb
import mlflow
import numpy as np
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature

from ..chronology.declared import days_of_settings, leaving_words, only_declared, words_of
from ..chronology.names import could_identify
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..files import read_json, sha256, sha256_of_folder, write_json, write_text
from ..params import Params, View
from ..paths import DataFolder
from .evaluation.scores import MODEL as MODEL_SCORES
from .evaluation.scores import RULE
from .evaluation.summary import metrics_of, strata_as_declared
from .registered import MANIFEST, MODEL
from .run_store import artifacts, check_store, database, store, store_in_use
from .triage import load_model

CANDIDATE, FOLDER, REGISTRY = "candidate", "registered", "models:/"
LONGEST_NAME = 240  # MLflow takes 250 characters; a number may follow
HASHES = ("catalogue_sha256", "features_sha256")
CODE = ("src", "pipelines", "program.json")  # of a clone of the source; of a project that was made from the wheel
PAGES = (
    "glossary", "method", "evaluation", "fairness", "model", "board", "model_card", "datasheet", "atrs", "tripod_ai",
    "probast_ai", "impact",
)  # fmt: skip
"""Pages to keep with a run."""
LISTING = ("decisions", "index")
"""Pages that list children or their contacts: the run keeps their hashes alone."""


COMPARED = (
    "suspected_leaks", "agreement.counts.points", "agreement.counts.families", "agreement.counts.positives", "agreement.*.value",
    f"*.{MODEL_SCORES}.*.value", f"*.{MODEL_SCORES}.*.low", f"*.{MODEL_SCORES}.*.high",
    f"*.{RULE}.*.value", "*.auc.value",
    "audit.gaps.*",
    "explanations.reasons_shown", "explanations.groups.all.completeness.share.value",
    "explanations.groups.all.*.difference.value", "explanations.stability.*.first_reason_stays.value",
    "true drivers.parts.all.first.the model_s reasons.value", "true drivers.parts.all.agreement_above_counts.value",
)  # fmt: skip
"""Figures that a reader compares between runs; all others are in the files that the run keeps."""


def log_finished_run(
    data: DataFolder, params: Params, catalogue: Catalogue, vocabulary: Vocabulary
) -> tuple[str, dict[str, str]]:
    """Log the finished run of a project; return the run's id, and the SHA-256 of its data, code and documents by name.

    Copies of files, names of metrics and settings hold only words that this package, the vocabulary or the catalogue declares.

    Raises
    ------
    BadInput : see `check_experiment`.
    """
    declared = (
        words_of([str(vocabulary), str(catalogue)])
        | days_of_settings(params.model_dump(mode="json", exclude={"monitor"}))
        | leaving_words()
    )
    check_experiment(params.track.experiment, declared)
    files = [
        *(data.page(name) for name in PAGES),
        data.reports / "model_card.md",
        data.reports / "model_card.json",
        *(data.audit, data.evaluation, data.plots, data.flow, data.model_checks, data.bands, data.tuning),
    ]
    folders = [
        data.chronology,
        data.cohort,
        data.feature_matrices,
        data.registered,
        *filter(Path.is_dir, map(data.fold_models, get_args(View))),
    ]
    hashed = (*files, *(data.page(name) for name in LISTING), *_figures(data), *folders)
    hashes = {data.relative(path): (sha256_of_folder if path.is_dir() else sha256)(path) for path in hashed}
    hashes |= {name: (sha256_of_folder if path.is_dir() else sha256)(path) for name in CODE if (path := Path(name)).exists()}
    hashes["catalogue"] = read_json(data.registered / MANIFEST)["catalogue_sha256"]
    evaluation = read_json(data.evaluation)
    metrics = metrics_of(evaluation, strata_as_declared(evaluation, declared)) | {
        "audit": read_json(data.audit_metrics),
        "explanations": read_json(data.faithfulness),
        "true drivers": read_json(data.drivers),
    }
    settings, _ = only_declared(_without_places(params.model_dump(mode="json", exclude={"monitor"})), declared)
    numbers = compared_between_runs(metric_names(only_declared(metrics, declared)[0]))
    with TemporaryDirectory() as folder:
        copies = [_declared_copy(path, Path(folder), declared) for path in files]
        experiment = params.track.experiment
        return log_run(experiment, allowed_names(settings), numbers, data.registered, catalogue, copies, hashes, Path()), hashes


def check_experiment(name: str, declared: frozenset[str]) -> None:
    """Stop if the name of an experiment, which MLflow's store and the registered model carry, could name a person.

    Raises
    ------
    BadInput : it holds an identifier, or two words in turn that are not among `declared`.
    """
    if could_identify(name, declared):
        raise BadInput(
            "The name of the experiment looks like that of a person, or holds an identifier. Nothing was logged.",
            where="params.yaml: track.experiment",
            expected="a name that says what is tried, such as neglect-triage",
            do="write another name for track.experiment in params.yaml",
        )


def _figures(data: DataFolder) -> list[Path]:
    """Return the other files that commands on a run read, if it has them: their hashes tell later whether one was changed."""
    places = [
        *(data.scores, data.comparators, data.relative_rates, data.attributions, data.page_contents, data.explanation_checks),
        *(data.faithfulness, data.decision_lines, data.decision_figures, data.second_look, data.sensitivity),
        *(data.quality_checks, data.design_checks),
    ]
    return [place for place in places if place.is_file()]


def _without_places(setting: Any) -> Any:
    """Return settings with the name alone of each file that is named by its absolute path, which may hold a person's name."""
    if isinstance(setting, dict):
        return {key: _without_places(value) for key, value in setting.items()}
    is_place = isinstance(setting, str) and (PurePosixPath(setting).is_absolute() or PureWindowsPath(setting).is_absolute())
    return PureWindowsPath(setting).name if is_place else setting


def _declared_copy(path: Path, folder: Path, declared: frozenset[str]) -> Path:
    """Copy a file, or a folder of files, without the words in its texts that nobody declared; return the copy."""
    copy = folder / path.name
    if path.is_dir():
        copy.mkdir()
        for part in sorted(path.iterdir()):
            _declared_copy(part, copy, declared)
    elif path.suffix == ".json":
        write_json(copy, only_declared(read_json(path), declared)[0])
    elif path.suffix in (".html", ".md", ".svg"):
        write_text(copy, only_declared(path.read_text(encoding="utf-8"), declared)[0])
    else:
        shutil.copyfile(path, copy)
    return copy


def log_run(
    experiment: str,
    params: dict[str, Any],
    metrics: dict[str, float],
    registered: Path,
    catalogue: Catalogue,
    files: list[Path],
    tags: dict[str, str],
    project: Path,
) -> str:
    """Log one run, register its model under the experiment's name with the alias `candidate`, and return the run's id.

    Parameters
    ----------
    experiment : name in the store; created if it does not exist.
    params, metrics, tags : flat; tags are the hashes of data and code.
    registered : folder of the model fitted on all families; logged whole, and its trees as LightGBM text with their signature
        and a made-up example.
    files : finished files and folders to keep with the run.
    project : the folder whose store is used unless DVC names another.
    """
    registered, files = registered.resolve(), [path.resolve() for path in files]
    with store_in_use(project, experiment):
        about = mlflow.set_experiment(experiment)
        # A run that `start_run` creates would hold the user's name, the path of the program and the address of the repository.
        created = mlflow.MlflowClient().create_run(about.experiment_id, tags=tags)
        with mlflow.start_run(run_id=created.info.run_id) as run:
            mlflow.log_params(params)
            mlflow.log_metrics(metrics)
            for path in files:
                (mlflow.log_artifacts if path.is_dir() else mlflow.log_artifact)(str(path), path.name if path.is_dir() else None)
            mlflow.log_artifacts(str(registered), FOLDER)
            _register(run, experiment, registered, catalogue)
            return str(run.info.run_id)


def _register(run: mlflow.ActiveRun, name: str, registered: Path, catalogue: Catalogue) -> None:
    manifest, model = read_json(registered / MANIFEST), load_model(registered / MODEL)
    example, client = made_up_example(catalogue), mlflow.MlflowClient()
    # A model that `log_model` creates would hold them too.
    created = client.create_logged_model(run.info.experiment_id, "model", run.info.run_id)
    logged = mlflow.lightgbm.log_model(
        model,
        model_id=created.model_id,
        registered_model_name=name,
        signature=infer_signature(example, np.asarray(model.predict(example.to_numpy(np.float32)))),
        input_example=example,
        metadata={key: manifest[key] for key in HASHES},
        pip_requirements=[f"lightgbm=={lgb.__version__}"],
    )
    client.set_registered_model_alias(name, CANDIDATE, logged.registered_model_version)


def registered_folder(model: str, project: Path) -> Path:
    """Return the folder of a model in the store of `project`, for `load_registered` to read and check.

    Parameters
    ----------
    model : models:/NAME@candidate.

    Raises
    ------
    BadInput : there is no store, or MLflow cannot use it, or it has no such model.
    """
    name, _, alias = model.removeprefix(REGISTRY).partition("@")
    missing = BadInput("There is no such model.", where=model, expected=f"{REGISTRY}NAME@{CANDIDATE}", do="run dvc repro")
    if not database(project).is_file() or not (name and alias):
        raise missing
    check_store(project)
    client = mlflow.MlflowClient(store(project))
    try:
        version = client.get_model_version_by_alias(name, alias)
    except MlflowException:
        raise missing from None
    folder = artifacts(project) / str(version.run_id) / "artifacts" / FOLDER  # MLflow knows only where the project once was
    if not folder.is_dir():
        raise missing
    return folder


def made_up_example(catalogue: Catalogue) -> pd.DataFrame:
    """Return two made-up rows of features, never a row of the data: one with all zeros, one with all ones."""
    names = [feature.name for feature in catalogue.features]
    return pd.DataFrame(np.array([np.zeros(len(names)), np.ones(len(names))]), columns=names)


def flat(content: dict[str, Any]) -> dict[str, Any]:
    """Return a nested dictionary as one level, with keys joined by dots; a name that is taken gets a number."""
    found: dict[str, Any] = {}
    for name, value in _paths(content):
        found[_free(name, found)] = value
    return found


def _paths(content: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _free(name: str, taken: Container[str]) -> str:
    return next(each for number in count(1) if (each := f"{name} {number}" if number > 1 else name) not in taken)


def compared_between_runs(figures: dict[str, float]) -> dict[str, float]:
    """Return the few figures that a reader compares between runs."""
    return {name: value for name, value in figures.items() if any(fnmatchcase(name, pattern) for pattern in COMPARED)}


def metric_names(content: dict[str, Any]) -> dict[str, float]:
    """Return the numbers in nested metrics, under names that MLflow allows."""
    return {name: float(value) for name, value in allowed_names(content).items() if isinstance(value, (int, float))}


def allowed_names(content: dict[str, Any]) -> dict[str, Any]:
    """Return nested content as one level, each value under a name of its own that MLflow allows."""
    found: dict[str, Any] = {}
    for name, value in flat(content).items():
        allowed = "".join(letter if letter.isalnum() or letter in "_-. " else "_" for letter in name)
        found[_free(allowed[:LONGEST_NAME].rstrip(), found)] = value
    return found
