"""Recalibrating by group: it corrects a group's chances, learns only from other families, and leaves small groups alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from neglect_triage.fairness.gap_changes import Grouped
from neglect_triage.fairness.recalibration import BY_GROUP, TOGETHER, recalibrated_margins, recalibrations
from neglect_triage.models.resampling import draw_families
from neglect_triage.models.sensitivity.refits import halves

NUMBER, FAMILIES = 6000, 3000


def off_by_one() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return points, margins that are one too low in the group, and the group: its families are even."""
    generator = np.random.default_rng(1)
    family = generator.integers(0, FAMILIES, NUMBER)
    group = family % 2 == 0
    margin = generator.normal(-1, 1, NUMBER)
    label = (generator.random(NUMBER) < expit(margin + group)).astype(float)
    period = np.where(generator.random(NUMBER) < 0.5, "calibration", "test")
    return pd.DataFrame({"family": family, "period": period, "label": label, "review_unit": np.arange(NUMBER)}), margin, group


POINTS, MARGIN, GROUP = off_by_one()
HALF = halves(POINTS, 1)
TEST = (POINTS["period"] == "test").to_numpy()
POOLED, OWN = recalibrated_margins(POINTS, MARGIN, HALF, {"yes": GROUP, "no": ~GROUP})


@pytest.mark.parametrize("group", [GROUP, ~GROUP])
def test_what_is_stated_of_each_group_is_what_followed(group: np.ndarray) -> None:
    rows = TEST & group
    followed = POINTS.loc[rows, "label"].mean()
    assert expit(OWN[rows]).mean() == pytest.approx(followed, abs=0.03)
    assert abs(expit(POOLED[rows]).mean() - followed) > 0.06


def test_one_recalibration_for_all_leaves_the_order_as_it_is() -> None:
    for side in (0, 1):
        rows = TEST & (side == HALF)
        order = np.argsort(MARGIN[rows])
        assert (np.diff(POOLED[rows][order]) >= 0).all()


def test_what_followed_the_contacts_that_are_scored_is_never_learnt_from() -> None:
    flipped = POINTS.assign(label=np.where(TEST, 1 - POINTS["label"], POINTS["label"]))
    again = recalibrated_margins(flipped, MARGIN, HALF, {"yes": GROUP, "no": ~GROUP})
    np.testing.assert_array_equal(again[1], OWN)
    own_half = ~TEST & (HALF == 0)
    flipped = POINTS.assign(label=np.where(own_half, 1 - POINTS["label"], POINTS["label"]))
    again = recalibrated_margins(flipped, MARGIN, HALF, {"yes": GROUP, "no": ~GROUP})
    scored = TEST & (HALF == 0)
    np.testing.assert_array_equal(again[1][scored], OWN[scored])
    assert (again[1][TEST & (HALF == 1)] != OWN[TEST & (HALF == 1)]).any()


def test_a_group_of_few_families_keeps_the_recalibration_of_all() -> None:
    small = POINTS["family"].isin(range(25)).to_numpy()
    pooled, own = recalibrated_margins(POINTS, MARGIN, HALF, {"small": small, "rest": ~small})
    np.testing.assert_array_equal(own[small & TEST], pooled[small & TEST])
    assert (own[~small & TEST] != pooled[~small & TEST]).any()


def test_more_of_the_group_that_was_stated_too_low_is_picked_out_and_the_share_stays() -> None:
    grouped = Grouped(
        POINTS,
        {"disability": {"no": ~GROUP, "yes": GROUP}, "age": {"young": GROUP, "old": ~GROUP}},
        {"disability": "no", "age": "old"},
        draw_families(POINTS.loc[TEST, "family"].to_numpy(), 50, 1),
    )
    found = recalibrations(grouped, TEST, MARGIN, HALF, 0.2)
    assert list(found) == ["disability"]
    (changed,) = found.values()
    assert changed["all"]["changes"][BY_GROUP]["figures"]["selection_rate"]["value"] == pytest.approx(0, abs=0.002)
    yes = next(row for row in changed["groups"]["disability"] if row["name"] == "yes")
    assert yes["changes"][BY_GROUP]["figures"]["selection_rate"]["low"] > 0.03
    assert set(yes["ways"]) == {TOGETHER, BY_GROUP}
