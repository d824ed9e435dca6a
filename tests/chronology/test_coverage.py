from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.files import write_text
from tests.chronology.samples import EVENTS, Rows, changed, vocabulary, write_canonical

MAPPING = """
source: hub
tables:
  events:
    - file: events.csv
      columns: {child_id: child_id, event_date: event_date, event_type: event_type, agency: agency}
      coverage: COVERAGE
  children:
    - file: children.csv
      columns: {child_id: child_id}
"""


def read(folder: Path, events: Rows = EVENTS, **tables: Rows) -> Chronology:
    return read_canonical(write_canonical(folder, events=events, **tables), vocabulary())


def covered(chronology: Chronology) -> list[tuple[str, str, str, int, int]]:
    rows = chronology.tables["coverage"].to_dict("records")
    return [
        (row["table"], f"{row['start']:%Y-%m-%d}", f"{row['end']:%Y-%m-%d}", int(row["rows_read"]), int(row["rows_kept"]))
        for row in rows
    ]


def test_coverage_from_the_data_ends_on_the_day_after_the_last_event_and_the_notes_say_so(tmp_path: Path) -> None:
    chronology = read(tmp_path)
    assert covered(chronology) == [("contacts", "2020-01-10", "2020-03-11", 2, 2), ("visits", "2020-02-10", "2020-02-11", 1, 1)]
    assert any("coverage is taken from the data" in note for note in chronology.notes)


def test_stated_coverage_is_kept_and_may_hold_tables_without_an_event(tmp_path: Path) -> None:
    stated = "{start: 2019-01-01, end: 2021-01-01, tables: [contacts, visits, health]}"
    write_canonical(tmp_path)
    write_text(tmp_path / "mapping.yaml", MAPPING.replace("COVERAGE", stated))
    chronology = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary())
    assert covered(chronology) == [
        ("contacts", "2019-01-01", "2021-01-01", 2, 2),
        ("health", "2019-01-01", "2021-01-01", 0, 0),
        ("visits", "2019-01-01", "2021-01-01", 1, 1),
    ]
    assert not any("coverage is taken" in note for note in chronology.notes)


def test_a_coverage_table_of_the_user_is_kept_and_counted_on_its_first_period(tmp_path: Path) -> None:
    periods = [
        {"source": "canonical", "table": "contacts", "start": "2018-01-01", "end": "2019-01-01"},
        {"source": "canonical", "table": "contacts", "start": "2020-01-01", "end": "2021-01-01"},
    ]
    chronology = read(tmp_path, coverage=periods)
    assert covered(chronology) == [("contacts", "2018-01-01", "2019-01-01", 2, 2), ("contacts", "2020-01-01", "2021-01-01", 0, 0)]
    assert any("1 rows of events belong to no row of coverage" in note for note in chronology.notes)


def test_rows_in_quarantine_count_as_read_where_their_kind_is_known(tmp_path: Path) -> None:
    events = changed(changed(EVENTS, 0, known_date="soon"), 1, event_type="teleport")
    chronology = read(tmp_path, events)
    assert covered(chronology) == [("contacts", "2020-03-10", "2020-03-11", 2, 1)]
    assert any("1 rows of events belong to no row of coverage" in note for note in chronology.notes)
    coverage = chronology.tables["coverage"]
    assert (coverage["rows_read"] == coverage["rows_kept"] + coverage["rows_quarantined"]).all()


def test_the_extract_is_made_when_the_last_record_is_known(tmp_path: Path) -> None:
    extract = read(tmp_path).tables["coverage"]["extract_date"]
    assert extract.tolist() == [pd.Timestamp("2020-03-12")] * 2


def days(first: str, number: int, step: int = 7) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(first, periods=number, freq=f"{step}D")]


def visits(*dates: str) -> Rows:
    return [
        EVENTS[0] | {"event_id": f"V{place}", "event_type": "visit", "event_date": day, "known_date": day, "shared_date": day}
        for place, day in enumerate(dates)
    ]


def spans(chronology: Chronology) -> list[tuple[str, str, str]]:
    return [row[:3] for row in covered(chronology)]


