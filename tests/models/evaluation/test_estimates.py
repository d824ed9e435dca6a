"""What is said of the scores: metrics with intervals where they can be estimated, the leak alarm, and what comes first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from neglect_triage.models.evaluation import (
    MODEL,
    RULE,
    at_rule_share,
    calibration_table,
    differences,
    evaluate_stratum,
    recurring,
    ways_of_scoring,
    with_scores,
)
from neglect_triage.models.summary import evaluate_run, leak_alarm, metrics_of, note_of, sentences
from tests.models.worlds import EVALUATE, compared, scored, world

POINTS, FEATURES = world()
TEST = compared(POINTS, FEATURES)
WAYS = [MODEL, "hub view", "time split", "logistic regression", "contacts in the rule's window", RULE]


def rows(families: int, positive_families: int, size: int = 2) -> pd.DataFrame:
    """Return test points of some families, some of which have a positive; the model ranks well, the rule does not."""
    family = np.repeat(np.arange(families), size)
    label = (family < positive_families).astype(float)
    draw = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "point_id": [f"p{place}" for place in range(len(family))],
            "child_id": family.astype(str),
            "family": family,
            "review_unit": family.astype(str),
            "stratum": "headline",
            "label": label,
            MODEL: label + draw.normal(0, 0.8, len(family)),
            "time split": label + draw.normal(0, 0.8, len(family)),
            RULE: draw.integers(0, 2, len(family)).astype(float),
            "probability": 0.1,
            "period": "test",
        }
    )


def evaluated(test: pd.DataFrame, intervals: bool = True) -> dict[str, Any]:
    return evaluate_run(test, test, EVALUATE, intervals)


class TestScores:
    def test_every_way_of_scoring_is_a_column(self) -> None:
        assert ways_of_scoring(TEST) == WAYS
        assert not TEST[WAYS].isna().any(axis=None)

    def test_they_are_those_of_the_point(self) -> None:
        scores, comparators = scored(POINTS, FEATURES)
        shuffled = with_scores(POINTS, scores.iloc[::-1], comparators.sample(frac=1, random_state=1), "partnership")
        pd.testing.assert_series_equal(shuffled[MODEL], TEST[MODEL])
        pd.testing.assert_series_equal(shuffled["time split"], TEST["time split"])

    def test_without_contacts_there_is_no_rule(self) -> None:
        without = compared(POINTS.assign(rule=False, contacts_in_window=0), FEATURES)
        assert ways_of_scoring(without) == WAYS[:4]
        assert at_rule_share(without, EVALUATE, True) is None

    def test_a_family_recurs_if_it_was_trained_or_calibrated_on(self) -> None:
        points = pd.DataFrame({"period": ["train", "calibration", "none", "test", "test", "test", "train"],
                               "label": [1.0, 0, 1, 0, 0, 0, np.nan], "family": [1, 2, 3, 1, 2, 3, 3]})  # fmt: skip
        assert recurring(points).tolist() == [True, True, False, True, True, False, False]


class TestMetrics:
    def test_they_are_those_of_the_test_points(self) -> None:
        found = evaluate_stratum(TEST, EVALUATE, True)
        assert list(found) == WAYS
        for way in WAYS:
            assert found[way]["auc"]["value"] == pytest.approx(roc_auc_score(TEST["label"], TEST[way]), abs=1e-4)
            assert found[way]["prevalence"]["value"] == pytest.approx(TEST["label"].mean(), abs=1e-4)

    def test_the_interval_holds_the_estimate(self) -> None:
        for metrics in evaluate_stratum(TEST, EVALUATE, True).values():
            for stated in metrics.values():
                assert stated["low"] <= stated["value"] <= stated["high"]  # type: ignore[operator]

    def test_capacity_counts_review_units_and_not_contacts(self) -> None:
        test = rows(40, 20).assign(**{MODEL: lambda frame: frame["label"]})
        found = evaluate_stratum(pd.concat([test, test[test["family"] == 0]], ignore_index=True), EVALUATE, False)
        assert found[MODEL]["recall at 10%"]["value"] == pytest.approx(4 / 20)
        assert found[MODEL]["precision at 20%"]["value"] == 1

    def test_the_rule_is_judged_by_the_units_that_it_names(self) -> None:
        units = TEST.groupby("review_unit")[[RULE, "label"]].max()
        named = units[units[RULE] == 1]
        found = evaluate_stratum(TEST, EVALUATE, False)[RULE]
        assert found["precision at own share"]["value"] == pytest.approx(named["label"].mean(), abs=1e-4)
        assert found["recall at own share"]["value"] == pytest.approx(named["label"].sum() / units["label"].sum(), abs=1e-4)
        assert not [name for name in found if "%" in name]

    def test_capacities_that_are_close_keep_their_names(self) -> None:
        close = EVALUATE.model_copy(update={"capacity": [0.02, 0.025]})
        assert {"recall at 2%", "recall at 2.5%"} < set(evaluate_stratum(TEST, close, False)[MODEL])

    def test_a_second_evaluation_gives_the_same(self) -> None:
        assert evaluate_run(TEST, POINTS, EVALUATE, True) == evaluate_run(TEST, POINTS, EVALUATE, True)

    def test_calibration_is_told_by_tenths(self) -> None:
        table = calibration_table(TEST, TEST["probability"])
        assert table["points"].between(len(TEST) // 10, len(TEST) // 10 + 1).all()
        assert table["stated"].is_monotonic_increasing
        assert np.average(table["observed"], weights=table["points"]) == pytest.approx(TEST["label"].mean())


class TestIntervals:
    @pytest.mark.parametrize(
        ("families", "positive", "estimable"), [(30, 10, True), (29, 10, False), (30, 9, False), (200, 9, False)]
    )
    def test_they_need_thirty_families_and_ten_with_the_outcome(self, families: int, positive: int, estimable: bool) -> None:
        for metrics in evaluate_stratum(rows(families, positive), EVALUATE, True).values():
            assert (metrics["auc"]["low"] is not None) == estimable
            assert metrics["auc"]["value"] is not None

    def test_there_are_none_where_families_are_not_known(self) -> None:
        found = evaluated(rows(60, 30), intervals=False)
        assert found["intervals_estimable"] is False
        stratum = found["strata"]["headline"]
        stated = [*stratum["differences"].values(), *(s for way in stratum["ways"].values() for s in way.values())]
        assert all(value["low"] is None and value["high"] is None for value in stated)
        assert "(interval not estimable)" in " ".join(found["summary"])

    def test_that_of_a_difference_is_paired(self) -> None:
        test = rows(60, 30).assign(**{RULE: lambda frame: frame[MODEL]})
        assert differences(test, EVALUATE, True)[RULE] == {"value": 0.0, "low": 0.0, "high": 0.0}

    def test_the_model_and_the_rule_are_compared_when_they_name_as_many(self) -> None:
        found = at_rule_share(TEST, EVALUATE, True)
        assert found is not None
        assert found["local rule precision"] == pytest.approx(
            evaluate_stratum(TEST, EVALUATE, True)[RULE]["precision at own share"]
        )
        gain, model, rule = (found[name]["value"] for name in ("gain in recall", "model recall", "local rule recall"))
        assert gain == pytest.approx(model - rule, abs=2e-4)  # type: ignore[operator]


class TestStrata:
    def test_the_headline_is_its_own_and_the_rest_stands_beside_it(self) -> None:
        found = evaluated(pd.concat([rows(40, 20), rows(40, 20).assign(stratum="open work")], ignore_index=True))
        assert found["headline"] == ["headline"]
        assert set(found["strata"]) == {"headline", "open work"}
        assert "open work" not in " ".join(found["summary"])

    def test_without_a_headline_every_stratum_is_reported(self) -> None:
        test = pd.concat([rows(40, 20).assign(stratum=name) for name in ("day 60", "day 120")], ignore_index=True)
        assert evaluated(test)["headline"] == ["day 120", "day 60"]

    def test_a_stratum_with_labels_of_one_kind_says_that_it_cannot_be_evaluated(self) -> None:
        found = evaluated(rows(40, 0))
        assert found["summary"] == ["headline: not estimable: all test points of this stratum have the same label."]
        assert metrics_of(found)["headline"].keys() == {"counts"}

    def test_counts_tell_how_many_points_are_of_families_that_recur(self) -> None:
        found = evaluate_run(TEST, POINTS, EVALUATE, True)["strata"]["headline"]
        counts, without = found["counts"], found["time_split_without_recurring_families"]
        recurs = TEST["family"].isin(POINTS.loc[POINTS["period"].isin(["train", "calibration"]), "family"])
        assert counts["points_whose_family_recurs"] == recurs.sum()
        assert without is None or without["points"] == (~recurs).sum()


class TestLeakAlarm:
    def test_a_feature_from_the_future_trips_it(self) -> None:
        planted = FEATURES.assign(**{FEATURES.columns[1]: POINTS["label"].astype(np.float32)})
        alarm = evaluate_run(compared(POINTS, planted), POINTS, EVALUATE, True)["leak_alarm"]
        assert {one["way"] for one in alarm["tripped"]} >= {MODEL, "time split", "logistic regression"}

    def test_it_stays_quiet_without(self) -> None:
        found = evaluate_run(TEST, POINTS, EVALUATE, True)
        assert found["leak_alarm"]["tripped"] == []
        assert metrics_of(found)["suspected_leaks"] == 0
        assert not [line for line in found["summary"] if "LEAK" in line]

    def test_it_names_stratum_way_and_threshold_among_the_first_sentences(self) -> None:
        found = evaluated(rows(60, 30).assign(**{MODEL: lambda frame: frame["label"]}))
        line = "SUSPECTED LEAK: model reaches an AUC of 1.000 on headline, above 0.90."
        assert line in found["summary"]
        assert metrics_of(found)["suspected_leaks"] == 1

    @pytest.mark.parametrize(("auc", "tripped"), [(0.9, 0), (0.9001, 1), (None, 0)])
    def test_it_trips_above_the_threshold_only(self, auc: float | None, tripped: int) -> None:
        strata = {"headline": {"ways": {MODEL: {"auc": {"value": auc, "low": None, "high": None}}}}}
        assert len(leak_alarm(strata, 0.9)["tripped"]) == tripped


class TestSentences:
    def said(self, test: pd.DataFrame, intervals: bool = True) -> list[str]:
        return sentences("headline", evaluated(test, intervals)["strata"]["headline"])

    def advises_the_rule(self, test: pd.DataFrame, intervals: bool = True) -> bool:
        *first, last = self.said(test, intervals)
        assert first
        assert "AUC" in last
        return any(line.endswith("use the local rule.") for line in first)

    def test_a_model_that_is_better_than_the_rule_is_not_replaced_by_it(self) -> None:
        assert not self.advises_the_rule(rows(60, 30))

    def test_the_rule_is_recommended_first_where_the_model_is_no_better(self) -> None:
        assert self.advises_the_rule(rows(60, 30).assign(**{MODEL: lambda frame: frame[RULE]}))

    def test_the_rule_is_recommended_first_where_the_model_is_worse(self) -> None:
        assert self.advises_the_rule(rows(60, 30).assign(**{MODEL: lambda frame: -frame[MODEL]}))

    def test_the_rule_is_recommended_first_where_the_interval_of_the_gain_includes_nought(self) -> None:
        draw = np.random.default_rng(3)
        slightly = rows(60, 30).assign(**{RULE: lambda frame: ((frame["label"] + draw.normal(0, 0.9, len(frame))) > 0.8) * 1.0})
        gain = evaluated(slightly)["strata"]["headline"]["differences"][RULE]
        assert gain["low"] < gain["value"]
        recall = at_rule_share(slightly, EVALUATE, True)
        assert recall is not None
        low = recall["gain in recall"]["low"]
        assert low is not None
        assert low <= 0
        assert self.advises_the_rule(slightly)

    def test_the_rule_is_recommended_where_no_interval_can_be_estimated(self) -> None:
        assert self.advises_the_rule(rows(20, 10))
        assert self.advises_the_rule(rows(60, 30), intervals=False)

    def test_without_a_rule_none_is_recommended(self) -> None:
        assert "local rule" not in " ".join(self.said(rows(60, 30).drop(columns=RULE)))

    def test_denominators_are_given(self) -> None:
        assert "120 of 240 test points were followed by the outcome" in self.said(rows(120, 60))[-1]

    def test_the_note_of_a_plot_says_synthetic_data_and_denominators(self) -> None:
        note = note_of(rows(40, 20), ["headline"], synthetic=True)
        assert note == "SYNTHETIC DATA. headline: 80 test points of 40 families, 40 followed by the outcome"
        assert "SYNTHETIC" not in note_of(rows(40, 20), ["headline"], synthetic=False)


def test_labels_dealt_anew_among_families_cannot_be_ranked() -> None:
    areas = []
    for seed in range(4):
        points, features = world(900, 300, seed)
        dealt = np.random.default_rng(seed).permutation(300)
        label = points.groupby("family")["label"].max().reindex(range(300), fill_value=0.0).to_numpy()[dealt]
        test = compared(points.assign(label=label[points["family"]]), features)
        areas.append(roc_auc_score(test["label"], test[MODEL]))
    assert np.mean(areas) == pytest.approx(0.5, abs=0.05)
    assert max(areas) < 0.62
