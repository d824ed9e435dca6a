"""Folders that hold one table in parts, and files that are passed over and counted."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.reading.own_files import read_own_file
from neglect_triage.chronology.reading.passed_over import (
    DOCUMENT,
    EMPTY,
    HIDDEN,
    MARKER,
    ONLINE,
    OPEN,
    OTHER_DOCUMENT,
    REMOVED,
    SHORTCUT,
    SYSTEM,
    TEXT_TABLE,
    UNFINISHED,
    files_in,
    notes_of_passed_over,
    reason_to_pass_over,
)
from neglect_triage.chronology.reading.table_folders import join_parts, name_of_table
from neglect_triage.errors import BadInput

SPARK = "part-00000-3f1d2c5a-1b2c-4d5e-8f90-abcdef012345-c000.snappy.parquet"


def parquet(path: Path, **columns: list[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(columns).to_parquet(path)


def text(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def log(folder: Path, *versions: list[object], first: int = 0) -> None:
    for number, actions in enumerate(versions, start=first):
        text(folder / "_delta_log" / f"{number:020}.json", "\n".join(map(json.dumps, actions)))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("t/_SUCCESS", MARKER), ("t/_committed_123", MARKER), ("t/_started_123", MARKER), ("t/_metadata", MARKER),
        ("t/_temporary/0/part-0.parquet", MARKER), ("t/_delta_log/00000000000000000000.json", MARKER), ("a.csv.crc", MARKER),
        ("t/.part-0.parquet.crc", MARKER), ("Thumbs.db", SYSTEM), ("Desktop.ini", SYSTEM), (".DS_Store", SYSTEM),
        ("__MACOSX/a.csv", SYSTEM), ("._a.csv", SYSTEM), ("~$annex_a.xlsx", OPEN), (".~lock.annex_a.ods#", OPEN),
        ("~WRL0001.tmp", UNFINISHED), ("a.csv.CRDOWNLOAD", UNFINISHED), ("a.xlsx.part", UNFINISHED), ("a.csv~", UNFINISHED),
        (".a.csv.icloud", ONLINE), ("a.csv.lnk", SHORTCUT), ("Copy of a.csv", ""), ("a (1).csv", ""), ("a - Copy.csv", ""),
        (".hidden.csv", HIDDEN), (".git/config", HIDDEN), ("notes.txt", DOCUMENT), (".gitignore", DOCUMENT), ("a.csv", ""),
        ("guidance.pdf", OTHER_DOCUMENT), ("a.json", OTHER_DOCUMENT), ("a.accdb", ""),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_table_is_passed_over_for_a_reason(name: str, why: str) -> None:
    assert reason_to_pass_over(name, 10) == why


def test_an_empty_file_is_passed_over_with_a_warning_that_names_it() -> None:
    assert reason_to_pass_over("contacts.csv", 0) == EMPTY
    assert notes_of_passed_over({"contacts.csv": EMPTY, "t/_SUCCESS": MARKER, "u/_SUCCESS": MARKER}) == [
        "WARNING: passed over, empty files (0 bytes): 1 (contacts.csv); an empty file may be an export that failed, or one "
        "that is kept online: open it, and save it here.",
        "Passed over, marks or logs of the program that wrote a table: 2 (t/_SUCCESS, u/_SUCCESS).",
    ]
    assert "(_0, _1, _2, _3, _4, and 2 more)" in notes_of_passed_over({f"_{number}": MARKER for number in range(7)})[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a\tb\n1\t2\n", TEXT_TABLE),
        ("a|b|c\n1|2|3\n\n", TEXT_TABLE),
        ("One line, alone\n", DOCUMENT),
        ("Dear all,\nthe files are here, as agreed, with two more.\n", DOCUMENT),
    ],
)
def test_a_text_file_that_looks_like_a_table_is_passed_over_with_what_to_do(tmp_path: Path, content: str, why: str) -> None:
    text(tmp_path / "a.txt", content)
    assert files_in(tmp_path) == ([], {"a.txt": why})
    assert ("let their names end in .csv" in notes_of_passed_over({"a.txt": why})[0]) == (why == TEXT_TABLE)


@pytest.mark.parametrize(
    ("files", "tables"),
    [
        ([f"ssd_person.parquet/{SPARK}"], ["ssd_person.parquet"]),
        ([f"ssd_person/{SPARK}", "ssd_person/_SUCCESS"], ["ssd_person"]),
        (["ssd/ssd_person/part-0.parquet", "ssd/ssd_person/part-1.parquet"], ["ssd/ssd_person"]),
        (["t/year=2024/month=1/x.parquet", "t/year=2023/month=2/y.parquet"], ["t"]),
        (["t/000000000000.csv", "t/000000000001.csv"], ["t"]),
        (["t/3f1d2c5a-1b2c-4d5e-8f90-abcdef012345.snappy.parquet"], ["t"]),
        (["t/data_0_0_0.snappy.parquet"], ["t"]),
        (["t.csv/anything.csv"], ["t.csv"]),
        (["t/part-0.csv", "t/other.csv"], ["t/other.csv", "t/part-0.csv"]),
        (["t/contacts.csv"], ["t/contacts.csv"]),
        (["t/part_2024-03-31.csv", "t/part_2025-03-31.csv"], ["t/part_2024-03-31.csv", "t/part_2025-03-31.csv"]),
        (["part-0.csv", "part-1.csv"], ["part-0.csv", "part-1.csv"]),
        (["Part 1.xlsx", "t/part 1.xlsx"], ["Part 1.xlsx", "t/part 1.xlsx"]),
    ],
)
def test_the_parts_of_one_folder_are_one_table(tmp_path: Path, files: list[str], tables: list[str]) -> None:
    for name in files:
        text(tmp_path / name, "x")
    found, passed = join_parts(tmp_path)
    assert found == tables
    assert list(passed) == [name for name in files if "_SUCCESS" in name]


@pytest.mark.parametrize(
    ("name", "table"),
    [("a/ssd_person.parquet", "ssd_person"), ("dbo.ssd_person", "dbo.ssd_person"), ("List 1.x.csv", "List 1.x")],
)
def test_a_table_is_named_without_its_folders_and_kind(name: str, table: str) -> None:
    assert name_of_table(name) == table


@pytest.mark.parametrize("kind", [".csv", ".parquet"])
def test_a_part_that_copies_another_is_named_and_its_rows_count_once(tmp_path: Path, kind: str) -> None:
    names = {"part-1": ["A", "B"], "part-2": ["C"], "part-3": ["A", "B"], "part-4": [], "part-5": []}
    for name, ids in names.items():
        if kind == ".csv":
            text(tmp_path / "t" / f"{name}.csv", "\n".join(["id", *ids]) + "\n")
        else:
            path = tmp_path / "t" / f"{name}.parquet"
            path.parent.mkdir(exist_ok=True)
            pd.DataFrame({"id": pd.array(ids, dtype="str")}).to_parquet(path)
    assert read_own_file(tmp_path, "t").cells["id"].tolist() == ["A", "B", "C"]
    assert join_parts(tmp_path) == (["t"], {f"t/part-3{kind}": f"copies of t/part-1{kind}, byte for byte"})


def test_parts_with_the_same_rows_under_other_keys_are_no_copies(tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        text(tmp_path / "t" / f"year={year}" / "part-0.csv", "id\nA\n")
    assert read_own_file(tmp_path, "t").cells.to_numpy().tolist() == [["A", "2023"], ["A", "2024"]]
    assert join_parts(tmp_path) == (["t"], {})


def test_a_folder_that_is_itself_one_table_is_refused_with_what_to_name(tmp_path: Path) -> None:
    text(tmp_path / "year=2024" / "part-0.csv", "id\n1\n")
    with pytest.raises(BadInput, match="itself one table") as error:
        join_parts(tmp_path)
    assert "the folder around it" in error.value.do


def test_parts_of_parquet_are_read_in_order_with_the_keys_of_their_folders(tmp_path: Path) -> None:
    parquet(tmp_path / "t" / "year=2024" / SPARK, id=["b"], n=[2])
    parquet(tmp_path / "t" / "year=2023" / SPARK, n=[1], id=["a"])
    parquet(tmp_path / "t" / "year=__HIVE_DEFAULT_PARTITION__" / SPARK, id=["c"], n=[None])
    own = read_own_file(tmp_path, "t")
    assert own.cells[["id", "year"]].fillna("").to_numpy().tolist() == [["a", "2023"], ["b", "2024"], ["c", ""]]
    assert own.cells["n"].fillna(0).tolist() == [1, 2, 0]
    assert own.cells.index.tolist() == [1, 2, 3]


def test_parts_of_csv_are_numbered_on_and_torn_rows_keep_their_place(tmp_path: Path) -> None:
    text(tmp_path / "t.csv" / "part-0.csv", "id,n\na,1\ntorn\n")
    text(tmp_path / "t.csv" / "part-1.csv", "n,id\n2,b\n\n3,c\n")
    own = read_own_file(tmp_path, "t.csv")
    assert own.cells.to_numpy().tolist() == [["a", "1"], ["b", "2"], ["c", "3"]]
    assert (own.cells.index.tolist(), own.torn) == ([2, 4, 6], [3])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_parts_with_different_headers_are_refused_by_name(tmp_path: Path, kind: str) -> None:
    for number, header in enumerate(["id", "other"]):
        frame, path = pd.DataFrame({header: ["a"]}), tmp_path / "t" / f"part-{number}.{kind}"
        path.parent.mkdir(exist_ok=True)
        frame.to_parquet(path) if kind == "parquet" else frame.to_csv(path, index=False)
    with pytest.raises(BadInput, match="different headers") as error:
        read_own_file(tmp_path, "t")
    assert f"part-1.{kind}" in error.value.where


def test_parts_whose_types_do_not_fit_are_refused_and_numbers_of_two_widths_fit(tmp_path: Path) -> None:
    parquet(tmp_path / "t" / "part-0.parquet", n=[1])
    parquet(tmp_path / "t" / "part-1.parquet", n=[1.5])
    assert read_own_file(tmp_path, "t").cells["n"].tolist() == [1.0, 1.5]
    parquet(tmp_path / "t" / "part-2.parquet", n=["x"])
    with pytest.raises(BadInput, match="different types"):
        read_own_file(tmp_path, "t")


def test_a_folder_without_parts_of_one_kind_is_no_table(tmp_path: Path) -> None:
    text(tmp_path / "t" / "part-0.csv", "id\n1\n")
    text(tmp_path / "t" / "part-0.parquet", "x")
    with pytest.raises(BadInput, match="not one table in parts"):
        read_own_file(tmp_path, "t")


def test_files_that_a_delta_log_has_removed_are_not_read_and_counted(tmp_path: Path) -> None:
    for number in range(3):
        parquet(tmp_path / "t" / f"part-{number}.parquet", id=[f"{number}"])
    added = [{"add": {"path": f"part-{number}.parquet"}} for number in range(2)]
    log(tmp_path / "t", [{"metaData": {"configuration": {}}}, *added], [{"remove": {"path": "part-0.parquet"}}])
    assert read_own_file(tmp_path, "t").cells["id"].tolist() == ["1"]
    found, passed = join_parts(tmp_path)
    assert found == ["t"]
    assert [name for name, why in passed.items() if why == REMOVED] == ["t/part-0.parquet", "t/part-2.parquet"]


@pytest.mark.parametrize(
    ("actions", "first", "why"),
    [
        ([{"add": {"path": "part-0.parquet"}}], 7, "first entries are gone"),
        ([{"add": {"path": "part-0.parquet", "deletionVector": {"storageType": "u"}}}], 0, "deletion vectors"),
        ([{"metaData": {"configuration": {"delta.columnMapping.mode": "name"}}}], 0, "columns are mapped"),
        ([{"add": {"path": "s3://bucket/part-0.parquet"}}], 0, "another place"),
        ([{"add": {}}], 0, "damaged"),
        (["text"], 0, "damaged"),
        ([{"add": {"path": "part-9.parquet"}}], 0, "missing"),
    ],
)
def test_a_delta_log_that_cannot_be_followed_stops_with_what_to_export(
    tmp_path: Path, actions: list[object], first: int, why: str
) -> None:
    parquet(tmp_path / "t" / "part-0.parquet", id=["a"])
    log(tmp_path / "t", actions, first=first)
    with pytest.raises(BadInput, match=why) as error:
        read_own_file(tmp_path, "t")
    assert "as Parquet or CSV" in error.value.do


@pytest.mark.parametrize("mark", [".hoodie/hoodie.properties", "metadata/v1.metadata.json"])
def test_a_table_in_a_form_that_is_not_followed_stops(tmp_path: Path, mark: str) -> None:
    parquet(tmp_path / "t" / "data" / "part-0.parquet", id=["a"])
    text(tmp_path / "t" / mark, "{}")
    with pytest.raises(BadInput, match="Hudi or Iceberg"):
        join_parts(tmp_path)
