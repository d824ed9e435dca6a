"""A table that may have been cut off is named, with the sign that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.reading.cut_off import cut_off_warnings
from neglect_triage.chronology.reading.readers import read_canonical
from tests.chronology.samples import vocabulary, write_canonical


@pytest.mark.parametrize(
    ("last_row", "rows", "sign"),
    [
        (65_536, 65_535, "number 65,536, the last that a sheet can hold"),
        (1_048_576, 1_048_575, "number 1,048,576, the last that a sheet can hold"),
        (50_001, 50_000, "exactly 50,000 rows"),
        (65_535, 65_534, ""),
        (1, 0, ""),
    ],
)
def test_the_last_row_of_a_sheet_and_a_round_number_of_rows_are_signs(last_row: int, rows: int, sign: str) -> None:
    lines = cut_off_warnings("a.csv", last_row, rows, in_mid_row=False)
    assert [line.startswith("WARNING: a.csv: ") and sign in line for line in lines] == [True] * bool(sign)


@pytest.mark.parametrize(("end", "warned"), [("", True), ("\n", False), ("\r\n", False)])
def test_an_own_table_that_ends_in_mid_row_is_warned_about(tmp_path: Path, end: str, warned: bool) -> None:
    write_canonical(tmp_path)
    path = tmp_path / "events.csv"
    path.write_bytes(path.read_bytes().rstrip() + f"\ncut,off{end}".encode())
    found = read_canonical(tmp_path, vocabulary())
    signs = [line.partition(" in the")[0] for line in found.notes if "middle of a row" in line]
    assert signs == ["WARNING: events.csv: it ends"] * warned
    assert len(found.quarantine) == 1


def test_an_own_table_whose_last_line_is_whole_needs_no_line_end(tmp_path: Path) -> None:
    write_canonical(tmp_path)
    path = tmp_path / "events.csv"
    path.write_bytes(path.read_bytes().rstrip())
    assert not [line for line in read_canonical(tmp_path, vocabulary()).notes if "middle of a row" in line]
