"""Writing what the source stage read or simulated: all folders or none, and sums over all parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.store import Truth, WorkedExample, no_truth, read_worked_examples, write_chronology
from neglect_triage.chronology.tables import read_table
from neglect_triage.files import read_json
from neglect_triage.paths import DataFolder
from tests.chronology.samples import EVENTS, changed, vocabulary, write_canonical

PROTECTED = [{"child_id": "c1", "sex": "female"}]


def part(folder: Path, letter: str) -> Chronology:
    """One part of a chronology: two of three events are kept, under ids of this part."""
    events = changed([{**row, "event_id": f"{letter}{row['event_id']}"} for row in EVENTS], 1, event_date="soon")
    return read_canonical(write_canonical(folder / letter, events=events, protected=PROTECTED), vocabulary())


def test_one_part_is_written_as_it_is_and_described_in_about(tmp_path: Path) -> None:
    chronology = part(tmp_path, "a")
    data = DataFolder(tmp_path / "data")
    assert write_chronology([(chronology, no_truth())], "canonical", data).counts == chronology.counts
    for name in ("children", "event_codes", "households", "points", "coverage"):
        assert read_table(name, data.table(name)).equals(chronology.tables[name])
    written, places = read_table("events", data.events), read_table("places", data.places).set_index("source_ref")["place"]
    assert written.assign(source_ref=written["source_ref"].map(places)).equals(chronology.tables["events"])
    assert read_table("protected", data.table("protected"))["sex"].tolist() == ["female"]
    assert read_table("quarantine", data.quarantined_rows)["source_ref"].tolist() == ["events.csv:3"]
    about = read_json(data.about)
    assert about["tables"]["events"] == {"read": 3, "kept": 2, "quarantined": 1}
    assert (about["kind"], about["synthetic"], about["notes"]) == ("canonical", False, chronology.notes)
    assert "extracts" not in about
    assert read_worked_examples(data.chronology) == []


def test_parts_follow_each_other_in_the_files_and_their_counts_add_up(tmp_path: Path) -> None:
    parts = [part(tmp_path, "a"), part(tmp_path, "b")]
    data = DataFolder(tmp_path / "data")
    truths: list[Truth] = [{"truth": pd.DataFrame({"child_id": [name]})} for name in ("a1", "b1")]
    total = write_chronology(zip(parts, truths, strict=True), "simulate", data)
    assert read_table("events", data.events)["event_id"].tolist() == ["ae1", "ae3", "be1", "be3"]
    assert pd.read_parquet(data.truth_table("truth"))["child_id"].tolist() == ["a1", "b1"]
    assert (total.counts["events"].read, total.counts["events"].kept, total.counts["events"].quarantined) == (6, 4, 2)
    coverage = read_table("coverage", data.coverage)
    once = parts[0].tables["coverage"]
    for name in ("rows_read", "rows_kept", "rows_quarantined"):
        assert coverage[name].tolist() == (2 * once[name]).tolist()
    assert coverage[["source", "table", "start", "end"]].equals(once[["source", "table", "start", "end"]])
    assert len(total.quarantine) == 2
    assert total.notes == parts[0].notes, "a note that every part has is given once"


@pytest.mark.parametrize(
    ("kind", "marked", "synthetic"), [("simulate", False, True), ("canonical", True, True), ("mapped", False, False)]
)
def test_a_simulated_chronology_is_synthetic_and_so_are_files_that_are_marked(
    tmp_path: Path, kind: str, marked: bool, synthetic: bool
) -> None:
    chronology = part(tmp_path, "a")
    chronology = Chronology(chronology.tables, chronology.quarantine, chronology.counts, chronology.notes, synthetic=marked)
    write_chronology([(chronology, no_truth())], kind, DataFolder(tmp_path / "data"))
    assert read_json(DataFolder(tmp_path / "data").about)["synthetic"] is synthetic


def test_the_summary_of_extracts_and_the_worked_examples_are_kept(tmp_path: Path) -> None:
    chronology = part(tmp_path, "a")
    chronology = Chronology(chronology.tables, chronology.quarantine, chronology.counts, [], extracts={"formats": ["SSD"]})
    examples = [WorkedExample("x", "A household", "made up", "the gap", ["c1", "c2"])]
    data = DataFolder(tmp_path / "data")
    write_chronology([(chronology, no_truth())], "extracts", data, examples)
    assert read_json(data.about)["extracts"] == {"formats": ["SSD"]}
    assert read_worked_examples(data.chronology) == examples


def test_a_part_that_fails_leaves_the_data_of_the_run_before(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    write_chronology([(part(tmp_path, "a"), no_truth())], "canonical", data)
    before = {path: path.read_bytes() for path in data.root.rglob("*") if path.is_file()}

    def broken() -> Iterator[tuple[Chronology, Truth]]:
        yield part(tmp_path, "b"), no_truth()
        raise RuntimeError("the second part fails")

    with pytest.raises(RuntimeError, match="second part"):
        write_chronology(broken(), "canonical", data)
    assert {path: path.read_bytes() for path in data.root.rglob("*") if path.is_file()} == before
