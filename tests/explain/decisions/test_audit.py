"""The figures of the audit: they add up, none is small, and nothing is counted twice or lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.disclosure.tables import ALL
from neglect_triage.explain.decisions.audit import NO_DECISIONS, audit, audit_decisions, hidden_kinds
from tests.explain.decisions.small_audit import DAY, DEFINITIONS, SETTINGS, contact, drawn_lines, figures_of
from tests.explain.small_run import VOCABULARY, chronology, event, small_params, small_tables

ROWS = drawn_lines(700)
FIGURES = figures_of(ROWS)
KNOWN = ("hub", "partners", "neither")


def cells(node: Any) -> list[dict[str, Any]]:
    """Every count of the figures, with what it is of."""
    if isinstance(node, dict):
        own = [node] if "count" in node else []
        return own + [cell for value in node.values() for cell in cells(value)]
    return [cell for value in node for cell in cells(value)] if isinstance(node, list) else []


def test_without_a_recorded_decision_there_is_nothing_to_audit() -> None:
    rows = drawn_lines(50).assign(decided=pd.Series(None, dtype="str"))
    assert figures_of(rows) == {"note": NO_DECISIONS}


@settings(max_examples=5)
@given(number=st.integers(1, 400), seed=st.integers(0, 99))
def test_decisions_and_kinds_of_knowledge_add_up_to_all_contacts(number: int, seed: int) -> None:
    rows = drawn_lines(number, seed)
    figures = figures_of(rows)
    assert figures["contacts"] == number
    for row in figures["decided"]:
        parts = [row[known]["count"] for known in KNOWN]
        if None not in parts and row["all"]["count"] is not None:
            assert sum(parts) == row["all"]["count"]
    columns = [row["all"]["count"] for row in figures["decided"]]
    if None not in columns:
        assert sum(columns) == number


@settings(max_examples=5)
@given(number=st.integers(1, 400), seed=st.integers(0, 99))
def test_no_count_of_one_to_five_is_told_nor_a_share_of_few(number: int, seed: int) -> None:
    for cell in cells(figures_of(drawn_lines(number, seed))):
        assert cell["count"] is None or not 1 <= cell["count"] <= 5
        if cell["of"] is not None:
            assert not 1 <= cell["of"] <= 5
            assert not 1 <= cell["of"] - cell["count"] <= 5
        if cell["share"] is not None:
            assert cell["of"] >= 30
            assert cell["share"]["value"] == pytest.approx(cell["count"] / cell["of"], abs=1e-4)


@settings(max_examples=5)
@given(number=st.integers(1, 400), seed=st.integers(0, 99))
def test_the_fair_comparison_and_those_passed_on_add_up_to_all_that_were_decided(number: int, seed: int) -> None:
    rows = drawn_lines(number, seed)
    figures = figures_of(rows)
    decided = {row["name"]: row for row in figures["decided"]}
    for known in (*KNOWN, "all"):
        fair, passed_on = figures["fair"][known], decided["passed on"][known]
        if fair["of"] is not None:
            assert fair["of"] + passed_on["count"] == passed_on["of"]
            assert fair["count"] == decided["closed"][known]["count"]
        if passed_on["count"] is None or decided["closed"][known]["count"] is None:
            assert fair["of"] is None  # else what another table hides could be told by subtraction


def test_contacts_without_a_decision_are_in_no_comparison() -> None:
    rows = drawn_lines(700)
    rows.loc[:99, "decided"] = None
    fair = figures_of(rows)["fair"]["all"]
    assert fair["of"] == (rows["decided"].notna() & (rows["decided"] != "passed on")).sum()


def test_groups_add_up_to_the_contacts_that_were_decided_on_and_not_passed_on() -> None:
    rows, figures = ROWS[ROWS["decided"].notna() & (ROWS["decided"] != "passed on")], FIGURES
    for group in figures["groups"]:
        given = [row[known] for row in group["groups"] for known in group["of"]]
        if all(cell["of"] is not None for cell in given):
            chosen = rows["knowledge"].isin(group["of"]) | (group["of"] == ["all"])
            assert sum(cell["of"] for cell in given) == chosen.sum()
    assert [group["by"] for group in figures["groups"]] == ["source", "source", "area", "area", "month", "quarter"]


def test_every_line_has_the_contacts_that_it_is_about_and_both_views() -> None:
    rows, lines = ROWS, {line["line"]: line for line in FIGURES["lines"]}
    closed = rows[rows["decided"] == "closed"]
    assert lines["closed_without_asking"]["all"]["of"] == len(closed)
    assert lines["closed_without_asking"]["all"]["count"] == (~closed["partners_asked"]).sum()
    assert lines["closed_without_asking"]["hub"]["of"] == (closed["knowledge"] == "hub").sum()
    due = rows[rows["rule"] & ~rows["assessment_open"] & (rows["decided"] != "passed on")]
    assert lines["rule_without_assessment"]["all"]["of"] == len(due)
    forward = rows[rows["decided"] == "taken forward"]
    assert lines["forward_without_asking"]["all"]["count"] == (~forward["partners_asked"]).sum()
    assert lines["forward_without_asking"]["all"]["of"] == len(forward)
    assert lines["forward_with_little"]["all"]["count"] == (forward["partnership_days"] <= DEFINITIONS.little_days).sum()
    assert lines["siblings_differ"]["all"]["of"] == rows["siblings_differ"].notna().sum()


def test_what_is_not_known_stands_apart_and_is_no_answer() -> None:
    rows = drawn_lines(700)
    unknown = (rows["decided"] == "closed") & (np.arange(700) < 200)
    rows.loc[unknown, "partners_asked"] = pd.NA
    line = next(line for line in figures_of(rows)["lines"] if line["line"] == "closed_without_asking")
    assert line["unknown"] == unknown.sum()
    assert line["all"]["of"] == ((rows["decided"] == "closed") & ~unknown).sum()


def test_intervals_are_of_families_and_there_is_none_where_families_are_not_known() -> None:
    with_families = FIGURES["decided"][3]["all"]["share"]
    assert with_families["low"] < with_families["value"] < with_families["high"]
    assert figures_of(ROWS, estimable=False)["decided"][3]["all"]["share"]["low"] is None


def test_the_same_lines_give_the_same_figures() -> None:
    assert figures_of(drawn_lines(200)) == figures_of(drawn_lines(200))


def test_kinds_of_records_that_do_not_reach_back_far_enough_are_named() -> None:
    assert FIGURES["not_covered"] == []
    tables = small_tables()
    coverage = tables["coverage"]
    late = (coverage["table"] == "police").to_numpy()
    coverage = coverage.assign(start=coverage["start"].mask(late, pd.Timestamp("2020-04-02")))
    assert audit(ROWS, tables | {"coverage": coverage}, DEFINITIONS, VOCABULARY, SETTINGS, False)["not_covered"] == ["police"]


def test_the_audit_returns_its_rows_figures_and_lists() -> None:
    points = pd.DataFrame([contact("k1", period="test"), contact("k2", period="train")])
    tables = chronology([event("c", "k1", DAY, "contact")], [], {"k1": "2012-03-01", "k2": "2012-03-01"})
    rows, figures, lists = audit_decisions(points, tables, VOCABULARY, small_params(), estimable=False)
    assert rows["child_id"].tolist() == ["k1"]
    assert (figures["contacts"], figures["draws"]) == (1, 0)
    assert {each["name"] for each in lists} >= {"closed_hub", "closed_partners", "forward_with_little"}


def test_without_decisions_the_audit_is_a_note_alone() -> None:
    points = pd.DataFrame([contact("k1", period="test")]).drop(columns="decision")
    rows, figures, lists = audit_decisions(points, chronology([]), VOCABULARY, small_params(), estimable=True)
    assert (list(rows), figures, lists) == (["point_id"], {"note": NO_DECISIONS}, [])


@pytest.mark.parametrize("hidden", ["passed on", "not recorded", ALL])
def test_groups_hide_what_would_tell_a_hidden_number_of_those_left_out(hidden: str) -> None:
    """All, less those in groups, are those that were passed on or left undecided."""
    names = [*DEFINITIONS.decided, "not recorded", ALL]
    shown = pd.DataFrame(40.0, index=names, columns=[*KNOWN, ALL])
    shown.loc[hidden, "hub"] = float("nan")
    assert hidden_kinds(shown, DEFINITIONS.closed) == {"hub, not closed"}
