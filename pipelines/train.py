"""train: the model of each family fold and of all families, in both views, with their calibration and test scores."""

from pathlib import Path
from typing import get_args

import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.visibility import View
from neglect_triage.files import atomic_folders, write_frame, write_json, write_text
from neglect_triage.models.crossfit import ALL, fit_folds, logistic_scores, score
from neglect_triage.models.triage import model_text
from neglect_triage.params import Train, load_params
from neglect_triage.progress import steps


def main() -> None:
    """Write data/models: models, calibration and test scores."""
    params = load_params()
    catalogue = load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue)
    points = pd.read_parquet("data/cohort/points.parquet")
    with atomic_folders(Path("data/internal/train.partial"), [Path("data/models")]) as scratch:
        fit_views(points, catalogue, params.train, scratch / "models")


def fit_views(points: pd.DataFrame, catalogue: Catalogue, train: Train, out: Path) -> None:
    """Fit and score both views; write models, calibrations and scores into `out`."""
    scores, comparators = [], []
    for view in get_args(View):
        features = pd.read_parquet(f"data/features/{view}.parquet")
        total = points["fold"].nunique() + 1
        for fitted in steps(fit_folds(points, features, catalogue, train), f"models, {view} view", total):
            write_text(out / view / f"{fitted.fold}.txt", model_text(fitted.model))
            write_json(out / view / f"{fitted.fold}.json", fitted.calibration.to_json())
            scored = score(fitted, points, features, catalogue).assign(view=view)
            if fitted.fold == ALL:
                comparators.append(scored[["point_id", "view", "margin"]].assign(model="time split"))
            else:
                scores.append(scored)
        logistic = logistic_scores(points, features, catalogue, train)
        comparators.append(logistic.assign(view=view, model="logistic regression"))
    write_frame(pd.concat(scores, ignore_index=True), out / "scores.parquet")
    write_frame(pd.concat(comparators, ignore_index=True), out / "comparators.parquet")


if __name__ == "__main__":
    run(main)
