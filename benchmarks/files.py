"""Time from input files to the output file, as in the stage featurise; and the floor, which reads and writes the same amount."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.engine.batches import write_features
from neglect_triage.features.engine.matrix import matrix_file
from neglect_triage.params import Engine, View

from .ours import TABLES, catalogue_of
from .work import Work

# What an engine must read to be right about corrections, late records and ties.
EVENTS = ["event_id", "child_id", "event_date", "known_date", "event_type", "agency", "scope", "value", "is_snapshot", "replaces"]


class Given(NamedTuple):
    """Where the tables lie, what to make of them, and, for the floor alone, what was made of them before."""

    world: Path
    work: Work
    ready: list[pa.Table]

    @property
    def features(self) -> Path:
        """The file of features."""
        return self.world / "features.parquet"


def prepare(world: Path, work: Work) -> Given:
    """Return where the tables lie: for this contender everything is timed."""
    return Given(world, work, [])


def prepare_floor(world: Path, work: Work) -> Given:
    """Return the same, and the finished features as Arrow tables, so that only writing is left to do."""
    given = prepare(world, work)
    through(given)
    file = pq.ParquetFile(given.features)
    return given._replace(ready=[file.read_row_group(group) for group in range(file.num_row_groups)])


def through(given: Given) -> None:
    """Read the tables, compute the features and write them."""
    places = {name: given.world / f"{name}.parquet" for name in TABLES}
    points = pq.read_table(given.world / "points.parquet")
    out: dict[View, Path] = {"partnership": given.features}
    write_features(places, points, out, catalogue_of(given.work), load_vocabulary(), Engine().batch_events)


def floor(given: Given) -> None:
    """Read the events and points, and write features that were ready before."""
    for _ in pq.ParquetFile(given.world / "events.parquet").iter_batches(columns=EVENTS):
        pass
    pq.read_table(given.world / "points.parquet")
    with matrix_file(given.features) as append:
        for rows in given.ready:
            append(rows)
