"""A folder for each table, as data platforms write them: one extract, in which tables meet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.files.opening import list_files, open_sheets
from neglect_triage.extracts.reconciliation.page import sources_page
from tests.extracts.extracts import chronology, csv_file

TABLES = {
    "ssd_cin_assessments": pd.DataFrame(
        {
            "cina_assessment_id": ["a1", "a2"],
            "cina_person_id": ["p1", "p2"],
            "cina_referral_id": ["r1", "r2"],
            "cina_assessment_start_date": ["2024-01-10", "2024-02-10"],
            "cina_assessment_auth_date": ["2024-02-10", "2024-03-10"],
        }
    ),
    "ssd_assessment_factors": pd.DataFrame(
        {"cinf_table_id": ["1", "2"], "cinf_assessment_id": ["a1", "a2"], "cinf_assessment_factors_json": ["16A", "2B"]}
    ),
}


def write_parts(folder: Path, kind: str) -> None:
    """Write each table as a folder with a part for each of its rows, and the marks that a platform leaves."""
    for name, table in TABLES.items():
        place = folder / (f"{name}.parquet" if kind == "parquet" else name)
        place.mkdir(parents=True)
        for number in range(len(table)):
            part, path = table.iloc[[number]], place / f"part-{number:05}-3f1d2c5a-c000.{kind}"
            part.to_parquet(path) if kind == "parquet" else part.to_csv(path, index=False)
        (place / "_SUCCESS").touch()
        (place / f".part-00000.{kind}.crc").write_bytes(b"crc")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_table_folders_side_by_side_are_one_extract_and_lose_no_factor(tmp_path: Path, kind: str) -> None:
    write_parts(tmp_path / "in", kind)
    found = chronology(tmp_path / "in")
    assert [extract["name"] for extract in found.extracts["extracts"]] == ["ssd in the folder"]
    assert found.tables["event_codes"]["code"].tolist() == ["16A", "2B"]
    assert len(found.extracts["passed_over"]) == 4
    assert any(note.startswith("Passed over, marks or logs") and ": 4 (" in note for note in found.notes)
    page = sources_page({"kind": "extracts", "synthetic": True, "extracts": found.extracts}, home="")
    assert "ssd_assessment_factors" in page
    assert "_SUCCESS" in page


def test_parts_of_csv_are_read_as_if_they_stood_in_one_file(tmp_path: Path) -> None:
    csv_file(tmp_path, "t/year=2023/part-0.csv", "id,note", "1,x", '2,"a"b', "3")
    csv_file(tmp_path, "t/year=2024/part-0.csv", "id,note", "4,y")
    (sheet,) = open_sheets(tmp_path, "t")
    assert sheet.cells.fillna("").to_numpy().tolist() == [
        ["id", "note", "year"], ["1", "x", "2023"], ["3", "", "2023"], ["4", "y", "2024"]
    ]  # fmt: skip
    assert (sheet.cells.index.tolist(), sheet.torn) == ([1, 2, 4, 5], [3])
    assert sheet.widths is not None
    assert sheet.widths.tolist() == [3, 3, 2, 3]


def test_a_part_with_another_header_stops_and_is_named(tmp_path: Path) -> None:
    csv_file(tmp_path, "t/part-0.csv", "id,note", "1,x")
    csv_file(tmp_path, "t/part-1.csv", "2,y")
    with pytest.raises(BadInput, match="different headers") as error:
        open_sheets(tmp_path, "t")
    assert error.value.where == "t/part-1.csv"


def test_a_folder_with_nothing_but_what_is_passed_over_is_refused_with_its_account(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").touch()
    (tmp_path / "Thumbs.db").write_bytes(b"x")
    with pytest.raises(BadInput, match="no file that could") as error:
        list_files(tmp_path, [])
    assert "contacts.csv" in error.value.where
    assert "Thumbs.db" in error.value.where


def test_tables_of_one_name_in_two_folders_stay_two(tmp_path: Path) -> None:
    write_parts(tmp_path, "csv")
    shutil.copytree(tmp_path / "ssd_cin_assessments", tmp_path / "2024-03-31" / "ssd_cin_assessments")
    names, _ = list_files(tmp_path, [])
    assert names == ["2024-03-31/ssd_cin_assessments", "ssd_assessment_factors", "ssd_cin_assessments"]
