"""What the tests on Spark share: a cluster, and a simulated world in files with its features from the local engine."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, get_args

import pandas as pd
import pytest

from neglect_triage.chronology.tables import write_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.features.catalogue import Catalogue, load_catalogue
from neglect_triage.features.engine.batches import write_features
from neglect_triage.params import View, World
from neglect_triage.simulate.world import simulate_blocks
from tests.spark.cluster import Cluster, started

NO_SPARK = "pyspark is not installed (make test-spark installs it apart, and runs these tests)"
NO_JAVA = "Java is not installed, and Spark needs it (Debian: apt-get install openjdk-17-jre-headless)"


class WorldInFiles(NamedTuple):
    """Canonical tables in files, points, what computes them, and the bytes that the local engine writes."""

    places: dict[str, str]
    points: pd.DataFrame
    catalogue: Catalogue
    vocabulary: Vocabulary
    local: dict[View, bytes]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests out, by name, where they cannot run."""
    reason = NO_SPARK if find_spec("pyspark") is None else NO_JAVA if shutil.which("java") is None else None
    for item in items:
        if reason and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason))


@pytest.fixture(scope="session", autouse=True)
def on_this_machine() -> Iterator[None]:
    """Have Spark listen to this machine alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers, for all tests that harm none of them."""
    with started(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> WorldInFiles:
    """A simulated world of 800 children, computed here."""
    folder = tmp_path_factory.mktemp("world")
    vocabulary = load_vocabulary()
    catalogue = load_catalogue(vocabulary)
    world = World(seed=3, children=800, start=dt.date(2016, 4, 1), end=dt.date(2022, 4, 1))
    blocks = list(simulate_blocks(world, vocabulary))
    names = ("events", "event_codes", "children", "households", "coverage")
    tables = {name: pd.concat([block[name] for block in blocks], ignore_index=True) for name in names}
    tables["coverage"] = blocks[0]["coverage"]
    for name, frame in tables.items():
        write_table(frame, name, folder / f"{name}.parquet")
    places = {name: folder / f"{name}.parquet" for name in names}
    points = contact_days(tables["events"], vocabulary)
    out = {view: folder / f"{view}.local.parquet" for view in get_args(View)}
    write_features(places, points, out, catalogue, vocabulary, batch_events=1_000_000)
    local = {view: path.read_bytes() for view, path in out.items()}
    return WorldInFiles({name: str(place) for name, place in places.items()}, points, catalogue, vocabulary, local)


def contact_days(events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    days = events.loc[events["event_type"] == vocabulary.index, ["child_id", "event_date"]].drop_duplicates()
    days = days.rename(columns={"event_date": "as_of"}).sort_values(["child_id", "as_of"], ignore_index=True)
    return days.assign(point_id=days["child_id"] + "@" + days["as_of"].dt.strftime("%Y-%m-%d"))
