"""Looking up the area and deprivation of a postcode in a table that the user supplies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..chronology.reading.own_files import read_own_file
from ..errors import BadInput

COLUMNS = ("postcode", "area", "deprivation_quintile")
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}"


@dataclass(frozen=True)
class ChildAreas:
    """Where children live: area and deprivation_quintile (index: child_id), and how many postcodes were not found."""

    areas: pd.DataFrame
    not_found: int


def clean_postcodes(postcodes: pd.Series) -> pd.Series:
    """Return postcodes (dtype str) in upper case without spaces; other text becomes empty."""
    text = postcodes.astype("str").str.upper().str.replace(r"\s+", "", regex=True)
    return text.where(text.str.fullmatch(_POSTCODE, na=False))


def read_lookup(path: Path) -> pd.DataFrame:
    """Read the table of places (CSV or Parquet): area and deprivation_quintile, by postcode.

    Raises
    ------
    BadInput : a column is absent; a cell is not a postcode, an area or a quintile; a postcode occurs twice.
    """
    cells = read_own_file(path.parent, path.name).cells
    lacking = [name for name in COLUMNS if name not in cells]
    if lacking:
        raise BadInput(
            "The table of places lacks a column.",
            where=f"{path}: {', '.join(lacking)}",
            expected=", ".join(COLUMNS),
            do="name the columns in its first row",
        )
    area = cells["area"].astype("str").str.strip()
    quintile = pd.to_numeric(cells["deprivation_quintile"], errors="coerce").astype("float64")
    found = pd.DataFrame({"postcode": clean_postcodes(cells["postcode"]), "area": area, "deprivation_quintile": quintile})
    empty = cells["deprivation_quintile"].isna()
    _refuse(path, found["postcode"].isna(), "postcode", "a full postcode")
    _refuse(path, area.isna() | clean_postcodes(area).notna(), "area", "the name of an area, which is no postcode")
    _refuse(path, ~empty & ~quintile.isin([1, 2, 3, 4, 5]), "deprivation_quintile", "1 (most deprived) to 5, or an empty cell")
    found = found.drop_duplicates()
    _refuse(path, found["postcode"].duplicated(), "postcode", "each postcode once")
    return found.set_index("postcode")


def _refuse(path: Path, wrong: pd.Series, column: str, expected: str) -> None:
    rows = wrong.index[wrong]
    if len(rows):
        raise BadInput(
            "The table of places has rows that cannot be used.",
            where=f"{path}, column {column}: {len(rows):,} row{'s' * (len(rows) > 1)}, the first is row {rows[0]}",
            expected=expected,
            do="mend the table",
        )


def look_up_areas(postcodes: pd.Series, lookup: pd.DataFrame | None) -> ChildAreas:
    """Return where children live.

    Parameters
    ----------
    postcodes : the postcode of each child (index: child_id).
    lookup : see `read_lookup`; without one, no postcode is found.
    """
    known = clean_postcodes(postcodes).dropna()
    if lookup is None:
        return ChildAreas(pd.DataFrame({"area": [], "deprivation_quintile": []}), len(known))
    found = known[known.isin(lookup.index)]
    return ChildAreas(lookup.loc[found].set_axis(found.index), len(known) - len(found))
