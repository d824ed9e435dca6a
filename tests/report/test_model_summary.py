"""How the model was fitted and what its band brings is told from the run's files, and never for a group of few families."""

from __future__ import annotations

from typing import Any

import pytest

from neglect_triage.models.calibration import LOGISTIC
from neglect_triage.models.comparators.boosted import BOOSTED
from neglect_triage.models.comparators.boosting_machine import BOOSTING_MACHINE
from neglect_triage.models.comparators.logistic import LOGISTIC as LOGISTIC_REGRESSION
from neglect_triage.models.comparators.registry import comparators_of
from neglect_triage.report.model_summary import FEW, model_summary
from tests.explain.small_run import VOCABULARY
from tests.explain.test_contact_page import text_of
from tests.governance.model_facts import small_model_files, small_page

TRAIN = small_model_files()["manifest"]["train"]


def fitted(**changes: dict[str, Any]) -> str:
    model_files = small_model_files()
    given = model_files | {name: model_files[name] | each for name, each in changes.items()}
    return " ".join(model_summary(given, VOCABULARY)["fitted"])


def test_another_field_is_told_of_its_own_units() -> None:
    nouns = VOCABULARY.nouns.model_copy(update={"family": "household", "families": "households"})
    found = model_summary(small_model_files(), VOCABULARY.model_copy(update={"nouns": nouns}))
    assert "of 700 households;" in found["fitted"][0]
    assert "famil" not in str([found["fitted"], found["mix"]])


def mix_of(by: str) -> list[tuple[str, ...]]:
    found = {one["by"]: one["rows"] for one in model_summary(small_model_files(), VOCABULARY)["mix"]}
    return list(found[by])


def test_what_it_was_fitted_on_is_on_the_page() -> None:
    shown = text_of(small_page())
    assert "fitted on 2,000 contacts of 700 families; 140 were followed by a recorded step-up for neglect" in shown
    assert "Of 40 stated 95 % intervals, 80 in 100 held what was found later; 77 in 100 would" in shown


def test_ties_at_the_start_of_the_band_are_counted_on_the_page() -> None:
    shown = text_of(small_page())
    assert "Calibration period: 34 contacts have exactly the score at which the band starts. All of them are in it" in shown
    assert "Test period: 1 contact" not in shown


def test_the_groups_of_the_band_add_up_to_all_points() -> None:
    shown = text_of(small_page())
    assert "Test period: 50 contacts = 20 under 1 + 30 not known + 0 in no group." in shown
    assert "Calibration period: 50 contacts = 49 north + 1 in no group." in shown
    gp, school = (VOCABULARY.words["agency"][name] for name in ("gp", "school"))
    assert f"50 contacts = 50 {gp} + 3 {school} + 0 in no group - 3 that count in a further group." in shown


def test_few_families_with_the_outcome_are_owned_up_to() -> None:
    assert "too few families" not in fitted()
    assert "too few families" in fitted(calibration={"method": LOGISTIC})


def test_intervals_that_could_not_be_checked_are_not_spoken_of() -> None:
    assert "intervals" not in fitted(checks={"coverage": None})


def test_another_way_has_no_choices_of_trees_and_is_not_among_what_it_is_measured_beside() -> None:
    assert "rounds" not in fitted(manifest={"train": TRAIN | {"way": "logistic"}})
    given = small_model_files()
    beside = model_summary(given | {"manifest": given["manifest"] | {"train": TRAIN | {"way": "ebm"}}}, VOCABULARY)["beside"]
    names = [name for name, _, _ in beside]
    assert {BOOSTED, LOGISTIC_REGRESSION} <= set(names)
    assert BOOSTING_MACHINE not in names


def test_a_calibration_of_the_latest_year_is_said_to_be_one() -> None:
    assert "latest year" not in fitted()
    assert "They are of the latest year." in fitted(manifest={"train": TRAIN | {"calibration": "latest_year"}})


def test_choices_are_told_as_stated_or_as_tuned() -> None:
    assert "stated beforehand, not tuned: rounds 200" in fitted()
    tuned = {"trials": 15, "folds": "rolling origins, other families"}
    assert "the best of 15 trials (rolling origins, other families): rounds 200" in fitted(tuning=tuned)


def test_how_each_comparator_was_made_is_told() -> None:
    assert all(
        comparator.description.format_map(VOCABULARY.nouns.model_dump()) in text_of(small_page())
        for comparator in comparators_of("boosted")
    )


def test_a_comparator_that_could_not_be_fitted_is_owned_up_to() -> None:
    model_files = small_model_files()
    model_files["checks"]["not_estimable"] = [BOOSTING_MACHINE]
    words = {name: missing for name, _, missing in model_summary(model_files, VOCABULARY)["beside"]}
    assert [name for name, missing in words.items() if missing] == [BOOSTING_MACHINE]


def test_each_period_and_band_has_its_volume() -> None:
    rows = model_summary(small_model_files(), VOCABULARY)["volume"]
    assert [row[:2] for row in rows[:3]] == [
        ("Calibration period", "attention"),
        ("Calibration period", "not in attention"),
        ("Calibration period", "too little history"),
    ]
    assert rows[0][2:] == ("1,200", "10.0 %", "12.0", "8.0", "20.0")
    assert len(rows) == 6


def test_ages_come_in_their_order() -> None:
    assert [row[0] for row in mix_of("Age")] == ["under 1", "5 to 9", "16 and over", "not known"]


def test_a_source_is_called_as_on_the_other_pages() -> None:
    assert [row[0] for row in mix_of("Who made the contact")] == [VOCABULARY.words["agency"]["gp"]]


@pytest.mark.parametrize(("area", "shares"), [("north", ("12 %", "13 %")), ("island", (FEW.format(families="families"),) * 2)])
def test_a_group_of_few_families_has_no_figure(area: str, shares: tuple[str, ...]) -> None:
    assert (area, *shares) in mix_of("Area")
