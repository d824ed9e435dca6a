"""Matching a sheet to a table of a format by its name and headers, and its columns to the roles of the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ...chronology.reading.table_folders import name_of_table
from ...errors import BadInput
from ..files.sheets import Sheet
from ..formats.specification import FILLED, Format, TableSpec, load_format
from .found import IGNORE, FoundTable, Unrecognised
from .matching import SheetMatching
from .names import (
    CUT_SHORT,
    EXACT,
    SHORTEST_CUT,
    contains_words,
    fold_name,
    fold_spaces,
    fold_without_brackets,
    is_name,
    list_number,
    match_level,
    near_name,
    split_words,
)
from .rows import sort_rows

_SEARCHED = 30  # rows searched for the header
_LONGEST_HEADER = 300  # characters
_LEAST = 2  # matching columns that identify a table without its name
_FOLDINGS = (fold_name, fold_without_brackets)
_NO_TABLE = "its columns fit no table"
_CERTAIN = 3  # known headers that make a row certainly the header row


@dataclass(frozen=True)
class _Match:
    """How well a row of a sheet matches a table as its header; `columns` gives the column number of each role."""

    table: str
    row: int | None
    columns: dict[str, int]
    lacking: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return not self.lacking


def find_table(sheet: Sheet, format: Format, correction: SheetMatching = SheetMatching()) -> FoundTable | Unrecognised:  # noqa: B008
    """Match a sheet to one table of `format`, and its columns to the table's roles.

    The list number in the name of sheet or file decides ("List 1" is never list 10); else the words of the name, if they
    match one table; else the table with most matching columns. Headers are compared by letters and digits alone, and may
    lack text in brackets or be truncated; a header that matches two roles gets the better match.

    Parameters
    ----------
    sheet : one of the sheets returned by `open_sheets`.
    format : the format whose tables are tried.
    correction : the user's, which takes precedence. A role that the table does not have is ignored.

    Raises
    ------
    BadInput : a column with a role holds formulas without stored values, or errors such as #REF!.
    """
    forced = correction.table or None
    own_roles = {fold_spaces(own): role for own, role in correction.columns.items() if role}
    if forced == IGNORE:
        return _unrecognised(sheet, "it is ignored, as the corrections say", [])
    if forced is not None and forced not in format.tables:
        return _unrecognised(sheet, f"the corrections say that it is {forced}, which this format does not have", [])
    tried = [forced] if forced else list(format.tables)
    rows = _likely_headers(sheet, [format.tables[table] for table in tried], own_roles)
    matches = [_best_row(sheet, table, format.tables[table], rows, own_roles) for table in tried]
    match, why = (matches[0], "") if forced else _choose(sheet, format, matches)
    if match is None or not match.fits:
        named = match is not None and match.row is not None
        return replace(_unrecognised(sheet, why or _lacking(sheet, match, format), matches), named=named)
    return _found(sheet, match, format, own_roles)


def _likely_headers(sheet: Sheet, tables: list[TableSpec], own_roles: dict[str, str]) -> dict[int, dict[int, str]]:
    """Return of the first rows the cells that could be a header of one of the tables, by row number and column number."""
    rows = sheet.cells.head(_SEARCHED)
    spellings = frozenset().union(*map(_spellings, tables))
    return {
        int(number): {place: own for place, own in _headers(row).items() if _may_fit(own, spellings, own_roles)}
        for number, row in zip(rows.index, rows.to_numpy(), strict=True)
    }


def _best_row(sheet: Sheet, name: str, table: TableSpec, rows: dict[int, dict[int, str]], own_roles: dict[str, str]) -> _Match:
    if sheet.header is not None:
        return _match(name, table, None, dict(enumerate(sheet.header)), own_roles)
    matches = [_match(name, table, number, likely, own_roles) for number, likely in rows.items() if likely]
    matches.append(_match(name, table, None, {}, own_roles))
    return max(matches, key=lambda match: (match.fits, len(match.columns), -(match.row or 0)))


def _spellings(table: TableSpec) -> frozenset[str]:
    """Return the names of the columns of a table in the forms in which headers are compared."""
    return _folded(table.titles)


@cache
def _could_be_of(own: str, spellings: frozenset[str]) -> bool:
    short = fold_name(own)
    cut = len(short) >= SHORTEST_CUT and any(name.startswith(short) for name in spellings)
    return cut or any(fold(own) in spellings for fold in _FOLDINGS)


@cache
def _known_headers(form: str) -> frozenset[str]:
    columns = (column for table in load_format(form).tables.values() for column in table.columns.values())
    return frozenset(fold_name(name) for column in columns for name in column.names)


@cache
def _folded(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(title) for title in titles for fold in _FOLDINGS)


def _may_fit(own: str, spellings: frozenset[str], own_roles: dict[str, str]) -> bool:
    """Return whether a cell could be a header: most cannot, and comparing each cell with every name is slow."""
    return fold_spaces(own) in own_roles or len(own) >= SHORTEST_CUT or any(fold(own) in spellings for fold in _FOLDINGS)


def _headers(row: Any) -> dict[int, str]:
    return {place: value for place, value in enumerate(row) if isinstance(value, str) and 0 < len(value) <= _LONGEST_HEADER}


def _match(name: str, table: TableSpec, row: int | None, headers: dict[int, str], own_roles: dict[str, str]) -> _Match:
    """Assign roles to headers, the best matches first; each header and each role is used once."""
    fits: list[tuple[int, int, int, str]] = []
    for place, own in headers.items():
        corrected = own_roles.get(fold_spaces(own))
        if corrected is None:
            fits += _fits(own, place, table)
        elif corrected in table.columns:
            fits.append((EXACT - 1, 0, place, corrected))
    columns: dict[str, int] = {}
    for _, _, place, role in sorted(fits, key=lambda item: item[:3]):
        if role not in columns and place not in columns.values():
            columns[role] = place
    lacking = tuple(role for role in table.requires if role not in columns)
    if table.requires_one and not set(table.requires_one) & set(columns):
        lacking = (*lacking, table.requires_one[0])
    return _Match(name, row, columns, lacking if columns else (*lacking, ""))


def _fits(own: str, place: int, table: TableSpec) -> list[tuple[int, int, int, str]]:
    found: list[tuple[int, int, int, str]] = []
    if not _could_be_of(own, _spellings(table)):
        return found
    for role, column in table.columns.items():
        levels = [(level, number) for number, name in enumerate(column.names) if (level := match_level(own, name)) is not None]
        if levels:
            found.append((*min(levels), place, role))
    cut = [item for item in found if item[0] == CUT_SHORT]
    return [item for item in found if item[0] < CUT_SHORT] + (cut if len(cut) == 1 else [])


def _choose(sheet: Sheet, format: Format, matches: list[_Match]) -> tuple[_Match | None, str]:
    """Return the match chosen by list number, by name or by columns, or None and the reason.

    A table that the name alone names is returned although it lacks columns.
    """
    fitting = [match for match in matches if match.fits]
    for name in dict.fromkeys([sheet.name, name_of_table(sheet.file)]):
        number = list_number(name)
        numbered = [match for match in matches if number is not None and format.tables[match.table].number == number]
        if numbered:
            return numbered[0], ""
        named = _named(name, format, fitting)
        if named:
            return named, ""
    if contradicted := _named(sheet.name or name_of_table(sheet.file), format, matches):
        return contradicted, ""  # columns that many tables have would take it for another
    fitting = [match for match in fitting if len(match.columns) >= _LEAST]
    if not fitting:
        return None, _NO_TABLE
    ranked = sorted(fitting, key=lambda match: _rank(match, format), reverse=True)
    if len(ranked) > 1 and _rank(ranked[0], format) == _rank(ranked[1], format):
        tied = [match.table for match in ranked if _rank(match, format) == _rank(ranked[0], format)]
        return None, f"its columns fit several tables equally well: {', '.join(tied)}"
    return ranked[0], ""


def _named(name: str, format: Format, fitting: list[_Match]) -> _Match | None:
    """Return the matching table with the longest title contained in `name`, if no other has as long a title there."""

    def longest_title(match: _Match) -> int:
        titles = [title for title in format.tables[match.table].names if contains_words(name, title)]
        return max((len(split_words(title)) for title in titles), default=0)

    longest = max(map(longest_title, fitting), default=0)
    named = [match for match in fitting if longest_title(match) == longest > 0]
    return named[0] if len(named) == 1 else None


def _rank(match: _Match, format: Format) -> tuple[int, int]:
    return len(match.columns), len(match.columns) - len(format.tables[match.table].columns)


def _lacking(sheet: Sheet, match: _Match | None, format: Format) -> str:
    """Return which needed columns a named table lacks, and the header that each may be."""
    if match is None:
        return _NO_TABLE
    columns = format.tables[match.table].columns
    headers = dict(enumerate(sheet.header)) if sheet.header is not None else {}
    if match.row is not None:
        headers = _headers(sheet.cells.loc[match.row].to_numpy())
    free = [own for place, own in headers.items() if place not in match.columns.values()]
    lacking = []
    for role in filter(None, match.lacking):
        near = near_name(columns[role].names[0], free)
        lacking.append(columns[role].names[0] + (f' (is it "{near}"?)' if near else ""))
    return f"it is named as {match.table}, and lacks: {', '.join(lacking)}" if lacking else "no row of headers was found in it"


def _unrecognised(sheet: Sheet, why: str, matches: list[_Match]) -> Unrecognised:
    best = max(matches, key=lambda match: len(match.columns), default=None)
    headers: list[str] = []
    if sheet.header is not None:
        headers = sheet.header
    elif best is not None and best.row is not None and len(best.columns) >= _CERTAIN:
        headers = list(_headers(sheet.cells.loc[best.row].to_numpy()).values())
    elif sheet.has_certain_header:
        headers = list(_headers(sheet.cells.iloc[0].to_numpy()).values())
    return Unrecognised(sheet.file, sheet.name, why, headers, len(sheet.cells) + len(sheet.torn))


def _found(sheet: Sheet, match: _Match, format: Format, own_roles: dict[str, str]) -> FoundTable:
    table = format.tables[match.table]
    headers = dict(enumerate(sheet.header)) if sheet.header is not None else _headers(sheet.cells.loc[match.row].to_numpy())
    used = {
        role: place
        for role, place in match.columns.items()
        if not table.columns[role].identifies and table.columns[role].type != "text"
    }
    _refuse_without_values(sheet, used)
    known = _known_headers(format.name)
    rows = sort_rows(sheet, match.row or 0, used, table, known)
    _refuse_two_of_one_name(sheet, rows.cells, headers, match.columns)
    cells = rows.cells[list(used.values())].set_axis(list(used), axis=1)
    for role, place in _second_columns(headers, match, table, own_roles):
        cells[role] = cells[role].where(cells[role].notna(), rows.cells[place])
    numbers = pa.array(cells.index, pa.int64()).cast(pa.large_string())
    places = pc.binary_join_element_wise(pa.scalar(sheet.place, numbers.type), numbers, pa.scalar("!", numbers.type))
    return FoundTable(
        match.table,
        sheet.file,
        sheet.name,
        match.row,
        {role: headers[place] for role, place in match.columns.items()},
        _unmatched(rows.cells, headers, set(match.columns.values())),
        cells,
        pd.Series(pd.array(places, dtype="str"), index=cells.index),
        [f"{sheet.place}!{row}" for row in rows.torn],
        {f"{sheet.place}!{row}": why for row, why in rows.skipped.items()},
    )


def _second_columns(headers: dict[int, str], match: _Match, table: TableSpec, own_roles: dict[str, str]) -> list[tuple[str, int]]:
    """Return (role, column) of what fills the empty cells of a particular of a person: a second column with a name of it."""
    others = {
        place: own for place, own in headers.items() if place not in match.columns.values() and fold_spaces(own) not in own_roles
    }
    return [
        (role, place)
        for role in (role for role in FILLED if role in match.columns)
        for place, own in others.items()
        if is_name(own, table.columns[role].names)
    ]


def _refuse_two_of_one_name(sheet: Sheet, cells: pd.DataFrame, headers: dict[int, str], columns: dict[str, int]) -> None:
    """Stop if a column in use has another of its name with other content: which of them is meant would be a guess."""
    for used in columns.values():
        for other, own in headers.items():
            alike = other not in columns.values() and fold_spaces(own) == fold_spaces(headers[used])
            if alike and cells[other].notna().any() and not cells[other].equals(cells[used]):
                raise BadInput(
                    "Two columns have the same name.",
                    where=f"{sheet.place}, columns {letters(used)} and {letters(other)}",
                    expected="one column of each name; two tables in two sheets",
                    do="rename one of them",
                )


def _unmatched(cells: pd.DataFrame, headers: dict[int, str], matched: set[int]) -> list[str]:
    """Return the columns without a role, by header or, if they have none, by letters."""
    others = [
        place for place in range(cells.shape[1]) if place not in matched and (place in headers or cells[place].notna().any())
    ]
    return [headers.get(place, f"column {letters(place)}, without a header") for place in others]


def letters(place: int) -> str:
    """Return a column's letters as a spreadsheet shows them: A for 0, AA for 26."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _refuse_without_values(sheet: Sheet, used: dict[str, int]) -> None:
    """Stop if cells of these columns would be read as empty although a value was meant."""

    def where(counts: dict[int, int]) -> str:
        return f"{sheet.place}, column {', '.join(letters(place) for place in sorted(counts))}"

    unvalued, broken = ({place: of[place] for place in used.values() if of.get(place)} for of in (sheet.unvalued, sheet.broken))
    if unvalued:
        count = sum(unvalued.values())
        raise BadInput(
            f"{count:,} cell{'s hold' if count > 1 else ' holds'} a formula and no value.",
            where=where(unvalued),
            expected="values that a spreadsheet program has worked out and saved",
            do="open the workbook in a spreadsheet program and save it as xlsx",
        )
    if broken:
        count = sum(broken.values())
        raise BadInput(
            f"{count:,} cell{'s hold' if count > 1 else ' holds'} an error, such as #REF!, and no value.",
            where=where(broken),
            expected="values; #N/A, where a formula finds nothing, is read as an empty cell",
            do="mend the formulas, or clear the cells if nothing belongs there, and save the workbook",
        )
