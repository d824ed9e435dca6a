"""The canonical tables: columns and types, and Parquet files with checked schemas (design section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, RootModel

from ..errors import BadInput
from ..files import atomic, read_arrow
from ..read_files import files_read
from ..yamls import read_model
from .reading.distinct import no_text, written_out

ColumnType = Literal["text", "date", "month", "number", "flag", "word", "words"]

_AT_ONCE = 1 << 19  # rows
ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(), "word": pa.string(), "words": pa.string(),
    "date": pa.date32(), "month": pa.date32(), "number": pa.float64(), "flag": pa.bool_(),
}  # fmt: skip
DTYPES = {
    "text": "str", "word": "str", "words": "str", "date": "datetime64[s]", "month": "datetime64[s]",
    "number": "float64", "flag": "bool",
}  # fmt: skip


class Column(BaseModel, extra="forbid", frozen=True):
    """One column: type, meaning, whether it must be filled, its word list, and whether it identifies (see `reading.ids`)."""

    type: ColumnType
    means: str
    required: bool = False
    words: str | None = None
    id: bool = False


class Table(BaseModel, extra="forbid", frozen=True):
    """One table: what a row is, its key (or whether all rows differ), the sort order of its rows, and its columns in order."""

    means: str
    key: str | None
    rows_once: bool = False
    sort: list[str]
    columns: dict[str, Column]


class _Tables(RootModel[dict[str, Table]]):
    pass


@cache
def tables() -> dict[str, Table]:
    """Return the canonical tables by name, in their order."""
    return read_model(Path(str(files(__package__) / "tables.yaml")), _Tables).root


def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of the canonical table `name`."""
    columns = tables()[name].columns.items()
    return pa.schema([pa.field(key, ARROW_TYPES[column.type], nullable=not column.required) for key, column in columns])


def empty_table(name: str) -> pd.DataFrame:
    """Return the canonical table `name` without rows."""
    return to_frame(arrow_schema(name).empty_table())


