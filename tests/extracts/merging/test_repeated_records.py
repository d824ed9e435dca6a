"""A record that one extract tells in two ways is one fact: one row stands, the others are named, counted and set aside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.errors import BadInput
from tests.extracts.extracts import annex_a, chronology, csv_file, facts

APPOINTMENTS = "record_id,child_id,date,outcome,known_date"
RULE = "another row of the extract tells its record differently"


def appointments(folder: Path, *rows: str, header: str = APPOINTMENTS) -> Chronology:
    csv_file(folder, "health_appointments_2024-12-31.csv", header, *rows)
    return chronology(folder)


def set_aside(found: Chronology) -> list[str]:
    return found.quarantine.loc[found.quarantine["rule"] == RULE, "source_ref"].tolist()


@pytest.mark.parametrize("second", ["2024-03-01,2", "2024-03-08,5"])
def test_the_first_row_stands_where_no_recorded_date_tells_which_is_the_latest(tmp_path: Path, second: str) -> None:
    header = APPOINTMENTS.removesuffix(",known_date")
    found = appointments(tmp_path, "R9,A,2024-02-01,5", f"R1,A,{second}", "R1,A,2024-03-08,3", header=header)
    assert facts(found, "appointment", "event_date") == [("2024-02-01",), (second[:10],)]
    assert set_aside(found) == ["health_appointments_2024-12-31.csv!4"]
    (warning,) = [line for line in found.notes if "rows that differ" in line]
    assert "appointments: records have" in warning
    assert "1 row set aside (health_appointments_2024-12-31.csv!4)" in warning
    (extract,) = found.extracts["extracts"]
    assert [(table["read"], table["used"], table["aside"]) for table in extract["tables"]] == [(3, 2, 1)]


def test_the_row_that_was_recorded_last_stands_with_its_own_known_date(tmp_path: Path) -> None:
    found = appointments(tmp_path, "R1,A,2024-03-01,3,2024-03-20", "R1,A,2024-03-01,5,2024-03-02")
    assert facts(found, "appointment", "outcome", "known_date") == [("was_not_br", "2024-03-20")]
    assert set_aside(found) == ["health_appointments_2024-12-31.csv!3"]


def test_a_repeated_row_another_record_and_another_child_are_no_contradiction(tmp_path: Path) -> None:
    header = APPOINTMENTS.removesuffix(",known_date")
    rows = ["R1,A,2024-03-01,5", "R1,A,2024-03-01,5", "R2,A,2024-03-01,3", "R1,B,2024-03-01,3", ",A,2024-04-01,3"]
    found = appointments(tmp_path, *rows, header=header)
    assert len(facts(found, "appointment", "child_id")) == 4
    assert not set_aside(found)


def test_files_of_one_extract_that_contradict_each_other_are_asked_about_and_one_order_makes_them_parts(tmp_path: Path) -> None:
    header = "record_id,child_id,date,type"
    names = ("police_2024-03-31.csv", "police_2024-03-31 v2.csv")
    for name, kind in zip(names, ("neglect", "physical"), strict=True):
        csv_file(tmp_path / "in", name, header, f"P1,A,2024-02-01,{kind}")
    with pytest.raises(BadInput, match="tell the same records differently") as stopped:
        chronology(tmp_path / "in")
    assert all(name in stopped.value.where for name in names)
    matching = tmp_path / "matching.yaml"
    for orders, events in (((1, 1), 1), ((1, 2), 2)):
        entries = "".join(f"  {name}: {{order: {order}}}\n" for name, order in zip(names, orders, strict=True))
        matching.write_text(f"files:\n{entries}", encoding="utf-8")
        assert len(facts(chronology(tmp_path / "in", matching=matching), "police_notification", "event_date")) == events


def test_a_recorded_date_decides_between_files_too(tmp_path: Path) -> None:
    header = "record_id,child_id,date,type,report_date"
    csv_file(tmp_path, "police_a.csv", header, "P1,A,2024-02-01,neglect,2024-02-20")
    csv_file(tmp_path, "police_b.csv", header, "P1,A,2024-02-01,physical,2024-02-10")
    assert facts(chronology(tmp_path), "police_notification", "concern") == [("neglect",)]


def test_so_it_is_in_a_workbook(tmp_path: Path) -> None:
    day = dt.date(2024, 2, 1)
    rows = [{"child": "A", "date": day, "source": source, "contact": "C1"} for source in ("6", "2A")]
    annex_a(tmp_path, "2024-03-31.xlsx", contacts=rows)
    found = chronology(tmp_path)
    assert facts(found, "contact", "agency") == [("police",)]
    assert set_aside(found) == ["2024-03-31.xlsx!List 1!3"]
