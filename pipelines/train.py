"""train: the model of each family fold in both views, the registered model of all families, and what to compare them with."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pandas as pd

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.files import atomic_folders, read_json, write_frame, write_json, write_text
from neglect_triage.models.bands import band_account
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.comparators.baselines import comparator_scores
from neglect_triage.models.comparators.names import COMPARATORS, TIME_SPLIT
from neglect_triage.models.crossfit import Fitted, fit_all, fit_folds, in_period, score
from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.interval_coverage import interval_coverage
from neglect_triage.models.registered import catalogue_hash, check_rebuilt, write_registered
from neglect_triage.models.terms import terms_of
from neglect_triage.models.triage import margins, model_text
from neglect_triage.models.tuning import tune
from neglect_triage.params import Params, Train, View, load_params
from neglect_triage.progress import steps

Folds = Mapping[str, Fitted]


def main() -> None:
    """Write data/models: models, calibrations, curves, test scores, bands and checks."""
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
    points = pd.read_parquet("data/cohort/points.parquet")
    features = {view: pd.read_parquet(f"data/features/{view}.parquet") for view in get_args(View)}
    main_view = params.train.view
    train, tuning = tune(points, features[main_view], catalogue, params.train, params.cohort.horizon_days)
    write_json(out / "tuning.json", tuning)
    folds, scores = {}, {}
    for view, its in features.items():
        fitting = steps(fit_folds(points, its, catalogue, train), f"models, {view} view", points["fold"].nunique())
        folds[view] = {fitted.fold: fitted for fitted in fitting}
        write_folds(folds[view], out / view)
        scores[view] = pd.concat([score(one, points, its, catalogue) for one in folds[view].values()], ignore_index=True)
    write_frame(pd.concat([its.assign(view=view) for view, its in scores.items()], ignore_index=True), out / "scores.parquet")

    its = features[main_view]
    whole = fit_all(points, its, catalogue, train)
    write_registered(out / "registered", whole, points, its, catalogue, train, about)
    compared = comparator_scores(points, its, catalogue, train, {fold: one.model for fold, one in folds[main_view].items()})
    by_time = score(whole, points, its, catalogue)[["point_id", "margin"]].assign(model=TIME_SPLIT)
    write_frame(pd.concat([by_time, compared], ignore_index=True).assign(view=main_view), out / "comparators.parquet")

    children = read_table("children", Path("data/chronology/children.parquet"))
    account = band_account(points, children, margins(whole.model, its, catalogue), whole.calibration.threshold)
    write_json(out / "bands.json", account)
    every = [whole.model, *(one.model for of_view in folds.values() for one in of_view.values())]
    checks = {
        "directions": worst([check_directions(terms_of(model), catalogue) for model in every]),
        "rebuilt": check_rebuilt(out / "registered", whole.model, its[points["period"] != WORKED_EXAMPLE], catalogue),
        "not_estimable": [way for way in COMPARATORS if way not in {TIME_SPLIT, *compared["model"]}],
        "coverage": coverage(folds[main_view], scores[main_view], points, train),
    }
    write_json(out / "checks.json", checks)


def write_folds(folds: Folds, out: Path) -> None:
    """Write each model as text and its calibration as JSON."""
    for fold, fitted in folds.items():
        write_text(out / f"{fold}.txt", model_text(fitted.model))
        write_json(out / f"{fold}.json", fitted.calibration.to_json())


def coverage(folds: Folds, scores: pd.DataFrame, points: pd.DataFrame, train: Train) -> dict[str, object] | None:
    """Return how often the stated intervals held on the test points."""
    test = scores.merge(points[in_period(points, "test")], on="point_id")
    return interval_coverage({fold: fitted.calibration for fold, fitted in folds.items()}, test, train.seed)


if __name__ == "__main__":
    run(main)
