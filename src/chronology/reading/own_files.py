"""Reading a user's own tables as they are: every cell, with the row number that a spreadsheet shows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...errors import BadInput
from ...files import read_arrow
from .cut_off import noting_the_end
from .encodings import first_lines
from .file_names import TABLE_KINDS, kind_of, stored_name
from .other_kinds import what_to_do
from .packed import check_packed, open_text
from .table_folders import other_headers, parts_of, read_parquet_parts

_CHUNK = 50_000
_SEPARATORS = ",;\t|"
SYNTHETIC_MARK = "SYNTHETIC_DATA.txt"  # a file with this name marks a folder without any real person


@dataclass(frozen=True)
class OwnFile:
    """One file.

    Attributes
    ----------
    name : its path inside the source folder.
    cells : its columns; text for CSV, the file's types for Parquet. The index is the row number: the first row of data is
        row 2 of a CSV file, after the header, and row 1 of a Parquet file. A folder of parts is numbered as one file.
    torn : rows of a CSV file that have more or fewer cells than the header.
    in_mid_row : whether a CSV file ends without a line end in such a row.
    """

    name: str
    cells: pd.DataFrame
    torn: list[int] = field(default_factory=list)
    in_mid_row: bool = False

    def places(self, cells: pd.DataFrame) -> pd.Series:
        """Return the place of each row of `cells`, which are of this file (dtype str): its name and the number of the row."""
        rows = pc.cast(pa.array(cells.index), pa.large_string())
        places = pc.binary_join_element_wise(pa.scalar(self.name, pa.large_string()), rows, pa.scalar(":", pa.large_string()))
        return pd.Series(pd.array(places, dtype="str"), index=cells.index)


def says_synthetic(folder: Path) -> bool:
    """Return whether a folder of records is marked, by a file named `SYNTHETIC_MARK`, as holding no real person."""
    return next(folder.rglob(SYNTHETIC_MARK), None) is not None


def in_memory(name: str, table: pd.DataFrame | pa.Table) -> OwnFile:
    """Return a table in memory as a file, with rows numbered from 1.

    Raises
    ------
    BadInput : two columns have one name.
    """
    refuse_repeated(table.columns if isinstance(table, pd.DataFrame) else table.column_names, name)
    cells = table if isinstance(table, pd.DataFrame) else table.to_pandas(date_as_object=False, ignore_metadata=True)
    return OwnFile(name, cells.set_axis(pd.RangeIndex(1, len(cells) + 1)))


def read_own_file(folder: Path, name: str) -> OwnFile:
    """Read the CSV or Parquet file `name` in `folder`, or the folder `name` that holds one table in parts.

    Raises
    ------
    BadInput : the file is absent or unreadable, or has no rows or an unusable header.
    """
    path = folder / stored_name(folder, name)
    if path.is_dir():
        own = _read_parts(path, name)
        _refuse_empty(own, path)
        return own
    if not path.is_file():
        raise BadInput(
            "A file is missing.",
            where=str(path),
            expected="a CSV or Parquet file, or a folder of parts",
            do="check its name and folder",
        )
    readers = {".txt": _read_csv} | dict.fromkeys(TABLE_KINDS, _read_csv) | {".parquet": _read_parquet}
    if kind_of(path) not in readers:
        raise BadInput(
            "A file is of a kind that cannot be read.",
            where=str(path),
            expected=f"a name that ends in {', '.join(TABLE_KINDS)}: {what_to_do(path)}",
            do='save it as "CSV UTF-8"',
        )
    own = readers[kind_of(path)](path, name)
    _refuse_empty(own, path)
    return own


def _refuse_empty(own: OwnFile, path: Path) -> None:
    if own.cells.empty and not own.torn:
        raise BadInput(
            "A table is empty.", where=str(path), expected="at least one row of data", do="check the export, or leave it out"
        )


def _read_parts(folder: Path, name: str) -> OwnFile:
    """Read a folder that holds one table in parts; rows are numbered on from part to part, as if they stood in one file."""
    parts = parts_of(folder, name)
    if kind_of(parts[0].path) == ".parquet":
        return _of_arrow(read_parquet_parts(parts, str(folder)), name, folder)
    frames: list[pd.DataFrame] = []
    torn: list[int] = []
    last = 1  # the row of the header
    for part in parts:
        own = _read_csv(part.path, name)
        cells = own.cells.assign(**{key: value for key, value in part.keys.items() if key not in own.cells})
        if frames and set(cells) != set(frames[0]):
            raise other_headers(str(part.path))
        after = max([1, *cells.index, *own.torn]) - 1
        cells.index += last - 1
        frames.append(cells)
        torn += [row + last - 1 for row in own.torn]
        last += after
    return OwnFile(name, pd.concat(frames).astype("str"), torn)


def _read_parquet(path: Path, name: str) -> OwnFile:
    try:
        refuse_repeated(pq.read_schema(path).names, str(path))  # to read them, pyarrow wants each name once
        table = read_arrow(path)
    except (pa.ArrowException, OSError, ValueError):
        raise BadInput("A file cannot be read as Parquet.", where=str(path), do="export it again") from None
    return _of_arrow(table, name, path)


def _of_arrow(table: pa.Table, name: str, path: Path) -> OwnFile:
    refuse_repeated(table.column_names, str(path))
    cells = table.to_pandas(date_as_object=False, ignore_metadata=True)
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    return OwnFile(name, cells)


def _read_csv(path: Path, name: str) -> OwnFile:
    torn: list[int] = []
    ended: list[bool] = []
    check_packed(path, str(path))
    try:
        with open_text(path, "utf-8-sig") as handle:
            separator = _separator(next(handle, ""))
            handle.seek(0)
            reader = csv.reader(noting_the_end(handle, ended), delimiter=separator, strict=True)
            header = _header(next(reader, []), path)
            cells = pd.concat(_chunks(reader, header, torn))
    except UnicodeDecodeError:
        line = first_lines(path)[1]
        raise BadInput("A file is not in UTF-8.", where=f"{path}, line {line}", do='save it as "CSV UTF-8"') from None
    except csv.Error:
        raise BadInput(
            "A file is not CSV.", where=f"{path}, line {reader.line_num}", do="mend the quotation marks there"
        ) from None
    in_mid_row = ended == [False] and bool(torn) and torn[-1] > max(cells.index, default=1)
    return OwnFile(name, cells, torn, in_mid_row)


def _separator(header: str) -> str:
    """Return the separator that splits the header into most columns; the comma if none is better."""
    return max(_SEPARATORS, key=lambda mark: len(next(csv.reader([header], delimiter=mark), [])))


def _header(names: list[str], path: Path) -> list[str]:
    names = [name.strip() for name in names]
    if "" in names:
        raise BadInput("A column has no name.", where=f"{path}, column {names.index('') + 1}", do="name it in the first row")
    refuse_repeated(names, str(path))
    return names


def refuse_repeated(names: Iterable[object], where: str) -> None:
    """Stop if two columns have one name, spaces around it aside: which of them is meant would be a guess.

    Raises
    ------
    BadInput : with `where`, a file or table, and the number of the second column.
    """
    names = [str(name).strip() for name in names]
    repeated = [place for place, name in enumerate(names, start=1) if name in names[: place - 1]]
    if repeated:
        raise BadInput("Two columns have the same name.", where=f"{where}, column {repeated[0]}", do="rename one of them")


def _chunks(reader: Iterator[list[str]], header: list[str], torn: list[int]) -> Iterator[pd.DataFrame]:
    """Yield the rows in frames of bounded size without blank lines, and record torn rows in `torn`."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, row in chain(enumerate(reader, start=2), [(0, header)]):
        if number == 0 or len(rows) == _CHUNK:
            frame = pd.DataFrame(rows, columns=header, index=pd.Index(numbers, dtype="int64"), dtype="str")
            yield frame.apply(_stripped)
            rows, numbers = [], []
        if number and any(cell.strip() for cell in row):
            if len(row) == len(header):
                rows.append(row)
                numbers.append(number)
            else:
                torn.append(number)


def _stripped(column: pd.Series) -> pd.Series:
    column = column.str.strip()
    return column.where(column != "")
