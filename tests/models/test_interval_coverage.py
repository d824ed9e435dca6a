"""How often stated intervals hold later: as often as chance allows where nothing changed, and less where something did."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from neglect_triage.models.calibration import Calibration, calibrate
from neglect_triage.models.interval_coverage import interval_coverage
from tests.models.worlds import TRAIN

SETTINGS = TRAIN.model_copy(update={"neighbours": 150})


def period(seed: int, shift: float = 0.0, number: int = 3000) -> pd.DataFrame:
    """Return points of families of three who share a tendency; `shift` makes the outcome more frequent at the same margin."""
    draw = np.random.default_rng(seed)
    family = np.arange(number) // 3
    margin = draw.normal(-1, 1, number)
    tendency = draw.normal(0, 0.7, number)[family]
    label = (draw.random(number) < expit(margin + tendency + shift)).astype(float)
    return pd.DataFrame({"margin": margin, "label": label, "family": family, "fold": family % 2})


def calibrations(rows: pd.DataFrame) -> dict[str, Calibration]:
    found = {}
    for fold in (0, 1):
        other = rows[rows["fold"] != fold]
        margins, labels, families = (other[name].to_numpy() for name in ("margin", "label", "family"))
        found[str(fold)] = calibrate(margins, labels, families, SETTINGS)
    return found


def test_where_nothing_changed_it_is_what_both_errors_let_expect() -> None:
    found = [interval_coverage(calibrations(period(seed)), period(seed + 100), 1) for seed in range(6)]
    held = pd.DataFrame(found)
    assert held["expected"].between(0.7, 0.95).all()
    assert held["observed"].mean() == pytest.approx(held["expected"].mean(), abs=0.08)


def test_where_the_outcome_became_more_frequent_fewer_hold() -> None:
    before = calibrations(period(1))
    unchanged, changed = (interval_coverage(before, period(2, shift), 1) for shift in (0.0, 0.8))
    assert unchanged is not None
    assert changed is not None
    assert changed["observed"] < unchanged["observed"] - 0.3
    assert changed["found"] > changed["stated"] + 0.05


def test_fewer_test_points_than_an_interval_was_stated_from_tell_nothing() -> None:
    assert interval_coverage(calibrations(period(1)), period(2, number=200), 1) is None


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_an_outcome_that_never_or_always_came_is_no_obstacle(label: float) -> None:
    rows = period(1).assign(label=label)
    found = interval_coverage(calibrations(rows), rows, 1)
    assert found is not None
    assert (found["observed"], found["expected"]) == (1.0, 1.0)
