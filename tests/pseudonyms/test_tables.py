"""What is left out on the way to pseudonyms is counted, also where a sheet is about a child of whom nothing else is known."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.pseudonyms.keys import create_key
from neglect_triage.pseudonyms.raw import Raw, read_raw
from neglect_triage.pseudonyms.tables import pseudonymise_tables
from tests.pseudonyms.records import canonical

VOCABULARY = load_vocabulary()


def left_out(raw: Raw, folder: Path) -> dict[str, int]:
    made = pseudonymise_tables(raw, create_key(folder / "key.txt"), None, 1, VOCABULARY)
    return {what: number for what, number in made.counts.items() if what.endswith("left out") and number}


def test_workers_and_postcodes_of_unknown_children_and_workers_without_a_day_are_counted(tmp_path: Path) -> None:
    raw = read_raw(canonical(tmp_path / "own"), VOCABULARY, None, None, None)
    before = left_out(raw, tmp_path)
    workers = raw.extras.workers
    nobody = workers.iloc[[0, 1]].assign(child_id="kid-0099")
    undated = workers.iloc[[0]].assign(day=pd.to_datetime(["NaT"]))
    raw.extras.workers = pd.concat([workers, nobody, undated, nobody.assign(worker=None)], ignore_index=True)
    raw.extras.postcodes = pd.concat([raw.extras.postcodes, pd.Series(["AB1 2DE"], index=["kid-0099"], dtype="str")])
    (tmp_path / "again").mkdir()
    after = left_out(raw, tmp_path / "again")
    assert {what: after[what] for what in after.keys() - before.keys()} == {
        "rows that name the worker of a child who is not in the chronology, left out": 2,
        "rows that name a worker and no day, left out": 1,
        "children with a postcode who are not in the chronology, left out": 1,
    }
