"""What is said of a run: strata, details of the headline, the leak alarm, and the sentences that come first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from sklearn.metrics import roc_auc_score

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.models.comparators.boosting_machine import BOOSTING_MACHINE
from neglect_triage.models.comparators.logistic import LOGISTIC
from neglect_triage.models.evaluation.comparison import at_rule_share, below_chance
from neglect_triage.models.evaluation.comparison import compared as gains_over
from neglect_triage.models.evaluation.estimates import redrawn
from neglect_triage.models.evaluation.scores import MODEL, RULE
from neglect_triage.models.evaluation.summary import (
    evaluate_run,
    leak_alarm,
    not_estimable,
    note_of,
    sentences,
)
from tests.models.evaluation.made import rows
from tests.models.worlds import CHILDREN, EVALUATE, compared, world

POINTS, FEATURES = world()
TEST = compared(POINTS, FEATURES)
NOUNS = load_vocabulary().nouns


def evaluated(test: pd.DataFrame, intervals: bool = True) -> dict[str, Any]:
    return evaluate_run(test, test, CHILDREN, EVALUATE, intervals, not_estimable(test, "boosted", NOUNS), 0.1)


def test_a_second_evaluation_gives_the_same() -> None:
    once, again = (evaluate_run(TEST, POINTS, CHILDREN, EVALUATE, True, [], 0.1) for _ in range(2))
    assert once == again


def test_there_are_none_where_families_are_not_known() -> None:
    found = evaluated(rows(60, 30), intervals=False)
    assert found["intervals_estimable"] is False
    stratum = found["strata"]["headline"]
    stated = [*stratum["differences"].values(), *(s for way in stratum["ways"].values() for s in way.values())]
    assert all(value["low"] is None and value["high"] is None for value in stated)
    assert "(interval not estimable)" in " ".join(found["summary"])


class TestComparators:
    def test_one_that_is_not_estimable_is_named_with_its_reason_and_is_in_no_comparison(self) -> None:
        found = evaluated(rows(60, 30))
        words = " ".join(found["summary"])
        assert f"Not estimable, and in no comparison: {LOGISTIC}, because its fit does not settle on so few points." in words
        assert LOGISTIC not in found["strata"]["headline"]["ways"]
        assert f"than {LOGISTIC}" not in words

    def test_the_reason_is_told_in_the_words_of_the_field(self) -> None:
        nouns = NOUNS.model_copy(update={"families": "households"})
        words = " ".join(not_estimable(rows(60, 30), "boosted", nouns))
        assert f"{BOOSTING_MACHINE}, because there are too few households" in words
        assert "{" not in words

    def test_the_way_in_which_the_model_was_fitted_is_none_that_is_lacking(self) -> None:
        assert LOGISTIC not in " ".join(not_estimable(rows(60, 30), "logistic", NOUNS))

    @pytest.mark.parametrize(
        ("positive_families", "sign", "why"),
        [
            (40, -1.0, "goes the other way in the test period"),
            (10, 0.0, "Too few were followed by the outcome to tell it from chance: 20."),
        ],
    )
    def test_one_that_ranks_below_chance_is_said_to_and_why_and_the_model_is_not_compared_with_it(
        self, positive_families: int, sign: float, why: str
    ) -> None:
        test = rows(80, positive_families)
        test[LOGISTIC] = sign * test["label"] + np.random.default_rng(5).normal(0, 0.8, len(test))
        found = evaluated(test)
        stratum = found["strata"]["headline"]
        assert LOGISTIC in below_chance(stratum["ways"])
        (line,) = [line for line in found["summary"] if line.startswith("Logistic regression ranks below chance")]
        assert why in line
        assert line.endswith("It is left out of what the model is compared with.")
        assert LOGISTIC not in gains_over(stratum)
        assert LOGISTIC in stratum["differences"]
        assert not [line for line in found["summary"] if f"rank better than {LOGISTIC}" in line]


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
        assert found["summary"][0] == "headline: not estimable: all test points of this stratum have the same label."
        assert found["strata"]["headline"].keys() == {"counts", "note"}

    def test_counts_tell_how_many_points_are_of_families_that_recur(self) -> None:
        found = evaluate_run(TEST, POINTS, CHILDREN, EVALUATE, True, [], 0.1)["strata"]["headline"]
        counts, without = found["counts"], found["time_split_without_recurring_families"]
        recurs = TEST["family"].isin(POINTS.loc[POINTS["period"].isin(["train", "calibration"]), "family"])
        assert counts["points_whose_family_recurs"] == recurs.sum()
        assert without is None or without["points"] == (~recurs).sum()


class TestLeakAlarm:
    def test_a_feature_from_the_future_trips_it(self) -> None:
        planted = FEATURES.assign(**{FEATURES.columns[1]: POINTS["label"].astype(np.float32)})
        alarm = evaluate_run(compared(POINTS, planted), POINTS, CHILDREN, EVALUATE, True, [], 0.1)["leak_alarm"]
        assert {one["way"] for one in alarm["tripped"]} >= {MODEL, "time split", "logistic regression"}

    def test_it_stays_quiet_without(self) -> None:
        found = evaluate_run(TEST, POINTS, CHILDREN, EVALUATE, True, [], 0.1)
        assert found["leak_alarm"]["tripped"] == []
        assert not [line for line in found["summary"] if "LEAK" in line]

    def test_it_names_stratum_way_and_threshold_among_the_first_sentences(self) -> None:
        found = evaluated(rows(60, 30).assign(**{MODEL: lambda frame: frame["label"]}))
        line = "SUSPECTED LEAK: model reaches an AUC of 1.000 (1.000 to 1.000) on headline, above 0.90."
        assert line in found["summary"]
        assert len(found["leak_alarm"]["tripped"]) == 1

    @pytest.mark.parametrize(("auc", "tripped"), [(0.9, 0), (0.9001, 1), (None, 0)])
    def test_it_trips_above_the_threshold_only(self, auc: float | None, tripped: int) -> None:
        area = {"value": auc, "low": None, "high": None}
        strata = {"headline": {"enough_families": True, "ways": {MODEL: {"auc": area}}}}
        assert len(leak_alarm(strata, 0.9)["tripped"]) == tripped

    def test_a_stratum_of_few_families_trips_nothing_and_is_listed(self) -> None:
        alarm = evaluated(rows(20, 5).assign(**{MODEL: lambda frame: frame["label"]}))["leak_alarm"]
        assert alarm["tripped"] == []
        assert alarm["too_small_to_tell"] == ["headline"]


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
        recall = at_rule_share(slightly, redrawn(slightly, EVALUATE, True))
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
        note = note_of(rows(40, 20), ["headline"], synthetic=True, families="families")
        assert note == "SYNTHETIC DATA. headline: 80 test points of 40 families, 40 followed by the outcome"
        assert "SYNTHETIC" not in note_of(rows(40, 20), ["headline"], synthetic=False, families="families")


def test_labels_dealt_anew_among_families_rank_by_chance_alone() -> None:
    """Over 20 seeds, 0.5 lies inside the 99 % interval of the mean area under the curve."""
    areas = []
    for seed in range(20):
        points, features = world(600, 200, seed)
        dealt = np.random.default_rng(seed).permutation(200)
        label = points.groupby("family")["label"].max().reindex(range(200), fill_value=0.0).to_numpy()[dealt]
        test = compared(points.assign(label=label[points["family"]]), features)
        areas.append(roc_auc_score(test["label"], test[MODEL]))
    half = t.ppf(0.995, len(areas) - 1) * np.std(areas, ddof=1) / np.sqrt(len(areas))
    assert abs(np.mean(areas) - 0.5) <= half
    assert half < 0.06, "an interval this wide would hold 0.5 whatever was found"
