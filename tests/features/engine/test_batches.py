"""Features computed batch by batch from files are those of the whole chronology, to the bit."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.tables import arrow_schema, write_table
from neglect_triage.errors import BadInput
from neglect_triage.features.engine.batches import write_features
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.params import View
from tests.features.chronologies import CATALOGUE, WORDS, T, chronologies, chronology, event, frames, points, stay

Rows = dict[str, list[dict[str, Any]]]
DAY = dt.timedelta(days=1)


def in_files(rows: Rows, folder: Path) -> dict[str, Path]:
    places = {name: folder / f"{name}.parquet" for name in rows}
    for name, frame in frames(rows).items():
        write_table(frame, name, places[name])
    return places


def written(rows: Rows, folder: Path, batch_events: int, children: str = "abc", view: View = "partnership") -> pd.DataFrame:
    out = folder / "features.parquet"
    write_features(in_files(rows, folder), points(children), {view: out}, CATALOGUE, WORDS, batch_events)
    return pd.read_parquet(out)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("batches")


@settings(max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(rows=chronologies(), view=st.sampled_from(get_args(View)), batch_events=st.sampled_from([1, 5]))
def test_batches_change_no_bit(folder: Path, rows: Rows, view: View, batch_events: int) -> None:
    """Corrections by other children's rows and events of shared households cross the borders of batches."""
    found = written(rows, folder, batch_events, view=view)
    expected = compute_features(points("abc"), frames(rows), CATALOGUE, WORDS, view)
    assert found["point_id"].tolist() == expected["point_id"].tolist()
    for feature in CATALOGUE.features:
        assert np.array_equal(found[feature.name], expected[feature.name], equal_nan=True), feature.name


def together(*children: str) -> list[dict[str, Any]]:
    return [stay(child, "h", T - 900 * DAY) for child in children]


def test_an_event_of_the_household_reaches_a_child_in_another_batch(tmp_path: Path) -> None:
    rows = [
        event(1, T - 5 * DAY, child_id="a", event_type="context", scope="household"),
        event(2, T - 5 * DAY, child_id="b"),
    ]
    found = written(chronology(rows, households=together("a", "b")), tmp_path, batch_events=1, children="bc")
    assert found["abuse.count.30d"].tolist() == [1, 0]


def test_a_correction_that_stands_with_another_child_is_found(tmp_path: Path) -> None:
    rows = [
        event(1, T - 5 * DAY, child_id="a", event_type="context"),
        event(2, T - 5 * DAY, T - 3 * DAY, child_id="b", event_type="context", replaces="e001"),
    ]
    assert written(chronology(rows), tmp_path, batch_events=1)["abuse.count.30d"].tolist() == [0, 1, 0]


def test_the_bytes_are_the_same_for_every_size_of_batch(tmp_path: Path) -> None:
    rows = chronology([event(number, T - number * DAY, child_id="abc"[number % 3]) for number in range(12)])
    places = in_files(rows, tmp_path)
    made = []
    for batch_events in (1, 5, 1000):
        write_features(places, points("abc"), {"partnership": tmp_path / "out"}, CATALOGUE, WORDS, batch_events)
        made.append((tmp_path / "out").read_bytes())
    assert made[0] == made[1] == made[2]
    assert not list(tmp_path.glob(".*")), "something is left behind"


def test_a_child_without_events_has_features(tmp_path: Path) -> None:
    rows = chronology([event(1, T - 5 * DAY, child_id="b", event_type="appointment")])
    assert written(rows, tmp_path, batch_events=1)["appointments.count.10d"].tolist() == [0, 1, 0]


def test_events_that_are_not_in_the_order_of_children_are_refused(tmp_path: Path) -> None:
    places = in_files(chronology([event(1, T - DAY, child_id="a"), event(2, T - DAY, child_id="b")]), tmp_path)
    pd.read_parquet(places["events"]).iloc[::-1].pipe(_as_it_stands, places["events"])
    with pytest.raises(BadInput, match=r"order of children[\s\S]*child_id[\s\S]*sort"):
        write_features(places, points("ab"), {"partnership": tmp_path / "out"}, CATALOGUE, WORDS, 1000)
    assert not (tmp_path / "out").exists()


def test_a_table_that_is_not_canonical_is_refused(tmp_path: Path) -> None:
    places = in_files(chronology([event(1, T - DAY)]), tmp_path)
    pd.DataFrame({"child_id": ["a"]}).to_parquet(places["events"])
    with pytest.raises(BadInput, match="canonical columns"):
        write_features(places, points("a"), {"partnership": tmp_path / "out"}, CATALOGUE, WORDS, 1000)


def _as_it_stands(frame: pd.DataFrame, path: Path) -> None:
    """Write rows in an order that `write_table` would mend."""
    pq.write_table(pa.Table.from_pandas(frame, schema=arrow_schema("events"), preserve_index=False), path)
