"""From files to a file, a batch of children at a time; and the floor, which reads and writes as much and computes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from neglect_triage.chronology.tables import read_table, to_frame
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.features.engine import compute_features

from .ours import catalogue_of
from .work import Work

# What an engine must read to be right about corrections, late records and ties.
EVENTS = ["event_id", "child_id", "event_date", "known_date", "event_type", "agency", "scope", "value", "is_snapshot", "replaces"]
SMALL_TABLES = ("event_codes", "households", "coverage")


class Given(NamedTuple):
    """Where the tables lie, what to make of them, and, for the floor alone, what was made of them before."""

    world: Path
    work: Work
    ready: list[pd.DataFrame]


def prepare(world: Path, work: Work) -> Given:
    """Return where the tables lie: for this contender everything is timed."""
    return Given(world, work, [])


def prepare_floor(world: Path, work: Work) -> Given:
    """Return the same, and the finished features, so that what is written is the same to the bit."""
    return Given(world, work, list(_computed(world, work)))


def through(given: Given) -> None:
    """Read the tables, compute the features and write them."""
    _write(_computed(given.world, given.work))


def floor(given: Given) -> None:
    """Read the events and points, and write features that were ready before."""
    for _ in _tables(given.world):
        pass
    _write(given.ready)


def _computed(world: Path, work: Work) -> Iterator[pd.DataFrame]:
    catalogue, vocabulary = catalogue_of(work), load_vocabulary()
    small = {name: read_table(name, world / f"{name}.parquet") for name in SMALL_TABLES}
    for events, points, children in _tables(world):
        chronology = {"events": to_frame(events), "children": to_frame(children), **small}
        yield compute_features(to_frame(points), chronology, catalogue, vocabulary)


def _tables(world: Path) -> Iterator[tuple[pa.Table, pa.Table, pa.Table]]:
    """Give events, points and children, a row group at a time: the files hold the same children in each."""
    files = [pq.ParquetFile(world / f"{name}.parquet") for name in ("events", "points", "children")]
    for group in range(files[0].num_row_groups):
        yield files[0].read_row_group(group, columns=EVENTS), files[1].read_row_group(group), files[2].read_row_group(group)


def _write(batches: Iterable[pd.DataFrame]) -> None:
    """Write the batches into one file, as row groups, and remove it."""
    with tempfile.TemporaryDirectory() as folder:
        writer = None
        for batch in batches:
            table = pa.Table.from_pandas(batch, preserve_index=False)
            writer = writer or pq.ParquetWriter(Path(folder) / "features.parquet", table.schema, compression="zstd")
            writer.write_table(table)
        if writer:
            writer.close()
