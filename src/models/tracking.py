"""One MLflow run in a local SQLite store: parameters, metrics, the finished files, and the model with the alias `candidate`.

No other module uses run ids or times, so that no other output changes from one run to the next.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import Any, get_args

import lightgbm as lgb
import mlflow
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from mlflow.entities import Dataset, DatasetInput, InputTag
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature

from ..chronology.declared import days_of_settings, leaving_words, only_declared, words_of
from ..chronology.names import could_identify
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.catalogue import Catalogue
from ..files import in_order, read_json, sha256, sha256_of_folder, write_json, write_text
from ..params import Params, View
from ..paths import DataFolder
from .registered import MANIFEST, MODEL
from .run_store import artifacts, check_store, database, store, store_in_use
from .triage import load_model

CANDIDATE, FOLDER, REGISTRY = "candidate", "registered", "models:/"
LONGEST_NAME, LONGEST_DIGEST = 240, 36  # MLflow takes 250 characters of a name, which a number may follow
DESCRIPTION, READ = "mlflow.note.content", InputTag("mlflow.data.context", "read")
OF_EXPERIMENT = (
    "Runs of `dvc repro`. Choose some and press Compare: metrics are those of `dvc metrics show`, before disclosure control, and "
    "`interval/` holds their 95% intervals. What each means: docs/reference/metrics.md."
)
OF_MODEL = "The model that was fitted on all families. It must be approved (`neglect-triage approve`) before it can score."
HASHES_FILE = "hashes.json"
COLUMN_TYPES = {"double": "double", "float": "float", "int64": "long", "int32": "integer", "bool": "boolean"}
HASHES = ("catalogue_sha256", "features_sha256")
PACKAGE, PROGRAM = Path(__file__).parents[1], Path("program.json")  # which a project made by `init` has
PAGES = (
    "glossary", "method", "evaluation", "fairness", "model", "board", "model_card", "datasheet", "atrs", "tripod_ai",
    "probast_ai", "impact",
)  # fmt: skip
"""Pages to keep with a run."""
LISTING = ("decisions", "index")
"""Pages that list children or their contacts: the run keeps their hashes alone."""


@dataclass(frozen=True)
class FinishedRun:
    """What MLflow keeps of a run besides its model.

    name : as lists of runs show it. description : Markdown. params, metrics, tags : flat. files : finished files and folders, by
    the folder of the run in which they are kept. hashes : SHA-256 of data, code and documents, by name.
    """

    name: str
    description: str
    params: dict[str, Any]
    metrics: dict[str, float]
    tags: dict[str, str]
    datasets: Sequence[Dataset]
    files: Mapping[str, Sequence[Path]]
    hashes: dict[str, str]


def log_finished_run(
    data: DataFolder, params: Params, catalogue: Catalogue, vocabulary: Vocabulary, headline: Mapping[str, Any]
) -> tuple[str, dict[str, str]]:
    """Log the finished run of a project; return the run's id, and the SHA-256 of its data, code and documents by name.

    Copies of files, descriptions and settings hold only words that this package, the vocabulary or the catalogue declares.

    Parameters
    ----------
    headline : the figures by which runs are compared: estimates as value, low and high, and counts.

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
    files = _finished_files(data)
    hashes = _hashes(data, chain(*files.values()))
    synthetic, summary = read_json(data.about)["synthetic"], read_json(data.evaluation)["summary"]
    description = "\n".join(f"- {line}" for line in ([vocabulary.synthetic] if synthetic else []) + summary)
    settings, _ = only_declared(_without_places(params.model_dump(mode="json", exclude={"monitor"})), declared)
    tags = {"data": "synthetic" if synthetic else "real", "source": params.source.kind, "view": params.train.view}
    with TemporaryDirectory() as folder:
        finished = FinishedRun(
            name=f"{datetime.now():%Y-%m-%d %H:%M} {params.train.way}",
            description=only_declared(description, declared)[0],
            params=allowed_names(settings),
            metrics=metrics_of(headline),
            tags=tags | {"way": params.train.way},
            datasets=_datasets(data, params.train.view, hashes),
            files={
                name: [_declared_copy(path, Path(folder) / name, declared) for path in paths] for name, paths in files.items()
            },
            hashes=hashes,
        )
        return log_run(params.track.experiment, finished, data.registered, catalogue, Path()), hashes


