"""When a fact that a row tells became known, by the rules of its format."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from tests.extracts.extracts import annex_a, assessment, census, child, chronology, codes_of, csv_file, episode, facts


class TestWhenAFactBecameKnown:
    def test_a_decision_on_a_referral_a_working_day_later(self, tmp_path: Path) -> None:
        friday, good_friday = dt.date(2024, 3, 22), dt.date(2024, 3, 28)  # 29 March 2024 is Good Friday, 1 April Easter Monday
        rows = [{"child": "A", "date": friday, "nfa": "b) No"}, {"child": "B", "date": good_friday, "nfa": "a) Yes"}]
        annex_a(tmp_path, "2024-04-30.xlsx", referrals=rows)
        found = facts(chronology(tmp_path), "referral_decision", "child_id", "event_date", "known_date", "outcome")
        assert found == [("A", "2024-03-22", "2024-03-25", "taken_forw"), ("B", "2024-03-28", "2024-04-02", "nfa")]

    def test_factors_and_primary_need_when_the_assessment_was_authorised_and_not_on_day_one(self, tmp_path: Path) -> None:
        details = episode(
            "2023-05-02", assessment("2023-05-04", "2023-06-15", "16A", "3B"), PrimaryNeedCode="N1", ReferralSource="2A"
        )
        census(tmp_path, 2024, child("A", details))
        found = chronology(tmp_path)
        assert codes_of(found, "referral", "primary_need") == [("2023-06-15", "N1")]
        assert codes_of(found, "assessment_end", "factor")[0] == ("2023-06-15", "16A")
        assert facts(found, "referral", "known_date", "agency") == [("2023-05-02", "school"), ("2023-06-15", "school")]

    def test_primary_need_when_the_first_of_several_assessments_was_authorised(self, tmp_path: Path) -> None:
        both = assessment("2023-09-04", "2023-10-16"), assessment("2023-05-04", "2023-06-15")
        census(tmp_path, 2024, child("A", episode("2023-05-02", *both, PrimaryNeedCode="N1")))
        assert codes_of(chronology(tmp_path), "referral", "primary_need") == [("2023-06-15", "N1")]

    def test_primary_need_on_the_day_of_the_extract_where_no_assessment_was_authorised(self, tmp_path: Path) -> None:
        census(tmp_path, 2024, child("A", episode("2023-05-02", PrimaryNeedCode="N4")))
        assert codes_of(chronology(tmp_path), "referral", "primary_need") == [("2024-03-31", "N4")]

    def test_primary_need_where_no_assessment_in_the_file_was_authorised_at_all(self, tmp_path: Path) -> None:
        census(tmp_path, 2024, child("A", episode("2023-05-02", assessment("2023-05-04", "1900-01-01"), PrimaryNeedCode="N1")))
        assert codes_of(chronology(tmp_path), "referral", "primary_need") == [("2024-03-31", "N1")]

    def test_a_family_group_meeting_without_a_day_of_its_own_on_the_day_of_the_return(self, tmp_path: Path) -> None:
        def steps(offered: str, held: str) -> str:
            elements = "<PPStartDate>2026-09-09</PPStartDate>"
            elements += f"<FGDMMeetingOffer>{offered}</FGDMMeetingOffer><FGDMMeetingFac>{held}</FGDMMeetingFac>"
            return episode("2026-05-02", f"<PreProceedingsandFGDM>{elements}</PreProceedingsandFGDM>")

        census(tmp_path, 2027, child("A", steps("1", "1")), child("B", steps("1", "0")), child("C", steps("0", "0")))
        found = chronology(tmp_path)
        days = ("2026-09-09", "2027-03-31")
        offered = facts(found, "family_group_offered", "child_id", "event_date", "known_date")
        assert sorted(offered) == [("A", *days), ("B", *days)]
        assert facts(found, "family_group_held", "child_id", "event_date", "known_date") == [("A", *days)]

    def test_how_an_assessment_ended_when_its_episode_closed(self, tmp_path: Path) -> None:
        closed = episode(
            "2023-05-02", assessment("2023-05-04", "2023-06-15", "16A"), CINclosureDate="2023-07-01", ReasonForClosure="RC8"
        )
        open_still = episode("2023-08-02", assessment("2023-08-04", "2023-09-15", "16A"))
        census(tmp_path, 2024, child("A", closed), child("B", open_still))
        found = facts(chronology(tmp_path), "assessment_end", "child_id", "known_date", "outcome")
        assert found == [
            ("A", "2023-06-15", ""),
            ("A", "2023-07-01", "nfa"),
            ("B", "2023-09-15", ""),
            ("B", "2024-03-31", "other"),
        ]

    @pytest.mark.parametrize(
        ("conference", "target", "known"),
        [
            ("2023-05-20", "2023-05-24", "2023-05-20"),
            ("", "2023-05-24", "2023-05-24"),
            ("", "", "2023-05-24"),
        ],  # the Monday of the coronation, 8 May 2023, was no working day
    )
    def test_that_a_conference_was_not_needed_by_the_conference_the_target_or_15_working_days(
        self, tmp_path: Path, conference: str, target: str, known: str
    ) -> None:
        elements = {
            "S47ActualStartDate": "2023-05-02",
            "InitialCPCtarget": target,
            "DateOfInitialCPC": conference,
            "ICPCnotRequired": "1",
        }
        enquiry = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items() if value)
        census(tmp_path, 2024, child("A", episode("2023-05-01", f"<Section47>{enquiry}</Section47>")))
        assert facts(chronology(tmp_path), "s47_decision", "known_date", "outcome") == [(known, "no_icpc")]

    def test_what_is_only_the_latest_on_the_day_of_the_extract(self, tmp_path: Path) -> None:
        plan = {
            "child": "A",
            "start": dt.date(2024, 1, 8),
            "initial": "a) Neglect",
            "last_visit": dt.date(2024, 2, 1),
            "alone": "a) Yes",
        }
        annex_a(tmp_path, "annex 2024-03-31.xlsx", child_protection=[plan])
        found = chronology(tmp_path)
        assert facts(found, "visit_last", "event_date", "known_date", "seen", "is_snapshot") == [
            ("2024-02-01", "2024-03-31", "alone", "True")
        ]
        assert facts(found, "cp_plan_start", "known_date", "concern") == [("2024-01-08", "neglect")]

    def test_the_day_on_which_a_child_in_need_was_last_seen_is_a_sighting(self, tmp_path: Path) -> None:
        plan = {"child": "A", "start": dt.date(2024, 1, 8), "last_seen": dt.date(2024, 3, 1)}
        annex_a(tmp_path, "annex 2024-03-31.xlsx", child_in_need=[plan])
        found = facts(chronology(tmp_path), "visit_last", "event_date", "known_date", "seen")
        assert found == [("2024-03-01", "2024-03-31", "yes")]

    def test_later_by_the_working_days_of_a_sensitivity_but_never_after_the_extract(self, tmp_path: Path) -> None:
        rows = [{"child": "A", "date": dt.date(2024, 3, 1)}, {"child": "B", "date": dt.date(2024, 3, 27)}]
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=rows)
        found = chronology(tmp_path, working_days_late=5)
        assert facts(found, "contact", "child_id", "known_date") == [("A", "2024-03-08"), ("B", "2024-03-31")]

    def test_as_the_agency_recorded_it_where_a_table_says_so(self, tmp_path: Path) -> None:
        csv_file(
            tmp_path,
            "appointments.csv",
            "child_id,appointment_date,outcome,service,known_date",
            "A,01/03/2024,DNA,dentist,20/03/2024",
        )
        found = facts(chronology(tmp_path), "appointment", "event_date", "known_date", "outcome", "agency", "known_basis")
        assert found == [("2024-03-01", "2024-03-20", "was_not_br", "dentist", "recorded")]

    def test_a_recorded_day_is_not_put_off_by_a_sensitivity_about_rules(self, tmp_path: Path) -> None:
        rows = ["A,01/03/2024,DNA,dentist,20/03/2024", "B,01/03/2024,DNA,dentist,", "C,29/03/2024,DNA,dentist,29/03/2024"]
        csv_file(tmp_path, "appointments.csv", "child_id,appointment_date,outcome,service,known_date", *rows)
        found = facts(chronology(tmp_path, working_days_late=5), "appointment", "child_id", "known_date")
        assert found == [("B", "2024-03-08"), ("A", "2024-03-20"), ("C", "2024-03-29")]

    def test_on_the_day_of_the_extract_where_the_recorded_day_cannot_be_read(self, tmp_path: Path) -> None:
        unreadable = ["31/02/2024", "2024-13-01", "03/20/2024", "20/03/2204", "last week"]
        rows = [f"{child_id},01/03/2024,DNA,dentist,{cell}" for child_id, cell in zip("ABCDE", unreadable, strict=True)]
        rows.append("F,02/03/2024,DNA,dentist,20/03/2024")
        csv_file(tmp_path, "appointments 2024-04-30.csv", "child_id,appointment_date,outcome,service,known_date", *rows)
        found = chronology(tmp_path)
        assert facts(found, "appointment", "child_id", "known_date", "known_basis") == [
            ("F", "2024-03-20", "recorded"),
            *((child_id, "2024-04-30", "extract") for child_id in "ABCDE"),
        ]
        (note,) = [line for line in found.notes if "5 of 6 cells of recorded cannot be read" in line]
        assert "2024-04-30" in note

    def test_no_column_that_can_date_a_fact_makes_it_known_earlier_where_it_cannot_be_read(self, tmp_path: Path) -> None:
        """An initial conference that cannot be read: the target, or 15 working days, may come before it."""
        elements = {
            "S47ActualStartDate": "2023-05-02",
            "InitialCPCtarget": "2023-05-24",
            "DateOfInitialCPC": "2023-06-31",
            "ICPCnotRequired": "1",
        }
        enquiry = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
        census(tmp_path, 2024, child("A", episode("2023-05-01", f"<Section47>{enquiry}</Section47>")))
        assert facts(chronology(tmp_path), "s47_decision", "known_date", "known_basis") == [("2024-03-31", "extract")]

    def test_nothing_reached_the_hub_before_it_was_known_or_where_the_table_says_no_day(self, tmp_path: Path) -> None:
        rows = ["A,01/03/2024,DNA,20/03/2024,05/03/2024", "B,01/03/2024,DNA,20/03/2024,25/03/2024"]
        rows.append("C,01/03/2024,DNA,26/03/2024,")
        csv_file(tmp_path, "appointments.csv", "child_id,appointment_date,outcome,known_date,shared_date", *rows)
        found = facts(chronology(tmp_path), "appointment", "child_id", "shared_date")
        assert found == [("A", "2024-03-20"), ("B", "2024-03-25"), ("C", "")]

    def test_no_fact_is_known_before_it_happened_or_after_its_extract(self, tmp_path: Path) -> None:
        details = episode(
            "2023-05-02", assessment("2023-05-04", "2022-01-01", "16A"), PrimaryNeedCode="N1", CINclosureDate="2023-05-20"
        )
        census(tmp_path, 2024, child("A", details))
        events = chronology(tmp_path).tables["events"]
        assert (events["known_date"] >= events["event_date"]).all()
        assert (events["known_date"] <= pd.Timestamp("2024-03-31")).all()
        assert (events["shared_date"] >= events["known_date"]).all()
