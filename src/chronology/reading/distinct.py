"""Working on the distinct values of a column, which are few, and giving each cell what came of its value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.types import union_categoricals

_CONSONANTS = bytes.maketrans(b"0123456789abcdef", b"bcdfghjkmnpqrstv")


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


def in_consonants(digests: bytes) -> bytes:
    """Return bytes as two letters each, consonants only: never a word, a number, a postcode or a licence number."""
    return digests.hex().encode().translate(_CONSONANTS)


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
    """Return the place of each cell (text) among the distinct values in the order of text, from 0; -1 where it is empty."""
    codes, values = pd.factorize(cells)
    places = np.full(len(values) + 1, -1, dtype=np.int32)
    places[pc.array_sort_indices(pa.array(pd.Series(values, dtype="str"))).to_numpy()] = np.arange(len(values))
    return np.asarray(places[codes])


def days_as_text(days: pd.Series) -> pd.Series:
    """Return days as text (2024-03-31)."""
    codes, values = pd.factorize(days)
    return spread(pd.Series(values).dt.strftime("%Y-%m-%d").astype("str"), codes, days.index)


def few_words(cells: pd.Series) -> pd.Categorical:
    """Return text (dtype str) as a column of few words."""
    codes, values = pd.factorize(cells)
    return pd.Categorical.from_codes(codes, pd.Index(values, dtype="str"))


def written_out(cells: pd.Series) -> pd.Series:
    """Return a column of few words as text (dtype str); any other as it is."""
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        return cells
    return spread(pd.Series(cells.cat.categories, dtype="str"), cells.cat.codes.to_numpy(), cells.index)


def one_word(word: str, rows: int) -> pd.Categorical:
    """Return a column of few words with one in every row."""
    return pd.Categorical.from_codes(np.zeros(rows, dtype=np.int8), pd.Index([word], dtype="str"))


def under_each_other(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all frames, which have the same columns; a column of few words stays one."""
    words = [name for name, kind in frames[0].dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    others = [name for name in frames[0] if name not in words]
    columns: dict[Any, Any] = dict(pd.concat([frame[others] for frame in frames], ignore_index=True).items())
    columns |= {name: union_categoricals([frame[name].array for frame in frames]) for name in words}
    return pd.DataFrame({name: columns[name] for name in frames[0]}, copy=False)