def _hashes(data: DataFolder, files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of the finished files, of the data and of the code, by name."""
    folders = [
        data.chronology,
        data.cohort,
        data.feature_matrices,
        data.registered,
        *filter(Path.is_dir, map(data.fold_models, get_args(View))),
    ]
    listed = (*files, *(data.page(name) for name in LISTING), *_figures(data), *folders)
    hashes = {data.relative(path): (sha256_of_folder if path.is_dir() else sha256)(path) for path in listed}
    code = [PROGRAM] if PROGRAM.is_file() else [path for path in (PACKAGE, PACKAGE.with_name("pipelines")) if path.is_dir()]
    hashes |= {path.name: (sha256_of_folder if path.is_dir() else sha256)(path) for path in code}
    hashes["catalogue"] = read_json(data.registered / MANIFEST)["catalogue_sha256"]
    return hashes


def _finished_files(data: DataFolder) -> dict[str, list[Path]]:
    """Return the files and folders that a run keeps, by the folder in which it keeps them."""
    return {
        "documents": [*(data.page(name) for name in PAGES), data.reports / "model_card.md", data.reports / "model_card.json"],
        "figures": [data.audit, data.evaluation, data.plots, data.flow, data.model_checks, data.bands, data.tuning],
    }


def _datasets(data: DataFolder, view: View, hashes: Mapping[str, str]) -> list[Dataset]:
    """Return what MLflow shows of the tables that a run read, each with the hash of its folder."""
    tables = {"chronology": data.events, "points of the cohort": data.points, f"features, {view} view": data.features(view)}
    return [dataset(name, table, hashes[data.relative(table.parent)]) for name, table in tables.items()]


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
    folder.mkdir(exist_ok=True)
    copy = folder / path.name
    if path.is_dir():
        copy.mkdir()
        for part in in_order(path.iterdir()):
            _declared_copy(part, copy, declared)
    elif path.suffix == ".json":
        write_json(copy, only_declared(read_json(path), declared)[0])
    elif path.suffix in (".html", ".md", ".svg"):
        write_text(copy, only_declared(path.read_text(encoding="utf-8"), declared)[0])
    else:
        shutil.copyfile(path, copy)
    return copy


def dataset(name: str, table: Path, digest: str) -> Dataset:
    """Return what MLflow shows of a table: where it is, how many rows it has and its columns, and no row of it.

    Parameters
    ----------
    digest : SHA-256 of the table or of its folder, by which another run shows whether it had the same data.
    """
    about = pq.read_metadata(table)
    columns = [
        {"type": COLUMN_TYPES.get(str(field.type), "string"), "name": field.name, "required": not field.nullable}
        for field in pq.read_schema(table)
    ]
    return Dataset(
        name=name,
        digest=digest[:LONGEST_DIGEST],
        source_type="local",
        source=json.dumps({"uri": table.as_posix()}),
        schema=json.dumps({"mlflow_colspec": columns}),
        profile=json.dumps({"num_rows": about.num_rows, "num_elements": about.num_rows * about.num_columns}),
    )


def metrics_of(headline: Mapping[str, Any]) -> dict[str, float]:
    """Return the metrics of a run: each figure that could be estimated under its name, and its interval apart from them."""
    estimates = {name: figure for name, figure in headline.items() if isinstance(figure, Mapping)}
    found = {name: estimates[name]["value"] if name in estimates else figure for name, figure in headline.items()}
    found |= {f"interval/{name}_{end}": each[end] for name, each in estimates.items() for end in ("low", "high")}
    return {name: float(value) for name, value in found.items() if value is not None}


def log_run(experiment: str, finished: FinishedRun, registered: Path, catalogue: Catalogue, project: Path) -> str:
    """Log one run, register its model under the experiment's name with the alias `candidate`, and return the run's id.

    Parameters
    ----------
    experiment : name in the store; created if it does not exist.
    registered : folder of the model fitted on all families; logged whole, and its trees as LightGBM text with their signature
        and a made-up example.
    project : the folder whose store is used unless DVC names another.
    """
    registered = registered.resolve()
    files = [(folder, path.resolve()) for folder, paths in finished.files.items() for path in paths]
    with store_in_use(project, experiment):
        about, client = mlflow.set_experiment(experiment), mlflow.MlflowClient()
        client.set_experiment_tag(about.experiment_id, DESCRIPTION, OF_EXPERIMENT)
        # A run that `start_run` creates would hold the user's name, the path of the program and the address of the repository.
        tags = {**finished.tags, DESCRIPTION: finished.description}
        created = client.create_run(about.experiment_id, tags=tags, run_name=finished.name)
        client.log_inputs(created.info.run_id, [DatasetInput(each, [READ]) for each in finished.datasets])
        with mlflow.start_run(run_id=created.info.run_id) as run:
            mlflow.log_params(finished.params)
            mlflow.log_metrics(finished.metrics)
            mlflow.log_dict(finished.hashes, HASHES_FILE)
            for folder, path in files:
                if path.is_dir():
                    mlflow.log_artifacts(str(path), f"{folder}/{path.name}")
                else:
                    mlflow.log_artifact(str(path), folder)
            mlflow.log_artifacts(str(registered), FOLDER)
            _register(run, experiment, finished, registered, catalogue)
            return str(run.info.run_id)


def _register(run: mlflow.ActiveRun, name: str, finished: FinishedRun, registered: Path, catalogue: Catalogue) -> None:
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
    version = logged.registered_model_version
    client.update_registered_model(name, OF_MODEL)
    client.update_model_version(name, version, f"Run {finished.name}\n\n{finished.description}")
    client.set_registered_model_alias(name, CANDIDATE, version)


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


def allowed_names(content: dict[str, Any]) -> dict[str, Any]:
    """Return nested content as one level, each value under a name of its own that MLflow allows."""
    found: dict[str, Any] = {}
    for name, value in flat(content).items():
        allowed = "".join(letter if letter.isalnum() or letter in "_-. " else "_" for letter in name)
        found[_free(allowed[:LONGEST_NAME].rstrip(), found)] = value
    return found
