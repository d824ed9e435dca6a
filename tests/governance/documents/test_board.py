"""The board's page: what is compared, for whom it is worse, what is blank and what was decided, each from the run."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from neglect_triage.fairness.summary import in_brief, names_of
from neglect_triage.files import sha256
from neglect_triage.governance.approvals import decide, decision_about
from neglect_triage.governance.documents.blanks import Answer, Governance
from neglect_triage.governance.documents.content import written
from neglect_triage.models.design_checks import POLICY, QUESTIONS
from neglect_triage.wording.board import decision_sentences
from neglect_triage.wording.estimates import in_100
from tests.explain.small_run import VOCABULARY
from tests.governance.documents.made import BLANK, made, shown, small_audit, text
from tests.governance.evaluation_facts import small_found

ALL = len(Governance.model_fields)


def test_no_figure_is_typed_into_the_page() -> None:
    words = json.dumps(written("board").model_dump(), ensure_ascii=False)
    assert set(re.findall(r"\d+", re.sub(r"\{\w+\}", "", words))) <= {"95", "100"}


def test_it_counts_what_is_blank_here_and_in_all() -> None:
    assert f"{ALL} of {ALL} entries that only the organisation can fill in are blank" in shown("board")
    answered = BLANK | {"lawful_basis": Answer("lawful_basis", "Lawful basis", "data protection officer", "Article 6(1)(e).")}
    assert f"{ALL - 1} of {ALL} entries" in text("board", answered)
    assert len(made("board", answered).open) == len(made("board").open) - 1


def test_the_comparison_is_made_at_the_hubs_own_capacity() -> None:
    (table,) = next(part.tables for part in made("board", evaluation=small_found().evaluation).parts if part.id == "capacity")
    assert table.caption.startswith("At the Front Door's weekly capacity (the 10 highest of every week): ")
    assert [row[0] for row in table.rows][:3] == ["model", "logistic regression", "local rule"]
    found = small_found().evaluation["details"]["weekly"]["ways"]["model"]
    assert table.rows[0][1:] == [in_100(found["precision"]), in_100(found["recall"])]


def test_without_figures_it_says_that_too_few_were_followed() -> None:
    evaluation = small_found().evaluation
    few = evaluation | {"details": evaluation["details"] | {"enough_families": False}}
    assert "Too few contacts were followed by the outcome to say what it finds." in text("board", evaluation=few)


def test_the_largest_gap_and_the_groups_that_are_too_small_are_told() -> None:
    page = text("board", audit=small_audit())
    for line in in_brief(small_audit(), names_of(VOCABULARY)):
        assert line in page
    assert "too small to tell" in page
    assert "Not measured in this run" in shown("board")


@pytest.mark.parametrize(
    ("verdict", "says"), [("fail", "How it does under another policy than it learnt from. Family Help."), ("pass", None)]
)
def test_a_change_of_policy_between_training_and_test_is_told(verdict: str, says: str | None) -> None:
    checks = {name: {"name": name, "asks": "?", "verdict": "pass", "evidence": "", "accepted": ""} for name in QUESTIONS}
    checks[POLICY] |= {"verdict": verdict, "evidence": "Family Help."}
    page = text("board", design=list(checks.values()))
    assert (says in page) if says else "Family Help." not in page


@pytest.mark.parametrize(
    ("decision", "conditions", "lines"),
    [
        ("approved", [], ["Approved without conditions on 3 March 2026 (chair of the board)."]),
        (
            "approved-with-conditions",
            ["Review after six months."],
            ["Approved with conditions on 3 March 2026 (chair of the board).", "Condition: Review after six months."],
        ),
        ("refused", ["No owner."], ["Refused on 3 March 2026 (chair of the board).", "Reason: No owner."]),
    ],
)
def test_what_was_decided_is_told_with_its_conditions(decision: str, conditions: list[str], lines: list[str]) -> None:
    assert decision_sentences(decision, "chair of the board", "2026-03-03T10:00:00+00:00", conditions) == lines
    assert all(line in text("board", decided=lines) for line in lines)


def test_the_last_decision_about_this_model_is_the_one_that_counts(tmp_path: Path) -> None:
    log, model = tmp_path / "approvals.jsonl", tmp_path / "model"
    model.mkdir()
    assert decision_about(model, log) is None
    (model / "manifest.json").write_text("{}", encoding="utf-8")
    assert decision_about(model, log) is None
    own = {"model": {"manifest": sha256(model / "manifest.json")}}
    for seen, decision in ((own, "refused"), (own, "approved"), ({"model": {"manifest": "0"}}, "refused")):
        decide(log, seen, decision, "chair", "ab", [], dt.datetime(2026, 3, 3, tzinfo=dt.UTC))  # type: ignore[arg-type]
    found = decision_about(model, log)
    assert found is not None
    assert found["decision"] == "approved"
