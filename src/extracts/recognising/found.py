"""What is found in a user's files, before any cell is read as a date or a code: sheets, and tables with roles."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

IGNORE = "ignore"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the one table of a CSV or Parquet file, as it stands.

    Attributes
    ----------
    file : the file's path inside the source folder.
    name : the sheet's name; empty for CSV and Parquet.
    cells : columns 0 to n-1; an empty cell is None. The index is the row number that a spreadsheet shows (from 1; the
        first row of data of a Parquet file is row 1). Wholly blank rows are left out.
    header : the column names of a Parquet file; None where the header is one of the rows.
    widths : for CSV, how many cells each row of `cells` had before short rows were filled up; else None.
    torn : rows that cannot be taken apart at all (quotation marks).
    unvalued : column number: how many of its cells hold a formula and no stored value.
    """

    file: str
    name: str
    cells: pd.DataFrame
    header: list[str] | None = None
    widths: np.ndarray | None = None
    torn: list[int] = field(default_factory=list)
    unvalued: dict[int, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The sheet as reports, source references and the user's corrections name it."""
        return f"{self.file}!{self.name}" if self.name else self.file


@dataclass(frozen=True)
class Found:
    """One table of a format, found in one sheet or census file.

    Attributes
    ----------
    table : its name in the format.
    file, sheet : where it was found.
    header_row : the row of its headers; None for XML and Parquet.
    matched : role: the user's own header, columns of type `drop` included.
    unmatched : own headers that were taken for nothing.
    cells : the rows; columns are roles (without those of type `drop`), text or object, None where empty.
    places : for the same rows, the place that `source_ref` names: "file.xlsx!List 3!17", "file.csv!17",
        "file.xml!child 12, section 47 1".
    torn : places of rows that cannot be taken apart.
    skipped : place: why a row was left out (no identifier, only an identifier, a totals row, the header again).
    """

    table: str
    file: str
    sheet: str
    header_row: int | None
    matched: dict[str, str]
    unmatched: list[str]
    cells: pd.DataFrame
    places: pd.Series
    torn: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def rows_read(self) -> int:
        """Rows of the table in the file: kept, torn and skipped."""
        return len(self.cells) + len(self.torn) + len(self.skipped)


@dataclass(frozen=True)
class Unrecognised:
    """A sheet that was taken for no table.

    Attributes
    ----------
    file, sheet : which.
    why : in one sentence.
    headers : its headers, if one of its rows is a header row beyond doubt; never a row of data.
    rows : its rows that are not blank, the header included.
    """

    file: str
    sheet: str
    why: str
    headers: list[str]
    rows: int


@dataclass(frozen=True)
class Corrections:
    """What the user said about the matching, by the place of a sheet ("file.csv", "file.xlsx!List 3").

    Attributes
    ----------
    tables : place: the table it is, or "ignore".
    columns : place: own header: the role it has, or "ignore".
    """

    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Census:
    """A children in need census file.

    Attributes
    ----------
    reference_date : as the file's header states it, or None.
    year : likewise.
    found : the tables of its modules.
    """

    reference_date: pd.Timestamp | None
    year: int | None
    found: list[Found]
