"""Typing the cells of recognised tables: days, codes, identifiers and numbers, with the cells that could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from ...chronology.reading.clocks import Clock
from ...chronology.reading.distinct import no_text
from ...chronology.reading.ids import read_ids
from ..cells.codes import read_codes
from ..cells.dates import PLACEHOLDER, read_dates, read_months
from ..formats.specification import MONTHS, ColumnSpec, TableSpec
from ..recognising.files import RecognisedFile
from ..recognising.found import FoundTable
from ..recognising.matching import Matching

_NO_FAULTS = pd.DataFrame(columns=["table", "column", "rule", "place"], dtype="str")


@dataclass(frozen=True)
class TypedTable:
    """One table with its cells read as the types of its columns.

    Attributes
    ----------
    table : its name in the format.
    spec : its specification in the format.
    cells : columns are roles: days (datetime64[s]), text, numbers, codes joined by ";"; without roles that the file lacks.
    unknown : codes in no list, by role, as in the file.
    places : the place of each row.
    faults : one row for each cell that could not be read: table, column, rule, place.
    unread : which cells of dates, by role, hold something that is no date and does not say that there is none.
    clocks : by header, the times of the column that were converted to British time.
    seconds : by role, the times of day of a column of dates that gives any (int32, 0 where a cell gives none).
    unmet : which rows have no use, because all that they hold is for a row of another table, and none has their key.
    """

    table: str
    spec: TableSpec
    cells: pd.DataFrame
    unknown: dict[str, pd.Series]
    places: pd.Series
    faults: pd.DataFrame = field(repr=False)
    unread: dict[str, pd.Series]
    clocks: dict[str, Clock] = field(default_factory=dict)
    seconds: dict[str, pd.Series] = field(default_factory=dict)
    unmet: pd.Series = field(default_factory=lambda: pd.Series(dtype="bool"))

    def without_cells(self) -> TypedTable:
        """Return the table with the names of its columns and what could not be read, but without its cells."""
        return replace(self, cells=self.cells.take([]), unknown={}, places=self.places.take([]), seconds={})


def type_tables(files: Iterable[RecognisedFile], matching: Matching) -> list[TypedTable]:
    """Return the tables of some files with typed cells; tables that are recognised but not used are left out."""
    tables = []
    for file in files:
        for found in file.tables:
            spec = file.form.tables[found.table] if file.form else None
            if spec is not None and not spec.because:
                tables.append(_type_cells(found, spec, matching.of(file.name).sheet(found.sheet).words))
    return tables


def _type_cells(found: FoundTable, spec: TableSpec, words: dict[str, dict[str, str]]) -> TypedTable:
    cells: dict[str, pd.Series] = {}
    unknown: dict[str, pd.Series] = {}
    faults = [_NO_FAULTS]
    unread: dict[str, pd.Series] = {}
    clocks: dict[str, Clock] = {}
    seconds: dict[str, pd.Series] = {}
    for role, column in spec.columns.items():
        if role not in found.cells or column.type == "text":
            continue
        raw, header = found.cells[role], found.matched.get(role, role)
        if column.type in ("code", "codes", "concerns"):
            codes = read_codes(raw, str(column.codes), column.type, words.get(role))
            cells[role], unknown[role], fault = codes.codes, codes.unknown, codes.fault
        elif column.type == "date":
            dates = read_months(raw) if role in MONTHS else read_dates(raw)
            cells[role], fault, clocks[header] = dates.days, dates.fault, dates.clock
            unread[role] = fault.notna() & (fault != PLACEHOLDER)
            if dates.seconds is not None:
                seconds[role] = dates.seconds
        else:
            cells[role], fault = _type_column(raw, column)
        if fault.notna().any():
            wrong = fault.dropna()
            place = found.places[wrong.index]
            faults.append(pd.DataFrame({"table": found.table, "column": header, "rule": wrong, "place": place}))
    return TypedTable(
        found.table,
        spec,
        pd.DataFrame(cells, index=found.cells.index),
        unknown,
        found.places,
        pd.concat(faults, ignore_index=True) if len(faults) > 1 else _NO_FAULTS,
        unread,
        clocks,
        seconds,
    )


def _type_column(raw: pd.Series, column: ColumnSpec) -> tuple[pd.Series, pd.Series]:
    """Return the values of a column of identifiers or numbers, and why a cell has none (empty: no fault)."""
    if column.type == "id":
        read = read_ids(raw)
        return read.ids, read.fault
    numbers = pd.to_numeric(raw.astype("str").str.strip(), errors="coerce").astype("float64")
    fault, wrong = no_text(raw.index), numbers.isna() & raw.notna()
    if wrong.any():
        fault[wrong] = "not a number"
    return numbers, fault


def join_columns(tables: list[TypedTable]) -> list[TypedTable]:
    """Return the tables with the columns that each joins from another one by a shared key (`specification.Brought`)."""
    return [replace(table, cells=_with_joined(table, tables), unmet=_unmet(table, tables)) for table in tables]


def _unmet(table: TypedTable, tables: list[TypedTable]) -> pd.Series:
    """Return which rows hold nothing but what they bring to a row of another table that is not there."""
    if table.spec.facts or "child" in table.spec.columns:
        return pd.Series(False, index=table.cells.index)
    keys = [
        other.cells[item.key]
        for other in tables
        for item in other.spec.brings
        if item.table == table.table and item.key in other.cells
    ]
    return ~table.cells[table.spec.requires[0]].isin(pd.concat([pd.Series(dtype="str"), *keys]).dropna())


def _with_joined(table: TypedTable, tables: list[TypedTable]) -> pd.DataFrame:
    cells = table.cells
    for item in table.spec.brings:
        others = [other.cells for other in tables if other.table == item.table and item.key in other.cells]
        if not others or item.key not in cells:
            continue
        other = pd.concat(others).dropna(subset=item.key)
        for own, theirs in item.columns.items():
            if theirs in other and own not in cells:
                values = _one_value_per_key(other, item.key, theirs).reindex(cells[item.key])
                cells = cells.assign(**{own: pd.Series(values.array, index=cells.index)})
    return cells


def _one_value_per_key(other: pd.DataFrame, key: str, column: str) -> pd.Series:
    """Return one value for each key: the earliest of days, or all codes of its rows."""
    filled = other.dropna(subset=column)
    if pd.api.types.is_datetime64_any_dtype(filled[column]):
        return filled.groupby(key)[column].min()
    return filled.groupby(key)[column].agg(lambda rows: ";".join(sorted({code for row in rows for code in row.split(";")})))
