"""From files to one chronology: when each fact became known, each fact once, every row accounted for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.assemble import Chronology
from neglect_triage.chronology.extracts.choices import Choices
from neglect_triage.chronology.extracts.matching import write_matching
from neglect_triage.chronology.extracts.read import read_extracts
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput

from .extracts import annex_a, assessment, census, child, csv_file, episode

WORDS = load_vocabulary()


def chronology(folder: Path, **choices: object) -> Chronology:
    return read_extracts(folder, WORDS, Choices(**choices)).chronology  # type: ignore[arg-type]


def facts(found: Chronology, event_type: str, *columns: str) -> list[tuple[str, ...]]:
    """Return the facts of a type in the order in which they became known, as text, empty cells as ""."""
    rows = found.tables["events"].query("event_type == @event_type").sort_values(["known_date", "event_date"])
    return [tuple("" if pd.isna(cell) else str(cell)[:10] for cell in row) for row in rows[list(columns)].itertuples(index=False)]


def codes(found: Chronology, event_type: str, system: str) -> list[tuple[str, str]]:
    """Return (known date, code) of the facts of a type, in order."""
    both = (
        found.tables["events"]
        .query("event_type == @event_type")
        .merge(found.tables["event_codes"].query("system == @system"), on="event_id")
    )
    return sorted((str(known)[:10], code) for known, code in zip(both["known_date"], both["code"], strict=True))


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
        assert codes(found, "referral", "primary_need") == [("2023-06-15", "N1")]
        assert codes(found, "assessment_end", "factor")[0] == ("2023-06-15", "16A")
        assert facts(found, "referral", "known_date", "agency") == [("2023-05-02", "school"), ("2023-06-15", "school")]

    def test_primary_need_on_the_day_of_the_extract_where_no_assessment_was_authorised(self, tmp_path: Path) -> None:
        census(tmp_path, 2024, child("A", episode("2023-05-02", PrimaryNeedCode="N4")))
        assert codes(chronology(tmp_path), "referral", "primary_need") == [("2024-03-31", "N4")]

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

    def test_no_fact_is_known_before_it_happened_or_after_its_extract(self, tmp_path: Path) -> None:
        details = episode(
            "2023-05-02", assessment("2023-05-04", "2022-01-01", "16A"), PrimaryNeedCode="N1", CINclosureDate="2023-05-20"
        )
        census(tmp_path, 2024, child("A", details))
        events = chronology(tmp_path).tables["events"]
        assert (events["known_date"] >= events["event_date"]).all()
        assert (events["known_date"] <= pd.Timestamp("2024-03-31")).all()
        assert (events["shared_date"] >= events["known_date"]).all()


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
        assert [str(day)[:10] for day in rows["known_date"]] == ["2022-05-02", "2024-03-31"]
        assert rows["agency"].tolist() == ["school", "police"]
        assert rows["replaces"].tolist()[1] == rows["event_id"].tolist()[0]

    def test_what_a_later_file_adds_by_its_own_rule_is_known_then_and_not_on_the_extracts_day(self, tmp_path: Path) -> None:
        census(tmp_path, 2023, child("A", episode("2023-02-02", PrimaryNeedCode="N0")))
        later = episode("2023-02-02", assessment("2023-02-04", "2023-04-20", "16A"), PrimaryNeedCode="N1")
        census(tmp_path, 2024, child("A", later))
        assert codes(chronology(tmp_path), "referral", "primary_need") == [("2023-03-31", "N0"), ("2023-04-20", "N1")]

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


class TestEveryRowAccountedFor:
    def test_rows_read_are_rows_used_and_rows_set_aside(self, tmp_path: Path) -> None:
        good = {"child": "A", "date": dt.date(2024, 2, 1)}
        rows: list[dict[str, object]] = [
            good,
            good,
            {"child": "B", "date": "not a date"},
            {"date": dt.date(2024, 2, 2)},
            {"child": "C"},
            {"child": "Total"},
        ]
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=rows)
        found = chronology(tmp_path)
        (table,) = found.extracts["extracts"][0]["tables"]
        assert (table["read"], table["used"], table["aside"]) == (6, 2, 4)
        assert len(found.quarantine) == 4
        assert found.counts["events"].read == found.counts["events"].kept + found.counts["events"].quarantined
        assert set(found.quarantine["source_ref"]) == {f"2024-03-31.xlsx!List 1!{row}" for row in (4, 5, 6, 7)}

    def test_a_cell_that_cannot_be_read_leaves_the_row_and_is_counted(self, tmp_path: Path) -> None:
        annex_a(
            tmp_path,
            "2024-03-31.xlsx",
            contacts=[{"child": "A", "date": dt.date(2024, 2, 1), "source": "ring back later please"}],
        )
        found = chronology(tmp_path)
        assert facts(found, "contact", "agency") == [("unknown",)]
        (cell,) = found.extracts["cells"]
        assert (cell["column"], cell["rule"], cell["cells"]) == ("Contact Source", "not a code of the list agency", 1)
        assert "ring back" not in str(found.extracts)

    def test_a_fact_dated_after_the_extract_is_set_aside(self, tmp_path: Path) -> None:
        census(tmp_path, 2024, child("A", episode("2023-05-02", CINclosureDate="2030-01-01")))
        found = chronology(tmp_path)
        assert facts(found, "case_closed", "event_date") == []
        assert found.quarantine["rule"].tolist() == ["dated after the day of the extract"]

    def test_counters_that_know_the_future_become_no_fact(self, tmp_path: Path) -> None:
        row = {"child": "A", "date": dt.date(2024, 2, 1), "nfa": "b) No", "referrals_12_months": 7}
        annex_a(tmp_path, "2024-03-31.xlsx", referrals=[row])
        events = chronology(tmp_path).tables["events"]
        assert sorted(events["event_type"]) == ["referral", "referral_decision"]
        assert events["value"].isna().all()

    def test_adopters_are_never_children(self, tmp_path: Path) -> None:
        csv_file(
            tmp_path, "List 11.csv", "Individual adopter identifier,Family identifier,Date enquiry received", "A,F,2024-01-01"
        )
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "B", "date": dt.date(2024, 2, 1)}])
        found = chronology(tmp_path)
        assert found.tables["children"]["child_id"].tolist() == ["B"]
        unused = [table for extract in found.extracts["extracts"] for table in extract["tables"] if table["unused"]]
        assert [(table["table"], table["unused"]) for table in unused] == [("adopters", 1)]


class TestPeople:
    def test_the_month_of_birth_and_who_is_not_yet_born(self, tmp_path: Path) -> None:
        unborn = (
            child("B", episode("2024-02-02"))
            .replace("PersonBirthDate", "ExpectedPersonBirthDate")
            .replace("2015-06-01", "2024-07-01")
        )
        census(tmp_path, 2024, child("A", episode("2024-02-01")), unborn)
        people = chronology(tmp_path).tables["children"].set_index("child_id")
        assert [str(day)[:7] for day in people["birth_month"]] == ["2015-06", "2024-07"]
        assert people["birth_basis"].tolist() == ["birth", "expected"]

    def test_protected_characteristics_go_to_their_own_table_and_nowhere_else(self, tmp_path: Path) -> None:
        row = {"child": "A", "date": dt.date(2024, 2, 1), "sex": "b) Female", "ethnicity": "f) MWBC"}
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[row])
        found = chronology(tmp_path)
        assert found.tables["protected"][["sex", "ethnicity"]].to_numpy().tolist() == [["female", "mixed"]]
        others = (
            pd.concat([found.tables["events"].astype("str"), found.tables["children"].astype("str")]).to_numpy().ravel().tolist()
        )
        assert not {"female", "mixed"} & set(others)

    def test_families_stand_undated_so_that_no_feature_can_rest_on_them(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "ssd_family.csv", "fami_table_id,fami_family_id,fami_person_id", "1,F1,A", "2,F1,B")
        csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "1,A,2024-02-01")
        homes = chronology(tmp_path).tables["households"]
        assert homes["household_id"].tolist() == ["F1", "F1"]
        assert homes["start"].isna().all()


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
        path = csv_file(tmp_path / "apart", "crosswalk.csv", "source,id,child_id", "cin_census,OLD-7,0012")
        found = read_extracts(tmp_path, WORDS, Choices(crosswalk=path)).chronology
        assert found.tables["children"]["child_id"].tolist() == ["0012"]

    def test_a_census_by_older_ids_is_joined_through_the_datasets_own_table_of_people(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "ssd_person.csv", "pers_person_id,pers_sex,pers_legacy_id", "A,F,101", "B,M,102")
        csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "1,A,2024-02-01")
        census(tmp_path, 2024, child("101", episode("2024-02-01")), child("102", episode("2024-02-02")))
        assert chronology(tmp_path).tables["children"]["child_id"].tolist() == ["A", "B"]

    def test_a_crosswalk_that_gives_an_id_two_children_is_refused(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        path = csv_file(tmp_path / "apart", "crosswalk.csv", "source,id,child_id", "annex_a,A,B", "annex_a,A,C")
        with pytest.raises(BadInput, match="one identifier two children"):
            read_extracts(tmp_path, WORDS, Choices(crosswalk=path))


class TestCoverage:
    def test_annex_a_covers_six_months_and_a_census_its_year(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        census(tmp_path, 2024, child("A", episode("2023-05-02")))
        cover = chronology(tmp_path).tables["coverage"].set_index(["source", "table"])
        assert str(cover.loc[("annex_a", "contacts"), "start"])[:10] == "2023-10-01"
        assert [str(cover.loc[("cin_census", "referrals"), name])[:10] for name in ("start", "end", "extract_date")] == [
            "2023-04-01", "2024-04-01", "2024-03-31",
        ]  # fmt: skip

    def test_a_table_that_is_not_there_is_not_covered_and_one_without_rows_is(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}], referrals=[])
        assert chronology(tmp_path).tables["coverage"]["table"].tolist() == ["contacts", "referrals"]

    def test_one_slip_of_the_pen_does_not_move_the_day_of_the_extract(self, tmp_path: Path) -> None:
        rows = [{"child": str(day), "date": dt.date(2024, 2, day)} for day in range(1, 29)] + [
            {"child": "Z", "date": dt.date(2042, 2, 1)}
        ]
        annex_a(tmp_path, "annex.xlsx", contacts=rows)
        found = chronology(tmp_path)
        assert found.extracts["extracts"][0]["date"] == "2024-02-28"
        assert found.quarantine["rule"].tolist() == ["dated after the day of the extract"]


class TestIdentifiers:
    @pytest.mark.parametrize(
        ("role", "value", "says"),
        [("worker", "Worker 7", "names a worker"), ("birth", dt.date(2015, 6, 17), "full date of birth")],
    )
    def test_what_names_a_person_is_refused_before_anything_is_written(
        self, tmp_path: Path, role: str, value: object, says: str
    ) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", referrals=[{"child": "A", "date": dt.date(2024, 2, 1), role: value}])
        with pytest.raises(BadInput, match=says) as raised:
            chronology(tmp_path)
        assert "pseudonymise" in str(raised.value)
        assert "Worker 7" not in str(raised.value)
        assert len(chronology(tmp_path, identifiers="drop").tables["events"]) == 1

    def test_a_column_for_it_without_a_cell_is_no_matter(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", referrals=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        assert len(chronology(tmp_path).tables["events"]) == 1

    def test_comments_are_refused_and_never_kept(self, tmp_path: Path) -> None:
        outcome = '"{""NFA_FLAG"": ""Y"", ""COMMENTS"": ""said a lot""}"'
        csv_file(
            tmp_path,
            "ssd_contacts.csv",
            "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_outcome_json",
            f"1,A,2024-02-01,{outcome}",
        )
        with pytest.raises(BadInput, match="comments"):
            chronology(tmp_path)
        found = chronology(tmp_path, identifiers="drop")
        assert facts(found, "contact_decision", "outcome") == [("nfa",)]
        assert not any("said" in str(frame.to_numpy().tolist()) for frame in found.tables.values())

    def test_a_pupil_number_in_a_census_is_refused(self, tmp_path: Path) -> None:
        census(tmp_path, 2024, child("A", episode("2023-05-02")).replace("<Sex>", "<UPN>A123456789012</UPN><Sex>"))
        with pytest.raises(BadInput, match="element UPN") as raised:
            chronology(tmp_path)
        assert "A123456789012" not in str(raised.value)


class TestMatchingReport:
    def test_mended_and_fed_back_it_decides(self, tmp_path: Path) -> None:
        folder = tmp_path / "in"
        csv_file(folder, "export 7.csv", "Ref,When,Who rang", "A,01/02/2024,MASH desk", "B,02/02/2024,Police")
        csv_file(folder, "police.csv", "child_id,incident_date,kind", "A,01/02/2024,DA")
        first = read_extracts(folder, WORDS)
        assert first.chronology.tables["events"]["event_type"].tolist().count("contact") == 0
        said = first.matching.model_copy(deep=True)
        sheet = said.files["export 7.csv"].sheets[""]
        said.files["export 7.csv"].format = "annex_a"
        sheet.table, sheet.columns = "contacts", {"Ref": "child", "When": "date", "Who rang": "source"}
        sheet.words = {"source": {"MASH desk": "5B"}}
        said.files["export 7.csv"].extract_date = dt.date(2024, 3, 31)
        write_matching(said, tmp_path / "matching.yaml")
        again = read_extracts(folder, WORDS, Choices(matching=tmp_path / "matching.yaml"))
        assert facts(again.chronology, "contact", "child_id", "agency") == [("A", "la_other"), ("B", "police")]
        assert again.matching.files["export 7.csv"].sheets[""].words == sheet.words

    def test_fed_back_as_it_is_it_changes_nothing(self, tmp_path: Path) -> None:
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}], care_leavers=[])
        first = read_extracts(tmp_path / "in", WORDS)
        write_matching(first.matching, tmp_path / "matching.yaml")
        again = read_extracts(tmp_path / "in", WORDS, Choices(matching=tmp_path / "matching.yaml"))
        for name, table in first.chronology.tables.items():
            pd.testing.assert_frame_equal(table, again.chronology.tables[name])

    @pytest.mark.parametrize(
        ("mended", "says"),
        [
            ("files:\n  other.csv: {format: ssd}\n", "does not hold"),
            ("files:\n  2024-03-31.xlsx: {format: anex_a}\n", 'did you mean "annex_a"'),
            ("files:\n  2024-03-31.xlsx: {format: annex_a, sheets: {List 1: {table: contact}}}\n", 'did you mean "contacts"'),
            (
                "files:\n  2024-03-31.xlsx: {format: annex_a, sheets: {List 1: {table: contacts, columns: {X: dates}}}}\n",
                'did you mean "date"',
            ),
        ],
    )
    def test_a_slip_in_it_is_named_with_what_was_meant(self, tmp_path: Path, mended: str, says: str) -> None:
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        (tmp_path / "matching.yaml").write_text(mended, encoding="utf-8")
        with pytest.raises(BadInput, match=says):
            read_extracts(tmp_path / "in", WORDS, Choices(matching=tmp_path / "matching.yaml"))


def test_referrals_may_stand_for_contacts_where_there_are_none(tmp_path: Path) -> None:
    census(tmp_path, 2024, child("A", episode("2023-05-02", ReferralSource="6", ReferralNFA="1")))
    found = chronology(tmp_path, referrals_as_contacts=True)
    assert facts(found, "contact", "event_date", "agency", "outcome") == [("2023-05-02", "police", "")]
    assert facts(found, "contact_decision", "known_date", "outcome") == [("2023-05-03", "nfa")]
    assert found.extracts["can"]["contacts"]


def test_a_folder_in_which_nothing_is_recognised_says_what_to_do(tmp_path: Path) -> None:
    csv_file(tmp_path, "something.csv", "colour,size", "red,2")
    with pytest.raises(BadInput, match="No file in the folder was recognised") as raised:
        chronology(tmp_path)
    assert "neglect-triage read" in str(raised.value)
