"""The made-up chronologies of the benchmarks: of the size that is asked for, sorted, and the same each time."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import generate
from benchmarks.generate import write_world
from benchmarks.work import KINDS
from neglect_triage.chronology.tables import read_table


@pytest.fixture(autouse=True)
def _several_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "BATCH", 20)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    write_world(tmp_path / "world", 3_010, 301)
    return tmp_path / "world"


def test_it_holds_as_many_events_and_points_as_were_asked_for(world: Path) -> None:
    assert pq.read_metadata(world / "events.parquet").num_rows == 3_010
    assert pq.read_metadata(world / "points.parquet").num_rows == 301


def test_events_are_canonical_and_sorted_with_an_identifier_each(world: Path) -> None:
    events = read_table("events", world / "events.parquet")
    order = events.sort_values(["child_id", "event_date", "known_date", "event_id"], ignore_index=True)
    assert events.equals(order)
    assert events["event_id"].is_unique
    assert events["event_type"].nunique() == KINDS["counts"]


def test_only_the_types_that_carry_values_have_them(world: Path) -> None:
    events = read_table("events", world / "events.parquet")
    valued = (world / "kinds.txt").read_text().split()[: KINDS["values"]]
    assert events["value"].notna().equals(events["event_type"].isin(valued))


def test_a_child_has_one_point_a_day(world: Path) -> None:
    assert not pq.read_table(world / "points.parquet").to_pandas().duplicated(["child_id", "as_of"]).any()


def test_points_are_in_order_and_every_child_is_listed_once(world: Path) -> None:
    points = pq.read_table(world / "points.parquet").to_pandas()
    assert points.equals(points.sort_values(["child_id", "as_of"], ignore_index=True))
    events = read_table("events", world / "events.parquet")
    children = read_table("children", world / "children.parquet")["child_id"]
    assert children.is_unique
    assert set(children) == set(points["child_id"]) | set(events["child_id"])


def test_a_few_children_hold_much_of_what_is_recorded(world: Path) -> None:
    counts = read_table("events", world / "events.parquet")["child_id"].value_counts()
    assert counts.head(len(counts) // 10).sum() > 0.25 * counts.sum()


def test_the_same_size_gives_the_same_bytes(world: Path, tmp_path: Path) -> None:
    write_world(tmp_path / "again", 3_010, 301)
    files = sorted(path.name for path in world.iterdir())
    assert [(tmp_path / "again" / name).read_bytes() for name in files] == [(world / name).read_bytes() for name in files]
