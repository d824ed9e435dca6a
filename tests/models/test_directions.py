"""Directions are found on the fitted trees, over every combination of ranges, and not taken on trust."""

from __future__ import annotations

from itertools import product

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.directions import check_directions, worst
from neglect_triage.models.matrix import matrix
from neglect_triage.models.terms import Terms, sum_of_terms, terms_of
from neglect_triage.models.ways.boosted import fit_boosted
from tests.models.test_triage import INCREASING, MODELS, contrary
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN

RISES, OTHER, THIRD = "appointments.count.365d", "checks.days_since.365d", "ratings.days_since.365d"
ENDS = np.array([1.0, 2.0])
LOT = TRAIN.model_copy(update={"random_thresholds": True, "bins": 7, "rounds": 60})
BY_LOT = [fit_boosted(*contrary(seed), CATALOGUE, LOT) for seed in range(3)]


def terms(curve: list[float], surface: list[list[float]] | None = None) -> Terms:
    """Return terms of a feature that may only raise, and of its surface with another."""
    alone = Terms(0.0, {RISES: ENDS}, {(RISES,): np.array(curve)})
    if surface is None:
        return alone
    return Terms(0.0, {RISES: ENDS, OTHER: ENDS}, {**alone.tables, (RISES, OTHER): np.array(surface)})


def violations(*given: object) -> int:
    return int(check_directions(terms(*given), CATALOGUE)["violations"])  # type: ignore[arg-type]


class TestViolations:
    @pytest.mark.parametrize("model", [*MODELS, *BY_LOT])
    def test_fitted_models_have_none(self, model: lgb.Booster) -> None:
        found = check_directions(terms_of(model), CATALOGUE)
        assert found["violations"] == 0
        assert found["features_checked"] == len(set(INCREASING) & set(terms_of(model).thresholds)) > 0

    def test_a_model_that_was_not_held_to_them_has_some(self) -> None:
        features, labels = contrary(0)
        settings = {"objective": "binary", "max_depth": 2, "verbosity": -1, "num_threads": 1, "seed": 1}
        free = lgb.train(settings, lgb.Dataset(matrix(features, CATALOGUE), labels, feature_name=FEATURES), 30)
        found = check_directions(terms_of(free), CATALOGUE)
        assert found["violations"] == len(found["violated"]) > 0
        assert set(found["violated"]) <= set(INCREASING)
        with pytest.raises(AssertionError, match="lower the score"):
            worst([found])

    @pytest.mark.parametrize(("curve", "number"), [([0, 1, 1, -5], 0), ([0, 1, 0.9, 5], 1)])
    def test_a_step_down_is_one_and_unknown_has_no_place_in_the_order(self, curve: list[float], number: int) -> None:
        assert violations(curve) == number

    def test_one_bad_field_of_a_surface_is_enough_even_where_the_other_feature_is_unknown(self) -> None:
        surface = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, -0.3], [0, 0, 0, 0]]
        assert violations([0, 0, 0.2, 0], surface) == 1
        assert violations([0, 0, 0.3, 0], surface) == 0

    def test_they_are_those_that_trying_every_combination_finds(self) -> None:
        draw = np.random.default_rng(1)
        verdicts = []
        for _ in range(60):
            tables = {(RISES,): np.cumsum(draw.uniform(0, 1, 4)), (RISES, OTHER): draw.normal(0, 0.25, (4, 4)),
                      (RISES, THIRD): draw.normal(0, 0.1, (4, 4))}  # fmt: skip
            drawn = Terms(0.0, dict.fromkeys((RISES, OTHER, THIRD), ENDS), tables)
            grid = pd.DataFrame(product([0.5, 1.5, 2.5], [0.5, 1.5, 2.5, np.nan], [0.5, 1.5, 2.5, np.nan]))
            margin = sum_of_terms(drawn, grid.set_axis([RISES, OTHER, THIRD], axis=1)).reshape(3, -1)
            verdicts.append((bool((np.diff(margin, axis=0) < 0).any()), RISES in check_directions(drawn, CATALOGUE)["violated"]))
        assert all(brute == found for brute, found in verdicts)
        assert len(set(verdicts)) == 2

    def test_those_of_all_models_are_added_up(self) -> None:
        checks = [check_directions(terms_of(model), CATALOGUE) for model in MODELS]
        assert worst(checks)["models_checked"] == len(MODELS)


class TestUnknown:
    @pytest.mark.parametrize(
        ("curve", "word"),
        [([1, 2, 3, 0], "raises"), ([0, 1, 2, 3], "lowers"), ([0, 1, 2, 1], "either"), ([1, 1, 1, 1], "no difference")],
    )
    def test_it_is_told_what_knowing_does(self, curve: list[float], word: str) -> None:
        found = check_directions(Terms(0.0, {RISES: ENDS}, {(RISES,): np.array(curve, float)}), CATALOGUE)
        assert found["known_rather_than_unknown"][word] == 1
        assert sum(found["known_rather_than_unknown"].values()) == found["features_in_use"] == 1
