from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from neglect_triage.chronology.reading.own_files import OwnFile, read_own_file
from neglect_triage.errors import BadInput


def read(folder: Path, content: str | bytes, name: str = "own.csv") -> OwnFile:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_own_file(folder, name)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    own = read(tmp_path, "a,b\n1,2\n\n3,4\n")
    assert own.cells.index.tolist() == [2, 4]
    assert own.cells["a"].tolist() == ["1", "3"]


def test_rows_of_parquet_are_numbered_from_one(tmp_path: Path) -> None:
    pd.DataFrame({"a": [5, 6]}).to_parquet(tmp_path / "own.parquet")
    assert read_own_file(tmp_path, "own.parquet").cells.index.tolist() == [1, 2]


def test_cells_are_text_without_blanks_around_it_and_blank_cells_are_empty(tmp_path: Path) -> None:
    cells = read(tmp_path, "a, b\n 007 ,  \nNA,null\n").cells
    assert cells["a"].tolist() == ["007", "NA"]
    assert cells["b"].isna().tolist() == [True, False]


def test_a_byte_order_mark_and_a_line_feed_within_quotes_are_read(tmp_path: Path) -> None:
    own = read(tmp_path, b'\xef\xbb\xbfa,b\r\n"x\ny",1\r\nz,2\r\n')
    assert own.cells["a"].tolist() == ["x\ny", "z"]
    assert own.cells.index.tolist() == [2, 3]


def test_rows_with_too_many_or_too_few_cells_are_set_aside_by_number(tmp_path: Path) -> None:
    own = read(tmp_path, "a,b\n1,2\n1\n1,2,3\n5,6\n")
    assert own.torn == [3, 4]
    assert own.cells.index.tolist() == [2, 5]


def test_many_rows_keep_their_numbers(tmp_path: Path) -> None:
    own = read(tmp_path, "a\n" + "\n".join(map(str, range(2, 120_002))))
    assert (own.cells["a"].astype(int) == own.cells.index).all()
    assert len(own.cells) == 120_000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "table is empty"),
        ("a,b\n", "table is empty"),
        ("a,b\n,\n\n", "table is empty"),
        ("a,a\n1,2\n", "same name"),
        ("a,,c\n1,2,3\n", "has no name"),
        ('a,b\n"1,2\n', "is not CSV"),
        (b"a,b\n\xff\xfe,2\n", r"not in UTF-8[\s\S]*own.csv, line 2"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_no_cell_is_shown(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as error:
        read(tmp_path, content)
    assert "own.csv" in str(error.value)


@pytest.mark.parametrize(
    ("name", "says"), [("own.xlsx", "kind that cannot be read"), ("own.parquet", "cannot be read as Parquet")]
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read(tmp_path, "a,b\n1,2\n", name)


@pytest.mark.parametrize(
    ("name", "separator"), [("t.csv", ";"), ("t.tsv", "\t"), ("t.tab", "\t"), ("t.psv", "|"), ("t.txt", "|")]
)
def test_cells_may_be_separated_otherwise_and_the_same_checks_hold(tmp_path: Path, name: str, separator: str) -> None:
    lines = [["a", "b"], ["1", '"x, y"'], ["1", "2", "3"]]
    own = read(tmp_path, "\ufeff" + "".join(separator.join(line) + "\n" for line in lines), name)
    assert own.cells.to_dict("list") == {"a": ["1"], "b": ["x, y"]}
    assert own.torn == [3]


@pytest.mark.parametrize(
    ("name", "do"), [("a.xlsb", "spreadsheet program"), ("a.ODS", "sheets"), ("a.mdb", "Access"), ("a.dta", "statistics program")]
)
def test_a_file_of_a_kind_that_is_not_read_says_what_leads_to_one_that_is(tmp_path: Path, name: str, do: str) -> None:
    with pytest.raises(BadInput, match=f"expected: .*{do}.* CSV"):
        read(tmp_path, "x", name)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"missing[\s\S]*own\.csv"):
        read_own_file(tmp_path, "own.csv")


def test_a_parquet_file_with_two_columns_of_one_name_is_refused(tmp_path: Path) -> None:
    table = pa.table([pa.array(["A"]), pa.array(["B"])], names=["child_id", "child_id "])
    pq.write_table(table, tmp_path / "twice.parquet")
    with pytest.raises(BadInput, match=r"same name[\s\S]*twice.parquet, column 2"):
        read_own_file(tmp_path, "twice.parquet")
