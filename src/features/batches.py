"""Features of a chronology in files, batch of children by batch: the events are never held in memory as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ..chronology.tables import arrow_schema, empty_table, in_order, open_table, read_table, to_frame
from ..chronology.vocabulary import Vocabulary
from ..progress import steps
from .batch_plan import Plan, check_order, plan_batches, rows_of
from .catalogue import Catalogue
from .engine import compute_features
from .matrix import as_matrix, matrix_file
from .visibility import View


def write_features(
    places: Mapping[str, Path],
    points: pd.DataFrame,
    out: Mapping[View, Path],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    batch_events: int,
    keys: Sequence[str] = ("point_id",),
) -> None:
    """Write the feature matrix of each view as a Parquet file, rows as in `points`.

    Parameters
    ----------
    places : canonical tables in Parquet by name: events (in the order of child_id), coverage, and any of event_codes,
        children and households.
    points : point_id, child_id, as_of, in the order of child_id.
    out : the file of each view.
    batch_events : about how many events are held in memory at once; the bytes written do not depend on it.
    keys : which columns of `points` stand before the features.

    Raises
    ------
    BadInput : a table is not canonical, or events or points are not in the order of child_id.
    """
    check_order(points["child_id"], "contacts")
    whole = {name: _whole(name, places) for name in ("children", "households", "coverage")}
    codes = _codes(places)
    plan = plan_batches(places["events"], points["child_id"], whole["households"], batch_events)
    number = points["child_id"].map(plan.batch_of).to_numpy()
    with ExitStack() as files:
        scratch = files.enter_context(_scratch_beside(next(iter(out.values()))))
        _deal(places["events"], plan, scratch)
        appends = {view: files.enter_context(matrix_file(path)) for view, path in out.items()}
        batches = _batches(places["events"], plan, scratch)
        for batch, events in enumerate(steps(batches, "features of batches of children", len(plan.stops))):
            rows = points[number == batch]
            if len(rows):
                chronology = _chronology(events, codes, whole, plan.needs.loc[plan.needs["batch"] == batch, "child_id"])
                for view, append in appends.items():
                    append(as_matrix(rows, compute_features(rows, chronology, catalogue, vocabulary, view), keys))


def _whole(name: str, places: Mapping[str, Path]) -> pd.DataFrame:
    return read_table(name, places[name]) if name in places else empty_table(name)


def _codes(places: Mapping[str, Path]) -> pa.Table:
    """Return the codes of all events; their few words are held once."""
    if "event_codes" not in places:
        return arrow_schema("event_codes").empty_table()
    with open_table("event_codes", places["event_codes"]):
        return pq.read_table(places["event_codes"], read_dictionary=["system", "code"])


@contextmanager
def _scratch_beside(path: Path) -> Iterator[Path]:
    """Give an empty folder beside `path`; it goes at the end, and what a killed run left of it at the next start."""
    folder = path.with_name(f".{path.name}.batches")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _deal(events: Path, plan: Plan, scratch: Path) -> None:
    """Write the rows that a batch needs from elsewhere into a file of the batch."""
    if plan.rows_elsewhere.empty:
        return
    row, batch = plan.rows_elsewhere["row"].to_numpy(), plan.rows_elsewhere["batch"].to_numpy()
    start = 0
    with ExitStack() as files:
        writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        for part in rows_of(events):
            a, b = np.searchsorted(row, [start, start + len(part)])
            for each in np.unique(batch[a:b]).tolist():
                found = part.take(row[a:b][batch[a:b] == each] - start)
                if each not in writers:
                    writers[each] = files.enter_context(pa.ipc.new_stream(scratch / f"{each}.arrow", found.schema))
                writers[each].write_table(found)
            start += len(part)


def _batches(events: Path, plan: Plan, scratch: Path) -> Iterator[pd.DataFrame]:
    """Yield the events of each batch, its own and those from elsewhere, in the table's order."""
    parts, held, done = rows_of(events), [arrow_schema("events").empty_table()], 0
    for batch, stop in enumerate(plan.stops):
        while done + sum(map(len, held)) < stop:
            held.append(next(parts))
        rows = pa.concat_tables(held)
        own, held, done = rows.slice(0, stop - done), [rows.slice(stop - done)], stop
        guests = scratch / f"{batch}.arrow"
        if guests.is_file():
            with pa.ipc.open_stream(guests) as stream:
                own = pa.concat_tables([own, stream.read_all()])
        yield in_order(to_frame(own), "events")


def _chronology(
    events: pd.DataFrame, codes: pa.Table, whole: Mapping[str, pd.DataFrame], children: pd.Series
) -> dict[str, pd.DataFrame]:
    """Return the part of a chronology that belongs to some events and children."""
    theirs = codes.filter(pc.is_in(codes["event_id"], value_set=pa.array(events["event_id"], pa.string())))
    part = {name: whole[name][whole[name]["child_id"].isin(children)] for name in ("children", "households")}
    return {
        "events": events,
        "event_codes": to_frame(theirs.cast(arrow_schema("event_codes"))),
        "coverage": whole["coverage"],
        **{name: rows.reset_index(drop=True) for name, rows in part.items()},
    }
