"""The benchmark of the readers: what it writes is read, and each row is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.readers import Write, annex_a_csv, annex_a_workbook, census, read


@pytest.mark.parametrize(("name", "write"), [("List 3.csv", annex_a_csv), ("List 3.xlsx", annex_a_workbook)])
def test_each_row_of_a_list_is_read(tmp_path: Path, name: str, write: Write) -> None:
    write(tmp_path / name, 5)
    measured = read(tmp_path)
    assert measured["rows"] == 5
    assert 0 < measured["before"] <= measured["peak"]


def test_each_row_of_a_census_is_read(tmp_path: Path) -> None:
    census(tmp_path / "c.xml", 5)
    episodes = (tmp_path / "c.xml").read_text(encoding="utf-8").count("<CINdetails>")
    assert read(tmp_path)["rows"] == 5 + 7 * episodes  # itself, an assessment, a plan, an enquiry, a protection plan, two reviews
