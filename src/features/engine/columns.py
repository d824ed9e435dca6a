"""Columns of a pandas or Arrow table as arrays, copied only where they have to be."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Table: TypeAlias = pd.DataFrame | pa.Table
FOREVER = int(np.iinfo(np.int32).max)


def column(table: Table, name: str) -> pa.Array:
    """Return a column as one Arrow array; a pandas category becomes an Arrow dictionary."""
    return _whole(table[name])


def text(table: Table, name: str) -> pa.Array:
    """Return a column of text as large strings."""
    values = column(table, name)
    plain = values.cast(values.type.value_type) if pa.types.is_dictionary(values.type) else values
    return plain.cast(pa.large_string())


def days(dates: pd.Series | pa.Array) -> np.ndarray:
    """Return dates as days since 1970 (int32); an empty date is the largest int32."""
    numbers = _whole(dates).cast(pa.date32()).cast(pa.int32())
    return np.asarray(numbers.fill_null(FOREVER) if numbers.null_count else numbers)


def codes(table: Table, name: str) -> tuple[np.ndarray, list[str]]:
    """Return the index of the word of each row (int32; -1 where it is empty), and the words."""
    values = column(table, name)
    if not pa.types.is_dictionary(values.type):
        values = values.dictionary_encode()
    indices = values.indices.cast(pa.int32())
    return np.asarray(indices.fill_null(-1) if indices.null_count else indices), values.dictionary.to_pylist()


def numbers(table: Table, name: str) -> np.ndarray:
    """Return a column of numbers (float64; NaN where it is empty)."""
    return np.asarray(column(table, name).to_numpy(zero_copy_only=False), np.float64)


def flags(table: Table, name: str) -> np.ndarray:
    """Return a column of booleans."""
    return np.asarray(column(table, name).to_numpy(zero_copy_only=False), bool)


def positions(ids: pa.Array, among: pa.Array) -> np.ndarray:
    """Return the position of each id among others (large strings); -1 where it is not one of them."""
    return np.asarray(pc.index_in(ids, value_set=among).fill_null(-1))


def locked(array: np.ndarray) -> np.ndarray:
    """Return a read-only view of an array: numba compiles a function again for every mixture of both kinds."""
    view = array.view()
    view.flags.writeable = False
    return view


def _whole(values: pd.Series | pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(values, pd.Series):
        values = pa.array(values)
    if not isinstance(values, pa.ChunkedArray):
        return values
    if pa.types.is_dictionary(values.type):
        values = values.unify_dictionaries()
    return values.combine_chunks()