def test_a_table_is_covered_from_its_own_first_event_to_its_own_last(tmp_path: Path) -> None:
    contacts = [row | {"event_id": f"C{row['event_id']}", "event_type": "contact"} for row in visits(*days("2015-01-01", 300))]
    found = spans(read(tmp_path, [*contacts, *visits(*days("2017-01-05", 40))]))
    assert found == [("contacts", "2015-01-01", "2020-09-25"), ("visits", "2017-01-05", "2017-10-06")]


@pytest.mark.parametrize("wrong", [["1971-05-06"], ["2091-05-06"], ["1902-02-03", "1903-03-04"], ["1971-05-06"] * 9])
def test_a_few_events_far_from_all_others_move_neither_end_and_are_named_by_place(tmp_path: Path, wrong: list[str]) -> None:
    chronology = read(tmp_path, visits(*days("2023-01-02", 36), *wrong))
    assert spans(chronology) == [("visits", "2023-01-02", "2023-09-05")]
    assert chronology.counts["events"].kept == 36 + len(wrong)
    notes = " ".join(chronology.notes)
    assert f"{len(wrong)} record{'s are' if len(wrong) > 1 else ' is'} dated far" in notes
    assert "events.csv:38" in notes
    assert wrong[0] not in notes
    assert chronology.tables["coverage"]["extract_date"].tolist() == [pd.Timestamp("2023-09-05")]


def test_a_gap_in_a_table_is_not_covered_and_is_named_to_confirm(tmp_path: Path) -> None:
    events = visits(*days("2018-01-01", 50), *days("2021-01-01", 50))
    chronology = read(tmp_path, events)
    assert spans(chronology) == [("visits", "2018-01-01", "2018-12-11"), ("visits", "2021-01-01", "2021-12-11")]
    (note,) = [note for note in chronology.notes if "to confirm" in note]
    assert "no record from 11 December 2018 to 31 December 2020" in note


def test_a_gap_counts_as_covered_once_the_coverage_is_stated_as_its_message_says(tmp_path: Path) -> None:
    events = visits(*days("2018-01-01", 50), *days("2021-01-01", 50))
    row = {"source": "canonical", "table": "visits", "start": "2018-01-01", "end": "2021-12-11"}
    chronology = read(tmp_path, events, coverage=[row])
    assert spans(chronology) == [("visits", "2018-01-01", "2021-12-11")]
    write_text(tmp_path / "mapping.yaml", MAPPING.replace("COVERAGE", "{start: 2018-01-01, end: 2021-12-11}"))
    mapped = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary())
    assert spans(mapped) == [("visits", "2018-01-01", "2021-12-11")]
    assert not any("to confirm" in note for note in [*chronology.notes, *mapped.notes])


def test_files_of_one_table_are_covered_together_so_that_days_between_them_are_no_gap(tmp_path: Path) -> None:
    every = visits(*days("2018-01-01", 100))
    write_canonical(tmp_path, events=every)
    for name, part in (("first.csv", every[:50]), ("second.csv", every[50:])):
        write_canonical(tmp_path / "part", events=part)
        (tmp_path / "part" / "events.csv").rename(tmp_path / name)
    columns = "{child_id: child_id, event_date: event_date, event_type: event_type, agency: agency}"
    files = "\n".join(f"    - {{file: {name}, columns: {columns}}}" for name in ("first.csv", "second.csv"))
    people = "  children: [{file: children.csv, columns: {child_id: child_id}}]"
    write_text(tmp_path / "mapping.yaml", f"source: hub\ntables:\n  events:\n{files}\n{people}\n")
    chronology = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary())
    assert covered(chronology) == [("visits", "2018-01-01", "2019-11-26", 100, 100)]


def test_a_torn_row_in_one_file_does_not_move_the_coverage_of_the_next(tmp_path: Path) -> None:
    write_canonical(tmp_path)
    text = (tmp_path / "events.csv").read_text(encoding="utf-8")
    write_text(tmp_path / "torn.csv", text + "a,row,with,too,few\n")
    files = """
    - {file: torn.csv, columns: {child_id: child_id, event_date: event_date, event_type: event_type, agency: agency}}
    - file: events.csv"""
    stated = MAPPING.replace("\n    - file: events.csv", files).replace("COVERAGE", "{start: 2019-01-01, end: 2021-01-01}")
    write_text(tmp_path / "mapping.yaml", stated)
    found = spans(read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary()))
    assert ("contacts", "2019-01-01", "2021-01-01") in found
