"""The evaluation page says all that was found, each figure with its interval and denominator, or that it is not estimable."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.report.evaluation_page import Found, evaluation_page
from neglect_triage.wording.estimates import number
from tests.explain.test_contact_page import text_of
from tests.governance.evaluation_facts import small_found, small_world

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = load_vocabulary()
FOUND = small_found()


def shown(found: Found = FOUND) -> str:
    return text_of(evaluation_page(found, VOCABULARY))


def changed(**evaluation: Any) -> Found:
    return replace(FOUND, evaluation=FOUND.evaluation | evaluation)


TEXT = shown()
HEADLINE = FOUND.evaluation["strata"]["headline"]


def test_what_must_be_said_first_is_said_first() -> None:
    assert TEXT.index("In short") < TEXT.index("weekly capacity") < TEXT.index(FOUND.evaluation["summary"][0])
    leak = shown(changed(leak_alarm=FOUND.evaluation["leak_alarm"] | {"tripped": [HEADLINE["ways"]["model"]["auc"]]}))
    assert leak.index(FOUND.evaluation["summary"][0]) < leak.index("In short")


@pytest.mark.parametrize("way", list(HEADLINE["ways"]))
def test_every_way_of_scoring_stands_with_its_area_and_interval(way: str) -> None:
    assert f"{way[0].upper()}{way[1:]} {number(HEADLINE['ways'][way]['auc'])}" in TEXT


def test_from_too_few_families_nothing_is_said_in_short_but_that() -> None:
    details = FOUND.evaluation["details"] | {"enough_families": False}
    few = shown(changed(details=details))
    short = few[few.rindex("In short") : few.rindex("How to read the figures")]
    assert "not estimable, because fewer than 30 families, or fewer than 10 with the outcome, are in the test period" in short
    assert "highest of every week" not in short


def test_the_groups_add_up_to_all_points() -> None:
    details = FOUND.evaluation["details"]
    account = details["groups"]["age"]["account"]
    assert sum(account["groups"].values()) + account["none"] == account["points"] == details["counts"]["points"]
    assert f"By age: {account['points']:,} contacts = " in TEXT


def test_the_denominators_are_given() -> None:
    counts = FOUND.evaluation["details"]["counts"]
    assert f"{counts['points']} contacts about {counts['people']} children of {counts['families']} families" in TEXT


def test_no_number_is_missing_in_silence() -> None:
    assert "nan" not in TEXT.lower().split()
    assert not re.search(r"\bNone\b(?! of|:)", TEXT)
    json.dumps([FOUND.evaluation, FOUND.sensitivity], allow_nan=False)


def test_agencies_and_labels_are_named_in_words() -> None:
    assert "A child protection plan that names neglect" in TEXT
    assert "A child protection plan of any category" in TEXT
    assert "label: " not in TEXT.lower()


def test_the_outcome_is_not_taken_for_neglect_and_silence_not_for_reassurance() -> None:
    assert "a recorded step-up for neglect: what was recorded and done, not what children lived through." in TEXT
    assert "no evidence that needs are met" in TEXT


def test_every_kind_of_sensitivity_is_there() -> None:
    for caption in ("Another label", "Fewer records", "could be read later", "Only those who stayed", "The learning curve"):
        assert caption in TEXT
    assert "90 by 18th birthday, 0 by death" in TEXT
    assert "Fitted on 2 other draws of families" in TEXT
    assert "×0.90; 1.0 % change band (40)" in TEXT


def test_a_choice_that_nobody_was_followed_for_has_no_row_and_is_named() -> None:
    before, named = TEXT.split("Not fitted, because one half of the families has too few")
    assert "within 730 days" not in before
    assert "within 730 days" in named.split(".")[0]


def test_published_figures_stand_with_unit_label_prevalence_and_source() -> None:
    assert "Published figures for other labels and places: context, not a benchmark" in TEXT
    assert "None of the eight reached the 65 % precision agreed beforehand." in TEXT
    assert "13 % of those screened in" in TEXT


def test_another_field_is_not_shown_figures_about_children() -> None:
    of_students = load_vocabulary(ROOT / "examples/oulad/vocabulary.yaml")
    text = text_of(evaluation_page(FOUND, of_students))
    assert "Published figures" not in text
    assert "neglect" not in text.replace("neglect-triage", "").replace("names neglect", "")
    assert "samples of whole students" in text
    assert "Review unit What people look at together: a student's prediction points of one day count once." in text


def test_a_check_that_failed_stands_with_the_reason_why_the_run_went_on() -> None:
    check = {"name": "x", "asks": "Is it so?", "verdict": "fail", "evidence": "It is not.", "accepted": "It cannot be helped."}
    assert "Is it so? fail, accepted It is not. It cannot be helped." in shown(replace(FOUND, checks=[check]))


def test_a_suspected_leak_is_a_warning_and_a_small_stratum_is_said_to_be_small() -> None:
    alarm = {"threshold": 0.9, "tripped": [{}], "too_small_to_tell": ["open work"], "sentences": ["SUSPECTED LEAK: x."]}
    text = shown(changed(leak_alarm=alarm))
    assert "SUSPECTED LEAK: x." in text
    assert "Too few families to tell: open work." in text
    assert "SUSPECTED LEAK" not in TEXT


def test_without_families_no_interval_is_promised() -> None:
    assert "no interval can be estimated" in shown(changed(intervals_estimable=False))


def test_labels_of_one_kind_leave_a_page_that_says_so() -> None:
    counts = FOUND.evaluation["details"]["counts"]
    note = "not estimable: all test points of this stratum have the same label"
    bare = changed(details={"counts": counts, "note": note}, strata={"headline": {"counts": counts, "note": note}})
    text = shown(bare)
    assert "Not estimable: all test points of this stratum have the same label." in text
    assert "Is a second look worth it?" not in text


def test_pictures_stand_in_the_page_with_words_in_their_place() -> None:
    page = evaluation_page(FOUND, VOCABULARY)
    assert page.count('src="data:image/svg+xml;base64,') == 2
    assert 'alt="ROC curves of every way of scoring; the table holds their areas"' in page


def test_a_simpler_way_that_is_as_good_is_recommended() -> None:
    as_good = {"value": 0.001, "low": -0.01, "high": 0.02}
    stratum = HEADLINE | {"differences": HEADLINE["differences"] | {"logistic regression": as_good}}
    assert "simpler, and as good in this run: logistic regression (model's AUC above it by +0.001 (-0.010 to +0.020))" in shown(
        changed(strata={"headline": stratum})
    )
    better = {"value": 0.1, "low": 0.05, "high": 0.2}
    stratum = HEADLINE | {"differences": dict.fromkeys(HEADLINE["differences"], better)}
    assert "simpler, and as good" not in shown(changed(strata={"headline": stratum}))


def test_the_world_of_these_tests_has_both_decisions() -> None:
    points, _ = small_world()
    assert points["taken_forward"].nunique() == 2
