"""On a real cluster the features are those of this machine, to the byte, also where a worker is lost half way."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from neglect_triage.chronology.tables import write_table
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.features.engine.spark import write_features
from neglect_triage.params import Spark, View
from tests.features.chronologies import CATALOGUE, WORDS, chronologies, chronology, frames, points
from tests.spark.cluster import Cluster, kill, started
from tests.spark.conftest import WorldInFiles

Rows = dict[str, list[dict[str, Any]]]


HERE = Spark(master="local[1]", partitions=2, memory="1g")  # for what needs no cluster


def on(cluster: Cluster, partitions: int = 6) -> Spark:
    return Spark(master=cluster.master, partitions=partitions, memory="1g")


def test_a_simulated_world_gives_the_bytes_of_the_local_engine(cluster: Cluster, world: WorldInFiles, tmp_path: Path) -> None:
    out = {view: str(tmp_path / f"{view}.parquet") for view in get_args(View)}
    write_features(world.places, world.points, out, world.catalogue, world.vocabulary, on(cluster))
    assert {view: Path(place).read_bytes() for view, place in out.items()} == world.local
    assert not list(tmp_path.glob(".*")), "something is left behind"


def test_a_worker_that_is_killed_half_way_loses_nothing(world: WorldInFiles, tmp_path: Path) -> None:
    with started(tmp_path) as cluster:
        computed, parts = features_while_a_worker_dies(cluster, world, tmp_path / "features.parquet")
    print(f"a worker was killed when {computed} of {parts} parts were computed")
    assert (tmp_path / "features.parquet").read_bytes() == world.local["partnership"]


def features_while_a_worker_dies(cluster: Cluster, world: WorldInFiles, out: Path) -> tuple[int, int]:
    """Return how many parts were computed when the worker was killed, and of how many."""
    killed: list[tuple[int, int]] = []
    over = threading.Event()

    def kill_half_way() -> None:
        while not killed and not over.wait(0.05):
            computed, parts = parts_computed()
            if parts / 3 <= computed < parts:
                kill(cluster.workers[0])
                killed.append((computed, parts))

    killer = threading.Thread(target=kill_half_way)
    killer.start()
    try:
        places: dict[View, str] = {"partnership": str(out)}
        write_features(world.places, world.points, places, world.catalogue, world.vocabulary, on(cluster, partitions=24))
    finally:
        over.set()
        killer.join()
    assert killed, "the work was over before a worker could be killed"
    return killed[0]


def parts_computed() -> tuple[int, int]:
    """Return how many parts of the children the running session has computed, and of how many."""
    from pyspark import SparkContext

    java = getattr(SparkContext._active_spark_context, "_jsc", None)  # absent while the session starts
    kept = java.sc().getRDDStorageInfo() if java else []
    return (kept[0].numCachedPartitions(), kept[0].numPartitions()) if len(kept) else (0, 1)


def test_tricky_tables_give_the_bits_of_the_local_engine(cluster: Cluster, tmp_path: Path) -> None:
    """Many generated chronologies side by side, each with its own children, events and households, read and written at URLs."""
    together = chronology([], children=[])
    for number, rows in enumerate(generated(60)):
        for name in ("events", "event_codes", "children", "households"):
            together[name] += [_named_apart(row, f"{number:03}") for row in rows[name]]
    asked = pd.concat([points(child).assign(child_id=f"{number:03}{child}") for number in range(60) for child in "abc"])
    asked = asked.assign(point_id=asked["child_id"]).reset_index(drop=True)
    tables = frames(together)
    for name, frame in tables.items():
        write_table(frame, name, tmp_path / f"{name}.parquet")
    asked.to_parquet(tmp_path / "asked.parquet")
    places = {name: (tmp_path / f"{name}.parquet").as_uri() for name in tables}
    out = {view: (tmp_path / view).as_uri() for view in get_args(View)}
    write_features(places, (tmp_path / "asked.parquet").as_uri(), out, CATALOGUE, WORDS, on(cluster, partitions=16))
    for view in get_args(View):
        found = pd.read_parquet(tmp_path / view)
        expected = compute_features(asked, tables, CATALOGUE, WORDS, view)
        assert found["point_id"].tolist() == expected["point_id"].tolist()
        for feature in CATALOGUE.features:
            assert np.array_equal(found[feature.name], expected[feature.name], equal_nan=True), f"{feature.name}, {view} view"


def generated(number: int) -> list[Rows]:
    found: list[Rows] = []

    @settings(max_examples=number, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(chronologies())
    def collect(rows: Rows) -> None:
        found.append(rows)

    collect()
    assert len(found) == number
    return found


def _named_apart(row: dict[str, Any], prefix: str) -> dict[str, Any]:
    names = ("child_id", "event_id", "replaces", "household_id")
    return row | {key: prefix + row[key] for key in names if row.get(key) is not None}


def test_the_command_computes_on_the_cluster(cluster: Cluster, world: WorldInFiles, tmp_path: Path) -> None:
    contacts, out = tmp_path / "contacts.csv", tmp_path / "features.parquet"
    world.points[["child_id", "as_of"]].to_csv(contacts, index=False)
    where = ["--chronology", str(Path(world.places["events"]).parent), "--contacts", str(contacts), "--out", str(out)]
    how = ["--engine", "spark", "--master", cluster.master, "--partitions", "6", "--memory", "1g"]
    done = CliRunner().invoke(app, ["features", *where, *how], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    expected = pd.read_parquet(io.BytesIO(world.local["partnership"]))
    pd.testing.assert_frame_equal(pd.read_parquet(out).drop(columns=["child_id", "as_of"]), expected)


def test_what_is_wrong_with_the_tables_is_said(world: WorldInFiles, tmp_path: Path) -> None:
    pd.DataFrame({"event_id": ["e"], "child_id": ["a"]}).to_parquet(tmp_path / "events.parquet")
    out: dict[View, str] = {"hub": str(tmp_path / "features.parquet")}
    for place, says in (("events.parquet", r"canonical columns[\s\S]*event_date"), ("absent.parquet", "cannot be read")):
        places = world.places | {"events": str(tmp_path / place)}
        with pytest.raises(BadInput, match=says):
            write_features(places, world.points, out, world.catalogue, world.vocabulary, HERE)
    assert not list(tmp_path.glob("features*"))


def test_a_url_that_is_taken_is_left_as_it_is(world: WorldInFiles, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    out: dict[View, str] = {"hub": (tmp_path / "taken").as_uri()}
    with pytest.raises(BadInput, match="there already") as stopped:
        write_features(world.places, world.points, out, world.catalogue, world.vocabulary, HERE)
    assert not list((tmp_path / "taken").iterdir())
    assert stopped.value.do == "name another place, or remove what is there"
    (tmp_path / "taken").rmdir()
    write_features(world.places, world.points, out, world.catalogue, world.vocabulary, HERE)
    assert list((tmp_path / "taken").glob("*.parquet"))
