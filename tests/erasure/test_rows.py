"""Rows about a child leave a table, and every other row stays as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from neglect_triage.erasure.patterns import Ids
from neglect_triage.erasure.rows import out_of_parquet, out_of_sqlite, out_of_text, out_of_workbook

IDS = Ids(frozenset({"child-0001"}), frozenset({"event-17"}))
NUMBER = Ids(frozenset({"42"}))
NOBODY = frozenset[str]()


def test_rows_leave_a_parquet_file_by_child_or_by_event(tmp_path: Path) -> None:
    frame = pd.DataFrame({"event_id": ["event-16", "event-17", "event-18"], "code": ["a", "b", "child-0001"], "n": [1, 2, 3]})
    frame.to_parquet(tmp_path / "codes.parquet")
    assert out_of_parquet(tmp_path / "codes.parquet", IDS) == 2
    assert pd.read_parquet(tmp_path / "codes.parquet").to_dict("records") == [{"event_id": "event-16", "code": "a", "n": 1}]


def test_records_leave_a_text_file_and_every_other_byte_stays(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    kept = b'\xef\xbb\xbfchild_id;note\r\nchild-0002;"two\r\nlines; one row"\r\nchild-00012;\xff\r\n'
    path.write_bytes(kept + b'child-0001;"also\r\ntwo"\r\n child-0001 ;x')
    assert out_of_text(path, IDS, NOBODY) == 2
    assert path.read_bytes() == kept


def test_a_file_without_the_child_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    for text in ("", "child_id\nchild-0002\n"):
        path.write_text(text, encoding="utf-8")
        before = path.stat().st_mtime_ns
        assert out_of_text(path, IDS, NOBODY) == 0
        assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(("known", "left"), [(["41", "42", "43"], ["41,42", "43,9"]), ([], ["41,42", "42,7", "43,9"])])
def test_a_plain_number_is_the_child_only_in_a_column_of_children(tmp_path: Path, known: list[str], left: list[str]) -> None:
    path = tmp_path / "events.csv"
    path.write_text("child,visits\n41,42\n42,7\n43,9\n", encoding="utf-8")
    assert out_of_text(path, NUMBER, frozenset(known)) == 3 - len(left)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == left


def test_rows_leave_each_sheet_of_a_workbook_and_records_under_their_number_too(tmp_path: Path) -> None:
    book = Workbook()
    contacts, records = book.active, book.create_sheet("Records")
    for row in (["No.", "Contact", "Child"], [1, "c-1@d", "child-0002"], [2, "c-2@d", "child-0001"], [3, "c-3@d", "child-0003"]):
        contacts.append(row)
    for row in (["No.", "Day", "Record"], [1, "1 May", "seen"], [2, "2 May", "home"], [2, "3 May", "home"], [3, "4 May", "met"]):
        records.append(row)
    book.save(tmp_path / "auditor_a.xlsx")
    assert out_of_workbook(tmp_path / "auditor_a.xlsx", IDS, NOBODY) == 3
    left = {
        sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(tmp_path / "auditor_a.xlsx")
    }
    assert list(left.values()) == [["No.", 1, 3], ["No.", 1, 3]]


def test_cells_of_sqlite_are_overwritten_also_in_free_pages_and_keys_that_clash_are_deleted(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(path)) as store:
        store.execute("CREATE TABLE tags (name TEXT PRIMARY KEY, value TEXT)")
        rows = [("one", "about child-0001 and event-17"), ("child-0001", "x"), ("event-17", "y"), ("other", "child-00012")]
        store.executemany("INSERT INTO tags VALUES (?, ?)", rows)
        store.execute("INSERT INTO tags VALUES ('deleted', 'child-0001')")
        store.commit()
        store.execute("DELETE FROM tags WHERE name = 'deleted'")
        store.commit()
    assert out_of_sqlite(path, IDS.in_every) > 0
    with closing(sqlite3.connect(path)) as store:
        left = dict(store.execute("SELECT name, value FROM tags").fetchall())
    assert left == {"one": "about erased and erased", "other": "child-00012"}
    assert b"child-0001'" not in path.read_bytes().replace(b"child-00012", b"")
    assert b"event-17" not in path.read_bytes()
