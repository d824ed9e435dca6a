"""The table of places: from a postcode to an area, with bad tables refused by row and never by value."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.pseudonyms.lookup import look_up_areas, read_lookup
from tests.chronology.samples import Rows, write_csv

GOOD: Rows = [
    {"postcode": "AB1 2DE", "area": "North", "deprivation_quintile": "2"},
    {"postcode": "ab12ce", "area": "South", "deprivation_quintile": ""},
]


def table(folder: Path, rows: Rows) -> Path:
    write_csv(folder / "places.csv", rows)
    return folder / "places.csv"


def test_a_postcode_is_found_however_it_is_written(tmp_path: Path) -> None:
    lookup = read_lookup(table(tmp_path, [*GOOD, GOOD[0]]))
    children = pd.Series(["ab1 2de", "AB12CE", "ZZ9 9ZZ", "no postcode", None], index=list("abcde"), dtype="str")
    found = look_up_areas(children, lookup)
    assert found.areas["area"].to_dict() == {"a": "North", "b": "South"}
    assert found.areas["deprivation_quintile"].fillna(0).to_dict() == {"a": 2, "b": 0}
    assert found.not_found == 1


def test_without_a_table_nobody_is_placed() -> None:
    found = look_up_areas(pd.Series(["AB1 2DE"], index=["a"], dtype="str"), None)
    assert found.areas.empty
    assert found.not_found == 1


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"postcode": "AB1"}, "postcode"),
        ({"postcode": "AB1 2DE", "area": "South"}, "postcode"),
        ({"area": "XY9 8ZW"}, "area"),
        ({"area": ""}, "area"),
        ({"deprivation_quintile": "6"}, "deprivation_quintile"),
        ({"deprivation_quintile": "2.5"}, "deprivation_quintile"),
        ({"deprivation_quintile": "most"}, "deprivation_quintile"),
    ],
)
def test_a_bad_row_is_named_by_its_number(tmp_path: Path, changed: dict[str, str], column: str) -> None:
    row = {"postcode": "XY9 8ZZ", "area": "West", "deprivation_quintile": "3"} | changed
    with pytest.raises(BadInput, match=rf"column {column}: 1 row, the first is row 4") as error:
        read_lookup(table(tmp_path, [*GOOD, row]))
    assert "XY9" not in str(error.value)


def test_a_lacking_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="deprivation_quintile"):
        read_lookup(table(tmp_path, [{"postcode": "AB1 2DE", "area": "North"}]))
