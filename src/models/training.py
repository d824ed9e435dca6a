"""Training: every model of a run, fitted, scored and checked, as the files that the other stages read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from ..chronology.one_run import check_same_rows
from ..chronology.vocabulary import Vocabulary
from ..features.catalogue import Catalogue
from ..files import write_frame, write_json
from ..params import Params
from ..paths import DataFolder
from ..progress import steps
from .bands import band_summary
from .cohort import WORKED_EXAMPLE
from .comparators.comparator import Run
from .comparators.registry import comparator_scores, comparators_of
from .crossfit import ALL, Fitted, fit_all, fit_folds, in_period, score, write_folds
from .directions import check_directions, worst
from .interval_coverage import interval_coverage
from .registered import check_rebuilt, write_registered
from .relative_rates import relative_rates
from .terms import terms_of
from .triage import margins
from .tuning import tune

Folds = Mapping[str, Fitted]
"""The model of each family fold, by fold."""


def train_models(
    points: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    children: pd.DataFrame,
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    params: Params,
    about: dict[str, Any],
    out: DataFolder,
) -> None:
    """Fit, score and check the fold models of each view and the registered model, and write them to the models folder of `out`.

    Parameters
    ----------
    points : the cohort. features : by view, the features of its points, in the same order.
    children : child_id, birth_month, area.
    about : entries of the registered model's manifest that training does not know (JSON).
    """
    view = params.train.view
    for matrix in features.values():
        check_same_rows(points, matrix)
    train, tuning = tune(points, features[view], catalogue, params.train, params.cohort.horizon_days)
    write_json(out.tuning, tuning)
    folds, scores = {}, {}
    for number, (name, matrix) in enumerate(features.items(), 1):
        what = f"models, view {number} of {len(features)}"
        fitting = steps(fit_folds(points, matrix, catalogue, train), what, points["fold"].nunique())
        folds[name] = {fitted.fold: fitted for fitted in fitting}
        write_folds(folds[name].values(), out.fold_models(name))
        scores[name] = pd.concat([score(one, points, matrix, catalogue) for one in folds[name].values()], ignore_index=True)
    write_frame(pd.concat([part.assign(view=name) for name, part in scores.items()], ignore_index=True), out.scores)

    whole = fit_all(points, features[view], catalogue, train)
    fitted_models = {fold: fitted.model for fold, fitted in folds[view].items()} | {ALL: whole.model}
    scorers = {name: partial(margins, model, catalogue=catalogue) for name, model in fitted_models.items()}
    write_json(out.relative_rates, relative_rates(points, features[view], catalogue, vocabulary, scorers))
    write_registered(out.registered, whole, points, features[view], catalogue, train, about)
    comparators = comparator_scores(Run(points, features[view], catalogue, train, folds[view], whole))
    write_frame(comparators.assign(view=view), out.comparators)
    registered_margins = margins(whole.model, features[view], catalogue)
    write_json(out.bands, band_summary(points, children, registered_margins, whole.calibration.threshold))
    in_figures = features[view][points["period"] != WORKED_EXAMPLE]
    every = [whole, *(fitted for of_view in folds.values() for fitted in of_view.values())]
    checks = {
        "directions": worst([check_directions(terms_of(fitted.model), catalogue) for fitted in every]),
        "rebuilt": check_rebuilt(out.registered, whole.model, in_figures, catalogue),
        "not_estimable": [one.name for one in comparators_of(train.way) if one.name not in set(comparators["model"])],
        "coverage": _interval_coverage(folds[view], scores[view], points, train.seed),
    }
    write_json(out.model_checks, checks)


def _interval_coverage(folds: Folds, scores: pd.DataFrame, points: pd.DataFrame, seed: int) -> dict[str, Any] | None:
    test = scores.merge(points[in_period(points, "test")], on="point_id")
    return interval_coverage({fold: fitted.calibration for fold, fitted in folds.items()}, test, seed)
