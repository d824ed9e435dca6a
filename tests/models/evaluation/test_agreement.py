"""Stated chances that hold are told from those that do not, and each measure is what its definition says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from neglect_triage.models.evaluation.agreement import agreement, cells_of, recalibrated, smooth
from neglect_triage.models.resampling import Draws, draw_families

NUMBER = 6000


def chances(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Chances on a grid of few values, and labels drawn from them."""
    draw = np.random.default_rng(seed)
    chance = np.round(expit(draw.normal(-2, 1, NUMBER)), 3).clip(0.002, 0.998)
    return chance, (draw.random(NUMBER) < chance).astype(float)


def drawn(number: int = NUMBER, draws: int = 100) -> Draws:
    families = np.arange(number) // 2
    return draw_families(families, draws, 1).of(families)


CHANCE, LABEL = chances()


def test_chances_that_hold_are_found_to_hold() -> None:
    found = agreement(CHANCE, LABEL, drawn())
    assert found["slope"]["low"] < 1 < found["slope"]["high"]
    assert found["intercept"]["low"] < 0 < found["intercept"]["high"]
    assert found["observed_per_stated"]["low"] < 1 < found["observed_per_stated"]["high"]
    assert found["ici"]["value"] < 0.01
    inside = [row["observed"]["low"] <= row["stated"] <= row["observed"]["high"] for row in found["curve"]]
    assert np.mean(inside) > 0.8


def test_chances_that_are_too_bold_are_found_to_be() -> None:
    found = agreement(expit(2 * logit(CHANCE) + 2), LABEL, drawn())
    assert found["slope"]["high"] < 0.6
    assert found["ici"]["low"] > 0.02


def test_a_level_that_is_wrong_shows_in_the_intercept_alone() -> None:
    found = agreement(expit(logit(CHANCE) - 1), LABEL, drawn())
    assert found["intercept"]["value"] == pytest.approx(1, abs=0.15)
    assert found["slope"]["low"] < 1 < found["slope"]["high"]
    assert found["observed_per_stated"]["value"] > 1.5


def test_slope_and_intercept_are_those_of_scikit_learn_for_every_draw() -> None:
    draws = drawn(draws=3)
    fitted = recalibrated(cells_of(CHANCE, LABEL, draws), with_slope=True)
    for draw, (intercept, slope) in enumerate(fitted):
        theirs = LogisticRegression(C=np.inf, tol=1e-8).fit(
            logit(CHANCE)[:, None], LABEL, sample_weight=draws.counts[draw, draws.place].astype(float)
        )
        assert (intercept, slope) == pytest.approx((theirs.intercept_[0], theirs.coef_[0, 0]), abs=1e-3)


def test_labels_that_the_chances_part_altogether_have_no_slope() -> None:
    chance = np.r_[np.full(50, 0.1), np.full(50, 0.9)]
    assert agreement(chance, (chance > 0.5).astype(float), drawn(100))["slope"]["value"] is None
    assert agreement(np.full(100, 0.3), np.arange(100) % 3 == 0, drawn(100))["slope"]["value"] is None


def test_the_parts_of_the_brier_score_add_up_to_it() -> None:
    brier = agreement(CHANCE, LABEL, drawn())["brier"]
    assert brier["score"]["value"] == pytest.approx(np.mean((CHANCE - LABEL) ** 2), abs=1e-5)
    assert brier["reliability"] - brier["resolution"] + brier["uncertainty"] == pytest.approx(brier["score"]["value"], abs=3e-5)
    assert brier["uncertainty"] == pytest.approx(LABEL.mean() * (1 - LABEL.mean()), abs=1e-5)


def test_tenths_hold_every_point_once() -> None:
    groups = agreement(CHANCE, LABEL, drawn())["groups"]
    sizes = np.array([row["points"] for row in groups])
    assert sizes.sum() == NUMBER
    assert len(groups) == 10
    assert sizes @ [row["observed"]["value"] for row in groups] == pytest.approx(LABEL.sum(), rel=1e-3)
    assert [row["stated"] for row in groups] == sorted(row["stated"] for row in groups)


def test_many_different_chances_share_cells_and_no_point_is_lost() -> None:
    chance = np.random.default_rng(2).random(NUMBER)
    cells = cells_of(chance, LABEL, drawn())
    assert len(cells.log_odds) <= 1000
    assert cells.size[0].sum() == NUMBER
    assert cells.followed[0].sum() == LABEL.sum()


def test_the_smooth_curve_of_a_straight_line_is_that_line() -> None:
    chance = np.linspace(0.2, 0.8, 2001)
    draws = drawn(2001, 1)
    cells = cells_of(chance, chance, draws)  # what followed is exactly what was stated
    places = logit(np.array([0.3, 0.5, 0.7]))
    np.testing.assert_allclose(smooth(cells, places)[0], [0.3, 0.5, 0.7], atol=2e-3)
