"""A person at the terminal and on the page of sources sees which headers were half recognised."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from neglect_triage.extracts.reconciliation.page import sources_page
from tests.extracts.extracts import annex_a, chronology, csv_file
from tests.extracts.made import workbook

HEADER = "child_id,date,type,reported_dat,colour,record_id"


def of_columns(folder: Path, **choices: object) -> list[str]:
    return [note for note in chronology(folder, **choices).notes if "Mend what is wrong in the matching report" in note]


def test_headers_of_which_nothing_is_used_are_named_with_the_column_that_they_may_be(tmp_path: Path) -> None:
    csv_file(tmp_path, "police.csv", HEADER, "A,2024-02-01,neglect,2024-02-02,red,R1")
    (note,) = of_columns(tmp_path)
    assert note == (
        'police.csv: nothing is used of 2 columns: "reported_dat" (is it recorded?), "colour". '
        "Mend what is wrong in the matching report."
    )
    summary = chronology(tmp_path).extracts
    page = sources_page({"kind": "extracts", "synthetic": False, "extracts": summary, "joins": []}, home="")
    assert "reported_dat&#34; (is it recorded?)" in page


@pytest.mark.parametrize("ignored", [False, True])
def test_a_second_column_of_a_particular_fills_the_empty_cells_of_the_first_and_is_named(tmp_path: Path, ignored: bool) -> None:
    header = ["Child Unique ID", "Date of Contact", "Date of contact", "Gender", "Sex"]
    day = dt.date(2024, 2, 1)
    rows: list[list[object]] = [[*header], ["A", day, None, None, "a) Female"], ["B", day, None, "b) Male", "a) Female"]]
    (tmp_path / "in").mkdir()
    workbook(tmp_path / "in" / "2024-03-31.xlsx", {"List 1": rows})
    (tmp_path / "matching.yaml").write_text("files: {2024-03-31.xlsx: {sheets: {List 1: {columns: {Sex: ignore}}}}}\n", "utf-8")
    found = chronology(tmp_path / "in", matching=tmp_path / "matching.yaml" if ignored else None)
    sexes = found.tables["protected"].set_index("child_id")["sex"].dropna().to_dict()
    assert sexes == {"B": "male"} | ({} if ignored else {"A": "female"})
    (note,) = [note for note in found.notes if "nothing is used" in note]
    assert '"Date of contact" (a name of date too, which is read from "Date of Contact")' in note
    assert ('"Sex" (a name of sex too, which is read from "Gender" but to fill its empty cells)' in note) != ignored


def test_headers_taken_by_a_near_name_are_named_with_their_sheet(tmp_path: Path) -> None:
    header = ["Child Unique ID", "Date of Contact (dd/mm/yyyy)", "Contact Source"]
    workbook(tmp_path / "2024-03-31.xlsx", {"List 1": [header, ["A", dt.date(2024, 2, 1), "6"]]})
    (note,) = of_columns(tmp_path)
    assert note.startswith(
        '2024-03-31.xlsx, sheet List 1: headers taken by a near name: "Date of Contact (dd/mm/yyyy)" for date.'
    )


def test_what_the_user_gave_a_role_or_ignores_is_as_meant_and_more_than_ten_are_counted(tmp_path: Path) -> None:
    more = [f"extra_{number}" for number in range(12)]
    csv_file(tmp_path, "police.csv", ",".join(["child_id,date,type", *more]), "A,2024-02-01,neglect" + ",1" * 12)
    assert of_columns(tmp_path)[0].endswith('"extra_9" and 2 more. Mend what is wrong in the matching report.')
    mended = tmp_path.parent / f"{tmp_path.name}.yaml"
    columns = "".join(f"{name}: ignore, " for name in more)
    mended.write_text(f"files: {{police.csv: {{sheets: {{'': {{columns: {{{columns}}}}}}}}}}}\n", encoding="utf-8")
    assert of_columns(tmp_path, matching=mended) == []


def test_a_file_with_the_headers_of_its_format_alone_gets_no_line(tmp_path: Path) -> None:
    annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
    assert of_columns(tmp_path) == []


@pytest.mark.parametrize("name", ["export.csv", "visits.csv", "consents.csv"])
def test_columns_that_every_table_has_make_no_table_of_consents(tmp_path: Path, name: str) -> None:
    csv_file(tmp_path, "police.csv", "child_id,date,type", "A,2024-02-01,neglect")
    csv_file(tmp_path, name, "child_id,date,record_id,worker", "A,2024-03-01,R1,W1")
    found = chronology(tmp_path)
    assert found.tables["events"]["event_type"].tolist() == ["police_notification"]
    assert any(note.startswith(f"Not read: {name}") for note in found.notes)


def test_a_file_that_lacks_a_column_of_the_table_that_it_is_named_as_is_no_other_table(tmp_path: Path) -> None:
    csv_file(tmp_path, "police.csv", "child_id,date,type", "A,2024-02-01,neglect")
    csv_file(tmp_path, "health_appointments.csv", "record_id,child_id,date,outcom", "R1,A,2024-03-01,3")
    found = chronology(tmp_path)
    assert found.tables["events"]["event_type"].tolist() == ["police_notification"]
    (note,) = [note for note in found.notes if note.startswith("Not read")]
    assert note == 'Not read: health_appointments.csv, because it is named as appointments, and lacks: outcome (is it "outcom"?).'


def test_a_join_in_which_a_row_is_missed_is_not_shown_as_whole() -> None:
    join = {"place": "a.csv", "rows_of": "events", "into": "children", "key": "child_id", "rows": 3000, "without_key": 0}
    about = {"kind": "mapped", "synthetic": False, "joins": [join | {"met": 2999, "rate": 1.0}]}
    assert "more than 99 %" in sources_page(about, home="")
