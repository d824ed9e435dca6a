"""sensitivity: would the figures be others under another choice of label, horizon, records or families?"""

import numpy as np
import pandas as pd

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.files import read_json, write_json
from neglect_triage.models.calibration import Calibration
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.crossfit import Fitted, in_period
from neglect_triage.models.sensitivity.ages import age_sweep
from neglect_triage.models.sensitivity.censoring import ELSEWHERE, MOVE, Censored, censoring_weights
from neglect_triage.models.sensitivity.labels import labels_of_others, within_longer
from neglect_triage.models.sensitivity.late import later_by, part_of
from neglect_triage.models.sensitivity.study import headline, sensitivities
from neglect_triage.models.sensitivity.variants import AS_DATED
from neglect_triage.models.triage import load_model
from neglect_triage.params import Params, load_params
from neglect_triage.paths import DATA
from neglect_triage.progress import steps

TABLES = ("events", "event_codes", "children", "households", "coverage")


def main() -> None:
    """Write data/sensitivity/sensitivity.json."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points = pd.read_parquet(DATA.points)
    used = ((points["period"] != WORKED_EXAMPLE) & (points["period"] != "none")).to_numpy()
    features = pd.read_parquet(DATA.features(params.train.view))[used].reset_index(drop=True)
    points = points[used].reset_index(drop=True)
    chronology = {name: read_table(name, DATA.table(name)) for name in TABLES}
    late = late_features(points, features, chronology, catalogue, vocabulary, params)
    estimable = read_json(DATA.families)["intervals_estimable"]
    censored = stayed(points, chronology, params) if "outcome_date" in points else None
    others = more_labels(points, chronology, vocabulary, params) if params.cohort.kind == "contacts" else {}
    found = sensitivities(points, features, late, censored, others, catalogue, params.train, params.sensitivity, estimable)
    test = in_period(points, "test") & headline(points)
    found["ages"] = age_sweep(points[test], features[test], folds(params), catalogue)
    write_json(DATA.sensitivity, found)


def late_features(
    points: pd.DataFrame,
    features: pd.DataFrame,
    chronology: dict[str, pd.DataFrame],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    params: Params,
) -> dict[str, pd.DataFrame]:
    """Return the features of some families as they are, and as they would be if records could be read working days later."""
    settings = params.sensitivity
    if not settings.late_working_days:
        return {}
    part = part_of(chronology, settings.late_family_share, settings.seed)
    some = points[points["child_id"].isin(part["children"]["child_id"])]
    found = {AS_DATED: features[features["point_id"].isin(some["point_id"])]}
    for later in steps(settings.late_working_days, "features of later records", len(settings.late_working_days)):
        moved = part | {"events": later_by(part["events"], later)}
        found[f"{later} working days later"] = compute_features(some, moved, catalogue, vocabulary, params.train.view)
    return found


def more_labels(
    points: pd.DataFrame, chronology: dict[str, pd.DataFrame], vocabulary: Vocabulary, params: Params
) -> dict[str, np.ndarray]:
    """Return the labels that the cohort does not hold."""
    cohort, before = params.cohort, pd.Timestamp(str(params.split.cut_1))
    found = {f"label: {name}": its for name, its in labels_of_others(points, chronology, vocabulary, cohort.horizon_days).items()}
    for days in params.sensitivity.longer_horizons:
        lag = cohort.reporting_lag_days
        found[f"within {days} days"] = within_longer(points, chronology, vocabulary, days, lag, before)
    return found


def stayed(points: pd.DataFrame, chronology: dict[str, pd.DataFrame], params: Params) -> Censored:
    """Return the weights for follow-up that ends early."""
    codes, events = chronology["event_codes"], chronology["events"]
    away = codes.loc[codes["code"] == ELSEWHERE, "event_id"]
    moves = events.loc[(events["event_type"] == MOVE) & events["event_id"].isin(away), ["child_id", "event_date"]]
    return censoring_weights(points, chronology["children"], moves, params.cohort.horizon_days)


def folds(params: Params) -> list[Fitted]:
    """Return the models of the family folds, as `train` wrote them."""
    folder = DATA.fold_models(params.train.view)
    names = sorted(path.stem for path in folder.glob("*.txt"))
    return [
        Fitted(name, load_model(folder / f"{name}.txt"), Calibration.from_json(read_json(folder / f"{name}.json")))
        for name in names
    ]


if __name__ == "__main__":
    run(main)
