"""study: what the truth of a simulated world says about its calibration, the label and the model. It alone reads the truth."""

from pathlib import Path
from typing import Any

import pandas as pd

from neglect_triage.chronology.store import read_worked_examples
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.fairness.characteristics import read_characteristics
from neglect_triage.fairness.groups import groups_of_points
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, write_json, write_text
from neglect_triage.models.evaluation.scores import with_scores
from neglect_triage.params import Params, load_params
from neglect_triage.simulate.calibration import NEEDED, Calibration, calibrate_world, meant_to_be_like, published, stop_if_off
from neglect_triage.study.drivers import driver_agreement
from neglect_triage.study.label_and_model import Study, contact_alone, study
from neglect_triage.study.label_bias import label_bias
from neglect_triage.study.world_page import world_metrics, world_page

DATA = Path("data")
TOLD_BY = ["event_id", "child_id", "event_date", "known_date", "replaces"]  # columns that tell of recorded groups


def studied(params: Params) -> tuple[Study, dict[str, Any], dict[str, Any]]:
    """Return the study of the test points of the headline strata, whether their reasons name the true driver, and label bias."""
    catalogue = load_catalogue(load_vocabulary(params.source.vocabulary), params.features.catalogue)
    points = pd.read_parquet(DATA / "cohort/points.parquet")
    features = pd.read_parquet(DATA / f"features/{params.train.view}.parquet")
    scores, comparators = (pd.read_parquet(DATA / f"models/{name}.parquet") for name in ("scores", "comparators"))
    test = with_scores(points, scores, comparators, params.train.view)
    headline = read_json(DATA / "evaluation/evaluation.json")["headline"]
    test = test[test["stratum"].isin(headline)].merge(contact_alone(points, features, catalogue, params), on="point_id")
    estimable = read_json(DATA / "cohort/families.json")["intervals_estimable"]
    truth = pd.read_parquet(DATA / "truth/truth_contacts.parquet")
    attributions = pd.read_parquet(DATA / "explanations/attributions.parquet")
    named = driver_agreement(test, attributions, features, truth, catalogue, params.evaluate, estimable)
    groups = groups_of_points(test, read_characteristics(DATA / "protected"), recorded())
    bias = label_bias(test, truth, groups, params.evaluate, estimable)
    return study(test, features, truth, catalogue, params, estimable), named, bias


def recorded() -> dict[str, pd.DataFrame]:
    """Return what tells of recorded groups."""
    columns = {"children": None, "events": TOLD_BY, "event_codes": None}
    return {name: read_table(name, DATA / f"chronology/{name}.parquet", its) for name, its in columns.items()}


def calibrated() -> Calibration:
    """Return the calibration of the world without its worked examples."""
    tables = {name: read_table(name, DATA / f"chronology/{name}.parquet", columns) for name, columns in NEEDED.items()}
    examples = [child for example in read_worked_examples(DATA / "chronology") for child in example.children]
    for name in ("events", "children", "households"):
        tables[name] = tables[name][~tables[name]["child_id"].isin(examples)]
    return calibrate_world(tables | {"truth_people": pd.read_parquet(DATA / "truth/truth_people.parquet")})


def main() -> None:
    """Write world.html, world.json, drivers.json and label_bias.json; stop where the world is off the published figures."""
    params = load_params()
    simulated = params.source.kind == "simulate"
    calibration = calibrated() if simulated else None
    found, named, bias = studied(params) if simulated else (None, None, None)
    vocabulary = load_vocabulary(params.source.vocabulary)
    write_text(DATA / "reports/world.html", world_page(found, calibration, published(), vocabulary, bias))
    write_json(DATA / "reports/world.json", world_metrics(found, calibration))
    write_json(DATA / "reports/drivers.json", named or {})
    write_json(DATA / "reports/label_bias.json", bias or {})
    if calibration and params.world and meant_to_be_like(params.world):
        stop_if_off(calibration.lines)


if __name__ == "__main__":
    run(main)
