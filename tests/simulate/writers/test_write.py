"""What the written files say of themselves and of people."""

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.simulate.writers.people import local_ids
from neglect_triage.simulate.writers.planted import nhs_number
from neglect_triage.simulate.writers.write import Wanted, write_extracts
from tests.simulate.writers.extract_samples import LAST_DAY, Tables, written_and_read

PLAIN = Wanted((LAST_DAY,))


@pytest.fixture(scope="module")
def plain(children_chosen: Tables, vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extracts")
    write_extracts(children_chosen, folder, PLAIN, vocabulary)
    return folder


@pytest.fixture(scope="module")
def read_back(plain: Path, vocabulary: Vocabulary) -> Tables:
    """What the readers, which refuse identifiers, take from the plain extracts."""
    return read_extracts(plain, vocabulary, Choices(identifiers="refuse")).chronology.tables


def test_synthetic_is_said_beside_and_in_the_files(plain: Path, vocabulary: Vocabulary) -> None:
    words = vocabulary.synthetic
    assert words in (plain / "SYNTHETIC_DATA.txt").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(plain / "annex_a" / "annex_a_2025-03-31.xlsx")
    assert all(str(sheet["A1"].value).startswith(words) for sheet in book)
    census = (plain / "cin_census" / "cin_census_2025-03-31.xml").read_text(encoding="utf-8")
    assert f"<!-- {words}" in census
    assert f"<SoftwareCode>{words}</SoftwareCode>" in census


def test_an_annex_a_workbook_has_a_front_sheet_and_eleven_lists_with_dates_as_cells(plain: Path) -> None:
    book = openpyxl.load_workbook(plain / "annex_a" / "annex_a_2025-03-31.xlsx")
    assert book.sheetnames == ["Front_Sheet", *(f"List {number}" for number in range(1, 12))]
    contacts = list(book["List 1"].iter_rows(min_row=2, values_only=True))
    assert contacts[0][:2] == ("Child Unique ID", "Gender")
    assert all(isinstance(row[5], dt.datetime) for row in contacts[1:])
    window = dt.datetime(2024, 9, 30)
    assert contacts[1:]
    assert all(row[5] > window for row in contacts[1:])


def test_the_census_names_sex_and_plans_as_of_its_year(plain: Path) -> None:
    def elements(year: int) -> set[str]:
        return {
            str(element.tag) for element in etree.parse(plain / "cin_census" / f"cin_census_{year}-03-31.xml").iter(etree.Element)
        }

    assert {"Sex", "CINPlanDates"} <= elements(2025)
    assert "GenderCurrent" not in elements(2025)
    assert "GenderCurrent" in elements(2024)
    assert "Sex" not in elements(2024)


def test_steps_before_proceedings_stand_in_the_census_from_2027(
    children_chosen: Tables, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    later = {
        name: frame.assign(**{str(column): frame[column] + pd.DateOffset(years=2) for column in frame.select_dtypes("datetime")})
        for name, frame in children_chosen.items()
    }
    wanted = Wanted((LAST_DAY + pd.DateOffset(years=2),), formats=("cin_census",))
    found = written_and_read(later, tmp_path, wanted, vocabulary).tables["events"]
    steps = found[found["event_type"] == "pre_proceedings"]
    assert len(steps)
    assert (steps["event_date"].dt.year >= 2023).all()
    texts = {
        year: (tmp_path / "cin_census" / f"cin_census_{year}-03-31.xml").read_text(encoding="utf-8") for year in (2026, 2027)
    }
    assert "PreProceedingsandFGDM" in texts[2027]
    assert "PreProceedingsandFGDM" not in texts[2026]


def test_no_identifier_is_written_unless_it_is_asked_for(plain: Path, read_back: Tables) -> None:
    assert read_back
    with (plain / "ssd" / "ssd_2025-03-31" / "ssd_person.csv").open(encoding="utf-8") as file:
        headers = set(next(csv.reader(file)))
    columns = load_format("ssd").tables["person"].columns.values()
    assert not headers & {name for column in columns if column.identifies for name in column.names}


@pytest.mark.parametrize("name", ["ssd", "annex_a", "multi_agency"])
def test_planted_identifiers_are_refused_and_no_value_is_named(
    name: str, children_chosen: Tables, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    write_extracts(children_chosen, tmp_path, Wanted((LAST_DAY,), identifying=True, formats=(name,)), vocabulary)
    with pytest.raises(BadInput) as refusal:
        read_extracts(tmp_path, vocabulary)
    assert "999" not in str(refusal.value)
    assert "ZZ99" not in str(refusal.value)
    assert "Worker 1" not in str(refusal.value)


def test_a_planted_nhs_number_has_its_check_digit_and_lies_in_the_range_for_tests() -> None:
    numbers = [nhs_number(number) for number in range(1, 200)]
    assert all(number.startswith("999") and len(number) == 10 for number in numbers)
    assert all(sum(int(d) * w for d, w in zip(number, range(10, 0, -1), strict=True)) % 11 == 0 for number in numbers)


def test_the_same_children_under_older_identifiers_are_linked_through_the_dataset(
    children_chosen: Tables, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    write_extracts(children_chosen, tmp_path, Wanted((LAST_DAY,), ("legacy_ids",), formats=("ssd", "cin_census")), vocabulary)
    found = read_extracts(tmp_path, vocabulary).chronology.tables["children"]
    assert set(found["child_id"]) <= set(local_ids(children_chosen["children"]["child_id"]))


def test_people_and_families_come_back(read_back: Tables, children_chosen: Tables) -> None:
    found = read_back
    ids = dict(zip(children_chosen["children"]["child_id"], local_ids(children_chosen["children"]["child_id"]), strict=True))
    for name, columns in {"children": ["birth_month", "death_month"], "protected": ["sex", "ethnicity", "disability"]}.items():
        own = children_chosen[name].assign(child_id=children_chosen[name]["child_id"].map(ids)).set_index("child_id")[columns]
        pd.testing.assert_frame_equal(found[name].set_index("child_id")[columns], own.sort_index())
    homes = (
        children_chosen["households"].query("kind == 'private'").sort_values(["child_id", "start"]).drop_duplicates("child_id")
    )
    pairs = set(zip(homes["child_id"].map(ids), homes["household_id"], strict=True))
    assert set(zip(found["households"]["child_id"], found["households"]["household_id"], strict=True)) == pairs


def test_the_command_writes_files_that_the_command_read_takes(tmp_path: Path) -> None:
    run = CliRunner().invoke(
        app, ["simulate-extracts", str(tmp_path / "extracts"), "--children", "80", "--years", "3", "--parquet"]
    )
    assert run.exit_code == 0, run.output
    assert "SYNTHETIC DATA" in run.output
    read = ["read", str(tmp_path / "extracts"), "--out", str(tmp_path / "out")]
    read += ["--crosswalk", str(tmp_path / "extracts" / "crosswalk.csv")]
    run = CliRunner().invoke(app, read)
    assert run.exit_code == 0, run.output
    assert (tmp_path / "out" / "matching.yaml").is_file()
