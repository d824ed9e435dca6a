"""Reading Parquet files as sheets, with the types that they have."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa

from ...errors import BadInput
from ...files import read_arrow
from .sheets import Sheet


def read_parquet(path: Path, name: str) -> Sheet:
    """Read a Parquet file.

    Raises
    ------
    BadInput : it is none.
    """
    try:
        return sheet_of_arrow(read_arrow(path), name)
    except (pa.ArrowException, OSError, ValueError):
        raise BadInput("A file cannot be read as Parquet.", where=name, do="export it again") from None


def sheet_of_arrow(table: pa.Table, name: str) -> Sheet:
    """Return the rows of a table that are not blank, numbered from 1."""
    cells = table.to_pandas(date_as_object=False, ignore_metadata=True)
    header = [str(column) for column in cells.columns]
    cells.columns = pd.RangeIndex(len(header))
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return Sheet(name, "", cells.dropna(how="all"), header=header)
