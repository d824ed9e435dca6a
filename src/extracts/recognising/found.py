"""What is recognised in a user's files, before any cell is read as a date or a code: tables with roles for columns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from ..files.sheets import place

IGNORE = "ignore"


@dataclass(frozen=True)
class FoundTable:
    """One table of a format, recognised in one sheet or census file.

    Attributes
    ----------
    table : its name in the format.
    file, sheet : where it was found.
    header_row : the row of its headers; None for XML and Parquet.
    matched : role: the user's own header, columns of type `text` included.
    unmatched : own headers that were given no role.
    cells : the rows; columns are roles (without those of type `text`), text or object, None where empty.
    places : for the same rows, the place that `source_ref` names: "file.xlsx!List 3!17", "file.csv!17",
        "file.xml!child 12, section 47 1".
    torn : places of rows that cannot be split into cells.
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
    def place(self) -> str:
        """The place of its sheet."""
        return place(self.file, self.sheet)

    def without_cells(self) -> FoundTable:
        """Return the table with its rows but without what stands in them."""
        return replace(self, cells=self.cells[[]], places=self.places.iloc[:0])

    @property
    def rows_read(self) -> int:
        """Rows of the table in the file: kept, torn and skipped."""
        return len(self.cells) + len(self.torn) + len(self.skipped)


@dataclass(frozen=True)
class Unrecognised:
    """A sheet that matches no table.

    Attributes
    ----------
    file, sheet : which.
    why : in one sentence.
    headers : its headers, if one of its rows is certainly a header row; never a row of data.
    rows : its rows that are not blank, the header included.
    named : whether its name names a table of the format, whose columns it lacks.
    """

    file: str
    sheet: str
    why: str
    headers: list[str]
    rows: int
    named: bool = False

    @property
    def place(self) -> str:
        """The place of its sheet."""
        return place(self.file, self.sheet)
