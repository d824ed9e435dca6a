"""How the children of a chronology in files are split into batches that can be computed independently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...chronology.tables import open_table
from ...errors import BadInput
from .columns import codes, column, positions, text
from .neighbours import corrections_from_elsewhere, needed
from .order import runs

ROWS_AT_ONCE = 250_000


@dataclass(frozen=True)
class Batches:
    """Batches of children, in the order of the events file.

    Attributes
    ----------
    points : where the points of each batch begin, and the end.
    stops : for each batch, the number of the event row after its last.
    rows : for the tables children and households, the rows that each batch needs.
    rows_elsewhere : row, batch: event rows that a batch needs from outside it, in order.
    """

    points: np.ndarray
    stops: list[int]
    rows: dict[str, list[np.ndarray]]
    rows_elsewhere: pd.DataFrame


@dataclass(frozen=True)
class EventOwners:
    """The children of the events file, in its order: their ids, where the rows of each begin, and how many there are.

    corrections : row, child_id and replaces of the rows that replace another.
    """

    children: pa.Array
    start: np.ndarray
    rows: np.ndarray
    corrections: pd.DataFrame


def plan_batches(events: Path, points: pa.Table, tables: dict[str, pa.Table], batch_events: int) -> Batches:
    """Return batches of about `batch_events` events.

    Parameters
    ----------
    events : the canonical table in Parquet, in the order of child_id.
    points : the points, in the order of child_id.
    tables : the canonical tables children and households.
    batch_events : how many events a batch may have; a child with more is a batch alone.

    Raises
    ------
    BadInput : the events or the points are not sorted by child_id.
    """
    asked = text(points, "child_id")
    check_order(asked, "contacts")
    owners = _owners(events)
    _, of_owners = np.unique(owners.start // batch_events, return_inverse=True)
    children = _everyone(owners.children, asked)
    owner = positions(children, owners.children)
    # A child without events goes with the child before it.
    batch = np.maximum.accumulate(np.append(of_owners, 0)[owner])
    batch_of_points = batch[positions(asked, children)]
    stops = [int((owners.start + owners.rows)[of_owners == each].max()) for each in range(of_owners.max(initial=-1) + 1)] or [0]
    child = {name: positions(text(table, "child_id"), children) for name, table in tables.items()}
    needs = needed(_batches_of(asked, children, batch), _stays(child["households"], tables["households"]))
    return Batches(
        np.searchsorted(batch_of_points, np.arange(len(stops) + 1)),
        stops,
        {name: _rows_needed(of_rows, needs, len(stops)) for name, of_rows in child.items()},
        _elsewhere(events, owners, children, np.append(of_owners, -1)[owner], owner, needs),
    )


def check_order(children: pa.Array, where: str) -> None:
    """Raise BadInput where rows are not sorted by child_id."""
    if pc.any(pc.less(children.slice(1), children.slice(0, max(len(children) - 1, 0)))).as_py():
        raise BadInput(
            "A table is not in the order of children, so that it cannot be read batch by batch.",
            where=f"{where}, column child_id",
            expected="rows sorted by child_id, as the stage source writes them",
            do="sort the table by child_id",
        )


def _owners(events: Path) -> EventOwners:
    """Return which rows of the file are about which child, and which rows replace another."""
    names, lengths, corrections, start = [], [], [], 0
    for part in rows_of(events, ["child_id", "replaces"]):
        ids = column(part, "child_id")
        begins = runs(ids)
        names.append(ids.take(pa.array(begins[:-1])))
        lengths.append(np.diff(begins))
        rows = np.flatnonzero(np.asarray(column(part, "replaces").is_valid()))
        corrections.append(part.take(pa.array(rows)).append_column("row", pa.array(rows + start)))
        start += len(part)
    by_run = pa.chunked_array(names, pa.string()).combine_chunks().cast(pa.large_string())
    check_order(by_run, str(events))
    encoded = by_run.dictionary_encode()  # the rows of a child can continue in the next part
    rows = np.zeros(len(encoded.dictionary), np.int64)
    np.add.at(rows, np.asarray(encoded.indices), np.concatenate(lengths))
    return EventOwners(encoded.dictionary, np.cumsum(rows) - rows, rows, pa.concat_tables(corrections).to_pandas())


def _everyone(owners: pa.Array, asked: pa.Array) -> pa.Array:
    """Return the children who have events or points, in order."""
    without_events = pc.unique(asked.filter(pc.invert(pc.is_in(asked, value_set=owners))))
    everyone = pa.concat_arrays([owners, without_events])
    return everyone.take(pc.array_sort_indices(everyone)) if len(without_events) else everyone


def _batches_of(asked: pa.Array, children: pa.Array, batch: np.ndarray) -> pd.Series:
    """Return the batch of each child that has points, indexed by the position of the child."""
    child = np.unique(positions(asked, children))
    return pd.Series(batch[child], index=child)


def _stays(child: np.ndarray, households: pa.Table) -> pd.DataFrame:
    """Return child_id and household_id as numbers, of children who have events or points."""
    return pd.DataFrame({"child_id": child, "household_id": codes(households, "household_id")[0]})[child >= 0]


def _rows_needed(child: np.ndarray, needs: pd.DataFrame, batches: int) -> list[np.ndarray]:
    """Return for each batch the rows of a table about the children that it needs, in order."""
    rows = pd.DataFrame({"child_id": child, "row": np.arange(len(child))}).merge(needs, on="child_id")
    rows = rows.sort_values(["batch", "row"])
    return np.split(rows["row"].to_numpy(), np.searchsorted(rows["batch"], np.arange(1, batches)))


def _elsewhere(
    events: Path, owners: EventOwners, children: pa.Array, of_children: np.ndarray, owner: np.ndarray, needs: pd.DataFrame
) -> pd.DataFrame:
    """Return row, batch: the event rows that a batch needs from outside it."""
    needs = needs[of_children[needs["child_id"]] >= 0]
    guests = needs[of_children[needs["child_id"]] != needs["batch"]]
    position = owner[guests["child_id"]]
    lengths = owners.rows[position]
    rows = pd.DataFrame({"row": _ranges(owners.start[position], lengths), "batch": np.repeat(guests["batch"], lengths)})
    corrections = owners.corrections
    if len(corrections):
        about = corrections.assign(child_id=positions(pa.array(corrections["child_id"], pa.large_string()), children))
        moved = corrections_from_elsewhere(about, _corrected(events, corrections["replaces"], children), needs)
        rows = pd.concat([rows, moved], ignore_index=True)
    return rows.astype("int64").sort_values(["row", "batch"], ignore_index=True)


def _corrected(events: Path, replaces: pd.Series, children: pa.Array) -> pd.Series:
    """Return the child (by position) of each event that is replaced, indexed by event_id."""
    wanted = pa.array(replaces.unique(), pa.string())
    targets = [part.filter(pc.is_in(part["event_id"], value_set=wanted)) for part in rows_of(events, ["event_id", "child_id"])]
    replaced = pa.concat_tables(targets)
    child = positions(text(replaced, "child_id"), children)
    return pd.Series(child, index=replaced["event_id"].to_pandas()).groupby(level=0).first()


def _ranges(starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return start, start + 1, ... for each start, as many as `lengths` gives."""
    first: np.ndarray = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return first + np.arange(len(first))


def rows_of(path: Path, columns: list[str]) -> Iterator[pa.Table]:
    """Yield some columns of the canonical table events, in order, a bounded number of rows at a time; first an empty table."""
    with open_table("events", path, as_words=True) as file:
        yield file.schema_arrow.empty_table().select(columns)
        for part in file.iter_batches(ROWS_AT_ONCE, columns=columns):
            yield pa.Table.from_batches([part])
