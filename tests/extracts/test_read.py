"""From files to one chronology, with every row accounted for and nobody named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.checks.lost_kinds import stop_at_lost_kinds
from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.errors import BadInput
from tests.extracts.extracts import annex_a, census, child, chronology, csv_file, episode, facts


class TestEveryRowAccountedFor:
    def test_a_row_without_the_childs_identifier_is_set_aside_and_names_no_child(self, tmp_path: Path) -> None:
        rows: list[dict[str, object]] = [{"child": "A", "date": dt.date(2024, 2, 1)}, {"date": dt.date(2024, 2, 2)}]
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=rows)
        found = chronology(tmp_path)
        assert found.tables["events"]["child_id"].tolist() == ["A"]
        assert found.quarantine["rule"].tolist() == ["no identifier"]

    @pytest.mark.parametrize("key", ["-1", "0", "UNKNOWN"])
    def test_a_key_for_nothing_is_neither_a_child_nor_a_family(self, tmp_path: Path, key: str) -> None:
        csv_file(
            tmp_path,
            "ssd_contacts.csv",
            "cont_contact_id,cont_person_id,cont_contact_date",
            f"c0,{key},2024-01-01",
            "c1,p1,2024-01-02",
        )
        csv_file(
            tmp_path, "ssd_family.csv", "fami_table_id,fami_family_id,fami_person_id", f"1,{key},p1", f"2,{key},p2", "3,f1,p1"
        )
        found = chronology(tmp_path)
        assert found.tables["children"]["child_id"].tolist() == ["p1"]
        assert found.tables["households"]["household_id"].tolist() == ["f1"]
        assert found.quarantine["rule"].tolist() == ["no identifier"] * 3

    def test_children_who_differ_in_letter_case_or_zeros_alone_are_kept_apart_and_counted(self, tmp_path: Path) -> None:
        csv_file(
            tmp_path,
            "ssd_contacts.csv",
            "cont_contact_id,cont_person_id,cont_contact_date",
            *(f"c{place},{child},2024-01-0{place}" for place, child in enumerate(["a1", "A1", "007", "7"], start=1)),
        )
        found = chronology(tmp_path)
        assert set(found.tables["children"]["child_id"]) == {"a1", "A1", "007", "7"}
        assert [line for line in found.extracts["warnings"] if line.startswith("WARNING: 4 identifiers of children")]

    def test_a_row_tells_one_of_two_facts_that_exclude_each_other(self, tmp_path: Path) -> None:
        rows = ["A,01/03/2024,missing", "B,02/03/2024,neglect", "C,03/03/2024,"]
        csv_file(tmp_path, "police.csv", "child_id,date,type", *rows)
        events = chronology(tmp_path).tables["events"]
        assert events["child_id"].is_unique
        assert dict(zip(events["child_id"], events["event_type"], strict=True))["A"] != "police_notification"

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

    @pytest.mark.parametrize("birth", ["2015-06", "06/2015", "June 2015", "01/06/2015", dt.date(2015, 6, 1), "01-Jun-2015"])
    def test_a_month_of_birth_is_read_in_any_form_that_pseudonymised_files_hold(self, tmp_path: Path, birth: object) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1), "birth": birth}])
        found = chronology(tmp_path)
        assert [str(day)[:10] for day in found.tables["children"]["birth_month"]] == ["2015-06-01"]
        assert len(found.tables["events"]) == 1

    def test_a_disability_is_recorded_if_any_row_records_one(self, tmp_path: Path) -> None:
        header = "disa_table_id,disa_person_id,disa_disability_code"
        csv_file(tmp_path, "ssd_disability.csv", header, "1,A,NONE", "2,A,HEAR", "3,B,NONE")
        csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "1,A,2024-02-01")
        found = chronology(tmp_path).tables["protected"].set_index("child_id")["disability"]
        assert found.to_dict() == {"A": "yes", "B": "no"}

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


def weekly(first: str, number: int) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(first, periods=number, freq="7D")]


def appointments(folder: Path, *dates: str) -> None:
    csv_file(folder, "appointments.csv", "child_id,appointment_date,outcome,service", *(f"A,{day},attended,gp" for day in dates))


def covers(found: Chronology) -> list[tuple[str, str, str]]:
    rows = found.tables["coverage"].to_dict("records")
    return [(row["table"], f"{row['start']:%Y-%m-%d}", f"{row['end']:%Y-%m-%d}") for row in rows]


class TestOneClock:
    def test_a_recorded_day_that_copies_the_event_day_is_named_until_its_column_is_ignored(self, tmp_path: Path) -> None:
        rows = [f"A,{day},neglect,{day}" for day in weekly("2022-01-03", 40)]
        csv_file(tmp_path, "police.csv", "child_id,date,type,report_date", *rows)
        found = chronology(tmp_path)
        assert any("multi_agency, police: known date equals event date in 100% of 40 rows" in note for note in found.notes)
        mended = tmp_path.parent / f"{tmp_path.name}.yaml"
        mended.write_text("files: {police.csv: {sheets: {'': {columns: {report_date: ignore}}}}}\n", encoding="utf-8")
        assert not any("known date equals" in note for note in chronology(tmp_path, matching=mended).notes)


class TestLostKinds:
    def test_a_table_whose_dates_cannot_be_read_is_an_error_and_stops_the_source(self, tmp_path: Path) -> None:
        appointments(tmp_path, *["soon"] * 12)
        csv_file(tmp_path, "police.csv", "child_id,date,type", "A,2024-02-01,neglect")
        found = chronology(tmp_path)
        assert any(note.startswith("ERROR: no row of multi_agency.appointments (12 read)") for note in found.notes)
        with pytest.raises(BadInput, match=r"multi_agency.appointments: 12 of 12 rows"):
            stop_at_lost_kinds(found.kinds, 0.2, {})

    def test_rows_that_the_format_leaves_out_are_no_loss_and_rows_without_identifier_are(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "police.csv", "child_id,date,type", "A,2024-02-01,neglect", ",2024-02-02,neglect")
        (kind,) = chronology(tmp_path).kinds
        assert (kind.name, kind.read, kind.kept) == ("multi_agency.police", 2, 1)


class TestCoverage:
    def test_annex_a_covers_six_months_and_a_census_its_year(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        census(tmp_path, 2024, child("A", episode("2023-05-02")))
        cover = chronology(tmp_path).tables["coverage"].set_index(["source", "table"])
        assert str(cover.loc[("annex_a", "contacts"), "start"])[:10] == "2023-10-01"
        assert [str(cover.loc[("cin_census", "referrals"), name])[:10] for name in ("start", "end", "extract_date")] == [
            "2023-04-01", "2024-04-01", "2024-03-31",
        ]  # fmt: skip

    def test_a_window_of_years_covers_no_more_than_its_records(self, tmp_path: Path) -> None:
        header = "cont_contact_id,cont_person_id,cont_contact_date"
        csv_file(tmp_path, "ssd_contacts.csv", header, "1,A,2024-02-01", "2,A,2022-07-05")
        assert [str(day)[:10] for day in chronology(tmp_path).tables["coverage"]["start"]] == ["2022-07-05"]

    def test_a_table_that_is_not_there_is_not_covered_and_one_without_rows_is(self, tmp_path: Path) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}], referrals=[])
        assert chronology(tmp_path).tables["coverage"]["table"].tolist() == ["contacts", "referrals"]

    def test_a_date_far_before_all_others_does_not_move_the_start_and_is_named(self, tmp_path: Path) -> None:
        appointments(tmp_path, *weekly("2022-01-03", 52), "1971-05-06")
        found = chronology(tmp_path)
        assert covers(found) == [("health", "2022-01-03", "2022-12-27")]
        assert any("1 record is dated far from all others" in note and "appointments.csv!54" in note for note in found.notes)
        assert not any("1971" in note for note in found.notes)

    def test_a_date_far_after_all_others_does_not_move_the_end_and_is_set_aside(self, tmp_path: Path) -> None:
        appointments(tmp_path, *weekly("2022-01-03", 52), "2091-05-06")
        found = chronology(tmp_path)
        assert covers(found) == [("health", "2022-01-03", "2022-12-27")]
        assert found.quarantine["source_ref"].tolist() == ["appointments.csv!54"]

    def test_a_day_that_stands_for_no_date_is_no_event(self, tmp_path: Path) -> None:
        appointments(tmp_path, *weekly("2022-01-03", 52), "1970-01-01", "02/02/1902")
        found = chronology(tmp_path)
        assert covers(found) == [("health", "2022-01-03", "2022-12-27")]
        assert (found.counts["events"].kept, found.counts["events"].quarantined) == (52, 2)

    def test_a_table_that_stops_long_before_the_day_of_the_extract_is_covered_no_longer(self, tmp_path: Path) -> None:
        appointments(tmp_path, *weekly("2020-01-06", 52))
        csv_file(tmp_path, "police.csv", "child_id,date,type", *(f"A,{day},neglect" for day in weekly("2020-01-06", 150)))
        found = chronology(tmp_path)
        health = [row for row in covers(found) if row[0] == "health"]
        assert health == [("health", "2020-01-06", "2020-12-29")]
        assert any("health: to confirm: no record from 29 December 2020 to" in note for note in found.extracts["notes"])

    def test_a_gap_is_not_covered_until_the_user_states_the_start_as_its_message_says(self, tmp_path: Path) -> None:
        appointments(tmp_path, *weekly("2018-01-01", 50), *weekly("2021-01-04", 50))
        found = chronology(tmp_path)
        assert covers(found) == [("health", "2018-01-01", "2018-12-11"), ("health", "2021-01-04", "2021-12-14")]
        assert any("to confirm" in note and "matching report" in note for note in found.notes)
        report = "files:\n  appointments.csv:\n    start: 2018-01-01\n"
        mended = tmp_path.parent / f"{tmp_path.name}.yaml"
        mended.write_text(report, encoding="utf-8")
        confirmed = chronology(tmp_path, matching=mended)
        assert covers(confirmed) == [("health", "2018-01-01", "2021-12-14")]
        assert not any("to confirm" in note for note in confirmed.notes)

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

    @pytest.mark.parametrize(
        "birth", [42172, "42172.0", "17-Jun-2015", "17.06.2015", "2015-Jun-17 00:00:00", "17/06/2015", dt.datetime(2015, 6, 17)]
    )
    def test_a_full_date_of_birth_is_refused_in_every_form_in_which_it_could_be_read(self, tmp_path: Path, birth: object) -> None:
        annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1), "birth": birth}])
        with pytest.raises(BadInput, match="full date of birth"):
            chronology(tmp_path)

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

    def test_a_full_date_of_birth_in_a_census_is_refused(self, tmp_path: Path) -> None:
        census(tmp_path, 2024, child("A", episode("2023-05-02"), birth="2015-06-17"))
        with pytest.raises(BadInput, match="full date of birth") as raised:
            chronology(tmp_path)
        assert "2015-06-17" not in str(raised.value)

    def test_a_column_that_the_format_does_not_know_is_refused_by_its_name(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "police.csv", "child_id,date,type,Mother forename", "A,01/03/2024,neglect,Xyz")
        with pytest.raises(BadInput, match="particulars") as raised:
            chronology(tmp_path)
        assert "Xyz" not in str(raised.value)


def test_referrals_may_stand_for_contacts_where_there_are_none(tmp_path: Path) -> None:
    census(tmp_path, 2024, child("A", episode("2023-05-02", ReferralSource="6", ReferralNFA="1")))
    found = chronology(tmp_path, referrals_as_contacts=True)
    assert facts(found, "contact", "event_date", "agency", "outcome") == [("2023-05-02", "police", "")]
    assert facts(found, "contact_decision", "known_date", "outcome") == [("2023-05-03", "nfa")]
    assert found.extracts["can"]["contacts"]


def test_a_folder_without_a_file_where_a_table_may_belong_is_named(tmp_path: Path) -> None:
    csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "C1,A,2024-02-01")
    (tmp_path / "ssd_person").mkdir()
    (tmp_path / "ssd_cin_episodes.parquet/year=2024").mkdir(parents=True)
    (tmp_path / "ssd_cin_episodes.parquet/_SUCCESS").touch()
    found = chronology(tmp_path)
    assert [line for line in found.notes if "folders" in line] == [
        "WARNING: passed over, folders without a table: 2 (ssd_cin_episodes.parquet, ssd_person); one may be a table whose "
        "export failed: export it again, or take the folder away."
    ]
    assert len(found.tables["events"]) == 1


@pytest.mark.parametrize(("born", "grown_up"), [("1955-03", 1), ("1998-01", 1), ("1998-03", 0), ("2012-05", 0)])
def test_people_who_were_grown_up_at_their_first_record_are_counted_and_stay(tmp_path: Path, born: str, grown_up: int) -> None:
    rows = ["C1,A,2024-02-01", "C2,A,2024-03-01", "C3,B,2024-02-01", "C4,C,2024-02-01"]
    csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", *rows)
    csv_file(tmp_path, "ssd_person.csv", "pers_person_id,pers_expected_dob", f"A,{born}", "B,2012-06", "C,")
    found = chronology(tmp_path)
    assert [line for line in found.notes if "26 years" in line] == [
        "WARNING: 1 of 2 children with a month of birth were 26 years or older at their first record. If they are parents or "
        "workers, take them out; if their births are mistyped, mend them where they come from."
    ][:grown_up]
    assert found.tables["children"]["birth_month"].notna().sum() == 2


def test_a_folder_in_which_nothing_is_recognised_says_what_to_do(tmp_path: Path) -> None:
    csv_file(tmp_path, "something.csv", "colour,size", "red,2")
    with pytest.raises(BadInput, match="No file in the folder was recognised") as raised:
        chronology(tmp_path)
    assert "neglect-triage read" in str(raised.value)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_table_of_a_header_alone_is_named(tmp_path: Path, kind: str) -> None:
    csv_file(tmp_path, "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "C1,A,2024-02-01")
    columns = ["cina_assessment_id", "cina_person_id", "cina_assessment_start_date", "cina_assessment_auth_date"]
    if kind == "csv":
        csv_file(tmp_path, "ssd_cin_assessments.csv", ",".join(columns))
    else:
        pd.DataFrame(columns=columns, dtype="str").to_parquet(tmp_path / "ssd_cin_assessments.parquet")
    assert [line for line in chronology(tmp_path).notes if "a header and no row" in line] == [
        f"WARNING: ssd_cin_assessments.{kind} has a header and no row. If there should be rows, export it again."
    ]
