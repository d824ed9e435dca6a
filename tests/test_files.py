"""Files are written whole or not at all, and the same content gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path, PurePosixPath, PureWindowsPath

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook

from neglect_triage.chronology.plain_form import plain_form
from neglect_triage.errors import BadInput
from neglect_triage.files import (
    atomic,
    atomic_folders,
    csv_for_people,
    in_order,
    inert,
    read_arrow,
    read_json,
    read_run_table,
    save_workbook,
    sha256,
    sha256_of_folder,
    write_frame,
    write_json,
    write_text,
)


def write_half(place: Path) -> None:
    with atomic(place) as partial:
        partial.write_text("half")
        raise OSError("the disk is full")


def test_a_failed_write_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    place = tmp_path / "file.txt"
    write_text(place, "old")
    with pytest.raises(OSError, match="disk"):
        write_half(place)
    assert place.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file.txt"]


def test_files_come_in_the_same_order_on_windows() -> None:
    names = ["b.py", "README.md", "a/c.py", "Z", "a.py"]
    orders = [[path.as_posix() for path in in_order(kind(name) for name in names)] for kind in (PurePosixPath, PureWindowsPath)]
    assert orders == [["README.md", "Z", "a/c.py", "a.py", "b.py"]] * 2


def test_a_file_without_which_no_hash_can_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="A file is missing") as stop:
        sha256(tmp_path / "1.txt")
    assert stop.value.where.endswith("1.txt")


def test_json_refuses_what_json_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "file.json", {"value": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [1.5, None], "b": ["x", "y"]})
    for name in ("one", "two"):
        write_frame(frame, tmp_path / name)
    assert sha256(tmp_path / "one") == sha256(tmp_path / "two")


@pytest.mark.parametrize("as_file", [False, True])
def test_text_that_is_not_utf_8_is_refused_when_it_is_read(as_file: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"a": ["Zebedee"], "b": [1]}).to_parquet(path)
    path.write_bytes(path.read_bytes().replace(b"Zebedee", b"Zebed\xe9e"))
    with pytest.raises((pa.ArrowException, OSError, ValueError)):
        read_arrow(pq.ParquetFile(path) if as_file else path)
    assert read_arrow(path, ["b"]).column_names == ["b"]


def test_the_hash_of_a_folder_is_that_of_its_names_and_bytes(tmp_path: Path) -> None:
    def hash_of(**files: str) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        for place, content in files.items():
            write_text(folder / place.replace("_in_", "/"), content)
        return sha256_of_folder(folder)

    once = hash_of(first="1", inner_in_second="2")
    assert hash_of(inner_in_second="2", first="1") == once
    assert hash_of(**{"first": "1", "inner_in_second": "2", "__pycache___in_first": "compiled"}) == once
    assert len({once, hash_of(first="2", inner_in_second="1"), hash_of(first="1", second="2"), hash_of(first="1")}) == 4


def write_folders(data: Path, content: str, fail: bool = False) -> None:
    with atomic_folders(data / "scratch", [data / "cohort", data / "models"]) as scratch:
        write_text(scratch / "cohort/points.txt", content)
        if fail:
            raise OSError("the disk is full")


def test_folders_replace_the_earlier_ones_together(tmp_path: Path) -> None:
    (tmp_path / "cohort").mkdir()
    (tmp_path / "cohort/stale.txt").write_text("stale")
    write_folders(tmp_path, "new")
    assert [path.name for path in (tmp_path / "cohort").iterdir()] == ["points.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cohort", "models"]


def test_after_a_failure_the_earlier_folders_are_unchanged(tmp_path: Path) -> None:
    write_folders(tmp_path, "old")
    with pytest.raises(OSError, match="disk"):
        write_folders(tmp_path, "new", fail=True)
    assert (tmp_path / "cohort/points.txt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cohort", "models"]


def test_what_a_killed_run_left_in_the_scratch_folder_is_removed(tmp_path: Path) -> None:
    (tmp_path / "scratch/cohort").mkdir(parents=True)
    (tmp_path / "scratch/cohort/half.txt").write_text("half")
    write_folders(tmp_path, "new")
    assert [path.name for path in (tmp_path / "cohort").iterdir()] == ["points.txt"]


def test_the_same_workbook_gives_the_same_bytes_whenever_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def saved(day: int) -> bytes:
        book = Workbook()
        book.worksheets[0].append(["2024-01-01T10:00:00Z"])
        book.properties.created = dt.datetime(2020, 1, day)
        save_workbook(book, tmp_path / "book.xlsx")
        return (tmp_path / "book.xlsx").read_bytes()

    assert saved(1) == saved(2)
    assert load_workbook(tmp_path / "book.xlsx").worksheets[0]["A1"].value == "2024-01-01T10:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1", "a;=1", "a\t+cmd", "a\n@x", "=", "=HYPERLINK(1)",
        "\u200b=1", "\ufeff=1", "\x00=1", "\u180e-1", "\ufe62" + "1", "\u2212" + "1", "a|=1", "a\u2028=1", "a\x0b@x",
        "\u00a0=cmd|'/C calc'!A0",
    ],
)  # fmt: skip
def test_no_text_for_people_is_a_formula_whichever_mark_splits_the_cells(text: str) -> None:
    cells = [plain_form(cell.replace("\x00", "")) for cell in re.split(r"[;|\t\r\n\v\u2028]", inert(text))]
    assert not [cell for cell in cells if cell[:1] in set("=+-@") and cell]
    assert inert(text).replace("'", "") == text.replace("'", "")
    assert (
        csv_for_people(pd.DataFrame({"cell": pd.Series([text], dtype="str")}))
        .partition("\n")[2]
        .strip('"\n')
        .startswith(("'", "a"))
    )


@pytest.mark.parametrize("value", ["a=b", "1-2", "k1", "", None, -2, 3.5])
def test_what_is_no_formula_stays_as_it_is(value: object) -> None:
    assert inert(value) == value


def test_a_csv_for_people_holds_no_formula_in_cells_or_headings() -> None:
    frame = pd.DataFrame({"=heading": ["=1+1", "k1"], "number": [-1.5, 2]})
    assert csv_for_people(frame) == "'=heading,number\n'=1+1,-1.5\nk1,2.0\n"


def test_a_csv_for_people_is_read_back_cell_by_cell() -> None:
    cells = ["plain", "one, two", 'he "said"', "two\nlines", "", None, "é, ü", '"']
    frame = pd.DataFrame({"of, all": cells, "number": range(8)})
    written = csv_for_people(frame)
    assert written == frame.to_csv(index=False, lineterminator="\n")
    assert [row[0] for row in csv.reader(io.StringIO(written, newline=""))] == ["of, all", *(cell or "" for cell in cells)]
    assert csv_for_people(frame.head(0)) == '"of, all",number\n'


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not a table"])
def test_a_damaged_table_of_a_run_is_named_and_no_bug(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scores.parquet"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="A file is damaged") as stopped:
        read_run_table(path)
    assert stopped.value.where == str(path)
    path.unlink()
    with pytest.raises(BadInput, match="A file is missing"):
        read_run_table(path)


def test_a_table_of_a_run_that_holds_a_row_twice_or_lacks_a_column_is_named(tmp_path: Path) -> None:
    path, rows = tmp_path / "scores.parquet", pd.DataFrame({"point_id": ["a", "a"], "view": ["hub", "all"], "margin": [1.0, 2.0]})
    rows.to_parquet(path)
    assert list(read_run_table(path, columns=["margin"])) == ["margin"]
    with pytest.raises(BadInput, match="column share"):
        read_run_table(path, columns=["margin", "share"])
    pd.concat([rows, rows.head(1).assign(margin=3.0)]).to_parquet(path)
    for columns in (None, ["margin"]):
        with pytest.raises(BadInput, match="each row once"):
            read_run_table(path, columns=columns)
    pd.DataFrame({"term": ["a", "a"], "up_to": [1, 1]}).to_parquet(path)
    with pytest.raises(BadInput, match="each row once"):
        read_run_table(path)


@pytest.mark.parametrize("content", [b"", b'{"metrics": ', b'{"area": "\xff"}'])
def test_damaged_json_of_a_run_is_named_and_no_bug(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "metrics.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="A file is damaged") as stopped:
        read_json(path)
    assert stopped.value.where == str(path)
    path.unlink()
    with pytest.raises(BadInput, match="A file is missing"):
        read_json(path)
