"""How many times as often records of an indicator stand before high scores, on points counted by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.models.relative_rates import HIGH, relative_rates
from tests.models.worlds import indicator

PLACE = np.arange(1000)
SCORE = PLACE % 50  # of each fold, the same share has a high score
IS_HIGH = SCORE >= 50 * (1 - HIGH)


def rates(counts: dict[str, np.ndarray], **changed: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The rates of indicators of signs with these counts; "referrals" counts referrals."""
    entries = {
        name: indicator("health", "referral" if name == "referrals" else "sign").model_dump(exclude_unset=True)
        | {"measures": {"count": "increases"}}
        | changed.get(name, {})
        for name in counts
    }
    catalogue = Catalogue(indicators={name: Indicator.model_validate(entry) for name, entry in entries.items()})
    features = pd.DataFrame({each.name: counts[each.indicator] for each in catalogue.features}).assign(score=IS_HIGH * 1.0)
    period = np.where(PLACE % 7 == 0, "calibration", "train")
    points = pd.DataFrame({"fold": PLACE % 5, "family": PLACE.astype(str), "period": period, "label": 0.0})
    scorers = {str(fold): lambda table: table["score"].to_numpy() for fold in range(5)}
    return relative_rates(points, features, catalogue, load_vocabulary(), scorers)


def telling() -> np.ndarray:
    """Two records before each high score, one before every second other."""
    return np.where(IS_HIGH, 2.0, PLACE // 2 % 2)


def test_it_is_the_lower_end_of_the_ratio_of_the_mean_counts() -> None:
    rows = (PLACE % 7 != 0) & (PLACE % 5 != 2)
    counts = telling()
    with_records = [(rows & some & (counts > 0)).sum() for some in (IS_HIGH, ~IS_HIGH)]
    ratio = 2 / counts[rows & ~IS_HIGH].mean()
    expected = ratio * np.exp(-1.96 * np.sqrt(1 / with_records[0] + 1 / with_records[1]))
    found = rates({"worry": counts})
    assert set(found) == {"0", "1", "2", "3", "4"}
    assert found["2"] == {"worry": pytest.approx(expected, abs=0.051)}
    assert expected > 2


def test_a_fold_learns_nothing_from_its_own_families_another_period_or_points_before_which_something_was_done() -> None:
    done = np.where(PLACE % 3 == 0, 1.0, 0.0)
    unseen = (PLACE % 5 == 2) | (PLACE % 7 == 0) | (done > 0)
    found = rates({"worry": telling(), "referrals": done})["2"]
    assert set(found) == {"worry"}
    assert rates({"worry": np.where(unseen, 50.0, telling()), "referrals": done})["2"] == found


def test_what_may_be_chance_and_what_stands_before_other_scores_has_no_figure() -> None:
    assert rates({"worry": telling()})["1"]
    assert rates({"worry": PLACE // 3 % 2 * 1.0})["1"] == {}
    assert rates({"worry": np.where(IS_HIGH, 0.0, 1.0) + PLACE // 3 % 2})["1"] == {}


def test_too_few_families_with_records_have_no_figure_and_unknown_counts_are_left_out() -> None:
    few, others = IS_HIGH & (PLACE % 100 == 90), ~IS_HIGH & (PLACE % 12 == 1)
    assert rates({"worry": np.where(few, 99.0, others)})["1"] == {}, "fewer than 10 families before high scores"
    assert rates({"worry": np.where(IS_HIGH & (PLACE < 150), 9.0, 0.0)})["1"] == {}, "none before others"
    unknown = np.where(PLACE % 9 == 4, np.nan, telling())
    assert rates({"worry": unknown})["1"]["worry"] == pytest.approx(rates({"worry": telling()})["1"]["worry"], abs=0.3)


def test_only_indicators_that_count_records_of_a_kind_about_the_person_and_may_raise_the_score_have_one() -> None:
    changed: dict[str, dict[str, Any]] = {
        "worry": {},
        "any_worry": {"events": {"worry": True}},
        "of_siblings": {"events": {"type": "sign", "about": "siblings"}},
        "not_shared": {"events": {"type": "sign", "unshared": True}},
        "today": {"events": {"type": "contact"}, "windows": ["contact"]},
        "either_way": {"measures": {"count": "unconstrained"}},
    }
    assert set(rates(dict.fromkeys(changed, telling()), **changed)["0"]) == {"worry"}


def test_without_points_there_is_no_figure() -> None:
    assert rates({"worry": telling(), "referrals": np.ones(1000)}) == {str(fold): {} for fold in range(5)}
