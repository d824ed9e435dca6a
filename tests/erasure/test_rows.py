"""Rows about a child leave a table, and every other row stays as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook

from neglect_triage.erasure.patterns import Ids
from neglect_triage.erasure.places import Project, take_out
from neglect_triage.erasure.rows import out_of_parquet, out_of_sqlite, out_of_text, out_of_workbook
from neglect_triage.errors import BadInput

IDS = Ids(frozenset({"child-0001"}), frozenset({"event-17"}))


def test_rows_leave_a_parquet_file_by_child_or_by_event(tmp_path: Path) -> None:
    frame = pd.DataFrame({"event_id": ["event-16", "event-17", "event-18"], "code": ["a", "b", "child-0001"], "n": [1, 2, 3]})
    frame.to_parquet(tmp_path / "codes.parquet")
    assert out_of_parquet(tmp_path / "codes.parquet", IDS) == 2
    assert pd.read_parquet(tmp_path / "codes.parquet").to_dict("records") == [{"event_id": "event-16", "code": "a", "n": 1}]


def test_records_leave_a_text_file_and_every_other_byte_stays(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    kept = b'\xef\xbb\xbfchild_id;note\r\nchild-0002;"two\r\nlines; one row"\r\nchild-00012;\xff\r\n'
    path.write_bytes(kept + b'child-0001;"also\r\ntwo"\r\n child-0001 ;x')
    assert out_of_text(path, IDS) == 2
    assert path.read_bytes() == kept


def test_a_file_without_the_child_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    for text in ("", "child_id\nchild-0002\n"):
        path.write_text(text, encoding="utf-8")
        before = path.stat().st_mtime_ns
        assert out_of_text(path, IDS) == 0
        assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("heading", "known", "left"),
    [
        ("Child ID", "", ["41,42", "43,9"]),
        ("who", "41 42 43", ["41,42", "43,9"]),
        ("who", "", ["41,42", "42,7", "43,9"]),
        ("who", "7 9 41 42 43", ["41,42", "42,7", "43,9"]),
    ],
    ids=["named", "mostly children", "nothing shows it", "two columns could be it"],
)
def test_a_plain_number_is_the_child_only_in_a_column_of_children(
    tmp_path: Path, heading: str, known: str, left: list[str]
) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{heading},visits\n41,42\n42,7\n43,9\n", encoding="utf-8")
    ids = Ids(frozenset({"42"}), known=frozenset(known.split()))
    assert out_of_text(path, ids) == 3 - len(left)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == left


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.decimal128(9, 2), pa.string(), pa.binary()])
def test_a_plain_number_leaves_a_parquet_file_whatever_its_type_and_no_count_does(tmp_path: Path, kind: pa.DataType) -> None:
    texts = pa.types.is_string(kind) or pa.types.is_binary(kind)
    values = ["41", "42"] if texts else [Decimal(41), Decimal(42)] if pa.types.is_decimal(kind) else [41, 42]
    children = pa.array([*values, None], kind)
    pq.write_table(pa.table({"child_id": children, "visits": [42, 1, 2], "code": ["42", "x", "y"]}), tmp_path / "events.parquet")
    assert out_of_parquet(tmp_path / "events.parquet", Ids(frozenset({"42"}))) == 1
    assert pq.read_table(tmp_path / "events.parquet").column("visits").to_pylist() == [42, 2]


def test_a_value_that_no_row_uses_leaves_the_dictionary_of_a_column(tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    who = pd.Categorical(
        ["child-0002", "child-0001", None, "child-0003"], ["child-0003", "child-0001", "child-0002"], ordered=True
    )
    pd.DataFrame({"who": who, "n": [1, 2, 3, 4]}).to_parquet(path)
    assert out_of_parquet(path, IDS) == 1
    left = pd.read_parquet(path)
    assert left["who"].cat.categories.tolist() == ["child-0003", "child-0002"]
    assert left["who"].cat.ordered
    assert left["who"].astype("str").tolist()[::2] == ["child-0002", "child-0003"]
    assert left["n"].tolist() == [1, 3, 4]


def test_numbers_and_bytes_leave_sqlite_and_a_seed_of_the_same_value_stays(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(path)) as store:
        store.execute("CREATE TABLE params (key TEXT PRIMARY KEY, value TEXT, child_id INTEGER, content BLOB)")
        rows = [("seed", "42", 7, b"none"), ("other", "x", 42, b"q\x0achild-0001q")]
        store.executemany("INSERT INTO params VALUES (?, ?, ?, ?)", rows)
        store.commit()
    assert out_of_sqlite(path, Ids(frozenset({"42", "child-0001"}))) == 2
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("SELECT * FROM params").fetchall() == [("seed", "42", 7, b"none"), ("other", "x", "erased", b"")]


def test_rows_leave_each_sheet_of_a_workbook_and_records_under_their_number_too(tmp_path: Path) -> None:
    book = Workbook()
    contacts, records = book.active, book.create_sheet("Records")
    for row in (["No.", "Contact", "Child"], [1, "c-1@d", "child-0002"], [2, "c-2@d", "child-0001"], [3, "c-3@d", "child-0003"]):
        contacts.append(row)
    for row in (["No.", "Day", "Record"], [1, "1 May", "seen"], [2, "2 May", "home"], [2, "3 May", "home"], [3, "4 May", "met"]):
        records.append(row)
    book.save(tmp_path / "auditor_a.xlsx")
    assert out_of_workbook(tmp_path / "auditor_a.xlsx", IDS) == 3
    left = {
        sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(tmp_path / "auditor_a.xlsx")
    }
    assert list(left.values()) == [["No.", 1, 3], ["No.", 1, 3]]


def test_a_store_that_another_program_uses_is_left_and_not_removed_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody looks at MLflow's pages, say: every run would go with it."""
    path = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        store.execute("CREATE TABLE params (value TEXT)")
        store.execute("INSERT INTO params VALUES ('child-0001')")
        store.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0))
        with pytest.raises(BadInput, match="Another program is writing"):
            take_out(path, Project(tmp_path, tmp_path / "source", frozenset()), IDS)
    assert take_out(path, Project(tmp_path, tmp_path / "source", frozenset()), IDS) == (1, [])


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
    assert out_of_sqlite(path, IDS) > 0
    with closing(sqlite3.connect(path)) as store:
        left = dict(store.execute("SELECT name, value FROM tags").fetchall())
    assert left == {"one": "about erased and erased", "other": "child-00012"}
    assert b"child-0001'" not in path.read_bytes().replace(b"child-00012", b"")
    assert b"event-17" not in path.read_bytes()
