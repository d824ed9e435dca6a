"""Rows about a child whom the chronology does not know: such a child would pass for one without a history."""

from __future__ import annotations

from collections.abc import Mapping as Map

import pandas as pd

from .checks.quarantine import Batch
from .joins import Join, join_of
from .reading.cells import among

HOLDING_CHILDREN = ("children", "events", "households")
UNKNOWN_CHILD = "its child_id is not in the chronology"
TABLES_OF_CHILDREN = f"{', '.join(HOLDING_CHILDREN[:-1])} or {HOLDING_CHILDREN[-1]}"


def known_children(tables: Map[str, pd.DataFrame]) -> pd.Series:
    """Return the child_id of everyone in the canonical tables in memory (dtype str, each once)."""
    ids = [tables[name]["child_id"] for name in HOLDING_CHILDREN if name in tables]
    known: pd.Series = pd.concat(ids).drop_duplicates().astype("str")
    return known


def mark_unknown_children(rows: Batch, place: str, name: str, known: pd.Series) -> Join:
    """Mark the rows whose child is not among the `known` (child_id, dtype str), and return their join with the children.

    Parameters
    ----------
    rows : with child_id; those with a fault are passed over. place : their file or source. name : what they are.
    """
    children = rows.rows["child_id"]
    join = join_of(place, name, TABLES_OF_CHILDREN, "child_id", children[rows.good], known)
    rows.mark(~among(children, known), "child_id", UNKNOWN_CHILD, f"a child_id of {TABLES_OF_CHILDREN}")
    return join
