"""The sensitivity study: which variants a run is refitted with, and on which contacts they are compared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.crossfit import in_period
from neglect_triage.models.sensitivity.censoring import Censored
from neglect_triage.models.sensitivity.figures import STAYED
from neglect_triage.models.sensitivity.study import headline, sensitivities
from neglect_triage.params import Sensitivity
from tests.models.worlds import CATALOGUE, TRAIN, world

POINTS, FEATURES = world(500, 250)
MATRIX = pd.concat([POINTS[["point_id"]], FEATURES], axis=1)
OTHERS = {"label: any plan": 1 - POINTS["label"].to_numpy(), "within 730 days": np.full(len(POINTS), np.nan)}
SETTINGS = Sensitivity.model_validate({"redrawn": 2, "learning_shares": [0.5], "bootstrap_draws": 40})
TEST = in_period(POINTS, "test")


def study(**changes: Any) -> dict[str, Any]:
    """Return the sensitivities of a world in which nobody left and no record is later, unless told otherwise."""
    given: dict[str, Any] = {"late": {}, "censored": None, "others": {}, "points": POINTS, "intervals": True} | changes
    return sensitivities(
        given["points"], MATRIX, given["late"], given["censored"], given["others"], CATALOGUE, TRAIN, SETTINGS, given["intervals"]
    )


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    weights = np.where(np.arange(len(POINTS)) % 5 == 0, np.nan, 1.25)
    late = {
        "as dated": MATRIX.iloc[:400],
        "5 working days later": MATRIX.iloc[:400].assign(**{FEATURES.columns[0]: np.float32(0)}),
    }
    left = {"18th birthday": 60, "death": 0, "move to another area": 40}
    return study(late=late, censored=Censored(weights, left), others=OTHERS)


def row(found: dict[str, Any], group: str, name: str) -> dict[str, Any]:
    (only,) = [one for one in found["variants"][group] if one["name"] == name]
    return dict(only)


def test_the_base_is_compared_with_itself_on_the_headlines_test_points(found: dict[str, Any]) -> None:
    assert found["base"]["points"] == TEST.sum()
    assert found["base"]["auc"] == found["base"]["base"]
    assert found["base"]["difference"]["value"] == 0
    assert found["families"] == POINTS.loc[TEST, "family"].nunique()


def test_every_variant_is_refitted_on_both_halves(found: dict[str, Any]) -> None:
    variants = sum(len(rows) for rows in found["variants"].values())
    assert found["refits"] == 2 * (1 + variants + SETTINGS.redrawn)
    assert found["stability"]["refits"] == SETTINGS.redrawn


def test_another_label_is_scored_against_itself(found: dict[str, Any]) -> None:
    other = row(found, "labels", "label: any plan")
    assert other["positives"] == (POINTS.loc[TEST, "label"] == 0).sum()
    assert other["base"]["value"] == pytest.approx(1 - found["base"]["auc"]["value"], abs=1e-3)
    assert other["auc"]["value"] > other["base"]["value"]


def test_a_label_that_no_point_has_is_left_out(found: dict[str, Any]) -> None:
    assert "within 730 days" not in [one["name"] for one in found["variants"]["labels"]]


def test_later_records_are_compared_on_the_points_that_have_them(found: dict[str, Any]) -> None:
    later = row(found, "known dates", "5 working days later")
    assert later["points"] == TEST[:400].sum()
    assert later["base"] == row(found, "known dates", "as dated")["auc"]
    assert later["difference"]["value"] < 0


def test_those_who_stayed_are_weighted_for_those_who_left(found: dict[str, Any]) -> None:
    stayed = row(found, "censoring", STAYED)
    assert stayed["points"] == (TEST & (np.arange(len(POINTS)) % 5 != 0)).sum()
    assert found["left"] == {"18th birthday": 60, "death": 0, "move to another area": 40}


def test_where_nobody_left_there_is_nothing_to_weight() -> None:
    nobody = study(censored=Censored(np.ones(len(POINTS)), dict.fromkeys(("18th birthday", "death"), 0)))
    assert "censoring" not in nobody["variants"]
    assert study()["left"] is None


def test_without_families_there_are_no_intervals() -> None:
    area = study(intervals=False)["base"]["auc"]
    assert area["value"] > 0.6
    assert area["low"] is area["high"] is None


def test_where_no_stratum_is_the_headline_every_stratum_counts() -> None:
    assert headline(pd.DataFrame({"stratum": ["headline", "open work"]})).tolist() == [True, False]
    assert headline(pd.DataFrame({"stratum": ["2013", "2014"]})).tolist() == [True, True]
