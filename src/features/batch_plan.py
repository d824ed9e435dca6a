"""How the children of a chronology in files are cut into batches, so that each can be computed by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..chronology.tables import open_table
from ..errors import BadInput
from .neighbours import corrections_from_elsewhere, needed

ROWS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Plan:
    """Batches of children, in the order of the file of events.

    Attributes
    ----------
    batch_of : the batch of each child that has events or points, indexed by child_id in order.
    stops : for each batch, the number of the row of events after its last.
    needs : child_id, batch: whose rows each batch needs.
    rows_elsewhere : row, batch: rows of events that a batch needs and does not hold itself.
    """

    batch_of: pd.Series
    stops: list[int]
    needs: pd.DataFrame
    rows_elsewhere: pd.DataFrame


def plan_batches(events: Path, children: pd.Series, households: pd.DataFrame, batch_events: int) -> Plan:
    """Return batches of about `batch_events` events.

    Parameters
    ----------
    events : the canonical table in Parquet, in the order of child_id.
    children : child_id of every point.
    households : the canonical table.
    batch_events : how many events a batch may hold; a child with more is a batch by itself.

    Raises
    ------
    BadInput : the events are not in the order of child_id.
    """
    owners = _owners(events)
    before = owners["start"].to_numpy() // batch_events
    of_owners = pd.Series(pd.factorize(before)[0], index=pd.Index(owners["child_id"]))
    batch_of = _with_children_without_events(of_owners, children)
    stops = (owners["start"] + owners["rows"]).groupby(of_owners.to_numpy()).max().tolist() or [0]
    needs = needed(batch_of[batch_of.index.isin(children)], households)
    moved = corrections_from_elsewhere(*_corrections(events), needs)
    guests = needs[needs["child_id"].map(of_owners).fillna(needs["batch"]) != needs["batch"]].merge(owners, on="child_id")
    rows = pd.DataFrame({"row": _spread(guests["start"], guests["rows"]), "batch": np.repeat(guests["batch"], guests["rows"])})
    elsewhere = pd.concat([rows, moved], ignore_index=True).astype("int64").sort_values(["row", "batch"], ignore_index=True)
    return Plan(batch_of, stops, needs, elsewhere)


def _owners(events: Path) -> pd.DataFrame:
    """Return child_id, start and rows: which rows of the file are about which child."""
    names: list[str] = []
    lengths: list[int] = []
    for part in rows_of(events, ["child_id"]):
        runs = pc.run_end_encode(part["child_id"].combine_chunks())
        names += runs.values.to_pylist()
        lengths += np.diff(runs.run_ends.to_numpy(), prepend=0).tolist()
    found = pd.DataFrame({"child_id": pd.Series(names, dtype="str"), "rows": np.array(lengths, np.int64)})
    check_order(found["child_id"], str(events))
    rows = found.groupby("child_id", sort=False)["rows"].sum()
    return pd.DataFrame({"child_id": rows.index, "rows": rows.to_numpy(), "start": (rows.cumsum() - rows).to_numpy()})


def check_order(children: pd.Series, where: str) -> None:
    """Raise BadInput where rows are not in the order of child_id."""
    if not children.is_monotonic_increasing:
        raise BadInput(
            "A table is not in the order of children, so that it cannot be read batch by batch.",
            where=f"{where}, column child_id",
            expected="rows sorted by child_id, as the stage source writes them",
            do="sort the table by child_id",
        )


def _with_children_without_events(of_owners: pd.Series, children: pd.Series) -> pd.Series:
    """Return the batch of every child; one without events goes with the child before it."""
    everyone = of_owners.index.union(pd.Index(children.unique()), sort=True)
    place = np.searchsorted(of_owners.index.to_numpy(object), everyone.to_numpy(object), side="right") - 1
    found = of_owners.to_numpy()[np.maximum(place, 0)] if len(of_owners) else np.zeros(len(everyone), np.int64)
    return pd.Series(found, index=everyone)


def _corrections(events: Path) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows that replace another (row, child_id, replaces), and the child of each row that is replaced."""
    parts, start = [], 0
    for part in rows_of(events, ["child_id", "replaces"]):
        rows = pc.indices_nonzero(part["replaces"].is_valid())
        parts.append(part.take(rows).append_column("row", pa.array(rows.to_numpy() + np.int64(start))))
        start += len(part)
    if not parts or not sum(map(len, parts)):
        return pd.DataFrame(columns=["row", "child_id", "replaces"], dtype="str"), pd.Series(dtype="str")
    found = pa.concat_tables(parts).to_pandas()
    wanted = pa.array(found["replaces"].unique(), pa.string())
    targets = [part.filter(pc.is_in(part["event_id"], value_set=wanted)) for part in rows_of(events, ["event_id", "child_id"])]
    return found, pa.concat_tables(targets).to_pandas().drop_duplicates("event_id").set_index("event_id")["child_id"]


def _spread(starts: pd.Series, lengths: pd.Series) -> np.ndarray:
    """Return start, start + 1, ... for each start, `lengths` of them."""
    first: np.ndarray = np.repeat(starts.to_numpy() - (lengths.cumsum() - lengths).to_numpy(), lengths)
    return first + np.arange(len(first))


def rows_of(path: Path, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """Yield the rows of the canonical table events in their order, a bounded number at once."""
    with open_table("events", path) as file:
        for part in file.iter_batches(ROWS_AT_ONCE, columns=columns):
            yield pa.Table.from_batches([part])
