"""train: the model of each family fold in both views, the registered model of all families, and what to compare them with."""

from pathlib import Path
from typing import get_args

import lightgbm as lgb
import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.visibility import View
from neglect_triage.files import atomic_folders, read_json, write_frame, write_json, write_text
from neglect_triage.models.baselines import comparator_scores
from neglect_triage.models.crossfit import fit_all, fit_folds, score
from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.registered import catalogue_hash, check_rebuilt, write_registered
from neglect_triage.models.terms import terms_of
from neglect_triage.models.triage import model_text
from neglect_triage.models.ways import TIME_SPLIT
from neglect_triage.params import Params, load_params
from neglect_triage.progress import steps


def main() -> None:
    """Write data/models: models, calibrations, curves, test scores and checks."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    about = {
        "catalogue_sha256": catalogue_hash(catalogue, vocabulary),
        "synthetic": read_json(Path("data/chronology/about.json"))["synthetic"],
    }
    with atomic_folders(Path("data/internal/train.partial"), [Path("data/models")]) as scratch:
        fit_and_write(params, catalogue, about, scratch / "models")


def fit_and_write(params: Params, catalogue: Catalogue, about: dict[str, object], out: Path) -> None:
    """Fit and score both views; write everything into `out`."""
    train = params.train
    points = pd.read_parquet("data/cohort/points.parquet")
    features = {view: pd.read_parquet(f"data/features/{view}.parquet") for view in get_args(View)}
    scores, models = [], dict[str, dict[str, lgb.Booster]]()
    for view, its in features.items():
        for fitted in steps(fit_folds(points, its, catalogue, train), f"models, {view} view", points["fold"].nunique()):
            write_text(out / view / f"{fitted.fold}.txt", model_text(fitted.model))
            write_json(out / view / f"{fitted.fold}.json", fitted.calibration.to_json())
            scores.append(score(fitted, points, its, catalogue).assign(view=view))
            models.setdefault(view, {})[fitted.fold] = fitted.model
    write_frame(pd.concat(scores, ignore_index=True), out / "scores.parquet")

    its = features[train.view]
    whole = fit_all(points, its, catalogue, train)
    write_registered(out / "registered", whole, points, its, catalogue, train, about)
    every = [whole.model, *(model for of_view in models.values() for model in of_view.values())]
    directions = [check_directions(terms_of(model), catalogue) for model in every]
    checks = {"directions": worst(directions), "rebuilt": check_rebuilt(out / "registered", whole.model, its, catalogue)}
    write_json(out / "checks.json", checks)
    split_by_time = score(whole, points, its, catalogue)[["point_id", "margin"]].assign(model=TIME_SPLIT)
    compared = comparator_scores(points, its, catalogue, train, models[train.view])
    write_frame(pd.concat([split_by_time, compared], ignore_index=True).assign(view=train.view), out / "comparators.parquet")


if __name__ == "__main__":
    run(main)
