"""Of several extracts of one day the later stands last; what makes it the later is in the files or said by the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from ruamel.yaml import YAML

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from tests.extracts.extracts import WORDS, annex_a, child, chronology, codes_of, csv_file, episode, facts

CONTACTS = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code"


def census_return(folder: Path, name: str, need: str, source: str = "", sex: str = "F") -> None:
    """Write a return of the census of 2024 in which the referral of child A has this primary need."""
    folder.mkdir(exist_ok=True)
    header = f"<Header><ReferenceDate>2024-03-31</ReferenceDate><Source>{source}</Source></Header>"
    inside = child("A", episode("2023-05-01", PrimaryNeedCode=need, CINclosureDate="2023-09-01"), sex=sex)
    text = f"<Message>{header}<Children><Child>{inside}</Child></Children></Message>"
    (folder / f"{name}.xml").write_text(text, encoding="utf-8")


def needs(folder: Path, **choices: object) -> list[str]:
    """Return the primary needs of the referral, each corrected by the next."""
    tables = chronology(folder, **choices).tables
    codes = tables["event_codes"].query("system == 'primary_need'").set_index("event_id")["code"].to_dict()
    rows = tables["events"].query("event_type == 'referral'")
    next_of = {None if pd.isna(old) else old: new for old, new in zip(rows["replaces"], rows["event_id"], strict=True)}
    found: list[str] = []
    event = next_of.get(None)
    while event is not None:
        found += [codes[event]] if event in codes else []
        event = next_of.get(event)
    return found


def fill_in(report: Path, key: str, values: Sequence[object]) -> None:
    """Fill in a key of each file of a matching report, as a user would."""
    content = YAML().load(report)
    for entry, value in zip(content["files"].values(), values, strict=True):
        assert entry.get(key) is None
        entry[key] = value
    YAML().dump(content, report)


class TestTwoReturnsOfOneCensus:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("<DateTime>2024-05-10T09:00:00</DateTime>", "<DateTime>2024-07-15T09:00:00</DateTime>"),
            ("<DateTime>2024-07-15T09:00:00</DateTime>", "<DateTime>2024-07-15T11:00:00</DateTime>"),
            ("<SerialNo>9</SerialNo>", "<SerialNo>010</SerialNo>"),
            (
                "<DateTime>2024-05-10T09:00:00</DateTime><SerialNo>1</SerialNo>",
                "<DateTime>2024-05-10T09:00:00</DateTime><SerialNo>2</SerialNo>",
            ),
            ("<SerialNo>1</SerialNo>", "<DateTime>2024-05-10T09:00:00</DateTime><SerialNo>2</SerialNo>"),
        ],
    )
    @pytest.mark.parametrize(("earlier", "later"), [("provisional", "final"), ("a", "b")])
    def test_the_one_made_later_stands_last_whatever_the_files_are_called(
        self, tmp_path: Path, first: str, second: str, earlier: str, later: str
    ) -> None:
        census_return(tmp_path, earlier, "N4", first)
        census_return(tmp_path, later, "N1", second)
        assert needs(tmp_path) == ["N4", "N1"]

    def test_what_it_corrects_is_known_from_the_day_on_which_it_was_made(self, tmp_path: Path) -> None:
        census_return(tmp_path, "provisional", "N4", "<DateTime>2024-05-10T09:00:00</DateTime>")
        census_return(tmp_path, "final", "N1", "<DateTime>2024-07-15T09:00:00</DateTime>")
        assert codes_of(chronology(tmp_path), "referral", "primary_need")[-1] == ("2024-07-15", "N1")

    def test_what_no_day_of_its_own_dates_was_not_known_before_the_return_was_made(self, tmp_path: Path) -> None:
        census_return(tmp_path, "provisional", "N4", "<DateTime>2024-05-10T09:00:00</DateTime>")
        read = chronology(tmp_path)
        assert codes_of(read, "referral", "primary_need") == [("2024-05-10", "N4")]
        first = read.tables["events"].query("event_type == 'referral'").iloc[0]
        # The agency knew of the referral itself on its day, whenever a return was made of it.
        assert (first["known_date"], first["known_basis"]) == (pd.Timestamp("2023-05-01"), "rule")
        assert set(read.tables["coverage"]["extract_date"]) == {pd.Timestamp("2024-05-10")}
        assert set(read.tables["coverage"]["end"]) == {pd.Timestamp("2024-04-01")}

    def test_a_return_that_does_not_say_when_it_was_made_counts_from_its_reference_date(self, tmp_path: Path) -> None:
        census_return(tmp_path, "provisional", "N4")
        assert codes_of(chronology(tmp_path), "referral", "primary_need") == [("2024-03-31", "N4")]

    def test_particulars_of_a_child_follow_the_same_order(self, tmp_path: Path) -> None:
        census_return(tmp_path, "provisional", "N1", "<SerialNo>1</SerialNo>", sex="M")
        census_return(tmp_path, "final", "N1", "<SerialNo>2</SerialNo>", sex="F")
        assert chronology(tmp_path).tables["protected"]["sex"].tolist() == ["female"]

    def test_the_same_return_twice_needs_no_order(self, tmp_path: Path) -> None:
        census_return(tmp_path, "one", "N1")
        census_return(tmp_path, "other", "N1")
        assert needs(tmp_path) == ["N1"]


class TestNothingTellsTheOrder:
    @pytest.mark.parametrize("differs", ["need", "sex"])
    def test_the_user_is_asked_in_the_report_and_the_answer_decides(self, tmp_path: Path, differs: str) -> None:
        folder, report = tmp_path / "in", tmp_path / "out" / "matching.yaml"
        census_return(folder, "final", "N1")
        census_return(folder, "provisional", **({"need": "N1", "sex": "F"} | {differs: {"need": "N4", "sex": "M"}[differs]}))
        with pytest.raises(BadInput, match="which is the later") as stopped:
            read_extracts(folder, WORDS, report=report)
        assert str(report) in stopped.value.do
        assert "final.xml" in stopped.value.where
        assert "order:\n" in report.read_text(encoding="utf-8").replace("order: \n", "order:\n")
        fill_in(report, "order", [2, 1])
        reading = read_extracts(folder, WORDS, Choices(matching=report))
        assert needs(folder, matching=report)[-1] == "N1"
        assert reading.chronology.tables["protected"]["sex"].tolist() == ["female"]
        assert [entry.order for entry in reading.matching.files.values()] == [2, 1]

    @pytest.mark.parametrize("day_alone", ["2024-05-10", "2024-05-10T00:00:00"])
    def test_a_day_without_a_time_is_neither_before_nor_after_a_time_of_that_day(self, tmp_path: Path, day_alone: str) -> None:
        census_return(tmp_path, "final", "N1", f"<DateTime>{day_alone}</DateTime>")
        census_return(tmp_path, "provisional", "N4", "<DateTime>2024-05-10T09:00:00</DateTime>")
        with pytest.raises(BadInput, match="which is the later"):
            chronology(tmp_path)

    def test_a_day_without_a_time_still_comes_after_the_days_before_it(self, tmp_path: Path) -> None:
        census_return(tmp_path, "final", "N1", "<DateTime>2024-07-15</DateTime>")
        census_return(tmp_path, "provisional", "N4", "<DateTime>2024-05-10T09:00:00</DateTime>")
        assert needs(tmp_path) == ["N4", "N1"]

    @pytest.mark.parametrize(("one", "other"), [("U", "M"), ("M", "U")])
    def test_a_sex_that_one_of_them_does_not_record_is_no_contradiction(self, tmp_path: Path, one: str, other: str) -> None:
        census_return(tmp_path, "a", "N1", sex=one)
        census_return(tmp_path, "b", "N1", sex=other)
        found = chronology(tmp_path)
        assert found.tables["protected"]["sex"].tolist() == ["male"]
        assert any(line.startswith("The sex of 1 child is not recorded in some rows") for line in found.extracts["notes"])

    def test_two_workbooks_of_one_day_are_asked_about_too(self, tmp_path: Path) -> None:
        for name, source in (("2024-03-31 a.xlsx", "6"), ("2024-03-31 b.xlsx", "2A")):
            annex_a(tmp_path, name, referrals=[{"child": "A", "date": dt.date(2024, 2, 1), "source": source}])
        with pytest.raises(BadInput, match="which is the later"):
            chronology(tmp_path)

    def test_so_are_two_folders_of_loose_tables(self, tmp_path: Path) -> None:
        header = "cine_referral_id,cine_person_id,cine_referral_date,cine_referral_source_code"
        for name, source in (("a 2024-03-31", "6"), ("b 2024-03-31", "2A")):
            csv_file(tmp_path, f"{name}/ssd_cin_episodes.csv", header, f"R1,A,2024-02-01,{source}")
        with pytest.raises(BadInput, match="which is the later"):
            chronology(tmp_path)


class TestAReportWhenReadingStops:
    def test_it_holds_the_own_headers_and_filled_in_it_leads_on(self, tmp_path: Path) -> None:
        folder, report = tmp_path / "in", tmp_path / "out" / "matching.yaml"
        csv_file(folder, "rung.csv", "pupilref,whenrung,whorang", "x1,2024-02-14,Police", "x2,2024-03-02,Police")
        with pytest.raises(BadInput, match="No file in the folder was recognised") as stopped:
            read_extracts(folder, WORDS, report=report)
        assert str(report) in stopped.value.do
        content = YAML().load(report)
        entry = content["files"]["rung.csv"]
        assert dict(entry["sheets"][""]["columns"]) == {"pupilref": None, "whenrung": None, "whorang": None}
        entry["format"] = "annex_a"
        entry["sheets"][""] |= {"table": "contacts", "columns": {"pupilref": "child", "whenrung": "date", "whorang": "source"}}
        YAML().dump(content, report)
        assert chronology(folder, matching=report).tables["events"]["child_id"].tolist() == ["x1", "x2"]

    @pytest.mark.parametrize("first", ["Jo Bloggs,2024-02-13,none", "Jo Bloggs,,none", "Jo Bloggs,seen,none"])
    def test_it_shows_no_row_that_could_be_data(self, tmp_path: Path, first: str) -> None:
        csv_file(tmp_path / "in", "rung.csv", first, "Al Smith,2024-02-14,yes")
        with pytest.raises(BadInput):
            read_extracts(tmp_path / "in", WORDS, report=tmp_path / "matching.yaml")
        assert "Bloggs" not in (tmp_path / "matching.yaml").read_text(encoding="utf-8")

    def test_it_is_written_where_no_row_tells_a_fact(self, tmp_path: Path) -> None:
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[{"child": "A", "date": "not a date"}])
        with pytest.raises(BadInput, match="records an event") as stopped:
            read_extracts(tmp_path / "in", WORDS, report=tmp_path / "matching.yaml")
        assert str(tmp_path / "matching.yaml") in stopped.value.do
        assert "List 1" in (tmp_path / "matching.yaml").read_text(encoding="utf-8")

    def test_files_that_cannot_be_read_are_named_in_it_and_may_be_left_out_by_it(self, tmp_path: Path) -> None:
        folder, report = tmp_path / "in", tmp_path / "out" / "matching.yaml"
        annex_a(folder, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        (folder / "a.xlsx").write_bytes(b"PK\x03\x04 cut off")
        (folder / "z.docm").write_bytes(b"PK\x03\x04")
        with pytest.raises(BadInput, match="A workbook is damaged") as stopped:
            read_extracts(folder, WORDS, report=report)
        assert "and z.docm: A file is of a kind that cannot be read." in stopped.value.where
        assert f"in {report}, give each file that cannot be read the format ignore" in stopped.value.do
        content = YAML().load(report)
        assert list(content["files"]) == ["2024-03-31.xlsx", "a.xlsx", "z.docm"]
        assert content["files"]["2024-03-31.xlsx"]["format"] == "annex_a"
        assert content["files"]["a.xlsx"]["sheets"][""]["why"] == "Not read. A workbook is damaged."
        for name in ("a.xlsx", "z.docm"):
            content["files"][name]["format"] = "ignore"
        YAML().dump(content, report)
        found = chronology(folder, matching=report)
        assert found.tables["events"]["child_id"].tolist() == ["A"]
        assert "Passed over, files that the matching report ignores: 2 (a.xlsx, z.docm)." in found.notes

    def test_what_the_user_ignores_is_still_ignored_in_the_report_that_is_written_again(self, tmp_path: Path) -> None:
        csv_file(tmp_path / "in", "ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01,6")
        report = tmp_path / "matching.yaml"
        read_extracts(tmp_path / "in", WORDS, report=report)
        report.write_text(
            report.read_text(encoding="utf-8").replace("cont_contact_source_code: source", "cont_contact_source_code: ignore"),
            encoding="utf-8",
        )
        for _ in range(2):
            found = read_extracts(tmp_path / "in", WORDS, Choices(matching=report), report).chronology
            assert facts(found, "contact", "agency") == [("unknown",)]

    def test_any_later_stop_writes_it_too_and_says_where_it_is(self, tmp_path: Path) -> None:
        annex_a(tmp_path / "in", "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
        report, words = tmp_path / "matching.yaml", load_vocabulary(Path("examples/oulad/vocabulary.yaml"))
        with pytest.raises(BadInput, match="lacks an event type") as stopped:
            read_extracts(tmp_path / "in", words, report=report)
        assert stopped.value.do.endswith(f"(what each file and column was taken for: {report})")
        assert report.is_file()

    def test_nothing_is_written_where_something_could_identify_a_person(self, tmp_path: Path) -> None:
        csv_file(tmp_path / "in", "ssd_contacts.csv", "cont_person_id,cont_contact_date,surname", "A,2024-02-01,Bloggs")
        (tmp_path / "in" / "a.xlsx").write_bytes(b"PK\x03\x04 cut off")
        with pytest.raises(BadInput, match="a person's particulars"):
            read_extracts(tmp_path / "in", WORDS, report=tmp_path / "matching.yaml")
        assert not (tmp_path / "matching.yaml").exists()

    def test_without_a_file_to_write_the_command_that_writes_it_is_named(self, tmp_path: Path) -> None:
        csv_file(tmp_path, "rung.csv", "ref,when", "x1,2024-02-14")
        with pytest.raises(BadInput) as stopped:
            read_extracts(tmp_path, WORDS)
        assert f"neglect-triage read {tmp_path} --out FOLDER" in stopped.value.do
