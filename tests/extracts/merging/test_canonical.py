"""Canonical tables from merged facts: each code of an event is a row, and is there once."""

from __future__ import annotations

import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.extracts.merging.canonical import canonical_tables

WORDS = load_vocabulary()
PEOPLE = pd.DataFrame({"child_id": ["c2", "c1", "c1"], "area": [None, None, "North"]}, dtype="str")
COVERAGE = pd.DataFrame(columns=["source", "table", "start", "end", "extract_date"])


def events(codes: list[str]) -> pd.DataFrame:
    days = pd.Series(pd.Timestamp("2024-01-02"), index=range(len(codes))).astype("datetime64[s]")
    columns = {"event_id": [f"e{number}" for number in range(len(codes))], "child_id": "c3", "event_type": "contact"}
    return pd.DataFrame({**columns, "source": "ssd", "codes": codes}, dtype="str").assign(
        event_date=days, known_date=days, is_snapshot=False
    )


def test_each_code_of_an_event_is_a_row_and_is_there_once() -> None:
    codes = ["", "sign=hunger;factor=1A;sign=hunger", "factor=1A=b"]
    made = canonical_tables(events(codes), PEOPLE, COVERAGE, WORDS)["event_codes"]
    assert made.to_numpy().tolist() == [["e1", "sign", "hunger"], ["e1", "factor", "1A"], ["e2", "factor", "1A=b"]]
    assert canonical_tables(events([""]), PEOPLE, COVERAGE, WORDS)["event_codes"].empty


def test_everybody_named_is_a_child_with_the_first_value_that_is_filled() -> None:
    made = canonical_tables(events([""]), PEOPLE, COVERAGE, WORDS)["children"]
    assert made[["child_id", "area"]].fillna("").to_numpy().tolist() == [["c1", "North"], ["c2", ""], ["c3", ""]]
