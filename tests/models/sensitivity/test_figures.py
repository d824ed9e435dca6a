"""What is said of refits: areas beside a base on the same points, how many change band, and nothing of too few families."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.figures import compare_with_base, stability
from neglect_triage.models.sensitivity.refits import Refit, Refitted
from neglect_triage.models.sensitivity.variants import AS_DATED, BASE

NUMBER = 200
POINTS = pd.DataFrame({"family": np.arange(NUMBER) // 2})
LABEL = (np.arange(NUMBER) % 8 < 2).astype(float)
DRAW = np.random.default_rng(1)
GOOD, POOR = LABEL + DRAW.normal(0, 0.5, NUMBER), DRAW.normal(0, 1, NUMBER)
EVERY = np.ones(NUMBER, bool)


def scored(margin: np.ndarray, attention: np.ndarray = EVERY) -> Refitted:
    return Refitted(margin, attention)


def variant(label: np.ndarray = LABEL) -> Refit:
    return Refit(pd.DataFrame(), label, np.arange(0))


def row(label: np.ndarray = LABEL, draws: int = 50) -> dict[str, object]:
    fits = {"x": scored(POOR), BASE: scored(GOOD)}
    return compare_with_base(POINTS, EVERY, {"x": variant(label)}, fits, draw_families(POINTS["family"].to_numpy(), draws, 1))[0]


def test_areas_are_those_of_the_points_and_the_difference_is_theirs() -> None:
    found = row()
    assert found["auc"]["value"] == pytest.approx(roc_auc_score(LABEL, POOR), abs=1e-4)  # type: ignore[index]
    assert found["base"]["value"] == pytest.approx(roc_auc_score(LABEL, GOOD), abs=1e-4)  # type: ignore[index]
    assert found["difference"]["high"] < 0  # type: ignore[index]


def test_points_that_the_variant_leaves_out_count_for_neither() -> None:
    half = np.where(np.arange(NUMBER) < 100, LABEL, np.nan)
    found = row(half)
    assert (found["points"], found["positives"]) == (100, LABEL[:100].sum())
    assert found["base"]["value"] == pytest.approx(roc_auc_score(LABEL[:100], GOOD[:100]), abs=1e-4)  # type: ignore[index]


def test_too_few_families_have_counts_and_no_figures() -> None:
    found = row(np.where(np.arange(NUMBER) < 40, LABEL, np.nan))
    assert found["families"] == 20
    assert found["auc"]["value"] is None  # type: ignore[index]


def test_later_records_are_compared_with_the_same_families_as_dated() -> None:
    fits = {AS_DATED: scored(GOOD), "later": scored(GOOD), BASE: scored(POOR)}
    drawn = draw_families(POINTS["family"].to_numpy(), 0, 1)
    found = compare_with_base(POINTS, EVERY, {AS_DATED: variant(), "later": variant()}, fits, drawn)
    assert [each["difference"]["value"] for each in found] == [0, 0]


def test_those_that_change_band_are_counted() -> None:
    base, other = np.zeros(10, bool), np.zeros(10, bool)
    base[:4], other[2:5] = True, True
    fits = {BASE: scored(GOOD[:10], base), "draw 1": scored(GOOD[:10], other), "draw 2": scored(GOOD[:10], base)}
    found = stability(np.ones(10, bool), fits)
    assert found is not None
    assert found["change_band"] == {"mean": 0.15, "least": 0.0, "most": 0.3}
    assert found["of_those_in_attention"] == [
        {"there": "in every refit", "share": 0.5},
        {"there": "in at least half", "share": 0.5},
        {"there": "in fewer than half", "share": 0.0},
    ]
    assert found["ever_in_attention"] == 0.5


def test_without_draws_nothing_is_said() -> None:
    assert stability(EVERY, {BASE: scored(GOOD)}) is None
