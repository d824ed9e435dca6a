"""Recognising the files of a folder: the format of each, its tables, and the day that it states."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from ..files.opening import open_sheets
from ..files.sheets import Sheet
from ..formats.specification import FORMATS, Format, load_format
from .census import census_tables
from .found import IGNORE, FoundTable, Unrecognised
from .headers import find_table
from .matching import FileMatching, Matching
from .names import fold_name

CENSUS = "cin_census"
_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_BRITISH_DATE_IN_NAME = re.compile(r"(?<!\d)([0-2]?\d|3[01])[-_.](0?[1-9]|1[0-2])[-_.](20\d{2})(?!\d)")


@dataclass(frozen=True)
class RecognisedFile:
    """One file of the folder.

    Attributes
    ----------
    name : the file's path inside the folder.
    form : its format; None if it was not recognised.
    tables, unrecognised : the tables found in it, and the sheets that match none.
    stated_date : the extract date that the file or its name states, or None.
    sheets : its sheets as they are (none for a census file).
    """

    name: str
    form: Format | None
    tables: list[FoundTable]
    unrecognised: list[Unrecognised]
    stated_date: pd.Timestamp | None
    sheets: list[Sheet] = field(repr=False)


def recognise_file(folder: Path, name: str, matching: Matching) -> RecognisedFile:
    """Read one file and find its tables; a file whose format is unknown has none."""
    correction = matching.of(name)
    if correction.format == IGNORE:
        return RecognisedFile(name, None, [], [], None, [])
    if PurePosixPath(name).suffix.lower() == ".xml":
        form = load_format(CENSUS)
        tables, reference_date = census_tables(folder, name, form)
        return RecognisedFile(name, form, tables, [], _last_day_of_census_year(reference_date), [])
    sheets = open_sheets(folder, name)
    formats = [load_format(correction.format)] if correction.format else [load_format(form) for form in FORMATS if form != CENSUS]
    form, results = _best_format(sheets, formats, correction)
    tables = [item for item in results if isinstance(item, FoundTable)]
    of_template = {fold_name(title) for title in form.no_data} if tables else set()
    unrecognised = [item for item in results if isinstance(item, Unrecognised) and fold_name(item.sheet) not in of_template]
    kept = [sheet for sheet in sheets if fold_name(sheet.name) not in of_template]
    return RecognisedFile(name, form if tables else None, tables, unrecognised, _date_in_path(name), kept)


def _best_format(
    sheets: list[Sheet], formats: list[Format], correction: FileMatching
) -> tuple[Format, list[FoundTable | Unrecognised]]:
    """Return the format in which most columns of the sheets are recognised, the first of `formats` at a tie."""
    tried = [(form, [find_table(sheet, form, correction.sheet(sheet.name)) for sheet in sheets]) for form in formats]
    return max(tried, key=lambda one: sum(len(item.matched) for item in one[1] if isinstance(item, FoundTable)))


def _last_day_of_census_year(reference: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the reference date of a census; one that is the first day of the census year stands for the last."""
    if reference is not None and (reference.month, reference.day) == (4, 1):
        return reference + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    return reference


def _date_in_path(name: str) -> pd.Timestamp | None:
    """Return the day in a file's name, or else in the name of the nearest folder around it that has one."""
    for part in reversed(PurePosixPath(name).parts):
        iso, british = _DATE_IN_NAME.search(part), _BRITISH_DATE_IN_NAME.search(part)
        for year, month, day in ([iso.groups()] if iso else []) + ([british.groups()[::-1]] if british else []):
            date = pd.to_datetime(f"{year}-{int(month):02}-{int(day):02}", errors="coerce")
            if not pd.isna(date):
                return date.as_unit("s")
    return None
