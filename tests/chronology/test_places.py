"""The order of a source, which may be that of surnames, stands in no table that is written: only in the map of places."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.places import hide_places
from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.chronology.tables import read_table
from neglect_triage.extracts.read import read_extracts
from neglect_triage.files import write_text
from neglect_triage.paths import DataFolder
from tests.chronology.samples import Rows, vocabulary, write_csv

IN_ORDER_OF_SURNAMES = ["k9", "a2", "m4", "b7", "z1", "c3"]
MAPPING = """
source: own
tables:
  events:
    - file: events.csv
      columns:
        {child_id: child_id, event_date: event_date, event_type: event_type, agency: agency, source_ref: source_ref}
  children: [{file: children.csv, columns: {child_id: child_id}}]
  points:
    - file: children.csv
      columns: {child_id: child_id, as_of: {const: '2020-05-01'}, label: {const: 0}, period: {const: a}, stratum: {const: all}}
"""


def events_of(children: list[str]) -> Rows:
    """Three records a child, two of them alike, in the order of the children; what the user calls a place names the row."""
    rows = [("2020-01-10", "contact"), ("2020-02-10", "visit"), ("2020-02-10", "visit")]
    return [
        {"child_id": child, "event_date": day, "event_type": kind, "agency": "csc", "source_ref": f"x.xlsx!{row}"}
        for row, (child, day, kind) in enumerate((child, *record) for child in children for record in rows)
    ]


def canonical(folder: Path, children: list[str]) -> Chronology:
    write_csv(
        folder / "events.csv", [{**row, "known_date": row["event_date"], "known_basis": "rule"} for row in events_of(children)]
    )
    write_csv(folder / "children.csv", [{"child_id": child} for child in children])
    return read_canonical(folder, vocabulary())


def mapped(folder: Path, children: list[str]) -> Chronology:
    write_csv(folder / "events.csv", events_of(children))
    write_csv(folder / "children.csv", [{"child_id": child} for child in children])
    write_text(folder / "mapping.yaml", MAPPING)
    return read_mapped(folder, folder / "mapping.yaml", vocabulary())


def extracts(folder: Path, children: list[str]) -> Chronology:
    rows = [{"child_id": child, "incident_date": "01/02/2024", "kind": "DA", "report_date": "05/02/2024"} for child in children]
    write_csv(folder / "police.csv", rows)
    return read_extracts(folder, vocabulary()).chronology


READERS = {"canonical": canonical, "mapped": mapped, "extracts": extracts}


@pytest.mark.parametrize("kind", READERS)
def test_children_in_another_order_give_the_same_bytes_and_the_map_leads_back(tmp_path: Path, kind: str) -> None:
    written = {}
    for name, children in (("one", IN_ORDER_OF_SURNAMES), ("other", IN_ORDER_OF_SURNAMES[::-1])):
        data = DataFolder(tmp_path / name / "data")
        chronology = READERS[kind](tmp_path / name, children)
        write_chronology([(chronology, no_truth())], kind, data)
        folders = (data.chronology, data.protected)
        written[name] = {path.name: path.read_bytes() for folder in folders for path in sorted(folder.iterdir())}
        events, places = read_table("events", data.events), read_table("places", data.places)
        place_of = places.set_index("source_ref")["place"]
        before = chronology.tables["events"].set_index("event_id")["source_ref"]
        assert events["source_ref"].map(place_of).tolist() == before[events["event_id"]].tolist()
        assert len(events) == len(places) >= len(children)
    assert written["one"] == written["other"]


def test_a_reference_stays_when_records_are_added_and_reads_as_no_word_and_no_number(tmp_path: Path) -> None:
    few, more = (
        canonical(tmp_path / name, IN_ORDER_OF_SURNAMES[first:]).tables["events"] for name, first in (("few", 3), ("more", 0))
    )
    references = {name: set(hide_places(events)[0]["source_ref"]) for name, events in (("few", few), ("more", more))}
    assert references["few"] < references["more"]
    assert len(references["more"]) == len(more)
    assert all(re.fullmatch(r"[b-df-hj-np-tv]{16}(-2)?", each) for each in references["more"])


def test_an_empty_chronology_has_no_places() -> None:
    events = pd.DataFrame(
        columns=["event_id", "source_ref", "source", "child_id", "event_date", "known_date", "event_type", "agency", "outcome"]
    )
    hidden, places = hide_places(events)
    assert hidden.empty
    assert places.empty
