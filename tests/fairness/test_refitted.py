"""What rests on refits: each made once, beside the one that changes nothing, and the same each time."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from neglect_triage.fairness.beside import beside
from neglect_triage.fairness.constraints import DIRECTIONS
from neglect_triage.fairness.gaps import Grouped
from neglect_triage.fairness.mitigation import BY_GROUP, TOGETHER
from neglect_triage.fairness.proxies import NO_PROXIES
from neglect_triage.models.crossfit import in_period
from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.variants import BASE
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN, world

POINTS, VALUES = world(1500, 400)
TEST = in_period(POINTS, "test")
FAMILY = POINTS["family"].to_numpy()


def found(yes: np.ndarray, **columns: Any) -> dict[str, Any]:
    """Return what stands beside, of a characteristic with two groups."""
    points = POINTS.assign(model=np.where(TEST, np.nan_to_num(VALUES[FEATURES[0]]), np.nan)).assign(**columns)
    groups = {"disability": {"no": ~yes, "yes": yes}}
    drawn = draw_families(FAMILY[TEST], 30, 1)
    return beside(Grouped(points, groups, {"disability": "no"}, drawn), VALUES, 0.2, CATALOGUE, TRAIN, 1)


BY_LOT = (np.random.default_rng(4).random(400) < 0.4)[FAMILY]
BY_RECORD = np.nan_to_num(VALUES[FEATURES[4]].to_numpy()) >= 2


def test_every_refit_stands_beside_the_one_that_changes_nothing_on_the_same_contacts() -> None:
    plan = (POINTS["label"] * (np.arange(len(POINTS)) % 2)).to_numpy()
    its = found(BY_RECORD, plan=plan)
    refitted = its["refitted"]
    assert list(refitted["all"]["ways"]) == [BASE, "label: plan", NO_PROXIES, DIRECTIONS]
    assert list(refitted["all"]["changes"]) == ["label: plan", NO_PROXIES, DIRECTIONS]
    rows = refitted["groups"]["disability"]
    assert sum(row["counts"]["contacts"] for row in rows) == TEST.sum()
    for way in refitted["all"]["ways"].values():
        assert way["figures"]["selection_rate"]["value"] == pytest.approx(0.2, abs=0.02)
    assert list(its["recalibrated"]["disability"]["all"]["ways"]) == [TOGETHER, BY_GROUP]


def test_what_carries_a_group_is_taken_out_and_costs_what_it_was_worth() -> None:
    its = found(BY_RECORD)
    assert "ratings" in its["proxies"]["taken_out"]
    assert its["refitted"]["all"]["changes"][NO_PROXIES]["figures"]["auc"]["value"] < 0


def test_where_nothing_is_told_nothing_is_taken_out() -> None:
    its = found(BY_LOT)
    assert its["proxies"]["taken_out"] == []
    assert NO_PROXIES not in its["refitted"]["all"]["ways"]


def test_without_decisions_people_are_not_told_of_and_with_them_they_are() -> None:
    assert found(BY_LOT)["humans"] is None
    told = found(BY_LOT, taken_forward=np.arange(len(POINTS)) % 3 == 0, later=0.0)
    assert told["humans"]["contacts"] == TEST.sum()


def test_the_same_bytes_come_out_each_time() -> None:
    one, other = (json.dumps(found(BY_RECORD), allow_nan=False) for _ in range(2))
    assert one == other


def test_who_belongs_to_which_group_changes_no_score_of_a_refit() -> None:
    """The groups of the audit are told of; nothing that is fitted to score contacts reads them."""
    one, other = (found(its)["refitted"]["all"]["ways"] for its in (BY_LOT, ~BY_LOT))
    assert one == other
