"""One MLflow run in a local SQLite store: parameters, metrics, the registered model and the finished files.

It alone knows of run ids and times, so that no other output changes from one run to the next.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import lightgbm as lgb
import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature

from ..features.catalogue import Catalogue


def store(project: Path) -> str:
    """Return the address of the MLflow store of the project that `dvc` was called in.

    A queued experiment runs in a temporary copy: DVC_ROOT leads back, so that its run is not lost with the copy.
    """
    return f"sqlite:///{Path(os.environ.get('DVC_ROOT', project)).resolve() / 'mlflow.db'}"


def log_run(
    experiment: str,
    params: dict[str, Any],
    metrics: dict[str, float],
    model: lgb.Booster,
    catalogue: Catalogue,
    files: list[Path],
    tags: dict[str, str],
    project: Path,
) -> str:
    """Log one run and return its id.

    Parameters
    ----------
    experiment : name in the store; made if it is not there.
    params, metrics, tags : flat; tags hold the hashes of data, catalogue and code.
    model : the model fitted on all families, logged as LightGBM text with its signature and a made-up example.
    files : finished files to keep with the run.
    project : the folder whose store is used if DVC does not name another.
    """
    mlflow.set_tracking_uri(store(project))
    if mlflow.get_experiment_by_name(experiment) is None:
        artifacts = Path(os.environ.get("DVC_ROOT", project)).resolve() / "mlruns"
        mlflow.create_experiment(experiment, artifact_location=artifacts.as_uri())
    mlflow.set_experiment(experiment)
    with mlflow.start_run() as run:
        mlflow.set_tags(tags)
        mlflow.log_params(params)
        mlflow.log_metrics(metrics)
        example = made_up_example(catalogue)
        signature = infer_signature(example, np.asarray(model.predict(example.to_numpy(np.float32))))
        mlflow.lightgbm.log_model(
            model, name="model", signature=signature, input_example=example, pip_requirements=[f"lightgbm=={lgb.__version__}"]
        )
        for path in files:
            mlflow.log_artifact(str(path))
        return str(run.info.run_id)


def made_up_example(catalogue: Catalogue) -> pd.DataFrame:
    """Return two made-up rows of features, never a row of the data: one with nothing recorded, one with one of each."""
    names = [feature.name for feature in catalogue.features]
    return pd.DataFrame(np.array([np.zeros(len(names)), np.ones(len(names))]), columns=names)


def flat(content: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a nested dictionary as one level, its keys joined by dots."""
    found: dict[str, Any] = {}
    for key, value in content.items():
        name = f"{prefix}{key}"
        found |= flat(value, f"{name}.") if isinstance(value, dict) else {name: value}
    return found


def metric_names(content: dict[str, Any]) -> dict[str, float]:
    """Return the numbers of nested metrics under names that MLflow allows."""
    numbers = {key: value for key, value in flat(content).items() if isinstance(value, (int, float))}
    return {"".join(c if c.isalnum() or c in "_-. /" else "_" for c in key): float(value) for key, value in numbers.items()}
