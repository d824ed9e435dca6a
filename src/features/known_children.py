"""Which contacts are about a child whom the chronology knows: a child who is nowhere would pass for one without a history."""

from __future__ import annotations

from collections.abc import Mapping as Map
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..chronology.checks.quarantine import Batch
from ..chronology.joins import LEAST_RATE, is_lost, join_of
from ..chronology.reading.cells import among
from ..chronology.tables import open_table
from ..errors import BadInput
from .engine.columns import text

HOLDING_CHILDREN = ("children", "events", "households")
UNKNOWN_CHILD = "its child is not in the chronology"
_TABLES = f"{', '.join(HOLDING_CHILDREN[:-1])} or {HOLDING_CHILDREN[-1]}"
_LIST_THEM = "a child who is known and has no record belongs in the table children (--children)"


def known_children(tables: Map[str, pd.DataFrame]) -> pd.Series:
    """Return the child_id of everyone in the canonical tables in memory (dtype str, each once)."""
    ids = [tables[name]["child_id"] for name in HOLDING_CHILDREN if name in tables]
    known: pd.Series = pd.concat(ids).drop_duplicates().astype("str")
    return known


def known_children_in_files(paths: Map[str, Path]) -> pd.Series:
    """Return the child_id of everyone in the canonical tables in files (dtype str, each once), read part by part.

    Raises
    ------
    BadInput : a file is missing or not canonical.
    """
    ids = [pa.array([], pa.large_string())]
    for name in HOLDING_CHILDREN:
        if name in paths:
            with open_table(name, paths[name]) as file:
                ids += [pc.unique(text(part, "child_id")) for part in file.iter_batches(columns=["child_id"])]
    return pd.Series(pc.unique(pa.chunked_array(ids)).to_pandas(), dtype="str")


def set_aside_unknown_children(contacts: Batch, name: str, known: pd.Series) -> list[str]:
    """Mark the contacts whose child is not among the `known`, and return a line for the reader where there are any.

    Parameters
    ----------
    contacts : the rows, with child_id; those with a fault are passed over.
    name : the file or table of the contacts.

    Raises
    ------
    BadInput : hardly any contact is about a known child, as where identifiers are written in two ways.
    """
    children = contacts.rows["child_id"]
    join = join_of(name, "contacts", _TABLES, "child_id", children[contacts.good], known)
    if is_lost(join, LEAST_RATE):
        raise BadInput(
            f"{'Hardly any' if join.met else 'No'} contact is about a child of the chronology.",
            where="; ".join(filter(None, [join.says, join.nearly])),
            expected=f"a child of the chronology in each contact; under {LEAST_RATE:.0%} is a warning, and so few a stop",
            do=f"write child_id in one way in all tables; {_LIST_THEM}",
        )
    contacts.mark(~among(children, known), "child_id", UNKNOWN_CHILD, f"a child of {_TABLES}")
    if join.met == join.of:
        return []
    warning = "WARNING: " if join.rate < LEAST_RATE else ""
    lines = [f"{warning}{join.says}", join.nearly, f"The others are set aside, not computed as without a history; {_LIST_THEM}"]
    return [". ".join(filter(None, lines)) + "."]
