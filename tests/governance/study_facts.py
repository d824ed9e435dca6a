"""A study, and a calibration with invented rates, that are small enough to read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from neglect_triage.models.comparators.logistic import LOGISTIC
from neglect_triage.models.evaluation.scores import MODEL, RULE
from neglect_triage.params import load_params
from neglect_triage.simulate.calibration import Calibration, Line, Population, published
from neglect_triage.study.label_and_model import CONTACT_ALONE, Study, study
from tests.models.worlds import CATALOGUE, FEATURES

ROOT = Path(__file__).resolve().parents[2]


def small_study() -> Study:
    """Five contacts with a truth and one about a child not yet born."""
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(range(6), unit="D")
    test = pd.DataFrame({"point_id": list("abcdef"), "child_id": list("ABCDEF"), "as_of": days, "family": list("ABCDEF")})
    test = test.assign(label=[1, 1, 0, 0, 0, 0], taken_forward=[True, False, True, False, False, False])
    test[MODEL], test[CONTACT_ALONE] = [0.9, 0.2, 0.8, 0.1, 0.0, -0.1], 0.0
    test[LOGISTIC], test[RULE] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    features = pd.DataFrame(0.0, index=range(6), columns=FEATURES).assign(point_id=list("fedcba"))
    features[FEATURES[2]] = [9.0, 4.0, 3.0, np.nan, 1.0, 0.0]  # less of it went with the outcome
    truth = pd.DataFrame({"child_id": list("ABCDE"), "date": days[:5], "care": [-3.0, -2.0, -1.0, 0.0, 1.0]})
    follows = pd.array([True, False, True, False, None], dtype="boolean")
    truth = truth.assign(neglect_follows=follows, driver=["usual", "usual", "drift", "none", "none"])
    return study(test, features, truth, CATALOGUE, load_params(ROOT / "params.yaml"), intervals=False)


def small_calibration(number: int = 500) -> Calibration:
    """A world that lies in the middle of every range, but for one figure without a gate."""
    figures = published().rows
    lines = [Line(figure, float(np.mean(figure.accept)), number, True) for figure in figures]
    lines[-1] = Line(figures[-1], figures[-1].accept[1] * 2, number, False)
    return Calibration(lines, Population(12_345.6, 0.994))
