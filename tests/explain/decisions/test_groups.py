"""Funnel plots: limits of chance that hold for independent contacts, and are wider where families are alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from neglect_triage.explain.decisions.groups import design_effect, funnel, groupings, limits
from neglect_triage.models.resampling import draw_families
from tests.explain.decisions.small_audit import DEFINITIONS, drawn_lines


@pytest.mark.parametrize(("level", "least", "most"), [(0.95, 0.93, 0.97), (0.998, 0.996, 0.9995)])
@pytest.mark.parametrize("size", [60, 300])
def test_as_many_groups_lie_inside_as_the_level_says(level: float, least: float, most: float, size: int) -> None:
    low, high = limits(0.3, np.array([size]), 1.0, level)
    counts = np.arange(size + 1)
    inside = binom.pmf(counts, size, 0.3)[(counts / size >= low[0]) & (counts / size <= high[0])].sum()
    assert least <= inside <= most


def test_limits_narrow_with_size_and_hold_the_overall_share_between_them() -> None:
    low, high = limits(0.3, np.array([20, 100, 1000]), 1.0, 0.95)
    assert low[0] < low[1] < low[2] < 0.3 < high[2] < high[1] < high[0]


def test_limits_are_as_wide_as_for_fewer_contacts_where_those_of_a_family_are_alike() -> None:
    assert limits(0.3, np.array([400]), 4.0, 0.95) == limits(0.3, np.array([100]), 1.0, 0.95)


def test_the_design_effect_is_the_size_of_families_whose_contacts_are_all_alike_and_1_for_strangers() -> None:
    dice = np.random.default_rng(0)
    alike = np.repeat(dice.random(400) < 0.4, 4)
    families = np.repeat(np.arange(400), 4)
    assert design_effect(families, alike, draw_families(families, 400, 1)) == pytest.approx(4, rel=0.2)
    strangers = np.arange(1600)
    assert design_effect(strangers, alike, draw_families(strangers, 400, 1)) == pytest.approx(1, abs=0.2)
    assert design_effect(families, np.ones(1600, bool), draw_families(families, 400, 1)) == 1.0


def test_each_group_is_placed_beside_chance_on_either_side_alike() -> None:
    groups = pd.DataFrame({"name": ["a", "b", "c", "d"], "of": [500] * 4, "share": [0.3, 0.345, 0.2, 0.4]})
    placed = funnel(groups, 0.3, 1.0)["groups"]
    assert [one["standing"] for one in placed] == [
        "within the limits", "outside the 95 % limits", "outside the 99.8 % limits", "outside the 99.8 % limits",
    ]  # fmt: skip
    assert [one["name"] for one in placed] == ["a", "b", "c", "d"]


def test_every_contact_with_a_decision_is_in_one_group_even_of_a_source_that_no_word_names() -> None:
    rows = drawn_lines(600).assign(source=["", "a new agency", "school"] * 200)
    table = groupings(rows, ["school"], DEFINITIONS.closed, draw_families(rows["family"].to_numpy(), 0, 1), ())[0]
    counted = {group["name"]: group["all"]["of"] for group in table["groups"]}
    assert sum(counted.values()) == 600
    assert counted["a new agency"] == 200
