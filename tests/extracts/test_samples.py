"""Files in the real formats, made by others, read as they are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.extracts.cells.dates import read_dates
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.files.sheets import Sheet
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.recognising.census import census_tables
from neglect_triage.extracts.recognising.found import FoundTable, Unrecognised
from neglect_triage.extracts.recognising.headers import find_table

ANNEX_A, CENSUS, SSD = load_format("annex_a"), load_format("cin_census"), load_format("ssd")
LISTS = ["contacts", "early_help", "referrals", "assessments", "section_47", "child_in_need", "child_protection", "care"]
LEFT_ALONE = ["care_leavers", "adoption", "adopters"]


def annex_a(folder: Path, name: str) -> tuple[dict[str, FoundTable], list[Unrecognised]]:
    results = [find_table(sheet, ANNEX_A) for sheet in open_sheets(folder / "samples/annex_a", name)]
    tables = [result for result in results if isinstance(result, FoundTable)]
    return {table.table: table for table in tables}, [result for result in results if isinstance(result, Unrecognised)]


def test_the_inspectorates_template_has_its_headers_in_row_2(shared_data: Path) -> None:
    tables, others = annex_a(shared_data, "2015-01-sample.xlsx")
    assert list(tables) == [*LISTS, *LEFT_ALONE]
    assert {table.header_row for table in tables.values()} == {2}
    assert [sheet.sheet for sheet in others] == ["Front_Sheet", "FAQ_and_changes", "Guidance", "Codes_used"]
    assert len(tables["referrals"].cells) == 5
    lacking = [role for name in LISTS for role in ANNEX_A.tables[name].columns if role not in tables[name].matched]
    assert lacking == ["contact", "referral"]  # names of records, which authorities add


def test_an_authoritys_own_file_has_its_headers_in_row_1(shared_data: Path) -> None:
    tables, others = annex_a(shared_data, "child_event_journeys_annexa_example.xlsx")
    assert list(tables) == [*LISTS, *LEFT_ALONE]
    assert {table.header_row for table in tables.values()} == {1}
    assert [len(tables[name].cells) for name in LISTS] == [13, 2, 11, 5, 4, 2, 3, 3]
    assert not others
    assert read_dates(tables["contacts"].cells["date"]).days.notna().all()


@pytest.mark.parametrize("name", ["ofsted_codes_2019.csv", "ofsted_guidance_2019.csv"])
def test_sheets_of_codes_and_guidance_are_taken_for_no_table(shared_data: Path, name: str) -> None:
    tables, others = annex_a(shared_data, name)
    assert not tables
    assert len(others) == 1


@pytest.mark.parametrize(
    ("name", "children", "rows"),
    [
        ("BAR_cin_2022.xml", 1, 7),
        ("CIN2rows.xml", 1, 9),
        ("CIN_Census_2021_no_assessment_factors.xml", 1, 7),
        ("CIN_Census_2024.xml", 2, 10),
        ("CIN_Census_2026.xml", 2, 11),
    ],
)
def test_census_files_of_every_year_give_all_their_rows(shared_data: Path, name: str, children: int, rows: int) -> None:
    found, reference_date = census_tables(shared_data / "samples/cin", name, CENSUS)
    tables = {table.table: table for table in found}
    assert reference_date is not None
    assert len(tables["children"].cells) == children
    assert sum(len(table.cells) for table in tables.values()) == rows
    assert not any(table.skipped or table.unmatched for table in tables.values())


def test_every_table_of_the_safeguarding_dataset_is_known_by_its_fields_alone(shared_data: Path) -> None:
    fields = pd.read_csv(shared_data / "samples/ssd/ssd_fields.csv", dtype="str").groupby("table")["field"].agg(list)
    taken = {}
    for name, table in SSD.tables.items():
        headers = fields[table.names[0]]
        sheet = Sheet("export.parquet", "", pd.DataFrame([["1"] * len(headers)], index=[1]), header=headers)
        result = find_table(sheet, SSD)
        taken[name] = result.table if isinstance(result, FoundTable) else result.why
    assert taken == {name: name for name in SSD.tables}
