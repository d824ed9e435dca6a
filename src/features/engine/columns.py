"""Columns of a table, whether it is pandas or Arrow, as arrays; nothing is copied that need not be."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Table: TypeAlias = pd.DataFrame | pa.Table
FOREVER = int(np.iinfo(np.int32).max)


def column(table: Table, name: str) -> pa.Array:
    """Return a column as one Arrow array; a category of pandas is a dictionary of Arrow."""
    return _whole(table[name])


def text(table: Table, name: str) -> pa.Array:
    """Return a column of text as large strings."""
    values = column(table, name)
    plain = values.cast(values.type.value_type) if pa.types.is_dictionary(values.type) else values
    return plain.cast(pa.large_string())


def days(dates: pd.Series | pa.Array) -> np.ndarray:
    """Return dates as days since 1970 (int32); an empty date is the largest int32."""
    found = _whole(dates).cast(pa.date32()).cast(pa.int32())
    return np.asarray(found.fill_null(FOREVER) if found.null_count else found)


def codes(table: Table, name: str) -> tuple[np.ndarray, list[str]]:
    """Return for each row the place of its word (int32; -1 where it is empty), and the words."""
    values = column(table, name)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    places = values.indices.cast(pa.int32())
    return np.asarray(places.fill_null(-1) if places.null_count else places), values.dictionary.to_pylist()


def numbers(table: Table, name: str) -> np.ndarray:
    """Return a column of numbers (float64; NaN where it is empty)."""
    return np.asarray(column(table, name).to_numpy(zero_copy_only=False), np.float64)


def flags(table: Table, name: str) -> np.ndarray:
    """Return a column of truths (bool)."""
    return np.asarray(column(table, name).to_numpy(zero_copy_only=False), bool)


def places(ids: pa.Array, among: pa.Array) -> np.ndarray:
    """Return where each id stands among others (large strings); -1 where it does not."""
    return np.asarray(pc.index_in(ids, value_set=among).fill_null(-1))


def locked(array: np.ndarray) -> np.ndarray:
    """Return an array that cannot be written to: compiled functions are made anew for every mixture of both kinds."""
    found = array.view()
    found.flags.writeable = False
    return found


def _whole(values: pd.Series | pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(values, pd.Series):
        values = pa.array(values)
    if not isinstance(values, pa.ChunkedArray):
        return values
    if pa.types.is_dictionary(values.type):
        values = values.unify_dictionaries()
    return values.combine_chunks()
