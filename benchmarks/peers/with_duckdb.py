"""DuckDB: conditional aggregates over the join of points and events, in one query for all columns or by event type."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from ..work import WINDOWS, Work, lean
from .layout import laid_out

SUMMARIES = {
    "count": "count(*)",
    "days_since": "min(age)",
    "mean": "avg(value)",
    "min": "min(value)",
    "max": "max(value)",
    "last": "arg_min(value, age)",
}
PAIRS = """
    SELECT point, kind, points.day - events.day AS age, value
    FROM points JOIN events ON points.child = events.child AND events.day < points.day
"""


class Given(NamedTuple):
    """A connection that holds the tables events and points, how many points there are, and the work."""

    connection: duckdb.DuckDBPyConnection
    points: int
    work: Work


def prepare(world: Path, work: Work) -> Given:
    """Return a connection with both tables in DuckDB's own memory."""
    connection = duckdb.connect()
    events, points = lean(world, work)
    for name, frame in (("events", events), ("points", points)):
        connection.register("given", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    return Given(connection, len(points), work)


def by_type(given: Given) -> np.ndarray:
    """Aggregate by point and type, and lay the types side by side outside the query."""
    slots = ", ".join(f'{_summary(slot)} AS "{slot}"' for slot in given.work.slots)
    found = given.connection.sql(f"SELECT point, kind, {slots} FROM ({PAIRS}) GROUP BY ALL").fetchnumpy()
    columns = [np.ma.filled(found[slot].astype(np.float32), np.nan) for slot in given.work.slots]
    return laid_out(found["point"], found["kind"], columns, given.points, given.work)


def in_one_query(given: Given) -> pa.Table:
    """Make every column by a conditional aggregate of its own, grouped by point."""
    columns = [
        f'{_summary(slot, f"kind = {place} AND ")} AS "{kind}.{slot}"'
        for place, kind in enumerate(given.work.kinds)
        for slot in given.work.slots
    ]
    return given.connection.sql(f"SELECT point, {', '.join(columns)} FROM ({PAIRS}) GROUP BY point").to_arrow_table()


def _summary(slot: str, which: str = "") -> str:
    measure, window = slot.split(".")
    return f"({SUMMARIES[measure]} FILTER ({which}age <= {WINDOWS[window]}))::FLOAT"
