"""Assembling: identifiers that are none, or meet in spite of spelling; the rate of every join; files used twice or in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.files import write_text
from tests.chronology.samples import EVENTS, Rows, changed, vocabulary, write_canonical, write_csv


def read(folder: Path, **given_tables: Rows) -> Chronology:
    return read_canonical(write_canonical(folder, **given_tables), vocabulary())


@pytest.mark.parametrize("key", ["-1", "0", "UNKNOWN", "1.23E+11"])
def test_a_row_whose_child_is_a_key_for_nothing_is_set_aside(tmp_path: Path, key: str) -> None:
    chronology = read(tmp_path, events=changed(EVENTS, 0, child_id=key))
    assert chronology.quarantine[["table", "column"]].to_numpy().tolist() == [["events", "child_id"]]
    assert len(chronology.tables["events"]) == len(EVENTS) - 1


def test_a_key_for_nothing_where_an_identifier_may_be_absent_counts_as_empty(tmp_path: Path) -> None:
    chronology = read(tmp_path, events=changed(EVENTS, 0, team_id="-1"))
    assert chronology.tables["events"]["team_id"].isna().all()
    assert any(
        note.startswith("events.csv, column team_id: 1 cells hold a word or number for nothing") for note in chronology.notes
    )


def test_identifiers_meet_in_spite_of_spaces_and_unicode_forms(tmp_path: Path) -> None:
    chronology = read(tmp_path, events=changed(EVENTS, 0, child_id="\u200b \uff431\u00a0"))
    assert chronology.tables["events"]["child_id"].tolist() == ["c1", "c1", "c2"]


def test_every_join_of_canonical_tables_has_a_rate(tmp_path: Path) -> None:
    events = [{**row, "replaces": other} for row, other in zip(EVENTS, ["", "e1", "nowhere"], strict=True)]
    chronology = read(tmp_path, events=events, event_codes=[{"event_id": "e1", "system": "sign", "code": "hunger"}])
    rates = {(join.rows_of, join.into, join.key): (join.met, join.of) for join in chronology.joins}
    assert rates == {
        ("events", "children", "child_id"): (3, 3), ("event_codes", "events", "event_id"): (1, 1),
        ("events", "events", "replaces"): (1, 2),
    }  # fmt: skip


TWICE = """
source: shop
tables:
  events:
    - {file: cases.csv, columns: {child_id: person, event_date: opened, event_type: {const: contact}, agency: {const: gp}}}
    - {file: cases.csv, columns: {child_id: person, event_date: closed, event_type: {const: visit}, agency: {const: gp}}}
  points:
    - &points
      file: points.csv
      columns: {child_id: person, as_of: day, label: {const: 0}, period: {const: a}, stratum: {const: all}}
    - {<<: *points, columns: {child_id: person, as_of: later, label: {const: 0}, period: {const: b}, stratum: {const: all}}}
"""


def test_one_row_may_hold_two_events_or_two_points_and_each_has_an_identifier_of_its_own(tmp_path: Path) -> None:
    write_csv(tmp_path / "cases.csv", [{"person": f"P{n}", "opened": "2020-01-02", "closed": "2020-02-03"} for n in range(3)])
    write_csv(tmp_path / "points.csv", [{"person": "P1", "day": "2020-03-01", "later": "2020-06-01"}])
    write_text(tmp_path / "mapping.yaml", TWICE)
    chronology = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary())
    assert chronology.quarantine.empty
    events, points = chronology.tables["events"], chronology.tables["points"]
    assert events["event_type"].value_counts().to_dict() == {"contact": 3, "visit": 3}
    assert events["event_id"].is_unique
    assert points["point_id"].tolist() == ["P1:01:000001", "P1:02:000001"]
    assert events["source_ref"].tolist() == ["cases.csv:2", "cases.csv:3", "cases.csv:4"] * 2


def test_columns_that_the_mapping_does_not_name_are_named(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "cases.csv", [{"person": "P1", "opened": "2020-01-02", "closed": "2020-02-03", "room": "4", "ward": "2"}]
    )
    write_csv(tmp_path / "points.csv", [{"person": "P1", "day": "2020-03-01", "later": "2020-06-01"}])
    write_text(tmp_path / "mapping.yaml", TWICE)
    notes = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary()).notes
    assert "Not read, because nothing names it: cases.csv, columns room, ward." in notes
    assert not any("columns" in note and "points.csv" in note for note in notes)
