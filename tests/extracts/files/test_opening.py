"""Files as sheets: encodings, separators, rows as the spreadsheet counts them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.files.sheets import Sheet
from tests.extracts.made import workbook


def csv(folder: Path, content: str | bytes, name: str = "t.csv") -> Sheet:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return open_sheets(folder, name)[0]


def rows(sheet: Sheet) -> list[list[object]]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in sheet.cells.to_numpy(dtype=object)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_the_encodings_of_spreadsheet_programs(tmp_path: Path, encoding: str) -> None:
    text = "Child’s id,Café\r\n" + "1,é\r\n" * 20
    sheet = csv(tmp_path, text.encode(encoding))
    assert rows(sheet)[:2] == [["Child’s id", "Café"], ["1", "é"]]


LIKELY = [
    "Café",
    "Zoë’s",
    "Siân",
    "£5–10",
    "São Paulo",
    "ÉIRE",
    "É. D.",
    "20°C ½ m²",
    "“quoted” text",
    "Brand™ €5",
    "FAÇADE",
    "a\xa0b",
]


@pytest.mark.parametrize("text", LIKELY)
def test_text_of_windows_is_read(text: str, tmp_path: Path) -> None:
    assert rows(csv(tmp_path, f"id,a\n1,{text}\n".encode("cp1252")))[1] == ["1", text]


@pytest.mark.parametrize("encoding", ["cp850", "cp437", "mac_roman"])
@pytest.mark.parametrize("text", ["Café", "Siân", "Orléans", "Amélie", "naïve"])
def test_text_of_a_code_page_of_dos_or_the_macintosh_becomes_no_other_letters(text: str, encoding: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"cannot be told[\s\S]*t.csv, line 3") as stopped:
        csv(tmp_path, f"id,a\n1,b\n2,{text}\n".encode(encoding))
    assert text not in str(stopped.value)


@pytest.mark.parametrize("encodings", [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_a_file_of_parts_in_two_encodings_stops_at_the_first_line_of_the_second(
    tmp_path: Path, encodings: tuple[str, str]
) -> None:
    parts = ["id,town\n" + "1,Évian\n" * 40, "2,Orléans\n"]
    content = b"".join(part.encode(encoding) for part, encoding in zip(parts, encodings, strict=True))
    with pytest.raises(BadInput, match=r"partly in UTF-8[\s\S]*t.csv, from line 42") as stopped:
        csv(tmp_path, content)
    assert "Orl" not in str(stopped.value)


@pytest.mark.parametrize("name", ["t.tsv", "t.tab", "t.psv"])
def test_text_is_read_under_the_names_that_say_its_separator(tmp_path: Path, name: str) -> None:
    assert rows(csv(tmp_path, "id\tdate\n1\t01/02/2024\n", name)) == [["id", "date"], ["1", "01/02/2024"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_rows(tmp_path: Path, separator: str) -> None:
    lines = [["id", "factors", "date"], ["1", '"1A;2B,3C"', "01/02/2024"], ["2", '"1A;2B"', "02/02/2024"]]
    sheet = csv(tmp_path, "\n".join(separator.join(line) for line in lines))
    assert rows(sheet)[1] == ["1", "1A;2B,3C", "01/02/2024"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    sheet = csv(tmp_path, 'id,note\n\n1,"two\nlines"\n,\n2,x\n')
    assert sheet.cells.index.to_list() == [1, 3, 5]
    assert rows(sheet)[1] == ["1", "two\nlines"]


def test_a_row_with_broken_quotation_marks_is_torn_and_the_rest_is_read(tmp_path: Path) -> None:
    sheet = csv(tmp_path, 'id,note\n1,"a"b\n2,x\n')
    assert sheet.torn == [2]
    assert rows(sheet) == [["id", "note"], ["2", "x"]]


def test_rows_of_unequal_length_keep_every_cell(tmp_path: Path) -> None:
    sheet = csv(tmp_path, "title\nid,note\n1\n2,x,y\n")
    assert rows(sheet) == [["title", None, None], ["id", "note", None], ["1", None, None], ["2", "x", "y"]]
    assert sheet.widths is not None
    assert sheet.widths.tolist() == [1, 2, 1, 3]


def test_more_rows_than_fit_a_chunk_are_all_read(tmp_path: Path) -> None:
    sheet = csv(tmp_path, "id,n\n" + "".join(f"{row},x\n" for row in range(50_000)))
    assert len(sheet.cells) == 50_001
    assert sheet.cells.index[-1] == 50_001
    assert sheet.cells.iloc[-1, 0] == "49999"


def test_cells_of_a_workbook_stand_as_they_are(tmp_path: Path) -> None:
    days = [dt.date(2024, 2, 1), dt.datetime(2024, 2, 1, 10, 30)]
    workbook(tmp_path / "t.xlsx", {"List 1": [["id", " text "], [], [1, *days], [None, None, "x"]], "Empty": []})
    first, empty = open_sheets(tmp_path, "t.xlsx")
    assert first.place == "t.xlsx!List 1"
    assert first.cells.index.to_list() == [1, 3, 4]
    assert rows(first) == [["id", "text", None], [1.0, *days], [None, None, "x"]]
    assert empty.cells.empty


def test_what_stands_right_of_and_below_empty_cells_keeps_its_place(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", {"S": [[], [], [None, None, "id"]]})
    (sheet,) = open_sheets(tmp_path, "t.xlsx")
    assert rows(sheet) == [[None, None, "id"]]
    assert sheet.cells.index.to_list() == [3]


def test_parquet_keeps_its_types_and_has_its_header_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"id": ["1", "2", None], "date": pd.to_datetime(["2024-02-01", "NaT", "NaT"]), "note": ["x", None, None]}
    )
    frame.to_parquet(tmp_path / "t.parquet")
    (sheet,) = open_sheets(tmp_path, "t.parquet")
    assert sheet.header == ["id", "date", "note"]
    assert sheet.cells.index.to_list() == [1, 2]
    assert sheet.cells[1].dtype.kind == "M"
