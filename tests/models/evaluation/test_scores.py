"""Every test point has its score by each way of scoring, and its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.models.cohort import is_scored, scored_points
from neglect_triage.models.evaluation.comparison import at_rule_share
from neglect_triage.models.evaluation.estimates import redrawn
from neglect_triage.models.evaluation.scores import MODEL, RULE, recurring, review_units, scoring_methods, with_scores
from tests.models.evaluation.made import rows
from tests.models.worlds import EVALUATE, compared, scored, world

POINTS, FEATURES = world()
TEST = compared(POINTS, FEATURES)
WAYS = [MODEL, "hub view", "time split", "logistic regression", "contacts in the rule's window", RULE]


def test_every_way_of_scoring_is_a_column() -> None:
    assert scoring_methods(TEST) == WAYS
    assert not TEST[WAYS].isna().any(axis=None)


def test_they_are_those_of_the_point() -> None:
    scores, comparators = scored(POINTS, FEATURES)
    both = pd.concat([scores, scores.assign(view="hub")])
    shuffled = with_scores(POINTS, both.iloc[::-1], comparators.sample(frac=1, random_state=1), "partnership")
    pd.testing.assert_series_equal(shuffled[MODEL], TEST[MODEL])
    pd.testing.assert_series_equal(shuffled["time split"], TEST["time split"])


def test_without_contacts_there_is_no_rule() -> None:
    without = compared(POINTS.assign(rule=False, contacts_in_window=0), FEATURES)
    assert scoring_methods(without) == WAYS[:4]
    assert at_rule_share(without, redrawn(without, EVALUATE, True)) is None


def test_a_family_recurs_if_it_was_trained_or_calibrated_on() -> None:
    points = pd.DataFrame({"period": ["train", "calibration", "none", "test", "test", "test", "train"],
                           "label": [1.0, 0, 1, 0, 0, 0, np.nan], "family": [1, 2, 3, 1, 2, 3, 3]})  # fmt: skip
    assert recurring(points).tolist() == [True, True, False, True, True, False, False]


def test_a_test_point_without_a_score_is_no_silent_gap() -> None:
    scores, comparators = scored(POINTS, FEATURES)
    scores = pd.concat([scores, scores.assign(view="hub")])
    with pytest.raises(BadInput, match="do not belong together"):
        with_scores(POINTS, scores.iloc[1:], comparators, "partnership")


def test_scores_of_other_points_are_refused_and_those_of_the_run_are_all_there() -> None:
    scores, comparators = scored(POINTS, FEATURES)
    both = scored_points(POINTS, scores, "partnership")
    assert both["point_id"].tolist() == POINTS.loc[is_scored(POINTS), "point_id"].tolist()
    assert dict(zip(both["point_id"], both["margin"], strict=True)) == dict(
        zip(scores["point_id"], scores["margin"], strict=True)
    )
    train = POINTS.loc[POINTS["period"] == "train", "point_id"].iloc[0]
    with pytest.raises(BadInput, match=r"1 of .* rows belong to none of the run"):
        scored_points(POINTS, pd.concat([scores, scores[:1].assign(point_id=train)]), "partnership")
    hub = pd.concat([scores, scores.assign(view="hub")])
    with pytest.raises(BadInput, match=r"scores \(time split\), point_id: 1 of"):
        with_scores(POINTS, hub, pd.concat([comparators, comparators[:1].assign(point_id="x")]), "partnership")


def test_a_review_unit_has_its_highest_score_and_its_first_day() -> None:
    test = rows(3, 1).assign(**{MODEL: [1.0, 3.0, 2.0, 5.0, 0.0, -1.0]})
    units = review_units(test).set_index("family")
    assert units[MODEL].tolist() == [3, 5, 0]
    assert units["label"].tolist() == [1, 0, 0]
    assert units["as_of"].tolist() == [test["as_of"][place] for place in (0, 2, 4)]
