"""Label bias: what the recorded label misses in each group, on contacts few enough to count by hand and many enough to tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.fairness.characteristics import groups_of_vocabulary
from neglect_triage.simulate.calibration import published
from neglect_triage.study.label_bias import FALSE, FLAGGED, NEGLECTED, RECALL, label_bias
from neglect_triage.study.world_page import NO_GAP, label_bias_parts, world_page
from tests.explain.test_contact_page import text_of
from tests.governance.study_facts import small_calibration, small_study
from tests.models.worlds import EVALUATE

NUMBER = 800
LABELS = groups_of_vocabulary(load_vocabulary())


def found(missed_of_disabled: float = 0.8, intervals: bool = True) -> dict[str, Any]:
    """Half of the children are neglected and a quarter disabled; others' neglect is recorded four times in five."""
    place = np.arange(NUMBER)
    neglected, disabled = place % 2 == 0, place % 4 >= 2
    turn = place // 4 % 10 / 10
    stepped = neglected & (turn >= np.where(disabled, missed_of_disabled, 0.2))
    contacts = pd.DataFrame({"child_id": place.astype(str), "as_of": pd.Timestamp("2022-01-01"), "family": place})
    contacts = contacts.assign(label=stepped.astype(float), attention=neglected & ~disabled)
    truth = contacts[["child_id"]].assign(date=contacts["as_of"], neglect_follows=pd.array(neglected, dtype="boolean"))
    truth = pd.concat([truth, truth.tail(1).assign(child_id="another")], ignore_index=True)
    few = place < 20
    groups = {
        "disability": {"no": ~disabled, "yes": disabled},
        "sex": {"male": ~few, "female": few},
        "area": {"north": few, "south": ~few},
    }
    return label_bias(contacts, truth, groups, LABELS, EVALUATE, intervals)


def rows(of: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    return {row["group"]: row for row in of["groups"][name]}


def test_shares_of_a_group_are_those_that_anybody_would_count() -> None:
    of = found()
    assert (of["contacts"], of["families"], of["neglected"]) == (NUMBER, NUMBER, NUMBER // 2)
    disabled = rows(of, "disability")["yes"]
    assert (disabled["contacts"], disabled["neglected"]) == (NUMBER // 2, NUMBER // 4)
    values = {figure: stated["value"] for figure, stated in disabled["figures"].items()}
    assert values == {NEGLECTED: 0.5, RECALL: pytest.approx(0.2), FALSE: 0.0, FLAGGED: 0.0}
    assert disabled["apart"][RECALL]["value"] == pytest.approx(-0.6)
    assert disabled["apart"][RECALL]["high"] < 0
    assert rows(of, "disability")["no"]["apart"][RECALL] == {"value": None, "low": None, "high": None}


def test_the_groups_of_each_characteristic_add_up_and_the_sum_is_on_the_page() -> None:
    of = found()
    account = of["accounts"]["sex"]
    assert (account["points"], account["groups"], account["none"]) == (NUMBER, {"male": NUMBER - 20, "female": 20}, 0)
    sums = [part["sum"] for part in label_bias_parts(of)]
    assert f"{NUMBER} contacts = {NUMBER - 20} Male + 20 Female + 0 in no group." in sums


def test_a_group_that_is_too_small_has_counts_and_no_share() -> None:
    few = rows(found(), "sex")["female"]
    assert few["contacts"] == 20
    assert few["figures"] == {}
    assert few["apart"][RECALL]["value"] is None


def test_a_contact_whose_year_is_not_over_has_no_truth_and_is_left_out() -> None:
    contacts = pd.DataFrame({"child_id": ["a", "b"], "as_of": pd.Timestamp("2022-01-01"), "family": [0, 1]})
    contacts = contacts.assign(label=1.0, attention=True)
    truth = contacts[["child_id"]].assign(date=contacts["as_of"], neglect_follows=pd.array([True, None], dtype="boolean"))
    of = label_bias(contacts, truth, {"sex": {"male": np.array([True, True])}}, LABELS, EVALUATE, intervals=False)
    assert (of["contacts"], of["left_out"], of["neglected"]) == (1, 1, 1)
    of = label_bias(contacts, truth[:1], {"sex": {"male": np.array([True, True])}}, LABELS, EVALUATE, intervals=False)
    assert (of["contacts"], of["left_out"]) == (1, 1), "whether its truth is unknown or absent"


def test_without_families_there_are_shares_and_no_intervals() -> None:
    disabled = rows(found(intervals=False), "disability")["yes"]
    assert disabled["apart"][RECALL] == {"value": pytest.approx(-0.6), "low": None, "high": None}


def test_words_say_who_is_further_behind_and_only_where_chance_does_not_explain_it() -> None:
    parts = {part["title"]: part for part in label_bias_parts(found())}
    words = parts["Disability"]["gaps"]
    assert len(words) == 2
    assert words[0].startswith("Recorded: of contacts about children neglected in truth, 20.0 %")
    assert "fewer than of None recorded, with 80.0 %" in words[0]
    assert parts["Sex"]["gaps"] == [NO_GAP]
    even = {part["title"]: part for part in label_bias_parts(found(missed_of_disabled=0.2))}
    assert not [line for line in even["Disability"]["gaps"] if "step-up" in line]


def test_the_page_of_the_world_holds_every_group_and_only_the_characteristics_that_are_told() -> None:
    html = world_page(small_study(), small_calibration(), published(), load_vocabulary(), found())
    shown = text_of(html)
    assert "Whose neglect the label misses" in shown
    assert "Disability: the recorded label and the model beside neglect in truth" in shown
    assert "None recorded (the others are compared with it)" in shown
    assert "north" not in shown
    assert "Whose neglect" not in world_page(small_study(), small_calibration(), published(), load_vocabulary())
