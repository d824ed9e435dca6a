"""The age sweep moves age and nothing else, and nobody across an age at which other records could be made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.models.crossfit import fit_folds
from neglect_triage.models.sensitivity.ages import IN_NONE, age_sweep
from tests.models.worlds import CATALOGUE, TRAIN, world

AGE = Indicator.model_validate({"theme": "this contact", "means": "Age", "age": True, "measures": {"years": "unconstrained"},
                                "ask": "What would good care look like?", "why": "No direction"})  # fmt: skip
WITH_AGE = Catalogue(indicators=CATALOGUE.indicators | {"age": AGE})


@pytest.fixture(scope="module")
def swept() -> list[dict[str, Any]]:
    """The sweep of a world in which the young are followed far more often."""
    points, features = world(1500, 500)
    age = np.random.default_rng(1).uniform(0, 18, len(points))
    label = (np.random.default_rng(2).random(len(points)) < np.where(age < 8, 0.7, 0.1)).astype(float)
    points, features = points.assign(label=label), features.assign(**{"age.years": age.astype(np.float32)})
    models = list(fit_folds(points, features, WITH_AGE, TRAIN))
    test = (points["period"] == "test").to_numpy()
    return age_sweep(points[test], features[test], models, WITH_AGE)


def test_older_children_are_less_likely_where_the_young_are_followed(swept: list[dict[str, Any]]) -> None:
    odds = {(row["age"], row["years"]): row["odds"] for row in swept}
    assert odds["4 to 9", 1.0] <= 1 <= odds["4 to 9", -1.0]
    assert odds["10 to 15", 0.5] == pytest.approx(1, abs=0.1)


def test_nobody_is_moved_across_birth_school_or_majority(swept: list[dict[str, Any]]) -> None:
    ages = {row["years"]: {each["age"] for each in swept if each["years"] == row["years"]} for row in swept}
    counts = {(row["age"], row["years"]): row["points"] for row in swept}
    assert "under 1" not in ages[-1.0]
    assert counts["1 to 3", 1.0] < counts["1 to 3", -1.0]
    assert counts["4 to 9", -1.0] < counts["4 to 9", 1.0]


def test_every_point_is_in_a_group_or_counted_as_in_none(swept: list[dict[str, Any]]) -> None:
    sums = pd.DataFrame(swept).groupby("years")["points"].sum()
    assert sums.nunique() == 1
    none = {row["years"]: row["points"] for row in swept if row["age"] == IN_NONE}
    assert none[1.0] > none[0.5] > 0, "those who would cross birth, school or majority"


def test_a_group_of_few_families_has_a_count_and_no_figure(swept: list[dict[str, Any]]) -> None:
    few = [row for row in swept if row["odds"] is None and row["age"] != IN_NONE]
    assert few
    assert all(row["points"] > 0 and row["change_band"] is None for row in few)


def test_ages_beyond_18_and_ages_that_are_not_known_are_counted() -> None:
    points, features = world(200, 100)
    age = np.where(np.arange(len(points)) % 2, 40.0, np.nan)
    models = list(fit_folds(points, features.assign(**{"age.years": age.astype(np.float32)}), WITH_AGE, TRAIN))
    found = age_sweep(points, features.assign(**{"age.years": age.astype(np.float32)}), models, WITH_AGE)
    counts = {row["age"]: row["points"] for row in found if row["years"] == 1.0}
    assert counts == {"18 and over": len(points) // 2, IN_NONE: (len(points) + 1) // 2}


def test_a_catalogue_without_age_has_no_sweep() -> None:
    points, features = world(100, 50)
    assert age_sweep(points, features, [], CATALOGUE) == []


def test_shares_are_shares(swept: list[dict[str, Any]]) -> None:
    assert all(0 <= row["change_band"] <= 1 and row["points"] > 0 for row in swept if row["odds"] is not None)
    assert pd.DataFrame(swept)["change_band"].max() > 0
