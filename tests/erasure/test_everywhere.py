"""Wherever an identifier was planted, it is gone after an erasure, as another search over the unpacked bytes confirms."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from neglect_triage.erasure.erase import erase
from neglect_triage.erasure.logs import Order
from neglect_triage.erasure.places import Project
from neglect_triage.sealed_log import append, read_log

ORDER = Order("JS", "objection 12 of 2026", "2026-01-01T00:00:00+00:00")
OTHERS = [f"bcdfghjkmnpqrstvbcdf{place:04}" for place in range(9)]
LETTERS, ESCAPED, DIGITS = "zzzzghjkmnpqrstvbcdfghjk", "north&west kind-7", "470000119"
Make = Callable[[str], bytes]


def table(child: str, name: str = "child_id", **also: list[str]) -> pa.Table:
    return pa.table({name: [*OTHERS, child], **also})


def parquet(content: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(content, written, compression="zstd")
    return written.getvalue()


def sqlite(*statements: str, held: str | bytes | int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        with closing(sqlite3.connect(Path(folder, "one.db"))) as store:
            for statement in statements:
                store.execute(statement, (held,) if "?" in statement else ())
                store.commit()
        return Path(folder, "one.db").read_bytes()


def workbook(*cells: object, shared: str = "") -> bytes:
    book, written = Workbook(), io.BytesIO()
    book.active.append(list(cells))
    book.save(written)
    if not shared:
        return written.getvalue()
    with zipfile.ZipFile(written, "a") as archive:
        archive.writestr("xl/unused.xml", f"<?xml version='1.0'?><sst><si><t>{shared}</t></si></sst>")
    return written.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def tarred(content: bytes) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        about = tarfile.TarInfo("inner")
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return written.getvalue()


def arrow(content: pa.Table) -> bytes:
    written = io.BytesIO()
    with pa.ipc.new_file(written, content.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
        file.write_table(content)
    return written.getvalue()


def picture(child: str) -> bytes:
    text = b"Comment\0\0" + zlib.compress(child.encode())
    return b"\x89PNG\r\n\x1a\n" + len(text).to_bytes(4, "big") + b"zTXt" + text + b"\0\0\0\0"


def json_escaped(child: str) -> bytes:
    return ('{"n": "' + "".join(f"\\u{ord(letter):04x}" for letter in child) + '"}').encode()


def rich(child: str) -> CellRichText:
    return CellRichText(TextBlock(InlineFont(b=True), child[:5]), TextBlock(InlineFont(), child[5:]))


def stream(content: bytes, codec: str) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, codec) as packed:
        packed.write(content)
    return bytes(sink.getvalue())


IN_WORDS: dict[str, Make] = {
    "parquet_column": lambda child: parquet(table(child)),
    "parquet_unused_value": lambda child: parquet(pa.table({"who": pa.DictionaryArray.from_arrays([0, 0], [OTHERS[0], child])})),
    "parquet_lists": lambda child: parquet(pa.table({"who": [[OTHERS], [[child]]]})),
    "parquet_bytes": lambda child: parquet(pa.table({"who": [child.encode()]})),
    "parquet_metadata": lambda child: parquet(pa.table({"n": [1]}).replace_schema_metadata({"about": child})),
    "parquet_field": lambda child: parquet(pa.table([[1]], schema=pa.schema([pa.field("n", pa.int64(), metadata={"a": child})]))),
    "parquet_heading": lambda child: parquet(pa.table({child: [1]})),
    "arrow": lambda child: arrow(table(child)),
    "sqlite_text": lambda child: sqlite("CREATE TABLE a (b TEXT)", "INSERT INTO a VALUES ('see ' || ? || '.')", held=child),
    "sqlite_blob": lambda child: sqlite("CREATE TABLE a (b BLOB)", "INSERT INTO a VALUES (?)", held=pickle.dumps([child], 2)),
    "sqlite_packed": lambda child: sqlite(
        "CREATE TABLE a (b BLOB)", "INSERT INTO a VALUES (?)", held=gzip.compress(f"one {child} ".encode() * 9)
    ),
    "sqlite_in_zip": lambda child: zipped(
        "a.db", sqlite("CREATE TABLE a (b BLOB)", "INSERT INTO a VALUES (?)", held=zlib.compress(child.encode()))
    ),
    "workbook.xlsx": lambda child: workbook("Contact", child),
    "workbook_text_of_no_cell.xlsx": lambda child: workbook("Contact", shared=child.replace("&", "&amp;")),
    "workbook_runs.xlsx": lambda child: workbook(rich(child)),
    "gzip": lambda child: gzip.compress(f"one {child} ".encode() * 9),
    "bzip2": lambda child: bz2.compress(f"one {child} ".encode() * 9),
    "xz": lambda child: lzma.compress(f"one {child} ".encode() * 9),
    "zlib": lambda child: zlib.compress(f"one {child} ".encode() * 9),
    "zstd": lambda child: stream(f"one {child} ".encode() * 9, "zstd"),
    "tar": lambda child: tarred(parquet(table(child))),
    "zip": lambda child: zipped("pages.xz", lzma.compress(child.encode())),
    "name_in_zip": lambda child: zipped(f"{child}.html", b"nothing"),
    **{f"pickle_{protocol}": lambda child, by=protocol: pickle.dumps({"a": child}, by) for protocol in range(6)},  # type: ignore[misc]
    "wide": lambda child: pickle.dumps(pd.Series([child]).to_numpy("U40")),
    "text_in_utf_16": lambda child: f"one {child}".encode("utf-16"),
    "picture.png": picture,
    "picture.svg": lambda child: f"<svg><!-- {child} --></svg>".encode(),
    "escaped.json": json_escaped,
    "address": lambda child: ("a/" + "".join(f"%{ord(letter):02X}" for letter in child)).encode(),
    "page.html": lambda child: ("<p>" + "".join(f"&#{ord(letter)};" for letter in child) + "</p>").encode(),
}
IN_COLUMNS: dict[str, Make] = {
    **{
        f"parquet_{kind}": lambda child, kind=kind: parquet(pa.table({"child_id": pa.array([1, int(child)]).cast(kind)}))  # type: ignore[misc]
        for kind in (pa.int64(), pa.float64(), pa.decimal128(20), pa.string(), pa.large_string())
    },
    "parquet_dictionary": lambda child: parquet(
        pa.table({"child_id": pa.DictionaryArray.from_arrays([0, 0], ["5", child])})
    ),
    "sqlite_integer": lambda child: sqlite("CREATE TABLE a (child_id INTEGER)", "INSERT INTO a VALUES (?)", held=int(child)),
    "table.csv": lambda child: f"child_id,n\n1,2\n{child},3\n".encode(),
    "workbook_number.xlsx": lambda child: workbook_of(int(child)),
    "rows.json": lambda child: json.dumps([{"child_id": int(child)}, {"child_id": 3}]).encode(),
    "columns.json": lambda child: json.dumps({"child_id": {"0": 3, "1": child}}).encode(),
    "list.html": lambda child: f"<td>{child}</td>".encode(),
}  # fmt: skip


def workbook_of(child: int) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in (["Child", "Visits"], [5, 1], [child, 2]):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield bytes, and what is packed in them, without the code under test."""
    yield data
    if data.startswith(b"PAR1"):
        content = pq.read_table(pa.BufferReader(data))
        plain = io.BytesIO()
        with pa.ipc.new_stream(plain, content.schema) as file:
            file.write_table(content)
        yield plain.getvalue()
        yield str(content.to_pylist()).encode()
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield "\n".join(archive.namelist()).encode()
            for name in archive.namelist():
                yield from unpacked(archive.read(name))
    for magic, unpack in ((b"\x1f\x8b", gzip.decompress), (b"BZh", bz2.decompress), (b"\xfd7zXZ", lzma.decompress)):
        if data.startswith(magic):
            yield from unpacked(unpack(data))


