"""Any table of scores, read for an audit: labels, flags, groups and families from columns that the user names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..chronology.reading.cells import as_text
from ..chronology.reading.ids import PLACEHOLDERS, alike, clean_ids
from ..chronology.reading.own_files import OwnFile, read_own_file
from ..errors import BadInput, nearest
from ..models.capacity import Picked, highest
from ..models.groups import Groups
from .characteristics import LARGEST, UNKNOWN, Characteristic

MOST_GROUPS = 50
YES, NO = ("1", "1.0", "true", "yes"), ("0", "0.0", "false", "no")
EMPTY = ("NA", "<NA>", "N/A", "#N/A", "NAN", "NULL")  # what programs write for an empty cell; "None" may be a group


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns. Either `flagged`, or `score` with a capacity (a share of the rows) or a threshold."""

    groups: Sequence[str]
    label: str
    flagged: str | None = None
    score: str | None = None
    capacity: float | None = None
    threshold: float | None = None
    probability: str | None = None
    family: str | None = None


@dataclass(frozen=True)
class Scored:
    """Rows for `audit_figures`, and their groups.

    left_out : rows without a label, a score, a chance or a family. torn : rows of a CSV file with more or fewer cells than the
    first row, which are left out too. repeated : rows that repeat another in every column, where each row has an id; they count.
    alike : by column, identifiers of families or groups that differ from another only in letter case, spaces or zeros in front.
    picked : who is picked out at a capacity; None where another rule says it.
    """

    rows: pd.DataFrame
    groups: Groups
    described: dict[str, Characteristic]
    left_out: int
    torn: int
    repeated: int
    alike: dict[str, int]
    picked: Picked | None


def read_scored(path: Path, columns: Columns, references: Mapping[str, str]) -> Scored:
    """Read a CSV or Parquet file of scores.

    Parameters
    ----------
    references : by column of groups, the group that others are compared with; the largest where none is given.

    Raises
    ------
    BadInput : the file, a column or a value is not what was expected. It names columns and rows, never a cell's value.
    """
    _check_selection(columns)
    return scored_rows(read_own_file(path.parent, path.name), columns, references, path)


def scored_rows(own: OwnFile, columns: Columns, references: Mapping[str, str], path: Path) -> Scored:
    """Return what a table of scores holds; `path` is what messages call it. See `read_scored`."""
    _check_selection(columns)
    used = [*columns.groups, columns.label, columns.flagged, columns.score, columns.probability, columns.family]
    _check_columns(own.cells, path, dict.fromkeys(name for name in used if name))
    table = _without_words_for_nothing(own.cells, columns)
    needed = [columns.label, columns.flagged or columns.score, columns.probability, columns.family]
    usable = table[[name for name in needed if name]].notna().all(axis=1)
    table = table[usable]
    if not len(table):
        raise BadInput(
            "No row holds all that an audit needs.",
            where=f"{path}: {', '.join(name for name in needed if name)}",
            expected="rows with a value in each of these columns",
            do="name the columns that hold them",
        )
    picked = _at_capacity(table, columns, path)
    flagged = picked.rows if picked else _flags(table, columns, path)
    rows = pd.DataFrame({"label": _yes_no(table[columns.label], path).astype(int), "flagged": flagged})
    if picked:
        rows["chance"] = picked.chance
    rows["family"] = pd.factorize(table[columns.family])[0] if columns.family else np.arange(len(table))
    for name, column in (("score", columns.score), ("probability", columns.probability)):
        if column:
            rows[name] = _numbers(table[column], path)
    if columns.probability and not rows["probability"].between(0, 1).all():
        raise BadInput(
            "A chance lies outside 0 to 1.",
            where=f"{path}: {columns.probability}",
            expected="chances from 0 to 1",
            do="divide per cent by 100, or name the column that holds chances",
        )
    groups = {name: _groups(table[name], path) for name in columns.groups}
    described = {name: _described(name, groups[name], references.get(name, LARGEST), path) for name in columns.groups}
    names = {name: alike(pd.Series(list(members), dtype="str")) for name, members in groups.items()}
    if columns.family:
        names[columns.family] = alike(table[columns.family])
    close = {name: number for name, number in names.items() if number}
    return Scored(rows, groups, described, int((~usable).sum()), len(own.torn), _repeated(own), close, picked)


def _check_selection(columns: Columns) -> None:
    cuts = [cut for cut in (columns.capacity, columns.threshold) if cut is not None]
    by_score = columns.score is not None and len(cuts) == 1 and columns.flagged is None
    if not (by_score or (columns.flagged is not None and not cuts)):
        raise BadInput(
            "Which rows are picked out is not clear.",
            where="--flagged, --score, --capacity, --threshold",
            expected="--flagged COLUMN; or --score COLUMN with either --capacity SHARE or --threshold NUMBER",
        )
    if columns.capacity is not None and not 0 < columns.capacity < 1:
        raise BadInput("The capacity is no share.", where="--capacity", expected="a number between 0 and 1, such as 0.1")
    if columns.threshold is not None and not np.isfinite(columns.threshold):
        raise BadInput("The threshold is no number.", where="--threshold", expected="a score, such as 0.3")
    if not columns.groups:
        raise BadInput("No groups are named.", where="--groups", expected="one column, or several with commas between them")


