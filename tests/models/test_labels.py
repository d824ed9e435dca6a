"""The label: what agencies recorded from the day after the contact until the horizon, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.models.labels import first_outcome, load_definitions, outcomes
from tests.models.chronologies import DAY, WORDS, Row, T, coded, contact, fact, frames, plan

DEFINITIONS = load_definitions(WORDS)
HORIZON = 365


def labels(events: list[Row], codes: list[Row] | None = None, day: dt.date = T) -> set[str]:
    """Return the parts of the label that a contact about child `a` on a day has."""
    found = outcomes(frames({"events": events, "event_codes": codes or []}), DEFINITIONS, WORDS)
    point = pd.DataFrame({"child_id": ["a"], "as_of": pd.to_datetime([day]).astype("datetime64[s]")})
    return {str(name) for name, part in found.groupby("label") if first_outcome(point, part, HORIZON).notna().all()}


class TestHorizon:
    @pytest.mark.parametrize(("ahead", "counts"), [(-1, False), (0, False), (1, True), (365, True), (366, False)])
    def test_it_runs_from_the_day_after_the_contact_to_the_last_day_of_the_horizon(self, ahead: int, counts: bool) -> None:
        assert labels([plan(T + ahead * DAY)]) == ({"plan"} if counts else set())

    def test_the_first_outcome_is_the_one_that_is_dated(self) -> None:
        found = outcomes(
            frames({"events": [plan(T), plan(T + 90 * DAY), plan(T + 9 * DAY)], "event_codes": []}), DEFINITIONS, WORDS
        )
        point = pd.DataFrame({"child_id": ["a"], "as_of": pd.to_datetime([T]).astype("datetime64[s]")})
        assert first_outcome(point, found, HORIZON).tolist() == [pd.Timestamp(T + 9 * DAY)]

    def test_another_childs_outcome_does_not_count(self) -> None:
        assert labels([plan(T + DAY, "b")]) == set()

    def test_it_is_dated_by_the_event_and_not_by_when_it_was_known(self) -> None:
        assert labels([plan(T + 300 * DAY, known=T + 400 * DAY)]) == {"plan"}


class TestPlan:
    @pytest.mark.parametrize("concern", ["neglect", "neglect;emotional", "emotional;neglect"])
    def test_it_has_neglect_among_its_categories(self, concern: str) -> None:
        assert labels([plan(T + DAY, concern=concern)]) == {"plan"}

    @pytest.mark.parametrize("concern", ["emotional", "multiple_unspecified", None])
    def test_it_is_no_plan_without(self, concern: str | None) -> None:
        assert labels([plan(T + DAY, concern=concern)]) == set()


class TestFactor:
    def factor(self, outcome: str | None, code: str = "16A", system: str = "factor") -> set[str]:
        assessment = fact("assessment_end", T + 40 * DAY, outcome=outcome)
        return labels([assessment], [coded(assessment, code, system)])

    @pytest.mark.parametrize("outcome", ["cin_plan", "s47", "early_help", "icpc"])
    def test_it_is_16a_with_an_outcome_other_than_no_further_action(self, outcome: str) -> None:
        assert self.factor(outcome) == {"factor"}

    def test_it_is_not_an_assessment_that_ended_in_no_further_action(self) -> None:
        assert self.factor("nfa") == set()

    def test_it_is_not_an_assessment_whose_outcome_is_not_recorded(self) -> None:
        assert self.factor(None) == set()

    def test_it_is_no_other_factor(self) -> None:
        assert self.factor("cin_plan", "17A") == set()

    def test_it_is_not_the_sources_own_word(self) -> None:
        assert self.factor("cin_plan", system="original") == set()

    def test_it_is_dated_by_the_end_of_the_assessment(self) -> None:
        start, end = fact("assessment_start", T + 340 * DAY), fact("assessment_end", T + 370 * DAY, outcome="cin_plan")
        assert labels([start, end], [coded(start, "16A"), coded(end, "16A")]) == set()


class TestProtective:
    @pytest.mark.parametrize("kind", ["police_protection", "pre_proceedings", "cla_start"])
    def test_it_is_protection_with_neglect_among_its_concerns(self, kind: str) -> None:
        assert labels([fact(kind, T + DAY, concern="neglect")]) == {"protective"}
        assert labels([fact(kind, T + DAY, concern="physical")]) == set()
        assert labels([fact(kind, T + DAY, concern="multiple_unspecified")]) == set()

    @pytest.mark.parametrize(("code", "counts"), [("C1", True), ("L1", True), ("L2", True), ("V2", False), ("E1", False)])
    def test_of_legal_status_it_is_interim_and_emergency_orders(self, code: str, counts: bool) -> None:
        change = fact("legal_status_change", T + DAY, concern="neglect")
        assert labels([change], [coded(change, code, "legal_status")]) == ({"protective"} if counts else set())


class TestCorrections:
    def test_a_record_that_was_taken_back_does_not_count(self) -> None:
        mistaken = plan(T + 30 * DAY)
        assert labels([mistaken, fact("withdrawn", T + 40 * DAY, replaces=mistaken["event_id"])]) == set()

    def test_of_a_corrected_record_the_correction_counts(self) -> None:
        mistaken = plan(T + 400 * DAY)
        assert labels([mistaken, plan(T + 300 * DAY, replaces=mistaken["event_id"])]) == {"plan"}
        mistaken = plan(T + 300 * DAY)
        assert labels([mistaken, plan(T + 400 * DAY, replaces=mistaken["event_id"])]) == set()
        mistaken = plan(T + 30 * DAY)
        assert labels([mistaken, plan(T + 30 * DAY, concern="emotional", replaces=mistaken["event_id"])]) == set()


KINDS = ["contact", "cp_plan_start", "cp_plan_end", "assessment_end", "police_protection", "pre_proceedings", "cla_start", "sign"]
recorded = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "concern": st.sampled_from([None, "neglect", "emotional"]),
        "outcome": st.sampled_from([None, "nfa", "cin_plan"]),
        "coded": st.booleans(),
    }
)
outside = st.one_of(st.integers(-900, 0), st.integers(HORIZON + 1, HORIZON + 900))
inside = st.integers(1, HORIZON)


def chronology(drawn: list[tuple[int, dict[str, Any]]]) -> tuple[list[Row], list[Row]]:
    events, codes = [], []
    for ahead, what in drawn:
        row = fact(what["kind"], T + ahead * DAY, concern=what["concern"], outcome=what["outcome"])
        events.append(row)
        codes += [coded(row, "16A")] if what["coded"] else []
    return events, codes


@settings(max_examples=25)
@given(st.lists(st.tuples(inside, recorded), max_size=4), st.lists(st.tuples(outside, recorded), max_size=4))
def test_nothing_dated_after_the_horizon_or_up_to_the_contact_changes_a_label(
    within: list[tuple[int, dict[str, Any]]], without: list[tuple[int, dict[str, Any]]]
) -> None:
    assert labels(*chronology(within + without)) == labels(*chronology(within))


def test_a_vocabulary_that_lacks_the_outcomes_is_refused_by_name() -> None:
    kinds = {name: kind for name, kind in WORDS.event_types.items() if name != "pre_proceedings"}
    few: Vocabulary = WORDS.model_copy(update={"event_types": kinds})
    with pytest.raises(BadInput, match=r"cohort\.yaml\.type: .*"):
        load_definitions(few)


def test_a_contact_is_no_outcome() -> None:
    assert labels([contact(T + DAY, concern="neglect")]) == set()
