"""The file of a feature matrix: written piece by piece, with the same bytes however it was cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..chronology.tables import arrow_schema, as_array
from ..files import atomic

KEYS = ("point_id", "child_id", "as_of")
ROWS_PER_GROUP = 50_000


class Append(Protocol):
    """Adds rows to the end of the file."""

    def __call__(self, rows: pa.Table) -> None:
        """Add `rows`, whose columns are those of the first call."""


@contextmanager
def matrix_file(path: Path) -> Iterator[Append]:
    """Give a function that appends rows to the Parquet file `path`, which is there once all have been written.

    Rows are held back until a row group is full, so that the bytes depend on the rows alone.
    """
    held: list[pa.Table] = []
    writers: list[pq.ParquetWriter] = []

    def append(rows: pa.Table) -> None:
        held.append(rows)
        if sum(map(len, held)) >= ROWS_PER_GROUP:
            write(whole_groups_only=True)

    def write(whole_groups_only: bool) -> None:
        rows = pa.concat_tables(held)
        held.clear()
        if not writers:
            writers.append(pq.ParquetWriter(partial, rows.schema, compression="zstd"))
        end = len(rows) - len(rows) % ROWS_PER_GROUP if whole_groups_only else len(rows)
        for start in range(0, end, ROWS_PER_GROUP):
            # One chunk a group: pages would otherwise end where chunks end.
            writers[0].write_table(rows.slice(start, min(ROWS_PER_GROUP, end - start)).combine_chunks())
        held.append(rows.slice(end))

    with atomic(path) as partial:
        try:
            yield append
            write(whole_groups_only=False)
        finally:
            for writer in writers:
                writer.close()


def as_matrix(points: pd.DataFrame, features: pd.DataFrame, keys: Sequence[str]) -> pa.Table:
    """Return `keys` of the points (canonical types) and their features (float32; null is unknown) as an Arrow table."""
    kinds = {field.name: field.type for field in arrow_schema("points")}
    columns = {key: as_array(points[key], kinds[key]) for key in keys}
    found = features.drop(columns="point_id")
    return pa.table(columns | {name: pa.array(found[name], pa.float32(), from_pandas=True) for name in found})
