"""Groups that differ are told from groups that differ by chance, and small groups have no figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from neglect_triage.models.evaluation.heterogeneity import by_group, random_effects, special_groups
from neglect_triage.models.groups import groups_of
from neglect_triage.models.resampling import draw_families
from tests.models.evaluation.made import rows


def areas(middles: list[float], error: float, seed: int = 1) -> list[np.ndarray]:
    """Return an estimate and 400 draws for each group, on the log-odds scale."""
    draw = np.random.default_rng(seed)
    return [np.r_[expit(middle), expit(middle + draw.normal(0, error, 400))] for middle in logit(np.array(middles))]


class TestRandomEffects:
    def test_groups_that_differ_by_chance_have_no_spread(self) -> None:
        found = random_effects(areas([0.75, 0.76, 0.74, 0.75], 0.2))
        assert found is not None
        assert found["i_squared"] == 0
        assert found["tau_log_odds"] == 0
        assert found["mean"]["value"] == pytest.approx(0.75, abs=0.005)

    def test_groups_that_differ_have_one_and_a_further_group_may_lie_further_out_than_the_mean(self) -> None:
        found = random_effects(areas([0.6, 0.7, 0.8, 0.9], 0.1))
        assert found is not None
        assert found["i_squared"] > 0.9
        assert found["a_further_group"]["low"] < found["mean"]["low"] < found["mean"]["value"]
        assert found["mean"]["value"] < found["mean"]["high"] < found["a_further_group"]["high"]

    def test_a_precise_group_weighs_more(self) -> None:
        vague, precise = areas([0.6, 0.6], 0.5), areas([0.8], 0.05)
        found = random_effects([*vague, *precise])
        assert found is not None
        assert found["mean"]["value"] > 0.69, "the plain mean is 0.67"

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_there_is_none_for_fewer_than_three_groups(self, number: int) -> None:
        assert random_effects(areas([0.7] * number, 0.1)) is None

    def test_there_is_none_without_draws(self) -> None:
        assert random_effects([np.array([0.7])] * 4) is None


class TestGroups:
    TEST = rows(60, 30)

    def test_a_point_without_a_recorded_decision_is_a_group_and_none_is_lost(self) -> None:
        decided = pd.array(([True, False, None] * len(self.TEST))[: len(self.TEST)], dtype="boolean")
        groups = special_groups(self.TEST.assign(taken_forward=decided))["decision"]
        assert list(groups) == ["closed", "taken forward", "not known"]
        account = by_group(self.TEST, groups, draw_families(self.TEST["family"].to_numpy(), 0, 1))["account"]
        assert sum(account["groups"].values()) == account["points"] == len(self.TEST)
        assert (account["none"], account["groups"]["not known"]) == (0, len(self.TEST) // 3)

    def test_a_point_in_no_group_is_counted(self) -> None:
        first = np.arange(len(self.TEST)) == 0
        account = by_group(self.TEST, {"all but one": ~first}, draw_families(self.TEST["family"].to_numpy(), 0, 1))["account"]
        assert (account["groups"], account["none"]) == ({"all but one": len(self.TEST) - 1}, 1)

    def test_a_small_group_has_counts_and_no_figures(self) -> None:
        few = (self.TEST["family"] < 20).to_numpy()
        drawn = draw_families(self.TEST["family"].to_numpy(), 50, 1)
        small, all_of_them = by_group(self.TEST, {"few": few, "all": np.ones(len(few), bool)}, drawn)["groups"]
        assert (small["points"], small["families"], small["auc"]["value"]) == (40, 20, None)
        assert all_of_them["auc"]["low"] is not None

    def test_figures_are_those_of_the_group(self) -> None:
        drawn = draw_families(self.TEST["family"].to_numpy(), 0, 1)
        half = (self.TEST["family"] % 2 == 0).to_numpy()
        (found,) = by_group(pd.concat([self.TEST] * 2), {"half": np.tile(half, 2)}, drawn)["groups"]
        assert found["prevalence"]["value"] == 0.5
        assert found["observed_per_stated"]["value"] == pytest.approx(0.5 / 0.1)
        assert (found["flagged"]["value"], found["recall"]["value"]) == (0.5, 1)

    def test_a_share_of_none_or_all_has_the_interval_of_so_many_families(self) -> None:
        drawn = draw_families(self.TEST["family"].to_numpy(), 50, 1)
        everyone = {"all": np.ones(len(self.TEST), bool)}
        (none,) = by_group(self.TEST.assign(attention=False), everyone, drawn)["groups"]
        (every,) = by_group(self.TEST.assign(attention=True), everyone, drawn)["groups"]
        assert none["recall"] == {"value": 0, "low": 0, "high": pytest.approx(1 - 0.025 ** (1 / 30), abs=1e-4)}
        assert every["recall"] == {"value": 1, "low": pytest.approx(0.025 ** (1 / 30), abs=1e-4), "high": 1}

    def test_a_point_with_several_sources_belongs_to_each(self) -> None:
        test = self.TEST.assign(agencies=["police;school", "police", ""] * 40)
        children = pd.DataFrame({"child_id": test["child_id"].unique(), "birth_month": pd.Timestamp("2019-06-01"), "area": None})
        found = groups_of(test, children)
        assert {name: each.sum() for name, each in found["source"].items()} == {"not known": 40, "police": 80, "school": 40}
        assert "area" not in found, "one group is no comparison"

    def test_ages_come_in_their_order_and_an_unknown_one_last(self) -> None:
        births = pd.to_datetime(["2020-09-01", "2019-06-01", "2012-06-01", ""] * 15)
        children = pd.DataFrame({"child_id": self.TEST["child_id"].unique(), "birth_month": births, "area": "north"})
        assert list(groups_of(self.TEST, children)["age"]) == ["not yet born", "under 1", "5 to 9", "not known"]

    def test_decisions_and_first_points_are_groups_where_they_are_known(self) -> None:
        assert special_groups(self.TEST) == {}
        taken = pd.array([True, False, None] * 40, dtype="boolean")
        test = self.TEST.assign(taken_forward=taken)
        test["number of prior contacts"] = [0.0, 1] * 60
        found = special_groups(test)
        assert [mask.sum() for mask in found["decision"].values()] == [40, 40, 40]
        assert [each.sum() for each in found["earlier points"].values()] == [60, 60]
