from pathlib import Path

import pandas as pd

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
    assert covered(chronology) == [("contacts", "2020-01-10", "2020-03-11", 2, 2), ("visits", "2020-01-10", "2020-03-11", 1, 1)]
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
