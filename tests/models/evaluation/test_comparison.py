"""Every way of scoring beside the model: its metrics, where there are intervals, and paired differences."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from neglect_triage.models.evaluation.comparison import at_rule_share, compare
from neglect_triage.models.evaluation.estimates import redrawn
from neglect_triage.models.evaluation.scores import MODEL, RULE, scoring_methods
from tests.models.evaluation.made import rows
from tests.models.worlds import EVALUATE, compared, world

TEST = compared(*world())
WAYS = scoring_methods(TEST)


def ways_of(test: pd.DataFrame, intervals: bool = True) -> dict[str, Any]:
    ways: dict[str, Any] = compare(test, redrawn(test, EVALUATE, intervals), EVALUATE)["ways"]
    return ways


class TestMetrics:
    def test_they_are_those_of_the_test_points(self) -> None:
        found = ways_of(TEST)
        assert list(found) == WAYS
        for way in WAYS:
            assert found[way]["auc"]["value"] == pytest.approx(roc_auc_score(TEST["label"], TEST[way]), abs=1e-4)
            assert found[way]["prevalence"]["value"] == pytest.approx(TEST["label"].mean(), abs=1e-4)

    def test_the_interval_holds_the_estimate(self) -> None:
        for metrics in ways_of(TEST).values():
            for stated in metrics.values():
                assert stated["low"] <= stated["value"] <= stated["high"]

    def test_capacity_counts_review_units_and_not_contacts(self) -> None:
        test = rows(40, 20).assign(**{MODEL: lambda frame: frame["label"]})
        found = ways_of(pd.concat([test, test[test["family"] == 0]], ignore_index=True), intervals=False)
        assert found[MODEL]["recall at 10%"]["value"] == pytest.approx(4 / 20)
        assert found[MODEL]["precision at 20%"]["value"] == 1

    def test_the_rule_is_judged_by_the_units_that_it_names(self) -> None:
        units = TEST.groupby("review_unit")[[RULE, "label"]].max()
        named = units[units[RULE] == 1]
        found = ways_of(TEST, intervals=False)[RULE]
        assert found["precision at own share"]["value"] == pytest.approx(named["label"].mean(), abs=1e-4)
        assert found["recall at own share"]["value"] == pytest.approx(named["label"].sum() / units["label"].sum(), abs=1e-4)
        assert not [name for name in found if "%" in name]

    def test_capacities_that_are_close_keep_their_names(self) -> None:
        close = EVALUATE.model_copy(update={"capacity": [0.02, 0.025]})
        assert {"recall at 2%", "recall at 2.5%"} < set(compare(TEST, redrawn(TEST, close, False), close)["ways"][MODEL])

    def test_lift_and_number_to_review_follow_from_precision(self) -> None:
        found, units = ways_of(TEST, intervals=False)[MODEL], TEST["label"].mean()
        precision = found["precision at 10%"]["value"]
        assert found["lift at 10%"]["value"] == pytest.approx(precision / units, rel=1e-3)
        assert found["number to review at 10%"]["value"] == pytest.approx(1 / precision, abs=0.06)

    def test_tied_scores_give_the_best_and_the_worst_order_beside_the_mean(self) -> None:
        test = rows(40, 8, size=1).assign(**{MODEL: 0.0})
        recall = ways_of(test, intervals=False)[MODEL]["recall at 20%"]
        assert (recall["worst order"], recall["value"], recall["best order"]) == (0, pytest.approx(0.2), 1)


class TestIntervals:
    @pytest.mark.parametrize(
        ("families", "positive", "estimable"), [(30, 10, True), (29, 10, False), (30, 9, False), (200, 9, False)]
    )
    def test_they_need_thirty_families_and_ten_with_the_outcome(self, families: int, positive: int, estimable: bool) -> None:
        for metrics in ways_of(rows(families, positive)).values():
            assert (metrics["auc"]["low"] is not None) == estimable
            assert metrics["auc"]["value"] is not None

    def test_that_of_a_difference_is_paired(self) -> None:
        test = rows(60, 30).assign(**{RULE: lambda frame: frame[MODEL]})
        assert compare(test, redrawn(test, EVALUATE, True), EVALUATE)["differences"][RULE] == {
            "value": 0.0,
            "low": 0.0,
            "high": 0.0,
        }

    def test_the_model_and_the_rule_are_compared_when_they_name_as_many(self) -> None:
        found = at_rule_share(TEST, redrawn(TEST, EVALUATE, True))
        assert found is not None
        alone = ways_of(TEST)[RULE]["precision at own share"]
        assert found["local rule precision"] == pytest.approx({name: alone[name] for name in ("value", "low", "high")})
        gain, model, rule = (found[name]["value"] for name in ("gain in recall", "model recall", "local rule recall"))
        assert gain == pytest.approx(model - rule, abs=2e-4)  # type: ignore[operator]
