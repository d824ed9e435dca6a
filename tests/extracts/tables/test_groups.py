"""Which loose tables of a folder are one extract: those of one day; where nothing says so, the reading stops and asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.files import write_text
from tests.extracts.extracts import WORDS, chronology, csv_file

HEADER = "cont_contact_id,cont_person_id,cont_contact_date"


def contacts(folder: Path, name: str, *rows: str) -> None:
    csv_file(folder, name, HEADER, *rows)


def extracts_of(folder: Path, matching: str = "") -> dict[str, str]:
    """Return the day of each extract by its name."""
    choices = {}
    if matching:
        write_text(folder.parent / "matching.yaml", matching)
        choices["matching"] = folder.parent / "matching.yaml"
    return {extract["name"]: extract["date"] for extract in chronology(folder, **choices).extracts["extracts"]}


def test_tables_of_two_days_in_one_folder_are_two_extracts(tmp_path: Path) -> None:
    for year in (2024, 2025):
        contacts(tmp_path, f"ssd_contacts_{year}-03-31.csv", f"c1,p1,{year}-01-02")
        csv_file(tmp_path, f"ssd_family_{year}-03-31.csv", "fami_table_id,fami_family_id,fami_person_id", "1,f1,p1")
    assert extracts_of(tmp_path) == {
        "ssd in the folder, 2024-03-31": "2024-03-31",
        "ssd in the folder, 2025-03-31": "2025-03-31",
    }


def test_tables_of_one_day_are_one_extract_with_those_that_have_none(tmp_path: Path) -> None:
    contacts(tmp_path, "ssd_contacts_2024-03-31.csv", "c1,p1,2024-01-02")
    csv_file(tmp_path, "ssd_family.csv", "fami_table_id,fami_family_id,fami_person_id", "1,f1,p1")
    assert extracts_of(tmp_path) == {"ssd in the folder": "2024-03-31"}


@pytest.mark.parametrize("names", [("1of2", "2of2"), (" part 1", " part 2"), ("_1", "_2"), ("", " (2)")])
def test_parts_of_one_table_are_one_extract(tmp_path: Path, names: tuple[str, str]) -> None:
    for number, name in enumerate(names, start=1):
        contacts(tmp_path, f"ssd_contacts{name}.csv", f"c{number},p{number},2024-01-0{number}")
    assert list(extracts_of(tmp_path)) == ["ssd in the folder"]


def test_a_table_twice_stops_and_what_is_asked_leads_on(tmp_path: Path) -> None:
    folder, report = tmp_path / "in", tmp_path / "asked.yaml"
    contacts(folder, "ssd_contacts_old.csv", "c1,p1,2024-01-02")
    contacts(folder, "ssd_contacts_new.csv", "c1,p1,2024-01-03")
    with pytest.raises(BadInput, match="in several files of one folder") as error:
        read_extracts(folder, WORDS, Choices(), report)
    assert "ssd_contacts_old.csv" in error.value.where
    asked = report.read_text(encoding="utf-8")
    assert asked.count("order:\n") == asked.count("extract_date:\n") == 2
    files = "files:\n  ssd_contacts_old.csv: {%s}\n  ssd_contacts_new.csv: {%s}\n"
    dated = extracts_of(folder, files % ("extract_date: 2024-03-31", "extract_date: 2025-03-31"))
    assert list(dated.values()) == ["2025-03-31", "2024-03-31"]
    assert list(extracts_of(folder, files % ("order: 1", "order: 1"))) == ["ssd in the folder"]
    ordered = extracts_of(folder, files % ("order: 1", "order: 2"))
    assert list(ordered) == ["ssd in the folder, without a day (2)", "ssd in the folder, without a day (1)"]


def test_a_table_without_a_day_among_several_days_stops_and_asks_for_its_day(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    contacts(folder, "ssd_contacts_2024-03-31.csv", "c1,p1,2024-01-02")
    contacts(folder, "ssd_contacts_2025-03-31.csv", "c2,p1,2025-01-02")
    csv_file(folder, "ssd_family.csv", "fami_table_id,fami_family_id,fami_person_id", "1,f1,p1")
    with pytest.raises(BadInput, match="among tables of several days") as error:
        extracts_of(folder)
    assert error.value.where == "ssd_family.csv"
    assert len(extracts_of(folder, "files:\n  ssd_family.csv: {extract_date: 2025-03-31}\n")) == 2


def test_partners_records_in_slices_are_one_extract(tmp_path: Path) -> None:
    for place in ("north", "south"):
        csv_file(tmp_path, f"police {place}.csv", "child_id,date,type", "A,01/03/2024,missing")
    assert list(extracts_of(tmp_path)) == ["multi_agency in the folder"]


def partners(folder: Path, name: str, *rows: str) -> None:
    csv_file(folder, name, "child_id,date,type", *rows)


@pytest.mark.parametrize("names", [("police old.csv", "police new.csv"), ("police.csv", "police (1).csv")])
def test_partners_whole_records_of_two_unknown_days_stop_and_the_answer_leads_on(tmp_path: Path, names: tuple[str, str]) -> None:
    folder, report = tmp_path / "in", tmp_path / "asked.yaml"
    partners(folder, names[0], "A,01/03/2024,missing", "B,02/03/2024,missing")
    partners(folder, names[1], "A,01/03/2024,missing", "B,03/03/2024,missing")
    with pytest.raises(BadInput, match="nothing says which of them is the later") as error:
        read_extracts(folder, WORDS, Choices(), report)
    assert set(error.value.where.split("\n            ")) == set(names)
    assert report.read_text(encoding="utf-8").count("order:\n") == 2
    files = "files:\n  %s: {order: 1}\n  %s: {order: %d}\n"
    assert len(extracts_of(folder, files % (*names, 2))) == 2
    assert len(extracts_of(folder, files % (*names, 1))) == 1


def test_a_copy_of_a_partners_file_is_no_extract_of_another_day(tmp_path: Path) -> None:
    for name in ("police.csv", "Copy of police.csv"):
        partners(tmp_path, name, "A,01/03/2024,missing", "B,02/03/2024,missing")
    assert list(extracts_of(tmp_path)) == ["multi_agency in the folder"]
    assert len(chronology(tmp_path).tables["events"]) == 2
