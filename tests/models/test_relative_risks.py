"""How many times as often the outcome followed points with records of an indicator, on points counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.models.relative_risks import relative_risks
from tests.models.worlds import CATALOGUE, indicator


def points(number: int = 400) -> pd.DataFrame:
    """Points of a family each, of five folds; half have the outcome in fold 0, one in four elsewhere."""
    fold = np.arange(number) % 5
    label = np.where(fold == 0, np.arange(number) // 5 % 2, np.arange(number) // 5 % 4 == 0).astype(float)
    family = [f"f{place}" for place in range(number)]
    return pd.DataFrame({"point_id": family, "family": family, "fold": fold, "period": "train", "label": label})


def risks(table: pd.DataFrame, counts: np.ndarray, catalogue: Catalogue = CATALOGUE, of: str | None = None) -> dict[str, Any]:
    features = pd.DataFrame(0.0, index=range(len(table)), columns=[feature.name for feature in catalogue.features])
    for column in features.columns if of is None else [of]:
        features[column] = counts
    return relative_risks(table, features, catalogue)


def telling() -> np.ndarray:
    """Counts that are above 0 before two in three outcomes, and in one in three points without."""
    place = np.arange(400)
    return np.asarray(np.where(points()["label"] == 1, place // 5 % 12 != 0, place % 3 == 0), np.float64)


def column_of(name: str) -> str:
    return next(feature.name for feature in CATALOGUE.features if feature.indicator == name and feature.measure == "count")


def test_it_is_the_share_with_the_outcome_over_that_of_points_without_a_record() -> None:
    table = points()
    label = table["label"].to_numpy() > 0
    half_of_each = np.arange(len(table)) % 2 == 0
    counts = (
        np.where(label, half_of_each | (np.arange(len(table)) % 3 == 0), half_of_each & (np.arange(len(table)) % 3 == 0)) * 2.0
    )
    rows = (table["fold"] != 2).to_numpy()
    some = counts > 0
    expected = table["label"][rows & some].mean() / table["label"][rows & ~some].mean()
    found = risks(table, counts, of=column_of("checks"))
    assert set(found) == {"0", "1", "2", "3", "4"}
    assert found["2"] == {"checks": pytest.approx(expected, abs=0.005)}


def test_a_fold_learns_nothing_from_its_own_families_and_from_no_other_period() -> None:
    table, counts = points(), telling()
    unseen = (table["fold"] == 2) | (np.arange(len(table)) % 7 == 0)
    table["period"] = np.where(np.arange(len(table)) % 7 == 0, "calibration", "train")
    flipped = table.assign(label=table["label"].where(~unseen, 1 - table["label"]))
    assert risks(table, counts)["2"]
    assert risks(flipped, counts)["2"] == risks(table, counts)["2"]


def test_what_may_be_chance_has_no_figure() -> None:
    place = np.arange(400)
    assert risks(points(), telling())["1"]
    noise = np.where(points()["label"] == 1, place % 11 < 6, place % 2 == 0).astype(float)
    assert ratio(noise) > 1
    assert risks(points(), noise)["1"] == {}


def ratio(counts: np.ndarray) -> float:
    """The relative risk outside fold 1."""
    rows = points()[points()["fold"] != 1]
    some = counts[rows.index] > 0
    return float(rows["label"][some].mean() / rows["label"][~some].mean())


def test_too_few_families_on_either_side_have_no_figure_and_what_lowers_the_share_is_no_reason() -> None:
    table = points()
    few = np.arange(len(table)) % 40 == 0
    assert risks(table, few * 1.0)["1"] == {}
    assert risks(table, ~few * 1.0)["1"] == {}
    assert risks(table, ((table["label"] == 0) | (np.arange(400) % 3 == 0)).to_numpy(float))["1"] == {}


def test_only_indicators_that_count_records_of_a_kind_about_the_person_and_may_raise_the_score_have_one() -> None:
    kinds: dict[str, dict[str, Any]] = {
        "worry": {"events": {"type": "sign"}},
        "any_worry": {"events": {"worry": True}},
        "of_siblings": {"events": {"type": "sign", "about": "siblings"}},
        "not_shared": {"events": {"type": "sign", "unshared": True}},
        "today": {"events": {"type": "contact"}, "windows": ["contact"], "measures": {"count": "increases"}},
        "either_way": {"events": {"type": "sign"}, "measures": {"count": "unconstrained"}},
    }
    made = {
        name: Indicator.model_validate(indicator("health", "sign").model_dump(exclude_unset=True) | changed)
        for name, changed in kinds.items()
    }
    assert set(risks(points(), telling(), Catalogue(indicators=made))["0"]) == {"worry"}
