"""Reading a folder of extracts: which file is what, and what stands in it as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from ...errors import BadInput
from ..formats.specification import FORMATS, Format, load_format
from ..recognising.found import IGNORE, Corrections, Found, Sheet, Unrecognised
from ..recognising.headers import find_table
from ..recognising.matching import Matching
from ..recognising.names import squashed
from .census import census_tables
from .sheets import sheets_of

CENSUS = "cin_census"
SHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".parquet")
READ = (*SHEETS, ".xml")
_NO_DATA = (".yaml", ".yml", ".md", ".txt", ".json", ".pdf", ".docx")
_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_BRITISH_DATE_IN_NAME = re.compile(r"(?<!\d)([0-2]?\d|3[01])[-_.](0?[1-9]|1[0-2])[-_.](20\d{2})(?!\d)")


@dataclass(frozen=True)
class FoundFile:
    """One file of the folder: its format, what was found and not found in it, and its day, if it states one."""

    name: str
    form: Format | None
    found: list[Found]
    unrecognised: list[Unrecognised]
    stated: pd.Timestamp | None
    sheets: list[Sheet] = field(repr=False)


def file_names(folder: Path, leave_out: list[Path]) -> list[str]:
    """Return the files of a folder and its subfolders that may be extracts, in order.

    Raises
    ------
    BadInput : there is none, or the folder is absent.
    """
    if not folder.is_dir():
        raise BadInput("The folder of the extracts is missing.", where=str(folder), do="set source.folder in params.yaml")
    apart = {path.resolve() for path in leave_out}
    names = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.resolve() not in apart
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    ]
    there = [name for name in names if PurePosixPath(name).suffix.lower() not in _NO_DATA]
    if not there:
        raise BadInput(
            "The folder holds no file that could be an extract.",
            where=str(folder),
            expected=f"files that end in {', '.join(READ)}",
        )
    return there


def read_file(folder: Path, name: str, matching: Matching) -> FoundFile:
    """Read one file and find its tables; a file whose format nothing tells has none."""
    said, corrections = matching.of(name), matching.corrections()
    if said.format == IGNORE:
        return FoundFile(name, None, [], [], None, [])
    if PurePosixPath(name).suffix.lower() == ".xml":
        form = load_format(CENSUS)
        census = census_tables(folder, name, form)
        return FoundFile(name, form, census.found, [], _end_of_year(census.reference_date), [])
    sheets = sheets_of(folder, name)
    formats = [load_format(said.format)] if said.format else [load_format(form) for form in FORMATS if form != CENSUS]
    form, results = _best(sheets, formats, corrections)
    found = [item for item in results if isinstance(item, Found)]
    of_template = {squashed(title) for title in form.no_data} if found else set()
    unrecognised = [item for item in results if isinstance(item, Unrecognised) and squashed(item.sheet) not in of_template]
    kept = [sheet for sheet in sheets if squashed(sheet.name) not in of_template]
    return FoundFile(name, form if found else None, found, unrecognised, _date_in(name), kept)


def _best(sheets: list[Sheet], formats: list[Format], corrections: Corrections) -> tuple[Format, list[Found | Unrecognised]]:
    """Return the format in which most columns of the sheets are recognised, the more trusted one at a tie."""
    tried = [(form, [find_table(sheet, form, corrections) for sheet in sheets]) for form in formats]
    return max(tried, key=lambda one: sum(len(item.matched) for item in one[1] if isinstance(item, Found)))


def _end_of_year(reference: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the reference date of a census; one that names the first day of the census year means the last one."""
    if reference is not None and (reference.month, reference.day) == (4, 1):
        return reference + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    return reference


def _date_in(name: str) -> pd.Timestamp | None:
    """Return the day that a file's name, or that of a folder around it, states; the nearest one counts."""
    for part in reversed(PurePosixPath(name).parts):
        for found in _dates_of(part):
            return found
    return None


def _dates_of(part: str) -> Iterator[pd.Timestamp]:
    iso, british = _DATE_IN_NAME.search(part), _BRITISH_DATE_IN_NAME.search(part)
    for year, month, day in ([iso.groups()] if iso else []) + ([british.groups()[::-1]] if british else []):
        date = pd.to_datetime(f"{year}-{int(month):02}-{int(day):02}", errors="coerce")
        if not pd.isna(date):
            yield date.as_unit("s")
