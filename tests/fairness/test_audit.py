"""The audit of a run: flags at capacity by review unit, and figures that may leave."""

from __future__ import annotations

import math

import pytest

from neglect_triage.chronology.declared import WITHHELD, words_of
from neglect_triage.fairness.audit import areas_as_declared, audit_run
from neglect_triage.fairness.page import fairness_page
from neglect_triage.fairness.summary import asked_lines
from neglect_triage.models.capacity import highest
from neglect_triage.models.evaluation.scores import MODEL
from neglect_triage.params import Audit
from tests.explain.small_run import VOCABULARY
from tests.fairness.small_audit import small_audit, small_test
from tests.fairness.test_further_page import FOUND
from tests.models.worlds import CATALOGUE


def test_the_share_that_is_looked_at_is_that_of_review_units() -> None:
    about = small_audit()["about"]
    rows, _ = small_test()
    assert about["review_units"] == rows["review_unit"].nunique()
    assert about["review_units_flagged"] == math.floor(0.1 * about["review_units"])
    assert "ethnicity" in about["not_recorded"]


def test_where_scores_tie_at_the_capacity_the_rates_at_exactly_the_capacity_stand_beside() -> None:
    test, groups = small_test()
    tied = test.assign(**{MODEL: test[MODEL].round()})
    found = audit_run(tied, groups, Audit(capacity=0.1, draws=20, seed=3), intervals=True)
    about, exactly = found["about"], found["exactly"]
    assert about["review_units_asked"] == math.floor(0.1 * about["review_units"]) < about["review_units_flagged"]
    share = highest(tied[MODEL].to_numpy(), 0.1, tied["review_unit"].to_numpy()).chance.mean()
    assert exactly["all"]["selection_rate"]["value"] == pytest.approx(share, abs=1e-4)
    assert exactly["all"]["selection_rate"]["value"] < found["all"]["figures"]["selection_rate"]["value"]
    assert [line["name"] for line in exactly["groups"]["sex"]] == [line["name"] for line in found["groups"]["sex"]]
    words = fairness_page(found | FOUND, CATALOGUE, VOCABULARY, True, [])
    assert f"That is {about['review_units_flagged']:,} for the {about['review_units_asked']:,} asked for" in words
    assert "At exactly the capacity" in words
    assert asked_lines(found)
    assert not small_audit()["exactly"]
    assert not asked_lines(small_audit())


def test_the_reference_is_the_stated_one_and_the_largest_where_none_can_be() -> None:
    found = small_audit()
    assert found["references"] == {"sex": "male", "deprivation_quintile": "1", "source": "school"}
    assert set(found["together"]) == {"people", "records"}


def test_an_area_that_nobody_declared_is_not_named_in_messages() -> None:
    found = small_audit()
    lines = [
        {**line, "name": name} for line, name in zip(found["groups"]["sex"], ("north", "Amelia Smith", "unknown"), strict=True)
    ]
    found = {**found, "groups": {"sex": found["groups"]["sex"], "area": lines}}
    areas = areas_as_declared(found, words_of(["north"]))
    assert list(areas.values()) == ["north", WITHHELD, "unknown"]
