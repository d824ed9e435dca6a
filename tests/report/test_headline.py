"""The headline: few figures, by names that people know, each as the pages quote it, and nothing that git must not carry."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from dvc.compare import show_metrics

from neglect_triage.disclosure.rounding import count
from neglect_triage.fairness.summary import names_of, worse_off
from neglect_triage.models.evaluation.operating_points import operating_points
from neglect_triage.models.evaluation.scores import MODEL
from neglect_triage.report.headline import MEANS, as_it_may_leave, headline, values
from tests.explain.small_run import VOCABULARY
from tests.fairness.small_audit import small_audit
from tests.governance.evaluation_facts import small_found

EVALUATION: dict[str, Any] = small_found().evaluation
AUDIT = small_audit()
OPENED = {"pages": 40, "due": {"chosen by the page": {"value": 0.7689, "low": 0.7, "high": 0.8}}}
WORLD = {"true_records": {"first": {"due": OPENED}}}
NO_WORLD = {"study": "not estimable"}
FIGURES = headline(EVALUATION, AUDIT, WORLD, VOCABULARY)


GUIDE = Path(__file__).resolve().parents[2] / "docs/reference/metrics.md"


def gap_of(audit: dict[str, Any]) -> Any:
    return headline(EVALUATION, audit, WORLD, VOCABULARY)["gap"]


def audit_with(differences: dict[str, tuple[float, bool]]) -> dict[str, Any]:
    """The audit in which women differ from men by these gaps, which hold or not, and nobody else does."""
    audit = copy.deepcopy(AUDIT)
    for lines in audit["groups"].values():
        for line in lines:
            for gap in line["differences"].values():
                gap |= {"differs": False, "alone": False}
    (female,) = (line for line in audit["groups"]["sex"] if line["name"] == "female")
    for name, (size, holds) in differences.items():
        female["differences"][name] |= {"value": size, "low": size - 0.05, "high": size + 0.05, "differs": holds}
    return audit


def test_each_has_a_meaning() -> None:
    assert list(FIGURES) == list(MEANS)


def test_dvc_prints_them_in_fewer_than_a_hundred_columns(capsys: pytest.CaptureFixture[str]) -> None:
    show_metrics({"workspace": {"data": {"data/metrics.json": {"data": as_it_may_leave(FIGURES, EVALUATION)}}}})
    heads, figures = capsys.readouterr().out.splitlines()
    assert heads.split() == ["Path", *sorted(MEANS)]
    assert max(len(heads), len(figures)) < 100


def test_outcomes_that_nobody_told_apart_are_no_number() -> None:
    """Where a project brings its own labels, nothing says which contacts share an outcome."""
    own = copy.deepcopy(EVALUATION)
    own["details"]["weekly"]["outcomes"] = None
    assert headline(own, AUDIT, WORLD, VOCABULARY)["outcomes"] is None


def test_the_guide_says_what_each_is() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == list(MEANS.items())


def test_precision_and_recall_are_those_of_the_weekly_capacity_that_every_page_quotes() -> None:
    first = operating_points(EVALUATION)[0].ways[MODEL]
    for name in ("precision", "recall"):
        assert FIGURES[name]["value"] == first[name]["value"]
        assert FIGURES[name]["low"] == first[name]["low"]


def test_the_others_are_those_of_the_evaluation() -> None:
    stratum, details = EVALUATION["strata"]["headline"], EVALUATION["details"]
    shown = values(FIGURES)
    assert shown["auc"] == stratum["ways"][MODEL]["auc"]["value"]
    assert shown["gain"] == stratum["at_rule_share"]["gain in recall"]["value"]
    assert shown["slope"] == details["agreement"]["slope"]["value"]
    assert shown["outcomes"] == details["weekly"]["outcomes"]["outcomes"]


def test_of_several_strata_the_largest_speaks() -> None:
    both = copy.deepcopy(EVALUATION)
    small = copy.deepcopy(both["strata"]["headline"])
    small["counts"]["points"] = 1
    small["ways"][MODEL]["auc"]["value"] = 0.1
    both["strata"]["another"], both["headline"] = small, ["another", "headline"]
    assert values(headline(both, AUDIT, WORLD, VOCABULARY))["auc"] == values(FIGURES)["auc"]


def test_the_largest_gap_is_that_of_a_rate_which_holds_for_the_worse() -> None:
    held = audit_with({"recall": (-0.25, True), "false_positive_rate": (0.1, True), "precision": (-0.4, False)})
    assert len(list(worse_off(held, names_of(VOCABULARY).titles))) == 2
    assert gap_of(held)["value"] == 0.25
    assert gap_of(held)["low"] == pytest.approx(0.2)


def test_a_gap_for_the_better_is_none_and_where_none_holds_it_is_zero() -> None:
    assert gap_of(audit_with({"recall": (0.25, True)}))["value"] == 0
    assert gap_of(audit_with({"recall": (-0.25, False)}))["value"] == 0


def test_where_no_gap_could_be_compared_there_is_none() -> None:
    nobody = audit_with({})
    nobody["together"] = {"people": {"comparisons": 0, "differ": 0}}
    assert gap_of(nobody)["value"] is None


def test_evidence_precision_is_what_care_accounts_for_and_unknown_without_a_truth() -> None:
    assert FIGURES["evidence"]["value"] == 0.7689
    for world in (NO_WORLD, {"true_records": "not estimable"}, {"true_records": {"first": {"due": {"pages": 0}}}}):
        assert values(headline(EVALUATION, AUDIT, world, VOCABULARY))["evidence"] is None


def test_a_run_that_cannot_be_evaluated_has_no_figure_but_the_gap_that_was_looked_for() -> None:
    counts = EVALUATION["details"]["counts"] | {"positives": 0, "positive_families": 0}
    none = EVALUATION | {
        "strata": {"headline": {"counts": counts, "note": "not estimable"}},
        "details": {"counts": counts, "note": "not estimable"},
    }
    found = headline(none, AUDIT, NO_WORLD, VOCABULARY)
    assert [name for name, value in values(found).items() if value is not None] == ["gap"]
    assert as_it_may_leave(found, none)["auc"] is None


def test_what_git_carries_is_rounded_as_any_release_is() -> None:
    left = as_it_may_leave(FIGURES, EVALUATION)
    assert list(left) == list(MEANS)
    assert left["outcomes"] == count(FIGURES["outcomes"])
    of = FIGURES["precision"]["of"]
    assert left["precision"] is None or abs(left["precision"] - FIGURES["precision"]["value"]) <= 10 / of + 1e-9
    assert left["evidence"] == 0.7689


def test_few_families_leave_no_estimate_and_a_small_count_no_number() -> None:
    few = copy.deepcopy(EVALUATION)
    few["details"]["counts"] |= {"positive_families": 9, "positives": 4}
    few["details"]["weekly"]["outcomes"]["outcomes"] = 4
    left = as_it_may_leave(headline(few, AUDIT, WORLD, VOCABULARY), few)
    assert [left[name] for name in ("auc", "precision", "recall", "gain", "slope", "outcomes")] == [None] * 6
