"""A study small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.governance.study import CONTACT_ALONE, Study, study
from neglect_triage.models.evaluation import MODEL
from neglect_triage.params import load_params

ROOT = Path(__file__).resolve().parents[2]


def small_study() -> Study:
    """Five contacts with a truth and one about a child not yet born."""
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(range(6), unit="D")
    test = pd.DataFrame({"child_id": list("ABCDEF"), "as_of": days, "family": list("ABCDEF"), "label": [1, 1, 0, 0, 0, 0]})
    test = test.assign(taken_forward=[True, False, True, False, False, False])
    test[MODEL], test[CONTACT_ALONE] = [0.9, 0.2, 0.8, 0.1, 0.0, -0.1], 0.0
    truth = pd.DataFrame({"child_id": list("ABCDE"), "date": days[:5], "care": [-3.0, -2.0, -1.0, 0.0, 1.0]})
    follows = pd.array([True, False, True, False, None], dtype="boolean")
    truth = truth.assign(neglect_follows=follows, driver=["usual", "usual", "drift", "none", "none"])
    return study(test, truth, load_params(ROOT / "params.yaml"), intervals=False)
