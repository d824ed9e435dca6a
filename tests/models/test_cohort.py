"""The cohort: which contact-days are explained, what was known at each of them, and which period each belongs to."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.params import Cohort
from tests.models.chronologies import (
    COHORT,
    COVERED_FROM,
    COVERED_TO,
    CUT_1,
    CUT_2,
    DAY,
    Row,
    T,
    build,
    coded,
    contact,
    covered,
    fact,
    others,
    plan,
    point_of,
    points_of,
    stay,
)

YEAR = 365 * DAY


class TestContactDays:
    def test_contacts_about_a_child_on_one_day_are_one_point_with_several_sources(self) -> None:
        points = points_of([contact(T, agency="school"), contact(T, agency="police"), contact(T, agency="school")])
        assert points["agencies"].tolist() == ["police;school"]

    def test_contacts_about_two_children_on_one_day_are_two_points(self) -> None:
        points, _ = build([*others(), contact(T, "a"), contact(T, "b")])
        assert {f"a@{T}", f"b@{T}"} < set(points["point_id"])

    @pytest.mark.parametrize("days_later", [-3, 0, 3])
    def test_a_corrected_contact_is_one_point_on_the_day_that_its_last_record_gives(self, days_later: int) -> None:
        first, day = contact(T, agency="school"), T + days_later * DAY
        second = contact(day, known=T + 9 * DAY, agency="police", replaces=first["event_id"])
        third = contact(day, known=T + 9 * DAY, agency="health", replaces=second["event_id"])
        for events in itertools.permutations([first, second, third]):
            points = points_of(list(events))
            assert points.index.tolist() == [pd.Timestamp(day)]
            assert points["agencies"].tolist() == ["health"]

    def test_a_contact_that_was_moved_from_a_mistaken_child_is_a_point_of_the_other(self) -> None:
        first = contact(T)
        points, _ = build([*others(), first, contact(T, "b", known=T + DAY, replaces=first["event_id"])])
        assert set(points["child_id"]) & {"a", "b"} == {"b"}

    def test_a_contact_that_is_taken_back_later_stays_a_point(self) -> None:
        first = contact(T)
        assert len(points_of([first, fact("withdrawn", T, known=T + DAY, replaces=first["event_id"])])) == 1

    def test_a_correction_of_a_row_that_is_not_there_is_a_contact(self) -> None:
        assert len(points_of([contact(T, replaces="elsewhere")])) == 1

    def test_rows_that_replace_each_other_are_contacts_and_stop_nothing(self) -> None:
        one, other = contact(T), contact(T + DAY)
        points = points_of([one | {"replaces": other["event_id"]}, other | {"replaces": one["event_id"]}])
        assert len(points) in {1, 2}

    def test_a_familys_contacts_of_one_day_are_one_review_unit(self) -> None:
        homes = [stay("a", "h1", T), stay("b", "h1", T)]
        points, _ = build([*others(), contact(T, "a"), contact(T, "b"), contact(T + DAY, "b")], households=homes)
        of_family = points[points["child_id"].isin(["a", "b"])]
        assert of_family["review_unit"].nunique() == 2
        assert of_family["family"].nunique() == 1

    def test_the_flow_counts_contacts_with_their_corrections_and_those_that_were_moved(self) -> None:
        first, same = contact(T), contact(T, "b")
        moved = contact(T - 3 * DAY, known=T + 9 * DAY, replaces=first["event_id"])
        mended = contact(T, "b", known=T + 9 * DAY, agency="police", replaces=same["event_id"])
        _, flow = build([*others(), first, moved, same, mended])
        assert flow["step"].tolist()[:4] == [
            "contact rows",
            "contacts, with their corrections",
            "of these, moved to another day or child by a correction",
            "contact-days",
        ]
        assert flow["points"].tolist()[:4] == [64, 62, 1, 62]
        assert flow["people"].tolist()[:4] == [62, 62, 1, 62]

    def test_the_flow_counts_every_step(self) -> None:
        _, flow = build([*others(), contact(T), contact(T, agency="police"), contact(T + 20 * 366 * DAY, "other00")])
        steps = flow.set_index("step")["points"]
        assert steps["contact rows"] == 63
        assert steps["contact-days"] == 62
        assert steps["child under 18"] == 61
        assert steps[[name for name in steps.index if name.startswith("stratum")]].sum() == 61


class TestWorkedExamples:
    def test_their_points_are_a_stratum_and_a_period_of_their_own_whatever_the_day(self) -> None:
        days = [T, dt.date(2021, 3, 10), dt.date(2022, 9, 10)]
        points, _ = build([*others(), *(contact(day) for day in days)], worked_examples=("a",))
        theirs = points[points["child_id"] == "a"]
        assert theirs[["stratum", "period"]].to_numpy().tolist() == [[WORKED_EXAMPLE, WORKED_EXAMPLE]] * 3
        assert WORKED_EXAMPLE not in set(points.loc[points["child_id"] != "a", ["stratum", "period"]].to_numpy().ravel())

    def test_the_flow_counts_them_apart_and_all_others_as_if_they_were_not_there(self) -> None:
        homes = [stay("other00", "h1", T), stay("other01", "h1", T)]
        without, flow_without = build(others(), households=homes)
        points, flow = build([*others(), contact(T, "z"), plan(T + DAY, "z")], worked_examples=("z",), households=homes)
        assert flow.iloc[-1].to_dict() == {"step": "worked examples, in no figure", "points": 1, "people": 1}
        pd.testing.assert_frame_equal(flow.iloc[:-1], flow_without)
        pd.testing.assert_frame_equal(points[points["child_id"] != "z"], without)


class TestLocalRule:
    def rule(self, days_before: list[int], cohort: Cohort = COHORT) -> tuple[int, bool]:
        events = [*others(), contact(T), *(contact(T - ago * DAY) for ago in days_before)]
        points, _ = build(events, cohort)
        point = points[points["point_id"] == f"a@{T}"]
        return int(point["contacts_in_window"].item()), bool(point["rule"].item())

    def test_it_counts_this_contact(self) -> None:
        assert self.rule([]) == (1, False)

    def test_it_is_met_by_three_contact_days_in_a_year(self) -> None:
        assert self.rule([10]) == (2, False)
        assert self.rule([10, 20]) == (3, True)

    def test_it_counts_days_and_not_contacts(self) -> None:
        assert self.rule([10, 10, 10]) == (2, False)

    def test_a_contact_of_364_days_before_counts_and_one_of_365_does_not(self) -> None:
        assert self.rule([364]) == (2, False)
        assert self.rule([365]) == (1, False)

    def test_a_later_contact_does_not_count(self) -> None:
        assert self.rule([-1]) == (1, False)

    def test_count_and_window_are_parameters(self) -> None:
        assert self.rule([10], COHORT.model_copy(update={"rule_contacts": 2, "rule_window_days": 10})) == (1, False)
        assert self.rule([10], COHORT.model_copy(update={"rule_contacts": 2, "rule_window_days": 11})) == (2, True)

    def test_a_contact_that_was_not_yet_known_does_not_count(self) -> None:
        assert point_of([contact(T), contact(T - 9 * DAY, known=T - DAY)])["contacts_in_window"] == 2
        assert point_of([contact(T), contact(T - 9 * DAY, known=T)])["contacts_in_window"] == 1

    def test_a_contact_counts_on_the_day_that_was_known_for_it_then(self) -> None:
        earlier = contact(T - 9 * DAY)
        moved = contact(T + 5 * DAY, known=T + 20 * DAY, replaces=earlier["event_id"])
        assert point_of([contact(T), earlier, moved])["contacts_in_window"] == 2
        assert point_of([contact(T), earlier, moved | {"known_date": T - DAY}])["contacts_in_window"] == 1

    def test_a_contact_that_was_known_to_be_taken_back_does_not_count(self) -> None:
        mistaken = contact(T - 9 * DAY)
        taken_back = fact("withdrawn", T - 9 * DAY, known=T, replaces=mistaken["event_id"])
        assert point_of([contact(T), mistaken, taken_back])["contacts_in_window"] == 2
        assert point_of([contact(T), mistaken, taken_back | {"known_date": T - DAY}])["contacts_in_window"] == 1

    def test_an_earlier_record_of_the_contact_itself_does_not_count(self) -> None:
        first = contact(T - 5 * DAY)
        points = points_of([first, contact(T, known=T + 9 * DAY, replaces=first["event_id"])])
        assert points["contacts_in_window"].tolist() == [1]

    def test_another_childs_contacts_do_not_count(self) -> None:
        assert point_of([contact(T), contact(T - DAY, "b")])["contacts_in_window"] == 1


class TestLeftOut:
    @pytest.mark.parametrize(("born", "kept"), [(dt.date(2001, 7, 1), True), (dt.date(2001, 6, 1), False), (None, True)])
    def test_a_child_is_left_out_from_the_18th_birthday_on(self, born: dt.date | None, kept: bool) -> None:
        assert len(points_of([contact(T)], born=born)) == kept

    def test_the_18th_birthday_itself_is_not_under_18(self) -> None:
        assert len(points_of([contact(dt.date(2018, 2, 28)), contact(dt.date(2018, 3, 1))], born=dt.date(2000, 3, 1))) == 1

    def test_an_unborn_child_is_kept(self) -> None:
        assert len(points_of([contact(T)], born=T.replace(day=1, month=9))) == 1

    @pytest.mark.parametrize(("start", "end"), [("cp_plan_start", "cp_plan_end"), ("cla_start", "cla_end")])
    def test_a_child_known_to_be_on_a_plan_or_in_care_is_left_out(self, start: str, end: str) -> None:
        begun = fact(start, T - 50 * DAY)
        assert points_of([contact(T), begun]).empty
        assert len(points_of([contact(T), begun, fact(end, T - 10 * DAY)])) == 1

    @pytest.mark.parametrize(("known", "kept"), [(T - DAY, False), (T, True), (T + DAY, True)])
    def test_a_plan_counts_only_if_it_was_known_before_the_contact(self, known: dt.date, kept: bool) -> None:
        assert len(points_of([contact(T), fact("cp_plan_start", T - 50 * DAY, known=known)])) == kept

    def test_an_end_counts_only_if_it_was_known_before_the_contact(self) -> None:
        plan_start, end = fact("cp_plan_start", T - 50 * DAY), fact("cp_plan_end", T - 10 * DAY, known=T)
        assert points_of([contact(T), plan_start, end]).empty

    def test_a_plan_that_starts_on_the_day_of_the_contact_leaves_it_in(self) -> None:
        assert len(points_of([contact(T), fact("cp_plan_start", T)])) == 1

    def test_a_plan_that_follows_another_on_the_same_day_goes_on(self) -> None:
        starts = [fact("cp_plan_start", T - 90 * DAY), fact("cp_plan_start", T - 30 * DAY)]
        assert points_of([contact(T), *starts, fact("cp_plan_end", T - 30 * DAY)]).empty

    def test_a_plan_that_was_taken_back_before_the_contact_does_not_count(self) -> None:
        mistaken = fact("cp_plan_start", T - 50 * DAY)
        taken_back = fact("withdrawn", T - 50 * DAY, known=T - DAY, replaces=mistaken["event_id"])
        assert len(points_of([contact(T), mistaken, taken_back])) == 1
        assert points_of([contact(T), mistaken, taken_back | {"known_date": T}]).empty


class TestStrata:
    def stratum(self, *events: Row, day: dt.date = T) -> str:
        return str(point_of([contact(day), *events], day)["stratum"])

    def test_a_contact_with_history_and_no_open_work_is_of_the_headline(self) -> None:
        assert self.stratum() == "headline"

    @pytest.mark.parametrize(
        ("start", "end"),
        [("assessment_start", "assessment_end"), ("s47_start", "s47_decision"), ("cin_plan_start", "cin_plan_end")],
    )
    def test_open_work_is_a_stratum_of_its_own(self, start: str, end: str) -> None:
        assert self.stratum(fact(start, T - 20 * DAY)) == "open work"
        assert self.stratum(fact(start, T - 20 * DAY), fact(end, T - DAY)) == "headline"
        assert self.stratum(fact(start, T - 20 * DAY), fact(end, T - DAY, known=T)) == "open work"

    def test_a_booked_conference_is_open_work_until_it_is_held(self) -> None:
        enquiry = [fact("s47_start", T - 20 * DAY), fact("s47_decision", T - 10 * DAY, outcome="icpc")]
        assert self.stratum(*enquiry) == "open work"
        assert self.stratum(*enquiry, fact("icpc", T - DAY)) == "headline"
        assert self.stratum(enquiry[0], enquiry[1] | {"outcome": "no_icpc"}) == "headline"

    def test_an_enquiry_begun_and_concluded_on_one_day_is_not_open(self) -> None:
        assert self.stratum(fact("s47_start", T - 9 * DAY), fact("s47_decision", T - 9 * DAY, outcome="no_icpc")) == "headline"

    def test_an_end_whose_start_lies_before_the_records_opens_nothing_and_closes_nothing_later(self) -> None:
        assert self.stratum(fact("assessment_end", T - 90 * DAY), fact("assessment_start", T - 9 * DAY)) == "open work"

    @pytest.mark.parametrize(("days", "expected"), [(729, "short history"), (730, "headline")])
    def test_less_than_two_years_of_covered_history_is_a_stratum(self, days: int, expected: str) -> None:
        assert self.stratum(day=COVERED_FROM + days * DAY) == expected

    def test_days_in_a_gap_of_coverage_are_no_history(self) -> None:
        gap = [*covered(COVERED_FROM, COVERED_FROM + 100 * DAY), *covered(COVERED_FROM + 300 * DAY, COVERED_TO)]
        for days, expected in [(929, "short history"), (930, "headline")]:
            day = COVERED_FROM + days * DAY
            point = point_of([contact(day)], day, coverage=gap)
            assert (point["history_days"], point["stratum"]) == (days - 200, expected)

    def test_history_since_birth_has_no_gap(self) -> None:
        gap = [*covered(COVERED_FROM, COVERED_FROM + 100 * DAY), *covered(COVERED_FROM + 101 * DAY, COVERED_TO)]
        day = COVERED_FROM + 300 * DAY
        assert point_of([contact(day)], day, born=COVERED_FROM, coverage=gap)["stratum"] == "short history"
        assert point_of([contact(day)], day, born=COVERED_FROM + 101 * DAY, coverage=gap)["stratum"] == "headline"

    def test_sources_that_follow_each_other_are_one_history_and_other_tables_are_none(self) -> None:
        day = COVERED_FROM + 800 * DAY
        rows = covered(COVERED_FROM, COVERED_TO)
        earlier = [row | {"source": "other", "end": COVERED_FROM + 500 * DAY} for row in rows if row["table"] == "contacts"]
        late = [row | {"start": COVERED_FROM + (400 if row["table"] == "contacts" else 0) * DAY} for row in rows]
        assert point_of([contact(day)], day, coverage=late)["stratum"] == "short history"
        assert point_of([contact(day)], day, coverage=[*earlier, *late])["stratum"] == "headline"

    def test_history_since_birth_is_enough(self) -> None:
        day = COVERED_FROM + 300 * DAY
        assert point_of([contact(day)], day, born=COVERED_FROM)["stratum"] == "headline"
        assert point_of([contact(day)], day, born=COVERED_FROM - DAY)["stratum"] == "short history"


class TestPeriods:
    @pytest.mark.parametrize(
        ("day", "period"),
        [
            (CUT_1 - YEAR - DAY, "train"),
            (CUT_1 - YEAR, "none"),
            (CUT_1 - DAY, "none"),
            (CUT_1, "calibration"),
            (CUT_2 - YEAR - DAY, "calibration"),
            (CUT_2 - YEAR, "none"),
            (CUT_2 - DAY, "none"),
            (CUT_2, "test"),
        ],
    )
    def test_follow_up_of_training_and_calibration_ends_before_the_next_cut(self, day: dt.date, period: str) -> None:
        assert point_of([contact(day)], day)["period"] == period

    def test_contacts_during_open_work_are_tested_on_and_never_fitted_on(self) -> None:
        for day, period in [(T, "none"), (CUT_1, "none"), (CUT_2, "test")]:
            assert point_of([contact(day), fact("assessment_start", day - DAY)], day)["period"] == period

    def test_follow_up_is_complete_only_if_covered_to_horizon_and_reporting_lag(self) -> None:
        last = COVERED_TO - (365 + 65 + 1) * DAY
        assert point_of([contact(last)], last)["label"] == 0
        assert np.isnan(point_of([contact(last + DAY)], last + DAY)["label"])

    def test_without_complete_follow_up_the_label_is_unknown_whatever_was_seen(self) -> None:
        day = COVERED_TO - 200 * DAY
        point = point_of([contact(day), plan(day + 9 * DAY)], day)
        assert point["period"] == "none"
        assert point[["label", "plan", "factor", "protective", "either", "later", "outcome_date"]].isna().all()

    def test_follow_up_that_began_before_the_records_is_not_complete(self) -> None:
        coverage = [
            row | {"start": T + DAY if row["table"] == "plans" else row["start"]} for row in covered(COVERED_FROM, COVERED_TO)
        ]
        assert point_of([contact(T)], coverage=coverage)["label"] == 0
        assert np.isnan(point_of([contact(T), contact(T - DAY)], T - DAY, coverage=coverage)["label"])

    def test_periods_of_coverage_that_meet_are_one_and_a_gap_is_a_gap(self) -> None:
        day = T - 2 * YEAR
        early, late = covered(COVERED_FROM, day + 90 * DAY), covered(day + 90 * DAY, COVERED_TO)
        assert point_of([contact(day)], day, coverage=late + early)["label"] == 0
        gap = [row | {"start": day + 91 * DAY} for row in late]
        assert np.isnan(point_of([contact(day)], day, coverage=gap + early)["label"])

    def test_each_part_of_the_label_needs_its_own_records(self) -> None:
        coverage = covered(COVERED_FROM, COVERED_TO, leave_out=("care",))
        points, _ = build([*others(), contact(T), plan(T + DAY)], COHORT.model_copy(update={"label": "plan"}), coverage=coverage)
        point = points.set_index("point_id").loc[f"a@{T}"]
        assert (point["label"], point["plan"]) == (1, 1)
        assert point[["protective", "either"]].isna().all()


class TestParts:
    def test_either_is_any_part_and_the_default_label(self) -> None:
        point = point_of([contact(T), fact("cla_start", T + DAY, concern="neglect")])
        assert point[["plan", "factor", "protective", "either", "label"]].tolist() == [0, 0, 1, 1, 1]
        assert point["outcome_date"] == pd.Timestamp(T + DAY)

    def test_another_part_may_be_the_label(self) -> None:
        events = [*others(), contact(T), fact("cla_start", T + DAY, concern="neglect")]
        points, _ = build(events, COHORT.model_copy(update={"label": "plan"}))
        assert points.set_index("point_id").loc[f"a@{T}", "label"] == 0

    @pytest.mark.parametrize(
        ("outcome", "forward"), [("nfa", False), ("advice", False), ("no_consent", False), ("referral", True)]
    )
    def test_a_contact_was_taken_forward_unless_it_was_closed(self, outcome: str, forward: bool) -> None:
        point = point_of([contact(T), fact("contact_decision", T + DAY, outcome=outcome)])
        assert (point["decision"], point["taken_forward"]) == (outcome, forward)

    def test_without_a_decision_it_is_not_known_whether_it_was_taken_forward(self) -> None:
        assert point_of([contact(T)])[["decision", "taken_forward"]].isna().all()
        late = fact("contact_decision", T + 11 * DAY, outcome="nfa")
        assert point_of([contact(T), late])[["decision", "taken_forward"]].isna().all()

    def test_a_day_of_two_contacts_of_which_one_was_closed_was_taken_forward_whatever_the_order_of_rows(self) -> None:
        closed, forward = (fact("contact_decision", T, outcome=outcome) for outcome in ("nfa", "s47"))
        for decisions in ([closed, forward], [forward, closed]):
            point = point_of([contact(T), contact(T), *decisions])
            assert (point["decision"], point["taken_forward"]) == ("s47", True)
        advice = fact("contact_decision", T, outcome="advice")
        for decisions in ([closed, advice], [advice, closed]):
            assert point_of([contact(T), contact(T), *decisions])["decision"] == "advice"

    def test_the_decision_is_the_one_that_stands(self) -> None:
        mistaken = fact("contact_decision", T, outcome="nfa")
        mended = fact("contact_decision", T, known=T + DAY, outcome="referral", replaces=mistaken["event_id"])
        assert point_of([contact(T), mistaken, mended])["decision"] == "referral"

    def test_later_is_a_closed_contact_whose_outcome_came_through_a_later_one(self) -> None:
        closed = fact("contact_decision", T, outcome="nfa")
        again, outcome = contact(T + 50 * DAY), plan(T + 90 * DAY)
        assert point_of([contact(T), closed, again, outcome])["later"] == 1
        assert point_of([contact(T), closed, outcome])["later"] == 0
        assert point_of([contact(T), closed, contact(T + 90 * DAY), outcome])["later"] == 1
        assert point_of([contact(T), closed, contact(T + 91 * DAY), outcome])["later"] == 0
        assert point_of([contact(T), closed | {"outcome": "referral"}, again, outcome])["later"] == 0
        assert point_of([contact(T), closed, again])["later"] == 0


def test_a_factor_and_its_code_reach_the_label() -> None:
    assessment = fact("assessment_end", T + 40 * DAY, outcome="cin_plan")
    point = point_of([contact(T), assessment], event_codes=[coded(assessment, "16A")])
    assert point[["plan", "factor", "label"]].tolist() == [0, 1, 1]
