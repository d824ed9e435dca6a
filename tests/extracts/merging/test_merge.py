"""Several extracts and sources give one chronology, in which each fact stands once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from tests.extracts.extracts import WORDS, annex_a, assessment, census, child, chronology, codes_of, csv_file, episode, facts


class TestEachFactOnce:
    def test_a_fact_that_every_years_file_repeats_has_one_row(self, tmp_path: Path) -> None:
        for year in (2023, 2024, 2025):
            census(tmp_path, year, child("A", episode("2022-05-02", ReferralNFA="0")))
        found = chronology(tmp_path)
        assert facts(found, "referral", "source_ref") == [("cin_2023.x",)]
        assert [extract["repeated"] for extract in found.extracts["extracts"]] == [0, 2, 2]

    def test_a_later_file_that_tells_it_otherwise_corrects_it_on_its_own_day(self, tmp_path: Path) -> None:
        census(tmp_path, 2023, child("A", episode("2022-05-02", ReferralSource="2A")))
        census(tmp_path, 2024, child("A", episode("2022-05-02", ReferralSource="6")))
        rows = chronology(tmp_path).tables["events"].query("event_type == 'referral'").sort_values("known_date")
        for when in ("known_date", "shared_date"):
            assert [str(day)[:10] for day in rows[when]] == ["2022-05-02", "2024-03-31"]
        assert rows["agency"].tolist() == ["school", "police"]
        assert rows["replaces"].tolist()[1] == rows["event_id"].tolist()[0]

    @pytest.mark.parametrize(("source", "repeated", "overtaken"), [("6", 2, 0), ("1A", 1, 1)])
    def test_a_row_sent_after_a_later_return_is_repeated_or_overtaken_and_counted_as_what_it_is(
        self, tmp_path: Path, source: str, repeated: int, overtaken: int
    ) -> None:
        census(tmp_path, 2023, child("A", episode("2022-05-02", ReferralSource=source, ReferralNFA="0")))
        late = (tmp_path / "cin_2023.xml").read_text(encoding="utf-8")
        late = late.replace("<ReferenceDate>", "<DateTime>2025-01-09T10:00:00</DateTime><ReferenceDate>")
        (tmp_path / "cin_2023.xml").write_text(late, encoding="utf-8")
        census(tmp_path, 2024, child("A", episode("2022-05-02", ReferralSource="6", ReferralNFA="0")))
        found = chronology(tmp_path)
        assert facts(found, "referral", "agency") == [("police",)]
        sent_late, first_told = found.extracts["extracts"]
        assert (sent_late["repeated"], sent_late["overtaken"]) == (repeated, overtaken)
        assert (first_told["repeated"], first_told["overtaken"]) == (0, 0)
        rows = sum(extract["facts"] - extract["repeated"] - extract["overtaken"] for extract in (sent_late, first_told))
        assert rows == len(found.tables["events"])

    def test_what_a_later_file_adds_by_its_own_rule_is_known_then_and_not_on_the_extracts_day(self, tmp_path: Path) -> None:
        census(tmp_path, 2023, child("A", episode("2023-02-02", PrimaryNeedCode="N0")))
        later = episode("2023-02-02", assessment("2023-02-04", "2023-04-20", "16A"), PrimaryNeedCode="N1")
        census(tmp_path, 2024, child("A", later))
        assert codes_of(chronology(tmp_path), "referral", "primary_need") == [("2023-03-31", "N0"), ("2023-04-20", "N1")]

    def test_a_fact_that_an_earlier_file_should_have_held_was_not_known_by_then(self, tmp_path: Path) -> None:
        census(tmp_path, 2023, child("B", episode("2022-05-02")))
        census(tmp_path, 2024, child("A", episode("2022-06-01")), child("B", episode("2022-05-02")))
        found = facts(chronology(tmp_path), "referral", "child_id", "event_date", "known_date", "known_basis")
        assert found == [("B", "2022-05-02", "2022-05-02", "rule"), ("A", "2022-06-01", "2023-04-01", "extract")]

    def test_the_same_referral_in_three_sources_counts_once_and_the_fullest_source_tells_it(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", referrals=[{"child": "A", "date": dt.date(2024, 2, 1), "source": "q) 6: Police"}])
        census(tmp_path, 2024, child("A", episode("2024-02-01", ReferralSource="6")))
        csv_file(
            tmp_path,
            "ssd_cin_episodes.csv",
            "cine_referral_id,cine_person_id,cine_referral_date,cine_referral_source_code",
            "R1,A,2024-02-01,6",
        )
        found = chronology(tmp_path)
        assert facts(found, "referral", "source", "agency") == [("ssd", "police")]
        elsewhere = {extract["format"]: extract["elsewhere"] for extract in found.extracts["extracts"]}
        assert elsewhere["Ofsted Annex A"] == 1
        assert elsewhere["Standard Safeguarding Dataset"] == 0

    def test_two_contacts_of_one_day_from_two_agencies_are_two(self, tmp_path: Path) -> None:
        rows = [{"child": "A", "date": dt.date(2024, 2, 1), "source": source} for source in ("6", "2A", "6")]
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=rows)
        assert facts(chronology(tmp_path), "contact", "agency") == [("police",), ("school",)]

    def test_a_conference_that_the_census_records_at_both_levels_is_one(self, tmp_path: Path) -> None:
        elements = "<S47ActualStartDate>2023-05-02</S47ActualStartDate><DateOfInitialCPC>2023-05-20</DateOfInitialCPC>"
        enquiry = f"<Section47>{elements}</Section47>"
        census(tmp_path, 2024, child("A", episode("2023-05-01", enquiry, DateOfInitialCPC="2023-05-20")))
        assert len(facts(chronology(tmp_path), "icpc", "event_date")) == 1

    def test_files_in_another_order_give_the_same_chronology(self, tmp_path: Path) -> None:
        for folder, names in (("one", ("a", "b")), ("other", ("b", "a"))):
            for name, month in zip(names, (1, 2), strict=True):
                csv_file(
                    tmp_path / folder,
                    f"{name}/police.csv",
                    "child_id,incident_date,kind,report_date",
                    f"A,01/0{month}/2024,DA,05/0{month}/2024",
                )
        one, other = (chronology(tmp_path / name).tables["events"].drop(columns="source_ref") for name in ("one", "other"))
        pd.testing.assert_frame_equal(one, other)


CONTACTS = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code,cont_contact_outcome_json"


class TestRecordsThatAreNamed:
    """Where a source names its records, the name tells them apart: repeat contacts of one day are what the local rule counts."""

    def test_two_contacts_of_one_day_from_one_agency_are_two_and_so_are_their_decisions(self, tmp_path: Path) -> None:
        rows = [f"{name},A,2024-02-01T{hour}:00:00,6,NFA_FLAG" for name, hour in (("C1", "09"), ("C2", "17"), ("C2", "17"))]
        csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, *rows)
        found = chronology(tmp_path)
        assert facts(found, "contact", "agency", "event_date") == [("police", "2024-02-01")] * 2
        assert facts(found, "contact_decision", "outcome") == [("nfa",)] * 2
        assert found.tables["events"]["event_id"].is_unique
        assert [extract["repeated"] for extract in found.extracts["extracts"]] == [2]

    def test_without_names_rows_that_agree_are_one(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, ",A,2024-02-01,6,", ",A,2024-02-01,6,", "C1,A,2024-02-01,6,")
        assert len(facts(chronology(tmp_path), "contact", "agency")) == 2

    def test_without_names_two_times_of_one_day_are_two_contacts_and_one_time_is_one(self, tmp_path: Path) -> None:
        rows = [f",A,2024-02-01{time},6,NFA_FLAG" for time in (" 09:00", " 17:30", " 17:30:00", "")]
        csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, *rows)
        found = chronology(tmp_path)
        assert facts(found, "contact", "agency", "event_date") == [("police", "2024-02-01")] * 3
        assert facts(found, "contact_decision", "outcome") == [("nfa",)] * 3
        assert [extract["repeated"] for extract in found.extracts["extracts"]] == [2]

    @pytest.mark.parametrize("kind", ["cells of dates", "serial numbers"])
    def test_times_tell_contacts_of_a_workbook_apart_too(self, tmp_path: Path, kind: str) -> None:
        times = [dt.datetime(2024, 2, 1, 9), dt.datetime(2024, 2, 1, 17, 30), dt.datetime(2024, 2, 1, 9)]
        written = times if kind == "cells of dates" else ["45323.375", "45323.729166666664", "45323.375"]
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": time, "source": "6"} for time in written])
        assert facts(chronology(tmp_path), "contact", "event_date") == [("2024-02-01",)] * 2

    def test_a_named_record_is_one_whatever_times_its_rows_give(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01 09:00,6,", "C1,A,2024-02-01 17:00,6,")
        assert len(facts(chronology(tmp_path), "contact", "agency")) == 1

    @pytest.mark.parametrize("later", [("",), ("T09:00:00Z",), (" 10:00", " 18:30")])
    def test_extracts_that_give_a_contact_other_times_tell_of_the_same_one(self, tmp_path: Path, later: tuple[str, ...]) -> None:
        for day, times in (("2024-03-31", (" 09:00", " 17:30")), ("2024-06-30", later)):
            csv_file(tmp_path, f"{day}/ssd_contacts.csv", CONTACTS, *(f",A,2024-02-01{time},6," for time in times))
        events = chronology(tmp_path).tables["events"]
        assert len(events) == 2
        assert events["replaces"].isna().all()

    def test_the_record_is_named_in_annex_a_and_by_partners_too(self, tmp_path: Path) -> None:
        day = dt.date(2024, 2, 1)
        contacts = [{"contact": name, "child": "A", "date": day, "source": "6"} for name in ("C1", "C2")]
        referrals = [{"referral": name, "child": "A", "date": day, "source": "6"} for name in ("R1", "R2")]
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=contacts, referrals=referrals)
        police = [f"A,2024-02-0{day},DA,{name}" for name, day in (("P1", 1), ("P2", 1))]
        csv_file(tmp_path, "police.csv", "child_id,incident_date,kind,incident_id", *police)
        visits = [f"A,2024-02-03,DNA,{name}" for name in ("V1", "V2")]
        csv_file(tmp_path, "appointments.csv", "child_id,appointment_date,outcome,appointment_id", *visits)
        counts = chronology(tmp_path).tables["events"]["event_type"].value_counts()
        for kind in ("contact", "referral", "police_notification", "appointment"):
            assert counts[kind] == 2, kind

    @pytest.mark.parametrize("swapped", [False, True])
    def test_a_later_extract_repeats_records_whatever_their_order_and_adds_its_own(self, tmp_path: Path, swapped: bool) -> None:
        first = ["C1,A,2024-02-01,6,NFA_FLAG", "C2,A,2024-02-01,6,NFA_FLAG"]
        csv_file(tmp_path, "2024-03-31/ssd_contacts.csv", CONTACTS, *first, "C9,B,2024-03-31,6,")
        later = [*(first[::-1] if swapped else first), "C0,A,2024-04-01,6,NFA_FLAG", "C9,B,2024-03-31,6,", "C8,B,2024-06-30,6,"]
        csv_file(tmp_path, "2024-06-30/ssd_contacts.csv", CONTACTS, *later)
        events = chronology(tmp_path).tables["events"].query("child_id == 'A' and event_type == 'contact'")
        assert sorted(events["event_date"].dt.strftime("%d/%m")) == ["01/02", "01/02", "01/04"]
        assert events["replaces"].isna().all()

    def test_a_record_that_a_later_extract_tells_otherwise_is_corrected_alone_its_day_too(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "a/ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01,6,", "C2,A,2024-02-01,6,", "C9,B,2024-03-31,6,")
        rows = ["C1,A,2024-01-30,6,", "C2,A,2024-02-01,6,", "C9,B,2024-03-31,6,", "C8,B,2024-06-30,6,"]
        csv_file(tmp_path, "b/ssd_contacts.csv", CONTACTS, *rows)
        events = chronology(tmp_path).tables["events"].query("child_id == 'A'").sort_values("known_date", kind="stable")
        assert sorted(events["event_date"].dt.strftime("%d/%m")) == ["01/02", "01/02", "30/01"]
        assert events["replaces"].notna().tolist() == [False, False, True]
        corrected = events.set_index("event_id")["event_date"][events["replaces"].iloc[-1]]
        assert str(corrected)[:10] == "2024-02-01"
        assert str(events["known_date"].iloc[-1])[:10] == "2024-06-30"


class TestRecordsThatExtractsNameInDifferentWays:
    @staticmethod
    def contacts(folder: Path, *extracts: list[str]) -> pd.DataFrame:
        for day, rows in zip(("2024-03-31", "2024-06-30", "2024-09-30"), extracts, strict=False):
            csv_file(folder, f"{day}/ssd_contacts.csv", CONTACTS, *rows)
        found = chronology(folder)
        events = found.tables["events"].query("event_type == 'contact'")
        events.attrs = {name: [one[name] for one in found.extracts["extracts"]] for name in ("matched", "apart")}
        events.attrs["warned"] = [line for line in found.extracts["warnings"] if "may be told twice" in line]
        return events

    @pytest.mark.parametrize(
        ("first", "second"),
        [("C1", ""), ("", "C1"), ("C1a", "c1A"), ("007", "7"), ("0012", "12.0"), ("123456789012", "1.23E+11")],
    )
    def test_one_that_agrees_in_all_else_is_the_same_record(self, tmp_path: Path, first: str, second: str) -> None:
        events = self.contacts(tmp_path, [f"{first},A,2024-02-01,6,NFA_FLAG"], [f"{second},A,2024-02-01,6,NFA_FLAG"])
        assert len(events) == 1
        assert sum(events.attrs["matched"]) == 2  # the contact and its decision
        assert events.attrs["apart"] == [0, 0]

    @pytest.mark.parametrize(("first", "second"), [("C1", ""), ("", "C1"), ("C1a", "c1A"), ("17", "18")])
    def test_one_that_agrees_in_the_day_alone_is_kept_apart_counted_and_named(
        self, tmp_path: Path, first: str, second: str
    ) -> None:
        events = self.contacts(tmp_path, [f"{first},A,2024-02-01,6,"], [f"{second},A,2024-02-01,2A,"])
        assert len(events) == 2
        assert (events.attrs["matched"], events.attrs["apart"]) == ([0, 0], [1, 1])
        days = ("2024-03-31", "2024-06-30")
        assert [line.partition(": 1 facts")[0] for line in events.attrs["warned"]] == [f"WARNING: ssd in {day}" for day in days]

    def test_two_named_records_of_one_day_each_take_the_row_that_tells_the_same(self, tmp_path: Path) -> None:
        named = ["C1,A,2024-02-01,6,", "C2,A,2024-02-01,2A,"]
        events = self.contacts(tmp_path, named, [row[2:] for row in reversed(named)], named[1:])
        assert sorted(events["agency"]) == ["police", "school"]

    def test_an_extract_that_tells_a_record_with_a_name_and_one_without_knows_two(self, tmp_path: Path) -> None:
        both = ["C1,A,2024-02-01,6,", ",A,2024-02-01,6,"]
        assert len(self.contacts(tmp_path, both, both)) == 2
        assert len(self.contacts(tmp_path / "other", both, both[1:])) == 2

    def test_names_that_one_extract_has_side_by_side_are_two_records(self, tmp_path: Path) -> None:
        events = self.contacts(tmp_path, ["c1,A,2024-02-01,6,"], ["c1,A,2024-02-01,6,", "C1,A,2024-02-01,6,"])
        assert len(events) == 2
        assert events.attrs["apart"] == [0, 0]

    def test_a_record_matched_by_what_it_holds_is_still_corrected_by_its_name(self, tmp_path: Path) -> None:
        rows = ["007,A,2024-02-01,6,"], ["7,A,2024-02-01,6,"], ["7,A,2024-02-02,6,", "9,B,2024-09-29,6,"]
        events = self.contacts(tmp_path, *rows).query("child_id == 'A'").sort_values("known_date")
        assert events["event_date"].dt.day.tolist() == [1, 2]
        assert events["replaces"].notna().tolist() == [False, True]

    def test_records_numbered_anew_in_each_export_are_told_once_when_their_numbers_are_ignored(self, tmp_path: Path) -> None:
        events = self.contacts(tmp_path, ["1,A,2024-02-01,6,"], ["2,A,2024-02-01,6,"])
        assert (len(events), len(events.attrs["warned"])) == (2, 2)
        report = tmp_path.parent / "matching.yaml"
        entry = "{format: ssd, sheets: {'': {table: contacts, columns: {cont_contact_id: ignore}}}}"
        report.write_text(
            "files:\n" + "".join(f"  {day}/ssd_contacts.csv: {entry}\n" for day in ("2024-03-31", "2024-06-30")), encoding="utf-8"
        )
        assert len(facts(chronology(tmp_path, matching=report), "contact")) == 1


class TestLinks:
    def test_sources_that_share_few_children_are_warned_about(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": name, "date": dt.date(2024, 2, 1)} for name in "ABCD"])
        census(tmp_path, 2024, *(child(name, episode("2024-02-01")) for name in "AWXY"))
        found = chronology(tmp_path)
        assert found.extracts["links"] == [{"sources": ["annex_a", "cin_census"], "shared": 1, "of": 4, "rate": 0.25}]
        assert found.notes[0].startswith("WARNING: of 4 children only 1 are in both annex_a and cin_census (25%")

    def test_a_crosswalk_joins_them(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "0012", "date": dt.date(2024, 2, 1)}])
        census(tmp_path, 2024, child("old-7", episode("2024-02-01")))
        path = csv_file(tmp_path / "apart", "crosswalk.csv", "source,id,child_id", "cin_census,old-7,0012")
        found = read_extracts(tmp_path, WORDS, Choices(crosswalk=path)).chronology
        assert found.tables["children"]["child_id"].tolist() == ["0012"]

    def test_a_census_by_older_ids_is_joined_through_the_datasets_own_table_of_people(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "ssd_person.csv", "pers_person_id,pers_sex,pers_legacy_id", "A,F,101", "B,M,102")
        csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "1,A,2024-02-01")
        census(tmp_path, 2024, child("101", episode("2024-02-01")), child("102", episode("2024-02-02")))
        assert chronology(tmp_path).tables["children"]["child_id"].tolist() == ["A", "B"]

    def test_a_census_by_the_datasets_own_ids_is_not_joined_through_the_older_ones(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "ssd_person.csv", "pers_person_id,pers_sex,pers_legacy_id", "1,F,2", "2,M,3")
        csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "1,1,2024-02-01")
        census(tmp_path, 2024, child("1", episode("2024-02-01")), child("2", episode("2024-02-02")))
        found = facts(chronology(tmp_path), "referral", "child_id", "event_date")
        assert found == [("1", "2024-02-01"), ("2", "2024-02-02")]

    def test_a_crosswalk_that_gives_an_id_two_children_is_refused(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        path = csv_file(tmp_path / "apart", "crosswalk.csv", "source,id,child_id", "annex_a,A,B", "annex_a,A,C")
        with pytest.raises(BadInput, match="one identifier two children"):
            read_extracts(tmp_path, WORDS, Choices(crosswalk=path))
