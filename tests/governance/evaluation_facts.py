"""What the stages design, evaluate and sensitivity find in a small world, for the evaluation page."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.models.design_checks import as_rows, check_design
from neglect_triage.models.evaluation.summary import evaluate_run
from neglect_triage.models.sensitivity.censoring import Censored
from neglect_triage.models.sensitivity.study import sensitivities
from neglect_triage.params import Cohort, Sensitivity
from neglect_triage.report.evaluation_page import Found
from tests.models.worlds import CATALOGUE, CHILDREN, EVALUATE, TRAIN, compared, world

SETTINGS = Sensitivity.model_validate({"horizons": [180], "redrawn": 2, "bootstrap_draws": 50, "learning_shares": [0.5]})
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 5"><title>SYNTHETIC DATA</title></svg>'


def small_world() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Points and features whose outcomes have days and parts, some closed and some taken forward."""
    points, features = world(900, 300)
    days = pd.to_timedelta(pd.Series(np.where(points["label"] == 1, np.arange(len(points)) % 300 + 1, np.nan)), unit="D")
    taken = pd.array(np.arange(len(points)) % 2 == 0, dtype="boolean")
    points = points.assign(outcome_date=points["as_of"] + days, taken_forward=taken)
    points = points.assign(plan=points["label"].where(points.index % 3 == 0, 0.0))
    return points, features


@cache
def small_found() -> Found:
    """The findings of the small world."""
    points, features = small_world()
    test = compared(points, features)
    ids = features.assign(point_id=points["point_id"])
    checks = check_design(
        points, ids, pd.Series(["recorded"]), Cohort.model_validate({"kind": "points"}), {}, load_vocabulary().nouns.model_dump()
    )
    return Found(
        synthetic=True,
        evaluation=evaluate_run(test, points, CHILDREN, EVALUATE, True, [], 0.1),
        sensitivity=small_sensitivities(points, ids),
        checks=as_rows(checks),
        pictures={"roc": PICTURE, "calibration": PICTURE},
    )


def small_sensitivities(points: pd.DataFrame, features: pd.DataFrame) -> dict[str, Any]:
    """Every kind of sensitivity, as the stage writes it."""
    weights = np.where(np.arange(len(points)) % 10 == 0, np.nan, 1.1)
    late = {"as dated": features, "5 working days later": features.assign(**{features.columns[0]: np.float32(0)})}
    censored = Censored(weights, {"18th birthday": 90, "death": 0, "move to another area": 0})
    others = {"label: any plan": points["label"].to_numpy(), "within 730 days": np.full(len(points), np.nan)}
    found = sensitivities(points, features, late, censored, others, CATALOGUE, TRAIN, SETTINGS, True)
    sweep = [{"age": "under 1", "years": 0.5, "points": 40, "odds": 0.9, "change_band": 0.01}]
    return found | {"ages": sweep}
