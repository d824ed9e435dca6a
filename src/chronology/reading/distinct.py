"""Working on the distinct values of a column, which are few, and giving each cell what came of its value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def factorise(cells: pd.Series) -> tuple[np.ndarray, Any]:
    """Return the index of each cell's value in the distinct values (-1: empty), and those values; a list counts as ()."""
    try:
        return pd.factorize(cells)
    except TypeError:
        return pd.factorize(cells.map(lambda value: () if isinstance(value, list | dict | np.ndarray) else value))


def spread(values: pd.Series, codes: np.ndarray, index: pd.Index) -> pd.Series:
    """Return for each cell what stands in `values` (dtype str) for its distinct value; empty where the cell is (-1)."""
    if values.isna().all():
        return no_text(index)
    return pd.Series(values.array.take(codes, allow_fill=True), index=index, dtype="str")


def of_one_length(letters: bytes, length: int) -> pd.Series:
    """Return a column (dtype str) of the pieces of `letters` (ASCII), each of so many letters."""
    ends = np.arange(0, len(letters) + 1, length)
    cells = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(letters))
    return pd.Series(pd.array(cells, dtype="str"))


def no_text(index: pd.Index) -> pd.Series:
    """Return a column of empty cells (dtype str)."""
    return pd.Series(pd.array(pa.nulls(len(index), pa.large_string()), dtype="str"), index=index)


def all_match(cells: pd.Series, pattern: str) -> bool:
    """Return whether every cell (dtype str) that is not empty is wholly of a pattern, as Arrow writes it."""
    matches = pc.match_substring_regex(pa.array(cells, type=pa.large_string()), f"^(?:{pattern})$")
    return pc.all(matches).as_py() is not False


def ranks(cells: pd.Series) -> np.ndarray:
    """Return the place of each cell (dtype str) among the distinct values in the order of text, from 0; -1 where it is empty."""
    codes, values = pd.factorize(cells)
    places = np.full(len(values) + 1, -1, dtype=np.int64)
    places[pc.array_sort_indices(pa.array(values, type=pa.large_string())).to_numpy()] = np.arange(len(values))
    return np.asarray(places[codes])


def days_as_text(days: pd.Series) -> pd.Series:
    """Return days as text (2024-03-31)."""
    codes, values = pd.factorize(days)
    return spread(pd.Series(values).dt.strftime("%Y-%m-%d").astype("str"), codes, days.index)
