"""Which identifiers belong to a child alone: those of events, contacts, spells and places of records, and names of pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..chronology.reading.ids import read_ids
from ..errors import BadInput
from ..explain.selection import file_name
from .contents import PARQUET
from .patterns import Ids
from .search import files_of

CHILD = "child_id"
_THEIRS = ("event_id", "point_id", "spell_id", "source_ref")


def one_spelling(children: list[str]) -> frozenset[str]:
    """Return pseudonyms as tables hold them.

    Raises
    ------
    BadInput : one of them is empty or a word or number for nothing, such as NULL or -1.
    """
    read = read_ids(pd.Series(children, dtype="str")).ids
    if not len(read) or read.isna().any():
        raise BadInput(
            "Nobody is named.",
            where="--child",
            expected="a pseudonym as on a page or in data/chronology; not a word or number for nothing, such as NULL or -1",
            do="copy the pseudonym from there",
        )
    return frozenset(read)


def ids_of(root: Path, children: frozenset[str], known: frozenset[str]) -> Ids:
    """Return the identifiers that stand in rows of these children, and in no row of anybody else, in any table below `root`.

    Tables are Parquet files with a column child_id, wherever they are: older versions in DVC's cache had other events.
    """
    theirs, others = set[str](), set[str]()
    tables = [path for path in files_of(root) if starts_as_parquet(path)]
    for rows in (rows for path in tables for rows in _rows_with_children(path)):
        for column in rows.columns.drop(CHILD):
            theirs.update(rows.loc[rows[CHILD].isin(list(children)), column].dropna())
    for rows in (rows for path in tables for rows in _rows_with_children(path)):
        for column in rows.columns.drop(CHILD):
            others.update(rows.loc[~rows[CHILD].isin(list(children)) & rows[column].isin(list(theirs)), column])
    alone = theirs - others
    return Ids(children, frozenset(alone | {file_name(one) for one in alone}), known)


def _rows_with_children(path: Path) -> Iterator[pd.DataFrame]:
    """Yield the child and the identifiers in a Parquet file, a part at a time; nothing for a file without them."""
    try:
        table = pq.ParquetFile(path)
    except (OSError, pa.ArrowException):
        return  # the search names it
    columns = [name for name in (CHILD, *_THEIRS) if name in table.schema_arrow.names]
    if CHILD in columns and len(columns) > 1:
        yield from (part.to_pandas().astype("str") for part in table.iter_batches(columns=columns))


def starts_as_parquet(path: Path) -> bool:
    """Return whether a file begins as a Parquet file does."""
    with path.open("rb") as file:
        return file.read(len(PARQUET)) == PARQUET