def _check_columns(table: pd.DataFrame, path: Path, wanted: Collection[str]) -> None:
    for name in wanted:
        if name not in table:
            near = nearest(name, map(str, table.columns))  # no list of them: without a header they are somebody's values
            do = f'did you mean "{near}"?' if near else "take the name from the first row of the file"
            raise BadInput("There is no such column.", where=f"{path}: {name}", expected="a column of the table", do=do)
        if table[name].map(lambda cell: isinstance(cell, dict | list | set | bytes | np.ndarray)).any():
            raise BadInput(
                "A column holds lists, structures or bytes.",
                where=f"{path}: {name}",
                expected="one text, number or truth value in each cell",
                do="write the part that is meant to a column of its own",
            )


def _without_words_for_nothing(table: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Return the table with empty cells where a word or number stands for nothing; in groups only what programs write so."""
    cells = {}
    for name in filter(None, (columns.label, columns.flagged, columns.score, columns.probability)):
        cells[name] = table[name].mask(_upper(table[name]).isin(list(PLACEHOLDERS)))
    if columns.family:
        cells[columns.family] = _families(table[columns.family])
    for name in columns.groups:
        text = as_text(table[name])
        cells[name] = text.mask(_upper(text).isin(EMPTY))
    return table.assign(**cells)


def _families(cells: pd.Series) -> pd.Series:
    """Return identifiers; -1, 0 or NULL is none where several rows have it, and would make one family of strangers."""
    text = as_text(cells)
    return clean_ids(cells).fillna(text.mask(text.duplicated(keep=False)))


def _upper(cells: pd.Series) -> pd.Series:
    return cells.astype("str").str.upper().str.replace(" ", "")


def _repeated(own: OwnFile) -> int:
    """Return how many rows repeat another in every column; 0 where no column tells rows apart, so that rows may well be equal."""
    rows = own.cells.astype("str")
    repeated = rows.duplicated()
    once = rows[~repeated]
    has_ids = len(once) < len(rows) and any(column.is_unique for _, column in once.items())
    return int(repeated.sum()) if has_ids else 0


def _at_capacity(table: pd.DataFrame, columns: Columns, path: Path) -> Picked | None:
    return None if columns.capacity is None else highest(_numbers(table[str(columns.score)], path), columns.capacity)


def _flags(table: pd.DataFrame, columns: Columns, path: Path) -> np.ndarray:
    if columns.flagged:
        return _yes_no(table[columns.flagged], path)
    return _numbers(table[str(columns.score)], path) >= float(columns.threshold or 0)


def _yes_no(column: pd.Series, path: Path) -> np.ndarray:
    text = column.astype("str").str.strip().str.lower()
    wrong = ~text.isin([*YES, *NO])
    if wrong.any():
        raise BadInput(
            f"{int(wrong.sum()):,} rows hold something other than yes or no.",
            where=f"{path}: column {column.name}, first in row {_row(wrong)}",
            expected="1 or 0, true or false, yes or no; empty for not known",
            do="name the column that holds them, or write them so",
        )
    return text.isin(YES).to_numpy(bool)


def _numbers(column: pd.Series, path: Path) -> np.ndarray:
    values = pd.to_numeric(column, errors="coerce").to_numpy(float)
    wrong = ~np.isfinite(values)
    if wrong.any():
        raise BadInput(
            f"{int(wrong.sum()):,} rows hold no number.",
            where=f"{path}: column {column.name}, first in row {_row(pd.Series(wrong, column.index))}",
            expected="numbers with a point and without a sign for per cent; empty for not known",
            do="name the column that holds them, or write them so",
        )
    return values


def _row(wrong: pd.Series) -> int:
    """Return the number of the first such row, as `OwnFile` numbers them."""
    return int(wrong.index[wrong][0])


def _groups(column: pd.Series, path: Path) -> dict[str, np.ndarray]:
    code, names = pd.factorize(column.fillna(UNKNOWN).to_numpy(object))
    different = sorted(names, key=lambda name: (name == UNKNOWN, name))
    if not 2 <= len(different) <= MOST_GROUPS:
        raise BadInput(
            f"A column of groups holds {len(different):,} different values.",
            where=f"{path}: {column.name}",
            expected=f"2 to {MOST_GROUPS} groups",
            do="name a column that tells groups of people, and put values together where there are too many",
        )
    place = {name: number for number, name in enumerate(names)}
    return {name: code == place[name] for name in different}


def _described(name: str, groups: Mapping[str, np.ndarray], reference: str, path: Path) -> Characteristic:
    if reference != LARGEST and reference not in groups:
        raise BadInput(
            "The group to compare with is not there.",
            where=f"--reference {name}=..., {path}: {name}",
            expected="one of the values of that column",
        )
    why = "The largest group is told most exactly." if reference == LARGEST else "It was named as such."
    return Characteristic.model_validate(
        {
            "title": name,
            "from": "column",
            "question": "all",
            "source": "A column of the table.",
            "groups": {each: "Not recorded" if each == UNKNOWN else each for each in groups},
            "reference": reference,
            "why": why,
            "cannot_tell": "Who was put into which group, and by whom, the table does not say.",
        }
    )