def conform(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return `rows` with all columns of the canonical table, in their order and type."""
    types = {name: DTYPES[column.type] for name, column in tables()[table].columns.items()}
    written = {name: written_out(rows[name]) if name in rows else _empty(kind, rows.index) for name, kind in types.items()}
    return pd.DataFrame(written, copy=False).astype(types).reset_index(drop=True)


def _empty(kind: str, index: pd.Index) -> pd.Series:
    return no_text(index) if kind == "str" else pd.Series(index=index, dtype="object")


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as pandas: dates as datetime64[s], text as str."""
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    dates = [field.name for field in table.schema if pa.types.is_date(field.type)]
    texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
    return frame.astype(dict.fromkeys(dates, "datetime64[s]") | dict.fromkeys(texts, "str"))


def write_table(frame: pd.DataFrame, name: str, path: Path) -> None:
    """Write `frame` as the canonical table `name`; see `to_arrow` for what is raised."""
    table = to_arrow(frame, name)
    with atomic(path) as partial:
        pq.write_table(table, partial, compression="zstd")


def to_arrow(frame: pd.DataFrame, name: str) -> pa.Table:
    """Return `frame` as the canonical table `name`: its columns in their order, its rows in the table's order.

    Optional columns may be absent.

    Raises
    ------
    BadInput : a required column is absent or has an empty cell.
    """
    schema = arrow_schema(name)
    required = {key for key, column in tables()[name].columns.items() if column.required}
    for column in sorted(required):
        if column not in frame or frame[column].isna().any():
            raise BadInput(
                f"The table {name} lacks values in a required column.", where=f"{name}.{column}", expected="a value in every row"
            )
    complete = sort_table(frame.reindex(columns=schema.names), name)
    return pa.table([as_array(complete[field.name], field.type) for field in schema], schema=schema)


def sort_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of the canonical table `name` in the table's order (a check, because sorting sorted rows is slow)."""
    table = tables()[name]
    keys = [key for key in table.sort if key in frame]
    if _is_sorted(frame, keys):
        return frame
    cells = pa.table({key: as_array(frame[key], ARROW_TYPES[table.columns[key].type]) for key in keys})
    order = pc.sort_indices(cells, [(key, "ascending") for key in keys])  # stable, as text of pandas is not sorted as fast
    return frame.take(order.to_numpy()).reset_index(drop=True)


def _is_sorted(frame: pd.DataFrame, keys: list[str]) -> bool:
    tied = np.ones(max(len(frame) - 1, 0), dtype=bool)
    for key in keys:
        before, after = frame[key].array[:-1], frame[key].array[1:]
        if frame[key].isna().any() or (tied & np.asarray(before > after, dtype=bool)).any():
            return False
        tied &= np.asarray(before == after, dtype=bool)
    return True


def as_array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    """Return a column of a canonical table as an Arrow array of its type."""
    if pa.types.is_date(kind):
        return pa.array(pd.to_datetime(column).to_numpy("datetime64[D]"), type=kind, from_pandas=True)
    return pa.array(column, type=kind, from_pandas=True)


def read_table(name: str, path: str | Path, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """Read the canonical table `name` (or some of its columns) and check its schema.

    Parameters
    ----------
    name : events, event_codes, children, households, coverage, points or protected.
    path : a Parquet file, such as data/chronology/events.parquet.
    columns : all, unless some are named.

    Returns
    -------
    pandas.DataFrame : dates datetime64[s], text str, numbers float64, flags bool.

    Raises
    ------
    BadInput : the file is absent, is not Parquet, its columns differ from the schema, or its key, or a row of a table whose
        rows stand once, occurs twice.
    """
    with open_table(name, Path(path)) as file:
        read = to_frame(read_arrow(file, wanted).select(wanted) if (wanted := list(columns or [])) else read_arrow(file))
    table = tables()[name]
    unique = [table.key] if table.key else list(table.columns) if table.rows_once else []
    if unique and set(unique) <= set(read) and read.duplicated(unique).any():
        place = f"{path}, column {table.key}" if table.key else str(path)
        raise BadInput(f"The table {name} holds a row twice.", where=place, expected="each row once", do="run dvc repro")
    return read


def read_rows(name: str, path: str | Path, column: str, values: pd.Series) -> pd.DataFrame:
    """Read those rows of the canonical table `name` that have one of some values in a column, part by part; see `read_table`.

    Parameters
    ----------
    values : dtype str.
    """
    wanted = pa.array(values.dropna().unique(), pa.large_string())
    with open_table(name, Path(path)) as file:
        batches = file.iter_batches(batch_size=_AT_ONCE)
        parts = [part.filter(pc.is_in(part[column].cast(pa.large_string()), wanted)) for part in batches]
        rows = pa.Table.from_batches(parts, file.schema_arrow)
        rows.validate(full=True)
    return to_frame(rows)


@contextmanager
def open_table(name: str, path: Path, as_words: bool = False) -> Iterator[pq.ParquetFile]:
    """Open the canonical table `name` to read it in parts; see `read_table` for what is raised.

    With `as_words`, columns with a word list are read as dictionaries, which takes less time and memory.
    """
    files_read.append(path)
    if not path.is_file():
        raise BadInput(f"The table {name} is missing.", where=str(path), do="run the stage that writes it: dvc repro")
    try:
        words = [key for key, column in tables()[name].columns.items() if column.words] if as_words else []
        _check_columns(name, path, pq.read_schema(path))
        # pre_buffer would keep what has been read until the file is closed.
        with pq.ParquetFile(path, read_dictionary=words, pre_buffer=False) as file:
            yield file
    except (pa.ArrowException, OSError):
        raise BadInput(
            f"The table {name} cannot be read.", where=str(path), expected="a Parquet file", do="run dvc repro"
        ) from None


def _check_columns(name: str, path: Path, schema: pa.Schema) -> None:
    expected = arrow_schema(name)
    if not schema.equals(expected):
        differ = [
            field.name for field in expected if field.name not in schema.names or not schema.field(field.name).equals(field)
        ]
        others = len(set(schema.names) - set(expected.names))
        raise BadInput(
            f"The table {name} does not have the canonical columns.",
            where=f"{path}: {', '.join(differ) or 'their order'}" + f", and {others} other columns" * bool(others),
            expected="the columns listed in data/README.md",
            do="run dvc repro",
        )
