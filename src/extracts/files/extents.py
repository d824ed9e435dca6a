"""The extent of a sheet, and its cells that hold no value to read, found before a library unpacks the sheet.

Readers of workbooks allocate the whole used range, so one cell in the last row and column would fill any memory.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ...errors import BadInput
from .archives import too_large

_MOST_CELLS = 50_000_000
NOT_AVAILABLE = "#N/A"  # what a formula gives on purpose where it finds nothing; it counts as an empty cell, in CSV as well


@dataclass
class Extent:
    """The last row and column that hold a value, and what has no value to read.

    Attributes
    ----------
    rows, columns : from 1; 0 in an empty sheet.
    unvalued : column (from 0): its formulas without a stored value.
    broken : column (from 0): its cells with an error such as #REF!, which stands where a value was meant.
    first_lacking : column (from 0): the row, from 1, of the first cell that either of these counts, or that holds #N/A (xlsx
        and xlsm only).
    """

    rows: int = 0
    columns: int = 0
    unvalued: Counter[int] = field(default_factory=Counter)
    broken: Counter[int] = field(default_factory=Counter)
    first_lacking: dict[int, int] = field(default_factory=dict)

    def reach(self, row: int, column: int, where: str) -> None:
        """Extend to a cell; stop if the used range becomes too large to allocate."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows * self.columns > _MOST_CELLS:
            raise too_large(where)


def other_first_day(year: str, where: str) -> BadInput:
    """Return the error for a workbook whose plain numbers would be read as the wrong days: it counts from another year."""
    return BadInput(
        f"A workbook counts its days from {year}, so that plain numbers would be read as days of other years.",
        where=where,
        expected="days counted from 30 December 1899",
        do='switch off "Use 1904 date system" in its options (LibreOffice: Calc, Calculate), check the dates; or save as CSV',
    )
