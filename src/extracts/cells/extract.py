"""One extract: the tables of one source as they stood on one day, with every cell read as its type."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..formats.specification import MONTHS, Format, TableSpec
from ..recognising.found import Found
from .codes import read_codes
from .dates import read_dates, read_months
from .ids import clean_ids


@dataclass(frozen=True)
class Extract:
    """The tables of one source that belong together: a workbook, a census file, or the loose files of one folder.

    Attributes
    ----------
    form : the format.
    name : the file or folder, as reports name it.
    date : the day of the extract; nothing in it can have become known later.
    date_from : where that day was taken from, in words.
    start : the first day that it covers; None: see `windows`.
    found : its tables.
    """

    form: Format
    name: str
    date: pd.Timestamp
    date_from: str
    start: pd.Timestamp | None
    found: list[Found]


@dataclass(frozen=True)
class Typed:
    """One table with its cells read.

    Attributes
    ----------
    table : its name in the format.
    spec : what the format says of it.
    cells : columns are roles: days (datetime64[s]), text, numbers, codes joined by ";"; a role that the file lacks is not there.
    unknown : codes in no list, by role, as they stand in the file.
    places : the place of each row.
    faults : one row a cell that could not be read: table, column, rule, place.
    """

    table: str
    spec: TableSpec
    cells: pd.DataFrame
    unknown: pd.DataFrame
    places: pd.Series
    faults: pd.DataFrame = field(repr=False)


def read_cells(found: Found, spec: TableSpec, words: dict[str, dict[str, str]]) -> Typed:
    """Return a found table with its cells read by the types of its columns; `words` are the user's own spellings by role."""
    cells: dict[str, pd.Series] = {}
    unknown: dict[str, pd.Series] = {}
    faults: list[pd.DataFrame] = []
    for role, column in spec.columns.items():
        if role not in found.cells or column.type == "text":
            continue
        raw = found.cells[role]
        if column.type == "id":
            cells[role], fault = clean_ids(raw), None
        elif column.type == "date":
            days = read_months(raw) if role in MONTHS else read_dates(raw)
            cells[role], fault = days.days, days.fault
        elif column.type == "number":
            cells[role] = pd.to_numeric(raw.astype("str").str.strip(), errors="coerce").astype("float64")
            fault = (cells[role].isna() & raw.notna()).map({True: "not a number", False: None}).astype("str")
        else:
            codes = read_codes(raw, str(column.codes), column.type, words.get(role))
            cells[role], unknown[role], fault = codes.codes, codes.unknown, codes.fault
        if fault is not None:
            wrong = fault.dropna()
            faults.append(
                pd.DataFrame(
                    {
                        "table": found.table,
                        "column": found.matched.get(role, role),
                        "rule": wrong,
                        "place": found.places[wrong.index],
                    }
                )
            )
    return Typed(
        found.table,
        spec,
        pd.DataFrame(cells, index=found.cells.index),
        pd.DataFrame(unknown, index=found.cells.index, dtype="str"),
        found.places,
        pd.concat(faults, ignore_index=True)
        if faults
        else pd.DataFrame(columns=["table", "column", "rule", "place"], dtype="str"),
    )


def bring(tables: list[Typed]) -> list[Typed]:
    """Return the tables with the columns that each brings from another one by a shared key (`spec.Brought`)."""
    return [_with_brought(table, tables) for table in tables]


def _with_brought(table: Typed, tables: list[Typed]) -> Typed:
    cells = table.cells
    for item in table.spec.brings:
        others = [other.cells for other in tables if other.table == item.table and item.key in other.cells]
        if not others or item.key not in cells:
            continue
        other = pd.concat(others).dropna(subset=item.key)
        for own, theirs in item.columns.items():
            if theirs in other and own not in cells:
                values = _one_a_key(other, item.key, theirs).reindex(cells[item.key])
                cells = cells.assign(**{own: pd.Series(values.array, index=cells.index)})
    return Typed(table.table, table.spec, cells, table.unknown, table.places, table.faults)


def _one_a_key(other: pd.DataFrame, key: str, column: str) -> pd.Series:
    """Return one value a key: the earliest of days, or all codes that any row holds."""
    filled = other.dropna(subset=column)
    if pd.api.types.is_datetime64_any_dtype(filled[column]):
        return filled.groupby(key)[column].min()
    return filled.groupby(key)[column].agg(lambda rows: ";".join(sorted({code for row in rows for code in row.split(";")})))
