"""Features of a chronology in files, one batch of children after another: all events are never in memory at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ...chronology.tables import arrow_schema, open_table
from ...chronology.vocabulary import Vocabulary
from ...params import View
from ...progress import steps
from ..catalogue import Catalogue
from ..reads import event_columns
from .batch_plan import Batches, plan_batches, rows_of
from .columns import Table, column
from .compute import feature_matrix
from .matrix import KEYS, as_table, matrix_file
from .order import runs


def write_features(
    tables: Mapping[str, Path],
    points: Table,
    out: Mapping[View, Path],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    batch_events: int,
    keys: Sequence[str] = ("point_id",),
) -> None:
    """Write the feature matrix of each view as a Parquet file, rows as in `points`.

    Parameters are those of `choice.write_features`. `batch_events` is about how many events are in memory at once; the bytes
    written do not depend on it. Raises BadInput where a table is not canonical, or events or points are not sorted by child_id.
    """
    columns = event_columns(catalogue, list(out))
    whole = {name: _whole(name, tables) for name in ("children", "households", "coverage")}
    codes = _whole("event_codes", tables, as_words=True)  # the few words of all codes are in memory once
    asked = points.select(KEYS) if isinstance(points, pa.Table) else pa.table({key: column(points, key) for key in KEYS})
    plan = plan_batches(tables["events"], asked, {name: whole[name] for name in ("children", "households")}, batch_events)
    with ExitStack() as files:
        scratch = files.enter_context(_scratch_next_to(next(iter(out.values()))))
        _deal(tables["events"], columns, plan, scratch)
        appends = {view: files.enter_context(matrix_file(path)) for view, path in out.items()}
        batches = _batches(tables["events"], columns, plan, scratch)
        for batch, events in enumerate(steps(batches, "features, batch by batch", len(plan.stops))):
            rows = asked.slice(plan.points[batch], plan.points[batch + 1] - plan.points[batch])
            if len(rows):
                needed = {name: whole[name].take(pa.array(of_batches[batch])) for name, of_batches in plan.rows.items()}
                chronology = whole | needed | {"events": events, "event_codes": _codes_of(events, codes)}
                for view, append in appends.items():
                    matrix = feature_matrix(rows, chronology, catalogue, vocabulary, view)
                    append(as_table(rows, catalogue, matrix, keys))


def _whole(name: str, tables: Mapping[str, Path], as_words: bool = False) -> pa.Table:
    if name not in tables:
        return arrow_schema(name).empty_table()
    with open_table(name, tables[name], as_words=as_words) as file:
        return file.read()


def _codes_of(events: pa.Table, codes: pa.Table) -> pa.Table:
    return codes.filter(pc.is_in(codes["event_id"], value_set=events["event_id"])) if len(codes) else codes


@contextmanager
def _scratch_next_to(path: Path) -> Iterator[Path]:
    """Yield an empty folder next to `path`, deleted at the end; what a killed run left there is deleted at the next start."""
    folder = path.with_name(f".{path.name}.batches")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _deal(events: Path, columns: list[str], plan: Batches, scratch: Path) -> None:
    """Write the rows that each batch needs from elsewhere into a file of the batch."""
    if plan.rows_elsewhere.empty:
        return
    row, batch = plan.rows_elsewhere["row"].to_numpy(), plan.rows_elsewhere["batch"].to_numpy()
    start = 0
    with ExitStack() as files:
        writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        for part in rows_of(events, columns):
            a, b = np.searchsorted(row, [start, start + len(part)])
            for each in np.unique(batch[a:b]).tolist():
                rows = part.take(row[a:b][batch[a:b] == each] - start)
                if each not in writers:
                    writers[each] = files.enter_context(pa.ipc.new_stream(scratch / f"{each}.arrow", rows.schema))
                writers[each].write_table(rows)
            start += len(part)


def _batches(events: Path, columns: list[str], plan: Batches, scratch: Path) -> Iterator[pa.Table]:
    """Yield the events of each batch, its own and those from elsewhere, in the order of children."""
    parts, done = rows_of(events, columns), 0
    pending = [next(parts)]
    for batch, stop in enumerate(plan.stops):
        while done + sum(map(len, pending)) < stop:
            pending.append(next(parts))
        rows = pa.concat_tables(pending)
        own, pending, done = rows.slice(0, stop - done), [rows.slice(stop - done)], stop
        guests = scratch / f"{batch}.arrow"
        if guests.is_file():
            with pa.ipc.open_stream(guests) as stream:
                own = _by_child(pa.concat_tables([own, stream.read_all()]))
        yield own


def _by_child(events: pa.Table) -> pa.Table:
    """Sort rows by child; those of one child are contiguous and in order already."""
    ids = column(events, "child_id")
    begins = runs(ids)
    order = pc.array_sort_indices(ids.take(pa.array(begins[:-1]))).to_numpy()
    return events.take(pa.array(np.concatenate([np.arange(begins[run], begins[run + 1]) for run in order])))
