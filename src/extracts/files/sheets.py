"""A sheet as it is in a user's file, before anything is recognised in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import pandas as pd

_FIGURE = r"\d"
_FEW_CELLS = 20


def place(file: str, sheet: str) -> str:
    """Return the name of a sheet in reports, corrections and source references: "file.csv", "file.xlsx!List 3"."""
    return f"{file}!{sheet}" if sheet else file


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the only table of a CSV or Parquet file.

    Attributes
    ----------
    file : the file's path inside the source folder.
    name : the sheet's name; empty for CSV and Parquet.
    cells : columns 0 to n-1; an empty cell is None. The index is the row number that a spreadsheet shows (from 1; the
        first row of data of a Parquet file is row 1). Wholly blank rows are left out.
    header : the column names of a Parquet file; None where the header is one of the rows.
    widths : for CSV, how many cells each row of `cells` had before short rows were padded; else None.
    torn : rows that cannot be split into cells (quotation marks).
    in_mid_row : whether a CSV file ends in the middle of a row, which is then torn.
    unvalued : column number: how many of its cells hold a formula and no stored value.
    broken : column number: how many of its cells hold an error such as #REF!; their value was lost in the workbook.
    first_lacking : column number: the row of the first cell that either of these counts, or that holds #N/A (xlsx
        and xlsm only).
    """

    file: str
    name: str
    cells: pd.DataFrame
    header: list[str] | None = None
    widths: np.ndarray | None = None
    torn: list[int] = field(default_factory=list)
    in_mid_row: bool = False
    unvalued: dict[int, int] = field(default_factory=dict)
    broken: dict[int, int] = field(default_factory=dict)
    first_lacking: dict[int, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """See `place`."""
        return place(self.file, self.name)

    @cached_property
    def has_certain_header(self) -> bool:
        """Whether the first row is certainly a header row, which a report may show without showing a cell of data.

        It is if its cells are words without a figure, each another, over at least two columns in which every value has figures.
        """
        cells = self.cells
        if len(cells) < 2 or cells.iloc[0].isna().any():
            return False
        first = [str(cell).strip().lower() for cell in cells.iloc[0]]
        if len(set(first)) < len(first) or any(re.search(_FIGURE, cell) for cell in first):
            return False
        figures = (True for place in range(cells.shape[1]) if _have_figures(cells.iloc[1:, place].dropna()))
        return next(islice(figures, 1, None), False)

    def below(self, row: int) -> pd.DataFrame:
        """Return the cells of the rows after a row (0: all)."""
        return self.cells.iloc[self.cells.index.searchsorted(row, side="right") :]

    def until(self, row: int) -> pd.DataFrame:
        """Return a copy of the cells of the rows up to a row (0: none)."""
        return self.cells.take(range(self.cells.index.searchsorted(row, side="right")))


def _have_figures(cells: pd.Series) -> bool:
    """Return whether there are cells, and each has a figure; most columns are told by a few."""
    parts = (cells.head(_FEW_CELLS), cells.iloc[_FEW_CELLS:])
    return len(cells) > 0 and all(bool(part.astype("str").str.contains(_FIGURE).all()) for part in parts)
