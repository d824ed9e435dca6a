"""The file of a feature matrix: written piece by piece, with the same bytes whatever the pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...chronology.tables import arrow_schema
from ...files import atomic
from ..catalogue import Catalogue
from .columns import Table, column

KEYS = ("point_id", "child_id", "as_of")
ROWS_PER_GROUP = 50_000


@contextmanager
def matrix_file(path: Path) -> Iterator[Callable[[pa.Table], None]]:
    """Yield a function that appends rows to the Parquet file `path`, which appears once all have been written.

    Every call has the columns of the first. Rows wait until a row group is full, so that the bytes depend on the rows alone.
    """
    pending: list[pa.Table] = []
    writers: list[pq.ParquetWriter] = []
    writing: list[Future[None]] = []

    def append(rows: pa.Table) -> None:
        pending.append(rows)
        if sum(map(len, pending)) >= ROWS_PER_GROUP:
            write(whole_groups_only=True)

    def write(whole_groups_only: bool) -> None:
        rows = pa.concat_tables(pending)
        pending.clear()
        if not writers:
            writers.append(pq.ParquetWriter(partial, rows.schema, compression="zstd"))
        end = len(rows) - len(rows) % ROWS_PER_GROUP if whole_groups_only else len(rows)
        wait()
        writing.append(background.submit(write_groups, rows.slice(0, end)))
        pending.append(rows.slice(end))

    def write_groups(rows: pa.Table) -> None:
        for start in range(0, len(rows), ROWS_PER_GROUP):
            # One chunk a group: otherwise pages would end where chunks end.
            writers[0].write_table(rows.slice(start, ROWS_PER_GROUP).combine_chunks())

    def wait() -> None:
        while writing:
            writing.pop().result()

    # The next piece is computed while this one is written; at most one waits, so that memory stays bounded.
    with atomic(path) as partial, ThreadPoolExecutor(1) as background:
        try:
            yield append
            write(whole_groups_only=False)
            wait()
        finally:
            background.shutdown()
            for writer in writers:
                writer.close()


def as_table(points: Table, catalogue: Catalogue, matrix: np.ndarray, keys: Sequence[str]) -> pa.Table:
    """Return `keys` of the points (canonical types) and their features (features x points; null is unknown) as an Arrow table."""
    kinds = {field.name: field.type for field in arrow_schema("points")}
    columns = {key: column(points, key).cast(kinds[key]) for key in keys}
    for feature, values in zip(catalogue.features, matrix, strict=True):
        some_unknown = bool(np.isnan(values.min(initial=0)))
        columns[feature.name] = pa.array(values, from_pandas=some_unknown)  # which copies the values
    return pa.table(columns)
