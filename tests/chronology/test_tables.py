"""A table is written in its own order, whatever order it came in."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neglect_triage.chronology.tables import conform, empty_table, read_table, tables, to_arrow, to_frame, write_table
from neglect_triage.errors import BadInput

STAYS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("XY"), st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 3))),
    max_size=6,
)


def households(stays: list[tuple[str, str, dt.date | None]]) -> pd.DataFrame:
    """Stays; the last day tells which row it was."""
    frame = pd.DataFrame(stays, columns=["child_id", "household_id", "start"]).assign(kind="private")
    frame["end"] = pd.Timestamp("2021-01-01") + pd.to_timedelta(frame.index, unit="D")
    empty = empty_table("households")
    return frame.reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


@given(STAYS)
def test_rows_are_written_in_the_order_of_the_keys_and_ties_as_they_came(stays: list[tuple[str, str, dt.date | None]]) -> None:
    frame = households(stays)
    wanted = frame.sort_values(tables()["households"].sort, kind="stable", ignore_index=True)
    pd.testing.assert_frame_equal(to_frame(to_arrow(frame, "households")), wanted)
    pd.testing.assert_frame_equal(to_frame(to_arrow(wanted, "households")), wanted)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("event_codes", {"event_id": "e1", "system": "sign", "code": "a"}),
        ("households", {"child_id": "c1", "household_id": "h1", "kind": "private"}),
    ],
)
def test_a_table_whose_rows_stand_once_and_that_holds_one_twice_is_named(tmp_path: Path, table: str, row: dict[str, str]) -> None:
    path, last = tmp_path / "table.parquet", list(row)[-1]
    write_table(conform(pd.DataFrame([row, row | {last: "other"}]), table), table, path)
    assert len(read_table(table, path)) == 2
    write_table(conform(pd.DataFrame([row, row]), table), table, path)
    with pytest.raises(BadInput, match="holds a row twice") as stopped:
        read_table(table, path)
    assert str(path) in stopped.value.where


def test_a_table_whose_key_occurs_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "children.parquet"
    write_table(conform(pd.DataFrame({"child_id": ["c1", "c2", "c2"]}), "children"), "children", path)
    with pytest.raises(BadInput, match="holds a row twice") as stopped:
        read_table("children", path)
    assert str(path) in stopped.value.where


def test_a_table_with_other_columns_is_refused_without_the_names_that_it_gives_them(tmp_path: Path) -> None:
    path = tmp_path / "children.parquet"
    pd.DataFrame({"child_id": [1], "Zebedee": [{"Zebedee": 1}]}).to_parquet(path)
    with pytest.raises(BadInput, match="canonical columns") as stop:
        read_table("children", path)
    assert "child_id" in stop.value.where
    assert stop.value.where.endswith("and 1 other columns")
    assert "Zebedee" not in str(stop.value)
