"""Recognising the files of a folder: the format of each, its tables, and the day that it states."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from ...chronology.reading.file_names import kind_of
from ..files.opening import open_sheets
from ..files.sheets import Sheet
from ..formats.specification import FORMATS, Format, load_format
from .census import census_tables
from .found import IGNORE, FoundTable, Unrecognised
from .headers import find_table
from .matching import FileMatching, Matching
from .names import fold_name
from .stated import Stated, stated_in_path

CENSUS = "cin_census"


@dataclass(frozen=True)
class RecognisedFile:
    """One file of the folder.

    Attributes
    ----------
    name : the file's path inside the folder.
    form : its format; None if it was not recognised.
    tables, unrecognised : the tables found in it, and the sheets that match none.
    stated : what the file or its name states of its day and order.
    sheets : its sheets as they are (none for a census file).
    """

    name: str
    form: Format | None
    tables: list[FoundTable]
    unrecognised: list[Unrecognised]
    stated: Stated
    sheets: list[Sheet] = field(repr=False)

    def without_cells(self) -> RecognisedFile:
        """Return the file with the headers of its sheets, but without what stands in their rows."""
        headers = {table.place: table.header_row or 0 for table in self.tables}
        sheets = [replace(sheet, cells=sheet.until(headers.get(sheet.place, 0)), widths=None) for sheet in self.sheets]
        return replace(self, tables=[table.without_cells() for table in self.tables], sheets=sheets)


def recognise_file(folder: Path, name: str, matching: Matching) -> RecognisedFile:
    """Read one file and find its tables; a file whose format is unknown has none."""
    correction = matching.of(name)
    if correction.format == IGNORE:
        return RecognisedFile(name, None, [], [], Stated(), [])
    if kind_of(name) == ".xml":
        form = load_format(CENSUS)
        tables, stated = census_tables(folder, name, form)
        return RecognisedFile(name, form, tables, [], stated, [])
    sheets = open_sheets(folder, name)
    formats = [load_format(correction.format)] if correction.format else [load_format(form) for form in FORMATS if form != CENSUS]
    form, results = _best_format(sheets, formats, correction)
    tables = [item for item in results if isinstance(item, FoundTable)]
    of_template = {fold_name(title) for title in form.no_data} if tables else set()
    unrecognised = [item for item in results if isinstance(item, Unrecognised) and fold_name(item.sheet) not in of_template]
    kept = [sheet for sheet in sheets if fold_name(sheet.name) not in of_template]
    return RecognisedFile(name, form if tables else None, tables, unrecognised, Stated(stated_in_path(name)), kept)


def _best_format(
    sheets: list[Sheet], formats: list[Format], correction: FileMatching
) -> tuple[Format, list[FoundTable | Unrecognised]]:
    """Return the format in which most columns of the sheets are recognised; if none are, one that a sheet's name names."""
    tried = [(form, [find_table(sheet, form, correction.sheet(sheet.name)) for sheet in sheets]) for form in formats]

    def fit(one: tuple[Format, list[FoundTable | Unrecognised]]) -> tuple[int, int]:
        matched = sum(len(item.matched) for item in one[1] if isinstance(item, FoundTable))
        return matched, sum(item.named for item in one[1] if isinstance(item, Unrecognised))

    return max(tried, key=fit)
