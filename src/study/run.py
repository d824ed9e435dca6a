"""The study of a finished run on a simulated world, from the files of its stages and the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..chronology.joins import refuse_lost_joins
from ..chronology.one_run import check_same_rows, rows_of
from ..chronology.store import read_worked_examples
from ..chronology.tables import read_table
from ..chronology.vocabulary import Vocabulary
from ..features.catalogue import load_catalogue
from ..features.matching import matches
from ..files import read_json, read_run_table
from ..models.evaluation.scores import with_scores
from ..models.labels import final
from ..params import Params
from ..paths import DataFolder
from ..simulate.calibration import NEEDED, Calibration, calibrate_world
from ..strategy.counting import COLUMNS
from ..strategy.definitions import load_strategy, with_words
from .drivers import driver_agreement
from .label_and_model import Study, contact_alone, study
from .recorded_and_true import recorded_and_true
from .true_records import TrueRecords, adverse_records, records_of_pages, true_records
from .truth import OF_ONE_WORLD

RECOGNISED = "recognised"  # the objective whose rates count records that name neglect
RECORD_COLUMNS = ["event_id", "source_ref", "event_type", "outcome", "agency", "value", "event_date"]


def study_run(data: DataFolder, params: Params, vocabulary: Vocabulary) -> tuple[Study, dict[str, Any]]:
    """Return the study of the headline's test points, and how often their reasons name the true driver."""
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points, features = read_run_table(data.points), read_run_table(data.features(params.train.view))
    check_same_rows(points, features)
    test = headline_scored(data, params, points)
    alone = contact_alone(points, features, catalogue, params)
    test = test.join(rows_of(test["point_id"], alone, "scores without the pattern"), on="point_id")
    estimable = read_json(data.families)["intervals_estimable"]
    truth = read_run_table(data.truth_table("truth_contacts"))
    found = study(test, features, truth, catalogue, params, estimable)
    attributions = read_run_table(data.attributions)
    drivers = driver_agreement(test, attributions, features, truth, catalogue, params.evaluate, estimable)
    return found, drivers


def headline_scored(data: DataFolder, params: Params, points: pd.DataFrame) -> pd.DataFrame:
    """Return the test points of the headline's strata with their scores."""
    test = with_scores(points, read_run_table(data.scores), read_run_table(data.comparators), params.train.view)
    return test[test["stratum"].isin(read_json(data.evaluation)["headline"])].reset_index(drop=True)


def pages_of_run(data: DataFolder, params: Params) -> dict[str, Any]:
    """Return how much of the records that the contact pages cite is due to care (`true_records`)."""
    points = read_run_table(data.points, ["point_id", "family", "fold"]).set_index("point_id")
    found = adverse_records_of_run(data, params, points["fold"])
    return true_records(found, points["family"], params.evaluate, read_json(data.families)["intervals_estimable"])


def adverse_records_of_run(data: DataFolder, params: Params, folds: pd.Series | None = None) -> TrueRecords:
    """Return the adverse records of the contact pages with their truth. `folds` : see `adverse_records`."""
    found = adverse_records(
        records_of_pages(read_json(data.page_contents)),
        read_table("events", data.events, RECORD_COLUMNS),
        read_table("event_codes", data.table("event_codes")),
        read_run_table(data.truth_table("truth_records")),
        folds,
    )
    refuse_lost_joins([found.join], params.source.least_link_rate, OF_ONE_WORLD)
    return found


def calibration_of_run(data: DataFolder) -> Calibration:
    """Return the calibration of the simulated world without its worked examples."""
    tables = {name: read_table(name, data.table(name), columns) for name, columns in NEEDED.items()}
    examples = [child for example in read_worked_examples(data.chronology) for child in example.children]
    for name in ("events", "children", "households"):
        tables[name] = tables[name][~tables[name]["child_id"].isin(examples)]
    return calibrate_world(tables | {"truth_people": read_run_table(data.truth_table("truth_people"))})


def recorded_and_true_of_run(data: DataFolder, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return how far records that name neglect follow true neglect; empty where the vocabulary has no words for them."""
    measures = with_words(load_strategy().measures, vocabulary).values()
    named = [selection for each in measures if each.objective == RECOGNISED and each.kind == "rate" for selection in each.events]
    if not named:
        return {}
    events, codes = read_table("events", data.events, COLUMNS), read_table("event_codes", data.table("event_codes"))
    events = final(events, vocabulary.withdrawal)
    chosen = np.logical_or.reduce([matches(each, events, codes, vocabulary) for each in named])
    recorded = events.loc[chosen, ["child_id", "event_date"]].rename(columns={"event_date": "day"})
    truth = read_run_table(data.truth_table("truth"), ["child_id", "month", "in_neglect"])
    return recorded_and_true(truth.assign(month=pd.to_datetime(truth["month"])), recorded, events)
