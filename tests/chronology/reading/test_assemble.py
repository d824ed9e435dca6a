"""Assembling: rows whose identifiers are none, identifiers that meet in spite of their spelling, and the rate of every join."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical
from tests.chronology.samples import EVENTS, Rows, changed, vocabulary, write_canonical


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
