"""Sorting the rows under a header: those to keep, those that cannot be split into cells, and those without content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...chronology.reading.ids import clean_ids
from ..files.sheets import Sheet
from ..formats.specification import TableSpec
from .names import fold_name

HEADER_AGAIN = "the header again"
TOTALS = "a totals row"
NO_IDENTIFIER = "no identifier"
ONLY_IDENTIFIER = "only an identifier"
ANOTHER_TABLE = "under the header of another table in the sheet"

_REASONS = ("", HEADER_AGAIN, TOTALS, NO_IDENTIFIER, ONLY_IDENTIFIER, ANOTHER_TABLE)
_TOTALS = r"(?i)\W*(?:(?:grand|sub)[\s-]*)?(?:totals?|count|sum|average|mean)\b.*"
_MOST_PIECES = 20  # into which line breaks may split one row
_TOTAL = r"(?i)\W*(?:(?:grand|sub)[\s-]*)?totals?\W*"
_WORD_OF_TOTALS = "total|count|sum|average|mean"
_FIGURE = r"\d"
_FIRST_CELLS = 3  # where a totals row has the word "total"


@dataclass(frozen=True)
class SortedRows:
    """Rows to keep, the numbers of torn rows, and by number why a row was left out."""

    cells: pd.DataFrame
    torn: list[int]
    skipped: dict[int, str]


def sort_rows(sheet: Sheet, header_row: int, used: dict[str, int], table: TableSpec, known: frozenset[str]) -> SortedRows:
    """Sort the rows under `header_row` (0: all rows).

    Parameters
    ----------
    used : the column number of each role.
    known : the headers of all tables of the format, folded: where one of them stands for an identifier, another table begins.
    """
    cells = sheet.below(header_row)
    torn = [row for row in sheet.torn if row > header_row]
    if sheet.widths is not None:
        width = int(sheet.widths[sheet.cells.index.get_loc(header_row)])
        ragged = _ragged(cells, sheet.widths[len(sheet.widths) - len(cells) :], width)
        torn = sorted([*torn, *cells.index[ragged]])
        cells = cells[~ragged] if ragged.any() else cells
    reasons = _reasons(sheet, cells, header_row, used, table, known)
    left_out = reasons > 0
    skipped = {int(row): _REASONS[why] for row, why in zip(cells.index[left_out], reasons[left_out], strict=True)}
    return SortedRows(cells[~left_out] if skipped else cells, [int(row) for row in torn], skipped)


def _ragged(cells: pd.DataFrame, widths: np.ndarray, width: int) -> np.ndarray:
    """Return which rows of a CSV file are torn, because they have more or fewer cells than its header.

    Empty cells at the end are ignored: programs add them, and spreadsheets leave them out, block by block. Torn are a row
    with a separator in a cell (too many cells) and a row split by a line break (the parts add up to one row).
    """
    if len(widths) and (usual := int(np.bincount(widths).argmax())) > width:
        width = usual  # the last column has no header
    ragged = np.zeros(len(widths), dtype=bool)
    wide = np.flatnonzero(widths > width)
    if len(wide):
        ragged[wide] = cells.iloc[wide, width:].notna().any(axis=1).to_numpy()
    _mark_torn_lines(ragged, widths, cells.index.to_numpy(), width)
    return ragged


def _mark_torn_lines(ragged: np.ndarray, widths: np.ndarray, numbers: np.ndarray, width: int) -> None:
    """Mark runs of consecutive short rows that add up to one row of `width` cells.

    A run begins with two cells or more: if a line break splits the first cell, the rest is a row of full width.
    """
    short = np.flatnonzero(widths < width)
    start = 0
    while start < len(short):
        end, more = start, int(widths[short[start]]) - 1
        while 0 < more < width - 1 and end - start < _MOST_PIECES and _adjoin(short, numbers, end):
            if more + widths[short[end + 1]] > width:
                break
            end += 1
            more += int(widths[short[end]]) - 1
        torn = more == width - 1 and end > start and not _block(widths, short, numbers, start)
        if torn:
            ragged[short[start : end + 1]] = True
        start = end + 1 if torn else start + 1


def _adjoin(short: np.ndarray, numbers: np.ndarray, place: int) -> bool:
    """Return whether the next short row directly follows this one, in the file as well."""
    if place + 1 == len(short):
        return False
    this, following = short[place], short[place + 1]
    return bool(following == this + 1 and numbers[following] == numbers[this] + 1)


def _block(widths: np.ndarray, short: np.ndarray, numbers: np.ndarray, start: int) -> bool:
    """Return whether the row is in a block of three or more equally short rows, as spreadsheets write them."""
    width, first, last = widths[short[start]], start, start
    while first > 0 and _adjoin(short, numbers, first - 1) and widths[short[first - 1]] == width and last - first < 2:
        first -= 1
    while _adjoin(short, numbers, last) and widths[short[last + 1]] == width and last - first < 2:
        last += 1
    return last - first >= 2


def _reasons(
    sheet: Sheet, cells: pd.DataFrame, header_row: int, used: dict[str, int], table: TableSpec, known: frozenset[str]
) -> np.ndarray:
    """Return for each row the place in `_REASONS` of why it is left out; 0 for rows to keep."""
    reasons = np.zeros(len(cells), dtype=np.int8)
    ids = {role: place for role, place in used.items() if table.columns[role].type == "id"}
    needed = [place for role, place in ids.items() if role in table.requires] or list(ids.values())[:1]
    if not needed or cells.empty:
        return reasons

    def leave_out(rows: pd.Series, why: str) -> None:
        reasons[rows.to_numpy(dtype=bool)] = _REASONS.index(why)

    if set(table.requires) - set(ids):  # in a table of identifiers alone, such as families, they are the content
        others = cells.drop(columns=[*ids.values()])
        leave_out(~others.notna().any(axis=1), ONLY_IDENTIFIER)
    for place in needed:
        leave_out(clean_ids(cells[place]).isna(), NO_IDENTIFIER)
    if header_row:
        header = sheet.cells.loc[header_row, list(used.values())]
        first = _text(cells[needed[0]])
        again = first == header[needed[0]]
        if again.any():
            again[again] = (cells.loc[again, list(used.values())] == header).all(axis=1)
            leave_out(again, HEADER_AGAIN)
        leave_out(_from_another_header(first.mask(again) if again.any() else first, known) & ~again, ANOTHER_TABLE)
    leave_out(_totals(cells, needed[0]), TOTALS)
    return reasons


def _from_another_header(ids: pd.Series, known: frozenset[str]) -> pd.Series:
    """Return which rows stand at or below a header in the place of an identifier."""
    words = ids[ids.notna() & ~ids.str.contains(_FIGURE, na=True)]
    headers = [word for word in words.unique() if fold_name(word) in known]
    first = words.index[words.isin(headers)][0] if headers else np.inf
    return pd.Series(ids.index >= first, index=ids.index)


def _text(cells: pd.Series) -> pd.Series:
    if cells.dtype == "str":
        return cells
    return cells.where(cells.map(lambda value: isinstance(value, str))).astype("str")


def _totals(cells: pd.DataFrame, place: int) -> pd.Series:
    named = _reads_as(_text(cells[place]), _TOTALS)
    if place > 0:  # a child's identifier would be the number that is totalled
        named |= _reads_as(_text(cells[cells.columns[0]]), _TOTAL)
    without = cells[cells[place].isna()]
    first = pd.Series(index=without.index, dtype="str")
    for column in cells.columns[:_FIRST_CELLS]:
        first = first.fillna(_text(without[column]))
    named[without.index[_reads_as(first, _TOTALS)]] = True
    return named


def _reads_as(cells: pd.Series, pattern: str) -> pd.Series:
    """Return which cells (dtype str) are wholly of a pattern of totals: it is slow, so it is tried where such a word stands."""
    found = cells.str.contains(_WORD_OF_TOTALS, case=False, na=False)
    if found.any():
        found[found] = cells[found].str.fullmatch(pattern)
    return found
