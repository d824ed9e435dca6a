"""The list of erased children: whom the source stage leaves out, how it is counted, and what the list shows."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.erased import add_erased, read_erased, without_erased, without_examples
from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.store import Truth, WorkedExample
from neglect_triage.errors import BadInput
from tests.chronology.samples import POINTS, vocabulary, write_canonical

CODES = [{"event_id": name, "system": "sign", "code": "hunger"} for name in ("e1", "e3")]
HOMES = [{"child_id": name, "household_id": "h1", "start": "2019-01-01", "kind": "private"} for name in ("c1", "c2")]
PROTECTED = [{"child_id": name, "sex": "female"} for name in ("c1", "c2")]


def left_of(folder: Path, *erased: str) -> tuple[Chronology, Chronology, Truth]:
    """A small chronology before and after children are left out, with its truth."""
    write_canonical(folder / "raw", event_codes=CODES, households=HOMES, protected=PROTECTED, points=POINTS)
    read = read_canonical(folder / "raw", vocabulary())
    add_erased(erased, folder / "erased.json")
    truth: Truth = {"truth": pd.DataFrame({"child_id": ["c1", "c2"]}, dtype="str")}
    ((left, truth),) = without_erased([(read, truth)], read_erased(folder / "erased.json"), vocabulary())
    return read, left, truth


def test_no_row_of_an_erased_child_is_left_and_every_other_row_stays(tmp_path: Path) -> None:
    _, left, truth = left_of(tmp_path, "c1")
    for name in ("events", "children", "households", "protected"):
        assert left.tables[name]["child_id"].unique().tolist() == ["c2"]
    assert left.tables["event_codes"]["event_id"].tolist() == ["e3"]
    assert not len(left.tables["points"])
    assert truth["truth"]["child_id"].tolist() == ["c2"]


def test_rows_that_are_left_out_are_counted_as_erased_and_nobody_is_named(tmp_path: Path) -> None:
    read, left, _ = left_of(tmp_path, "c1")
    assert left.counts["events"].plain() == {"read": 3, "kept": 1, "quarantined": 0, "erased": 2}
    assert "erased" not in read.counts["events"].plain()
    (note,) = set(left.notes) - set(read.notes)
    assert "1 of children, 1 of event_codes, 2 of events, 1 of households, 1 of points, 1 of protected" in note
    assert "c1" not in note
    before, after = (each.tables["coverage"] for each in (read, left))
    assert (before["rows_kept"] - after["rows_kept"]).sum() == (before["rows_read"] - after["rows_read"]).sum() == 2
    assert after[["source", "table", "start", "end"]].equals(before[["source", "table", "start", "end"]])


def test_nothing_changes_where_nobody_on_the_list_is_in_the_source(tmp_path: Path) -> None:
    read, left, _ = left_of(tmp_path, "somebody else")
    assert left is read


def test_the_list_holds_no_pseudonym_and_other_projects_hash_otherwise(tmp_path: Path) -> None:
    lists = []
    for name in ("one.json", "two.json"):
        add_erased(["c1"], tmp_path / name)
        add_erased(["c2", "c1"], tmp_path / name)
        lists.append(json.loads((tmp_path / name).read_text(encoding="utf-8")))
    assert [len(each["erased"]) for each in lists] == [2, 2]
    assert not set(lists[0]["erased"]) & set(lists[1]["erased"])
    assert all(len(one) == 64 for one in lists[0]["erased"]), "hashes and nothing else"


def test_a_worked_example_goes_with_its_child(tmp_path: Path) -> None:
    made = [WorkedExample(name, "t", "s", "see", [name]) for name in ("c1", "c2")]
    assert without_examples(made, read_erased(tmp_path / "erased.json")) == made
    add_erased(["c1"], tmp_path / "erased.json")
    assert without_examples(made, read_erased(tmp_path / "erased.json")) == made[1:]


def test_a_list_that_is_no_list_stops(tmp_path: Path) -> None:
    (tmp_path / "erased.json").write_text('{"children": ["c1"]}', encoding="utf-8")
    with pytest.raises(BadInput, match=r"erased\.json"):
        read_erased(tmp_path / "erased.json")