def left(root: Path, child: str) -> list[str]:
    """Where the child is left: by the bytes of every file, in whatever width, and by every name."""
    forms = [child.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-32-le")]
    names = [str(path) for path in root.rglob("*") if child in path.name]
    files = [path for path in root.rglob("*") if path.is_file()]
    return names + [str(path) for path in files if any(form in part for part in unpacked(path.read_bytes()) for form in forms)]


PLACES = ("data/evaluation", "data/features", "mlruns/1/artifacts", ".dvc/tmp/exps", ".dvc/cache/files/md5/ab", "data/mine/{}")


def planted(root: Path, child: str, made: dict[str, Make], where: list[tuple[str, str]]) -> Project:
    for name, place in where:
        path = root / place.format(child) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[name](child))
    if child in (DIGITS, LETTERS):
        (root / "data/reports/empty" / child).mkdir(parents=True)
    chronology = root / "data/chronology"
    chronology.mkdir(parents=True)
    pq.write_table(table(child, event_id=[f"{one}-event" for one in [*OTHERS, child]]), chronology / "children.parquet")
    append(root / "data/review/decision_log.jsonl", {"contact": f"{child}@2021-01-01", "child": child})
    append(root / "data/review/decision_log.jsonl", {"contact": f"{OTHERS[0]}@2021-01-01", "child": OTHERS[0]})
    return Project(root, root / "data/raw", frozenset([*OTHERS, child]))


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])  # to shrink takes minutes
@given(st.data())
def test_an_identifier_planted_in_any_kind_of_place_is_gone_after_the_erasure(data: st.DataObject) -> None:
    child = data.draw(st.sampled_from([LETTERS, LETTERS, ESCAPED, DIGITS]))
    made = IN_COLUMNS if child == DIGITS else IN_WORDS
    where = data.draw(st.lists(st.tuples(st.sampled_from(sorted(made)), st.sampled_from(PLACES)), min_size=2, max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        project = planted(Path(folder), child, made, where)
        assert left(project.root, child)
        done = erase(project, frozenset({child}), ORDER)
        assert done.after
        assert (done.after.found, done.after.doubtful, done.after.closed) == ([], [], [])
        assert left(project.root, child) == []
        assert pq.read_table(project.root / "data/chronology/children.parquet")["child_id"].to_pylist() == OTHERS
        assert [entry["child"] for entry in read_log(project.data.decision_log)] == [OTHERS[0]]


@pytest.mark.parametrize(("child", "made"), [(LETTERS, IN_WORDS), (ESCAPED, IN_WORDS), (DIGITS, IN_COLUMNS)])
def test_every_kind_of_place_is_searched(tmp_path: Path, child: str, made: dict[str, Make]) -> None:
    project = planted(tmp_path, child, made, [(name, "data/evaluation") for name in made])
    before = erase(project, frozenset({child}), ORDER, dry_run=True).before
    assert made.keys() - {path.name for path in [*before.found, *before.doubtful]} == set()


@pytest.mark.parametrize("content", [b"PAR1 torn", b"PK\x03\x04 torn", b"SQLite format 3\0 torn", b'a,b\n"' + b"x" * 200_000])
def test_a_damaged_file_that_holds_the_child_stops_no_erasure(tmp_path: Path, content: bytes) -> None:
    for place in ("data/raw", "data/evaluation"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "torn.csv").write_bytes(content + b" " + LETTERS.encode() + b" ")
    done = erase(planted(tmp_path, LETTERS, IN_WORDS, []), frozenset({LETTERS}), ORDER)
    assert done.after
    assert done.after.found == [tmp_path / "data/raw/torn.csv"], "what somebody brought is theirs to mend"


def test_a_number_that_may_be_a_count_is_named_and_left(tmp_path: Path) -> None:
    project = planted(tmp_path, DIGITS, IN_WORDS, [])
    pq.write_table(pa.table({"team": ["x", "y", DIGITS]}), tmp_path / "data/chronology/teams.parquet")
    done = erase(project, frozenset({DIGITS}), ORDER)
    assert done.after
    assert (done.after.found, done.after.doubtful) == ([], [tmp_path / "data/chronology/teams.parquet"])
    assert pq.read_table(tmp_path / "data/chronology/teams.parquet").num_rows == 3
