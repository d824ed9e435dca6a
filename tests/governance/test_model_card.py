"""The model card is filled from the run: every figure with its denominator and interval, and its limits said plainly."""

from __future__ import annotations

import re
from typing import Any

from neglect_triage.governance.model_card import LIMITS, OUT_OF_SCOPE, card
from neglect_triage.pages.render import page
from tests.explain.small_run import VOCABULARY, small_params
from tests.explain.test_contact_page import text_of
from tests.governance.run_facts import run_facts, stratum


def text(**more: Any) -> str:
    return text_of(page("model_card.html", **card(run_facts(**more), small_params(), VOCABULARY)))


def test_what_is_said_first_is_whether_the_model_beats_the_local_rule() -> None:
    shown = text()
    assert shown.index("The model ranks better than the local rule") < shown.index("What it is for")


def test_every_use_that_is_out_of_scope_and_every_limit_stands_on_the_card() -> None:
    shown = text()
    assert all(line in shown for line in (*OUT_OF_SCOPE, *LIMITS))


def test_the_united_kingdoms_own_precedent_stands_with_its_source() -> None:
    shown = text()
    assert "None of its eight models reached the 65 % precision" in shown
    assert "These figures are from a secondary source" in shown


def test_the_label_is_said_with_what_it_leaves_out() -> None:
    shown = text()
    assert "a child protection plan that names neglect" in shown
    assert "That counts what was recorded and done, not what children lived through." in shown


def test_figures_stand_with_their_denominators_and_intervals() -> None:
    shown = text()
    assert "183 of 3,842 contacts were followed by the outcome (2,708 children, 1,509 families)." in shown
    assert "0.700 (0.645 to 0.753)" in shown
    assert "set by a rule 25 25.0%" in shown


def test_the_model_stands_beside_the_rule_and_capacities_stand_in_their_order() -> None:
    tables = card(run_facts(), small_params(), VOCABULARY)["strata"][0]["tables"]
    assert [way for way, _ in tables[0]["rows"]] == ["model", "local rule", "logistic regression"]
    assert tables[1]["columns"] == ["5%", "10%", "Own share"]


def test_a_stratum_that_cannot_be_evaluated_says_why() -> None:
    assert "Not estimable: one label." in text()


def test_a_suspected_leak_is_a_warning() -> None:
    tripped = {"threshold": 0.9, "tripped": [{"way": "model"}], "sentences": ["SUSPECTED LEAK: model reaches an AUC of 0.970."]}
    evaluation = run_facts().evaluation | {"leak_alarm": tripped}
    assert "SUSPECTED LEAK: model reaches an AUC of 0.970." in text(evaluation=evaluation)
    assert "SUSPECTED LEAK" not in text()


def test_families_that_are_not_known_leave_no_interval() -> None:
    shown = text(families={"families": 12, "intervals_estimable": False, "largest_share_of_points": 0.1})
    assert "intervals cannot be estimated" in shown


def test_no_figure_stands_on_the_card_without_a_run() -> None:
    typed = {number for line in (*OUT_OF_SCOPE, *LIMITS) for number in re.findall(r"\d+", line)}
    assert typed == set()


def test_records_of_real_people_are_not_called_simulated() -> None:
    about = run_facts().about | {"synthetic": False}
    shown = text(about=about)
    assert "These records are of real people, under pseudonyms." in shown
    assert VOCABULARY.synthetic not in shown


def test_small_stratum_without_differences_is_shown_without_that_table() -> None:
    bare = stratum() | {"differences": {}, "at_rule_share": None}
    evaluation = run_facts().evaluation | {"strata": {"headline": bare}}
    assert "How far the model's AUC lies above" not in text(evaluation=evaluation)
