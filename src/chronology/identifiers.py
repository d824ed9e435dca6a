"""Refusing data that could name somebody (design rule 4), by column names and by patterns of values.

A message gives file, column, number of rows and first row, and never a cell's value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import BadInput
from .identifier_patterns import MAY_HOLD, PATTERNS, SPELLINGS_IN_RECORDS, Pattern, more_than_chance, passes
from .identifying_columns import is_identifying
from .names import shown_header
from .plain_form import ENCODED, decoded_form
from .reading.cells import as_dates, as_text
from .reading.own_files import OwnFile

_DAY = (  # 2015-06-17, or 17/6/15
    r"^(?:(?P<year_first>\d{4})[-/.](?P<month_first>\d\d?)(?:[-/.](?P<day_first>\d\d?))?"
    r"|(?P<day_last>\d\d?)[-/.](?P<month_last>\d\d?)[-/.](?P<year_last>\d{4}|\d\d))(?:\D|$)"
)

REMEDY = (
    "run `neglect-triage pseudonymise` on this folder inside your own systems, and use what it writes (source.kind: canonical)"
)
PSEUDONYMISED = "pseudonymised data: no names, addresses, dates of birth, numbers of persons, or free text"


def refuse_identifiers(files: Iterable[OwnFile], birth_columns: Iterable[tuple[str, str]]) -> None:
    """Stop if the name or content of any column of `files`, mapped or not, could name a person.

    Parameters
    ----------
    files : the user's own files.
    birth_columns : (file, own column) of months of birth or death, which may not hold days.

    Raises
    ------
    BadInput : with file, column, number of rows and first row.
    """
    births = set(birth_columns)
    for own in files:
        for place, name in enumerate(map(str, own.cells.columns), start=1):
            shown = shown_header(name, place)
            if (own.name, name) in births:
                refuse_days(own.name, shown, own.cells[name])
            else:
                _refuse_name(own.name, name, place)
                for birth in sorted(column for file, column in births if file == own.name and column in own.cells):
                    refuse_days_of_birth(own.name, shown, own.cells.iloc[:, place - 1], own.cells[birth])
            refuse_values(own.name, shown, own.cells.iloc[:, place - 1])


def _refuse_name(file: str, name: str, place: int) -> None:
    refuse_header(file, name, place, PATTERNS)
    if is_identifying(name):
        raise BadInput(
            "A column's name says that it can identify a person. Nothing was written.",
            where=f"{file}, column {shown_header(name, place)}",
            expected=PSEUDONYMISED,
            do=f"{REMEDY}; or take the column out of the file (leaving it out of the mapping is not enough), or rename it if it "
            "holds none",
        )


def refuse_header(file: str, name: str, place: int, patterns: Iterable[Pattern]) -> None:
    """Stop if the header of a column holds what one of the patterns describes, as the first row of a file without headers does.

    Raises
    ------
    BadInput : with file and number of the column, and never the header.
    """
    found = next((pattern for pattern in patterns if passes(pattern, decoded_form(name))), None)
    if found:
        raise BadInput(
            f"The first row of a file holds {found.means} where the names of columns are expected.",
            where=f"{file}, column {place}",
            expected="a first row with column names",
            do=f"add a first row of column names, and {REMEDY}",
        )


def refuse_values(file: str, name: str, cells: pd.Series) -> None:
    """Stop if the cells of a column look like something that names a person.

    Raises
    ------
    BadInput : with file, column, number of rows and first row.
    """
    if pd.api.types.is_datetime64_any_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return
    if pd.api.types.is_numeric_dtype(cells) and not cells.abs().max() >= 1e9:
        return
    values = as_text(pd.Series(cells.unique()) if cells.dtype == "str" else cells).dropna().unique()
    if not len(values):
        return
    plain = _plain(pa.array(values, pa.large_string()))
    places = np.flatnonzero(pc.match_substring_regex(plain, MAY_HOLD).to_numpy(zero_copy_only=False))
    if not len(places):
        return
    plain = plain.take(pa.array(places))
    for pattern in (*PATTERNS, *SPELLINGS_IN_RECORDS):
        found = places[_cells_that_match(plain, pattern)]
        if len(found):
            rows = cells.index[as_text(cells).isin(values.take(found))]
            refuse(file, name, rows, pattern.means, f"{REMEDY}; or take the column out of the file")


def refuse_named_files(paths: Iterable[str]) -> None:
    """Stop if the name of a file or folder looks like something that names a person.

    Raises
    ------
    BadInput : with the number of the file in the order of names, and not its name.
    """
    for number, path in enumerate(sorted(paths), start=1):
        stem = decoded_form(re.sub(r"\.[A-Za-z]{2,7}$", "", path))
        found = next((pattern for pattern in PATTERNS for part in stem.split("/") if passes(pattern, part)), None)
        if found:
            raise BadInput(
                f"The name of a file or folder holds what looks like {found.means}. Nothing was written.",
                where=f"file {number} of the folder, in the order of names",
                expected="names that say what a file holds, and not about whom",
                do="rename it",
            )


def _plain(cells: pa.Array) -> pa.Array:
    """Return distinct cells in their plain form; most have it already."""
    other = pc.or_(pc.invert(pc.string_is_ascii(cells)), pc.match_substring_regex(cells, rf"\\|\s\s|[^\S ]|^ | $|{ENCODED}"))
    made = [decoded_form(cell) for cell in cells.filter(other).to_pylist()]
    return pc.replace_with_mask(cells, other, pa.array(made, pa.large_string()))


def _cells_that_match(cells: pa.Array, pattern: Pattern) -> np.ndarray:
    """Return which of these distinct cells hold what the pattern describes; none if they are no more than chance gives."""
    candidates = pc.match_substring_regex(cells, pattern.looks).to_numpy(zero_copy_only=False).astype(bool)
    found = np.zeros(len(cells), dtype=bool)
    found[candidates] = [passes(pattern, cell) for cell in cells.filter(pa.array(candidates)).to_pylist()]
    return found if more_than_chance(int(found.sum()), int(candidates.sum()), pattern.chance) else np.zeros_like(found)


def refuse_days(file: str, name: str, cells: pd.Series) -> None:
    """Stop if a column of months of birth or death holds days; see `refuse_values` for what is raised."""
    days = as_dates(cells)
    rows = days.index[days.dt.day > 1]
    if len(rows):
        refuse(
            file, name, rows, "a full date of birth or death", f"{REMEDY}; or give the month only, as 2024-03 or its first day"
        )


def refuse_days_of_birth(file: str, name: str, cells: pd.Series, months: pd.Series) -> None:
    """Stop if a column holds days in the month of birth of its row more often than not; see `refuse_values`.

    Parameters
    ----------
    months : the months of birth or death of the same rows, as 2015-06 or dates.
    """
    found = _parts(cells)
    born = _parts(months).reindex(found.index)
    both = found["year"].notna() & born["year"].notna()
    same = both & (found["year"] == born["year"]) & (found["month"] == born["month"])
    full = same & (found["day"] > 1)
    if full.any() and same.sum() * 2 > both.sum():
        refuse(file, name, found.index[full], "a full date of birth or death", f"{REMEDY}; or take the column out of the file")


def _parts(cells: pd.Series) -> pd.DataFrame:
    """Return year (without its century), month and day of cells that are dates or months (float64)."""
    found = as_text(cells).dropna().map(decoded_form).str.extract(_DAY).astype(float)
    parts = {part: found[f"{part}_first"].fillna(found[f"{part}_last"]) for part in ("year", "month", "day")}
    return pd.DataFrame(parts).assign(year=parts["year"] % 100)


def refuse(file: str, name: str, rows: pd.Index, means: str, do: str) -> None:
    """Raise BadInput because these rows of a column look like something that names a person."""
    raise BadInput(
        f"A column holds what looks like {means}. Nothing was written.",
        where=f"{file}, column {name}: {len(rows):,} row{'s' * (len(rows) > 1)}, the first is row {rows[0]}",
        expected=PSEUDONYMISED,
        do=do,
    )
