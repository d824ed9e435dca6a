"""train: the model of each family fold in both views, the registered model of all families, and what to compare them with."""

from pathlib import Path
from typing import get_args

import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.visibility import View
from neglect_triage.files import atomic_folders, read_json, write_frame, write_json, write_text
from neglect_triage.models.crossfit import fit_all, fit_folds, logistic_scores, score
from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.registered import catalogue_hash, check_rebuilt, write_registered
from neglect_triage.models.terms import terms_of
from neglect_triage.models.triage import model_text
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
    scores, models = [], []
    for view, its in features.items():
        for fitted in steps(fit_folds(points, its, catalogue, train), f"models, {view} view", points["fold"].nunique()):
            write_text(out / view / f"{fitted.fold}.txt", model_text(fitted.model))
            write_json(out / view / f"{fitted.fold}.json", fitted.calibration.to_json())
            scores.append(score(fitted, points, its, catalogue).assign(view=view))
            models.append(fitted.model)
    write_frame(pd.concat(scores, ignore_index=True), out / "scores.parquet")

    its = features[train.view]
    whole = fit_all(points, its, catalogue, train)
    write_registered(out / "registered", whole, points, its, catalogue, train, about)
    directions = [check_directions(terms_of(model), catalogue) for model in (whole.model, *models)]
    checks = {"directions": worst(directions), "rebuilt": check_rebuilt(out / "registered", whole.model, its, catalogue)}
    write_json(out / "checks.json", checks)
    compared = {
        "time split": score(whole, points, its, catalogue),
        "logistic regression": logistic_scores(points, its, catalogue, train),
    }
    parts = [its[["point_id", "margin"]].assign(view=train.view, model=name) for name, its in compared.items()]
    write_frame(pd.concat(parts, ignore_index=True), out / "comparators.parquet")


if __name__ == "__main__":
    run(main)
