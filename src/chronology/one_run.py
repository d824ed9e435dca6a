"""Tables of one run belong together: what is asked for is there, once. Nothing fills in for a row that is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import BadInput


def are_among(keys: pd.Series, others: pd.Series) -> pd.Series:
    """Return what `keys.isin(others)` returns: pandas converts text one value at a time, seven seconds for a million."""
    if not (keys.dtype == others.dtype == "str"):
        return keys.isin(others)
    return pd.Series(np.asarray(pc.is_in(pa.array(keys), pa.array(others)), bool), keys.index, name=keys.name)


def rows_of(wanted: pd.Series, table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of a table with the keys that are wanted, in their order (index: the key).

    Parameters
    ----------
    wanted : keys; its name is the column of `table` that holds them. name : what the table holds, for messages.

    Raises
    ------
    BadInput : a key has no row in the table, or a row of the table repeats a key.
    """
    keys = table[str(wanted.name)]
    absent, repeated = int((~are_among(wanted, keys)).sum()), int(keys.duplicated().sum())
    if absent or repeated:
        raise _not_of_one_run(f"{name}, {wanted.name}: {absent:,} of {len(wanted):,} have no row, {repeated:,} rows repeat one")
    return table.set_index(str(wanted.name)).loc[wanted]


def check_nothing_else(table: pd.DataFrame, wanted: pd.Series, name: str) -> None:
    """Stop where rows of a table are about something that the run does not hold.

    Parameters
    ----------
    wanted : keys; its name is the column of `table` that holds them. name : what the table holds, for messages.

    Raises
    ------
    BadInput : a row has another key.
    """
    if other := int((~are_among(table[str(wanted.name)], wanted)).sum()):
        raise _not_of_one_run(f"{name}, {wanted.name}: {other:,} of {len(table):,} rows belong to none of the run")


def check_same_rows(points: pd.DataFrame, features: pd.DataFrame) -> None:
    """Stop unless features are those of the points, row by row (point_id).

    Raises
    ------
    BadInput : another number of rows, or other points in them.
    """
    if not np.array_equal(points["point_id"].to_numpy(object), features["point_id"].to_numpy(object)):
        raise _not_of_one_run(f"features, point_id: {len(features):,} rows, not the {len(points):,} points in their order")


def _not_of_one_run(where: str) -> BadInput:
    return BadInput(
        "Tables of a run do not belong together.",
        where=where,
        expected="the tables that one run wrote, each row with its row in the other table",
        do="run: dvc repro",
    )
