"""Every file of a project is searched, also inside what is packed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from neglect_triage.erasure.patterns import Ids
from neglect_triage.erasure.search import not_reached, search

CHILD = "child-0001"
IDS = Ids(frozenset({CHILD}))
MANY = pd.DataFrame({"child_id": [CHILD] + [f"child-{number}" for number in range(2000)]})


def parquet(path: Path) -> None:
    MANY.to_parquet(path, compression="zstd")


def lists_in_parquet(path: Path) -> None:
    pq.write_table(
        pa.table({"children": [[["x"], [CHILD]]], "who": pa.array(["y"]).dictionary_encode()}), path, compression="zstd"
    )


def fields_in_parquet(path: Path) -> None:
    pq.write_table(pa.table({"row": [{"who": CHILD, "n": 1}] * 50}), path, compression="zstd")


def note_in_parquet(path: Path) -> None:
    pq.write_table(pa.table({"n": [1]}).replace_schema_metadata({"about": CHILD}), path)


def sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE tags (name TEXT, value TEXT)")
        connection.execute("INSERT INTO tags VALUES (?, ?)", ("run", CHILD))  # nothing stands between cells of one row
        connection.commit()


def workbook(path: Path) -> None:
    book = Workbook()
    book.active.append(["Contact", CHILD])
    book.save(path)


def zip_in_gzip_of_parquet(path: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    MANY.to_parquet(inner, compression="zstd")
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.parquet", inner.getvalue())
    path.write_bytes(gzip.compress(outer.getvalue()))


def name_in_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"pages/{CHILD}.html", "nothing")


@pytest.mark.parametrize(
    "make",
    [
        parquet, lists_in_parquet, fields_in_parquet, note_in_parquet, sqlite, workbook, zip_in_gzip_of_parquet, name_in_zip,
        lambda path: path.write_text(f"one {CHILD} more", encoding="utf-8"),
        lambda path: path.write_bytes(gzip.compress(b"one child-0001 more" * 9)),
        lambda path: path.write_bytes(bz2.compress(b"one child-0001 more" * 9)),
        lambda path: path.write_bytes(lzma.compress(b"one child-0001 more" * 9)),
    ],
)  # fmt: skip
def test_a_child_is_found_inside_a_file_of_any_kind(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "held")
    (tmp_path / "other").write_text("nobody", encoding="utf-8")
    searched = search(tmp_path, IDS)
    assert (searched.files, searched.found, searched.closed) == (2, [tmp_path / "held"], [])


def test_a_child_is_found_in_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"{CHILD}_page.html").write_text("nobody", encoding="utf-8")
    assert search(tmp_path, IDS).found == [tmp_path / f"{CHILD}_page.html"]


def test_git_and_virtual_environments_are_left_out_and_hidden_folders_are_not(tmp_path: Path) -> None:
    for folder in (".git", "environment", ".dvc"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "held").write_text(CHILD, encoding="utf-8")
    (tmp_path / "environment/pyvenv.cfg").touch()
    assert search(tmp_path, IDS).found == [tmp_path / ".dvc/held"]


def test_what_is_not_reached_is_named(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    for folder in (elsewhere, root / "inner/.git", root / "inner/more", root / ".git"):
        folder.mkdir(parents=True)
        (folder / "held").write_text(CHILD, encoding="utf-8")
    (root / "web").symlink_to(elsewhere)
    (root / "one").symlink_to(elsewhere / "held")
    (root / "same").symlink_to(root / "inner/more/held")
    assert [path.relative_to(root).as_posix() for path, _ in not_reached(root)] == ["one", "web", "inner/.git"]
    assert search(root, IDS).found == [root / name for name in ("one", "same", "inner/more/held")]


@pytest.mark.parametrize(
    "start",
    [
        b"PK\x03\x04", b"PAR1", b"SQLite format 3\0", b"\x1f\x8b", b"Obj\x01", b"$FL2", b"\x5d\x00\x00",
        b"-----BEGIN PGP MESSAGE", b"age-encryption.org/v1", b"\0" * 8 + b"DUCK", b"\0" * 12 + b"\0\0\0\xc2\xea\x81\x60",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_opened_as_what_it_is_is_named(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "broken").write_bytes(start + b"torn off" * 20)
    (tmp_path / "empty").touch()
    assert search(tmp_path, IDS).closed == [tmp_path / "broken"]
