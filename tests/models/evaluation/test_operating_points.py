"""Operating points: one name, one set of figures, the hub's weekly capacity first."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.models.evaluation.operating_points import further_points, operating_points
from neglect_triage.models.evaluation.scores import MODEL, RULE, review_units
from neglect_triage.models.resampling import draw_families
from neglect_triage.wording.operating_points import BAND, RULE_SHARE, SHARE, WEEKLY
from tests.governance.evaluation_facts import small_found, small_world
from tests.models.worlds import compared

EVALUATION = small_found().evaluation
POINTS = {point.key: point for point in operating_points(EVALUATION)}


def test_the_weekly_capacity_leads_and_every_point_counts_the_same_units() -> None:
    assert next(iter(POINTS)) == WEEKLY
    assert {(point.of, point.followed) for point in POINTS.values()} == {(POINTS[WEEKLY].of, POINTS[WEEKLY].followed)}


def test_the_attention_band_finds_what_is_counted_unit_by_unit() -> None:
    test = compared(*small_world())
    label = review_units(test).set_index("review_unit")["label"]
    flagged = test.groupby("review_unit")["attention"].any()
    found = (flagged & (label == 1)).sum()
    point = POINTS[BAND]
    assert point.looked_at == flagged.sum()
    assert point.ways[MODEL]["precision"]["value"] == pytest.approx(found / flagged.sum(), abs=1e-4)
    assert point.ways[MODEL]["recall"]["value"] == pytest.approx(found / label.sum(), abs=1e-4)


def test_a_unit_is_in_the_band_if_any_of_its_contacts_is() -> None:
    test = compared(*small_world())
    twice = pd.concat([test, test.assign(attention=False)], ignore_index=True)
    once, doubled = (further_points(each, draw_families(each["family"].to_numpy(), 0, 1), 0.1)[BAND] for each in (test, twice))
    assert doubled["units_looked_at"] == once["units_looked_at"] > 0
    assert doubled["ways"] == once["ways"]


def test_figures_at_a_share_are_those_of_the_tables_of_the_evaluation() -> None:
    (stratum,) = (EVALUATION["strata"][name] for name in EVALUATION["headline"])
    for figure in ("precision", "recall"):
        expected = stratum["ways"][MODEL][f"{figure} at 10%"]
        assert POINTS[SHARE].ways[MODEL][figure] == {end: expected[end] for end in ("value", "low", "high")}
        if RULE_SHARE in POINTS:
            assert POINTS[RULE_SHARE].ways[RULE][figure] == stratum["at_rule_share"][f"{RULE} {figure}"]


def test_a_run_without_figures_has_no_operating_point() -> None:
    assert operating_points({"details": {"counts": {}, "note": "one label"}}) == []
