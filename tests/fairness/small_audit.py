"""The audit of a small run: made-up contacts in which the least deprived are picked out less, with further analyses."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.fairness.audit import audit_run
from neglect_triage.fairness.page import fairness_page
from neglect_triage.models.evaluation.scores import MODEL
from neglect_triage.params import Audit
from tests.explain.small_run import VOCABULARY
from tests.fairness.made import made_rows
from tests.fairness.test_further_page import FOUND
from tests.models.worlds import CATALOGUE


@cache
def small_test(seed: int = 1) -> tuple[pd.DataFrame, dict[str, dict[str, np.ndarray]]]:
    """Return test contacts, two a review unit, and their groups; scores of the least deprived fifth lie too low."""
    rows, _ = made_rows(6000, 2000, seed)
    fifth = np.random.default_rng(seed).integers(1, 6, 2000)[rows["family"]]
    sex = np.where(rows["family"] % 2 == 0, "female", "male").astype(object)
    sex[:40] = "unknown"
    agency = np.where(rows["family"] % 3 == 0, "police", "school")
    rows = rows.assign(**{MODEL: rows["score"] - 1.2 * (fifth == 5)}, review_unit=rows["family"].astype(str), stratum="headline")
    given = {
        "sex": {name: sex == name for name in ("female", "male", "unknown")},
        "deprivation_quintile": {str(name): fifth == name for name in range(1, 6)},
        "source": {name: agency == name for name in ("police", "school")},
    }
    return rows.drop(columns=["score", "flagged"]), given


@cache
def small_audit(intervals: bool = True) -> dict[str, Any]:
    """Return what audit.json holds."""
    return audit_run(*small_test(), Audit(capacity=0.1, draws=200, seed=3), intervals) | FOUND


def small_fairness_page(intervals: bool = True) -> str:
    """Return the page of the audit."""
    return fairness_page(small_audit(intervals), CATALOGUE, VOCABULARY, True, [])
