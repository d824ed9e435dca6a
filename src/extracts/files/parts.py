"""Reading a folder that holds one table in parts as one sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ...chronology.reading.file_names import kind_of
from ...chronology.reading.table_folders import Part, other_headers, parts_of, read_parquet_parts
from .delimited import read_delimited
from .parquet import sheet_of_arrow
from .sheets import Sheet


def read_parts(folder: Path, name: str) -> Sheet:
    """Read the parts of a table in the order of their names; rows are numbered on, as if they stood in one file.

    Raises
    ------
    BadInput : a part cannot be read or has other headers than the first; the log of the table cannot be followed.
    """
    parts = parts_of(folder, name)
    if kind_of(parts[0].path) == ".parquet":
        return sheet_of_arrow(read_parquet_parts(parts, name), name)
    header: list[object] | None = None
    frames: list[pd.DataFrame] = []
    widths: list[np.ndarray] = []
    torn: list[int] = []
    last = 0
    for part in parts:
        sheet = _with_keys(read_delimited(part.path, part.name), part)
        if sheet.cells.empty:
            continue
        own = sheet.cells.iloc[0].tolist()
        if header is not None and own != header:
            raise other_headers(part.name)
        after, first = max([*sheet.cells.index, *sheet.torn]), int(sheet.cells.index[0])
        skipped = 0 if header is None else 1
        moved = last - first if skipped else 0
        frames.append(sheet.cells.iloc[skipped:].set_axis(sheet.cells.index[skipped:] + moved))
        widths.append(np.zeros(0, dtype=np.int64) if sheet.widths is None else sheet.widths[skipped:])
        torn += [row + moved for row in sheet.torn]
        header, last = own, after + moved
    cells = pd.concat(frames).astype("str") if frames else pd.DataFrame()
    return Sheet(name, "", cells, widths=np.concatenate([*widths, np.zeros(0, dtype=np.int64)]), torn=torn)


def _with_keys(sheet: Sheet, part: Part) -> Sheet:
    """Return a sheet with a column for each key that the folders around its part give, unless its header has it."""
    cells = sheet.cells
    if cells.empty:
        return sheet
    header = cells.iloc[0].tolist()
    keys = {key: value for key, value in part.keys.items() if key not in header}
    for place, (key, value) in enumerate(keys.items(), start=cells.shape[1]):
        column = [key, *[value] * (len(cells) - 1)]
        cells = cells.assign(**{"key": pd.array(column, dtype="str")}).rename(columns={"key": place})
    return Sheet(sheet.file, "", cells, widths=None if sheet.widths is None else sheet.widths + len(keys), torn=sheet.torn)
