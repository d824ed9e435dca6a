"""A row that repeats another is set aside, whether or not its table has a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chronology.reading.test_readers import read, rules
from tests.chronology.samples import CHILDREN, EVENTS


@pytest.mark.parametrize("table", ["events", "children"])
def test_a_row_that_repeats_another_in_all_it_says_is_told_apart_from_one_that_contradicts_it(tmp_path: Path, table: str) -> None:
    rows = EVENTS if table == "events" else CHILDREN
    key = next(iter(rows[0]))
    found = rules(read(tmp_path, **{table: [*rows, rows[0]]}))
    assert found == [(table, f"{table}.csv:{len(rows) + 2}", key, f"repeated {key}")]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("event_codes", [{"event_id": "e1", "system": "original", "code": code} for code in ("a", "b", "a")]),
        ("households", [{"child_id": "c1", "household_id": home, "kind": "private"} for home in ("h1", "h2", "h1")]),
    ],
)
def test_a_row_without_a_key_that_repeats_another_is_set_aside(tmp_path: Path, table: str, rows: list[dict[str, str]]) -> None:
    chronology = read(tmp_path, **{table: rows})
    assert [(name, place, rule) for name, place, _, rule in rules(chronology)] == [(table, f"{table}.csv:4", "repeated row")]
    assert len(chronology.tables[table]) == 2
