"""The further analyses: each refit is made once, compared with the one that changes nothing, and the same each time."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.fairness.further_analyses import DIRECTIONS, NO_PROXIES, further_analyses, without_directions
from neglect_triage.fairness.gap_changes import Grouped
from neglect_triage.fairness.recalibration import BY_GROUP, TOGETHER
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.variants import BASE
from neglect_triage.models.triage import margins
from neglect_triage.models.ways.boosted import fit_boosted
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

POINTS, VALUES = world(1500, 400)
TEST = in_period(POINTS, "test")
FAMILY = POINTS["family"].to_numpy()


def found(yes: np.ndarray, **columns: Any) -> dict[str, Any]:
    """Return the further analyses of a characteristic with two groups."""
    points = POINTS.assign(model=np.where(TEST, np.nan_to_num(VALUES[FEATURES[0]]), np.nan)).assign(**columns)
    groups = {"disability": {"no": ~yes, "yes": yes}}
    drawn = draw_families(FAMILY[TEST], 30, 1)
    return further_analyses(Grouped(points, groups, {"disability": "no"}, drawn), VALUES, 0.2, CATALOGUE, TRAIN, 1)


AT_RANDOM = (np.random.default_rng(4).random(400) < 0.4)[FAMILY]
BY_RECORD = np.nan_to_num(VALUES[FEATURES[4]].to_numpy()) >= 2


def test_every_refit_is_compared_with_the_one_that_changes_nothing_on_the_same_contacts() -> None:
    plan = (POINTS["label"] * (np.arange(len(POINTS)) % 2)).to_numpy()
    analyses = found(BY_RECORD, plan=plan)
    refitted = analyses["refitted"]
    assert list(refitted["all"]["ways"]) == [BASE, "label: plan", NO_PROXIES, DIRECTIONS]
    assert list(refitted["all"]["changes"]) == ["label: plan", NO_PROXIES, DIRECTIONS]
    rows = refitted["groups"]["disability"]
    assert sum(row["counts"]["contacts"] for row in rows) == TEST.sum()
    for way in refitted["all"]["ways"].values():
        assert way["figures"]["selection_rate"]["value"] == pytest.approx(0.2, abs=0.02)
    assert list(analyses["recalibrated"]["disability"]["all"]["ways"]) == [TOGETHER, BY_GROUP]


def test_what_carries_a_group_is_taken_out_and_costs_what_it_was_worth() -> None:
    analyses = found(BY_RECORD)
    assert "ratings" in analyses["proxies"]["taken_out"]
    assert analyses["refitted"]["all"]["changes"][NO_PROXIES]["figures"]["auc"]["value"] < 0


def test_where_no_group_is_separated_nothing_is_taken_out() -> None:
    analyses = found(AT_RANDOM)
    assert analyses["proxies"]["taken_out"] == []
    assert NO_PROXIES not in analyses["refitted"]["all"]["ways"]


def test_human_decisions_are_analysed_only_where_they_are_recorded() -> None:
    assert found(AT_RANDOM)["humans"] is None
    analyses = found(AT_RANDOM, taken_forward=np.arange(len(POINTS)) % 3 == 0, later=0.0)
    assert analyses["humans"]["contacts"] == TEST.sum()


def test_the_same_bytes_come_out_each_time() -> None:
    one, other = (json.dumps(found(BY_RECORD), allow_nan=False) for _ in range(2))
    assert one == other


def test_who_belongs_to_which_group_changes_no_score_of_a_refit() -> None:
    """The groups of the audit are told of; nothing that is fitted to score contacts reads them."""
    one, other = (found(yes)["refitted"]["all"]["ways"] for yes in (AT_RANDOM, ~AT_RANDOM))
    assert one == other


def test_the_same_features_in_the_same_order_and_none_has_a_direction() -> None:
    before = [(one.name, one.direction) for one in CATALOGUE.features]
    free = without_directions(CATALOGUE)
    assert [one.name for one in free.features] == FEATURES
    assert {one.direction for one in free.features} == {"unconstrained"}
    assert [(one.name, one.direction) for one in CATALOGUE.features] == before
    assert {direction for _, direction in before} == {"increases", "unconstrained"}


def test_a_worry_that_goes_with_fewer_outcomes_lowers_the_score_without_directions_alone() -> None:
    draw = np.random.default_rng(1)
    features = pd.DataFrame(draw.poisson(2, (800, len(FEATURES))).astype(np.float32), columns=FEATURES)
    label = (draw.random(800) < 1 / (1 + np.exp(features[FEATURES[0]] - 1))).astype(float).to_numpy()
    steps = pd.DataFrame(2.0, index=range(5), columns=FEATURES, dtype=np.float32).assign(**{FEATURES[0]: np.arange(5.0)})
    constrained, free = (
        margins(fit_boosted(features, label, catalogue, TRAIN), steps, catalogue)
        for catalogue in (CATALOGUE, without_directions(CATALOGUE))
    )
    assert (np.diff(constrained) >= 0).all()
    assert free[-1] < free[0] - 0.5
