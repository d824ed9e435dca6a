"""Which cells of a table are identifiers of a child: one rule for the search and for taking rows out.

An identifier of `SHORT` characters or more that is not a number counts in any cell. One that could be any number or word counts
only in a column of identifiers: its name says so, or, where no name does, it is the one column that holds mostly children.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..chronology.reading.ids import clean_ids
from .patterns import SHORT, Ids

Table = Mapping[str, Sequence[str]]
"""The distinct cells of each column, as text."""
MOSTLY = 0.5
_COUNT = rf"\d{{1,{SHORT - 1}}}"


def cells_of(table: Table, ids: Ids) -> tuple[dict[str, set[str]], bool]:
    """Return which cells of each column are identifiers, and whether another cell could be one and nothing shows that it is.

    A short number in a column of short numbers is a count, unless most of the column are numbers of children.
    """
    cleaned = _cleaned(table)
    known = list(ids.known | ids.children)
    mostly = {name for name, cells in cleaned.items() if cells.notna().any() and cells.dropna().isin(known).mean() >= MOSTLY}
    weak = {name: ids.weak_in(name) for name in cleaned}
    if not any(weak.values()) and len(mostly) == 1:
        weak[next(iter(mostly))] = ids.weak & ids.children
    about, doubtful = dict[str, set[str]](), False
    for name, cells in cleaned.items():
        wanted = cells.isin(list((ids.every - ids.weak) | weak[name]))
        about[name] = {cell for cell, is_about in zip(table[name], wanted, strict=True) if is_about}
        counts = name not in mostly and cells.dropna().str.fullmatch(_COUNT).all()
        doubtful = doubtful or bool(not counts and cells.isin(list(ids.weak - weak[name])).any())
    return about, doubtful


def _cleaned(table: Table) -> dict[str, pd.Series]:
    cells = clean_ids(pd.Series([cell for column in table.values() for cell in column], dtype="str"))
    ends = np.cumsum([len(column) for column in table.values()])
    return {name: cells.iloc[end - len(column) : end] for (name, column), end in zip(table.items(), ends, strict=True)}


def leaves(name: str, column: pa.ChunkedArray) -> Iterator[tuple[str, pa.ChunkedArray]]:
    """Yield what is in a column of Arrow, lists and fields flattened; of a dictionary all values, also those of no row."""
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        yield from leaves(name, pc.list_flatten(column))
    elif pa.types.is_struct(kind):
        for field, values in zip(kind, column.flatten(), strict=True):
            yield from leaves(field.name, values)
    elif pa.types.is_dictionary(kind):
        yield from leaves(name, pa.chunked_array([chunk.dictionary for chunk in column.chunks], kind.value_type))
    elif pa.types.is_nested(kind):
        yield name, pa.chunked_array([[str(value) for value in column.to_pylist()]], pa.string())
    else:
        yield name, column


def texts_of(column: pa.ChunkedArray, ids: Ids) -> dict[Any, str]:
    """Return the distinct values of a column that could be identifiers, and the text of each.

    Of a column of numbers these are none where one has a fraction (it measures, and names nobody), or no identifier is a number.
    """
    kind = column.type
    numbers = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if (numbers and not ids.weak) or not (numbers or _is_text(kind)):
        return {}
    values = [value for value in column.unique().to_pylist() if value is not None]
    texts = {value: _text(value) for value in values}
    return {} if None in texts.values() else {value: text for value, text in texts.items() if text is not None}


def _is_text(kind: pa.DataType) -> bool:
    text: bool = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return text or bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _text(value: Any) -> str | None:
    """Return a value as text; None for a number with a fraction."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value == int(value) else None
