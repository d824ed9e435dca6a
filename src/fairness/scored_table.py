"""Any table of scores, read for an audit: labels, flags, groups and families from columns that the user names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..chronology.reading.own_files import refuse_repeated
from ..errors import BadInput, nearest
from ..files import read_arrow
from ..models.capacity import Picked, highest
from ..models.groups import Groups
from .characteristics import LARGEST, UNKNOWN, Characteristic

MOST_GROUPS = 50
YES, NO = ("1", "1.0", "true", "yes"), ("0", "0.0", "false", "no")


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
    """Rows for `audit_figures`, their groups, and the number of rows left out because a value is missing.

    picked : who is picked out at a capacity; None where another rule says it.
    """

    rows: pd.DataFrame
    groups: Groups
    described: dict[str, Characteristic]
    left_out: int
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
    used = [*columns.groups, columns.label, columns.flagged, columns.score, columns.probability, columns.family]
    table = _read(path, dict.fromkeys(name for name in used if name))
    needed = [columns.label, columns.flagged or columns.score, columns.probability, columns.family]
    usable = table[[name for name in needed if name]].notna().all(axis=1)
    table = table[usable].reset_index(drop=True)
    if not len(table):
        raise BadInput("No row holds a label and a score.", where=str(path), do="name the columns that hold them")
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
        raise BadInput("A chance lies outside 0 to 1.", where=f"{path}: {columns.probability}", expected="chances from 0 to 1")
    groups = {name: _groups(table[name], path) for name in columns.groups}
    described = {name: _described(name, groups[name], references.get(name, LARGEST), path) for name in columns.groups}
    return Scored(rows, groups, described, int((~usable).sum()), picked)


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
    if not columns.groups:
        raise BadInput("No groups are named.", where="--groups", expected="one column, or several with commas between them")


def _read(path: Path, wanted: Collection[str]) -> pd.DataFrame:
    try:
        parquet = path.suffix.lower() == ".parquet"
        refuse_repeated(pq.read_schema(path).names if parquet else _first_row(path), str(path))  # pandas renames the second
        table = read_arrow(path).to_pandas() if parquet else pd.read_csv(path, dtype="str", keep_default_na=True)
    except FileNotFoundError:
        raise BadInput("The file of scores is missing.", where=str(path), do="check the path") from None
    except (OSError, ValueError, UnicodeDecodeError, pa.ArrowException):
        raise BadInput("The file of scores cannot be read.", where=str(path), expected="CSV in UTF-8, or Parquet") from None
    for name in wanted:
        if name not in table:
            near = nearest(name, map(str, table.columns))  # no list of them: without a header they are somebody's values
            do = f'did you mean "{near}"?' if near else "take the name from the first row of the file"
            raise BadInput("There is no such column.", where=f"{path}: {name}", do=do)
        if table[name].map(lambda cell: isinstance(cell, dict | list | set | bytes | np.ndarray)).any():
            raise BadInput(
                "A column holds lists, structures or bytes.",
                where=f"{path}: {name}",
                expected="one text, number or truth value in each cell",
                do="write the part that is meant to a column of its own",
            )
    return table


def _first_row(path: Path) -> list[str]:
    header = pd.read_csv(path, dtype="str", header=None, nrows=1)
    return [name for name in header.iloc[0] if isinstance(name, str)]


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
        )
    return text.isin(YES).to_numpy(bool)


def _numbers(column: pd.Series, path: Path) -> np.ndarray:
    values = pd.to_numeric(column, errors="coerce").to_numpy(float)
    wrong = ~np.isfinite(values)
    if wrong.any():
        where = f"{path}: column {column.name}, first in row {_row(pd.Series(wrong))}"
        raise BadInput(f"{int(wrong.sum()):,} rows hold no number.", where=where, expected="numbers; empty for not known")
    return values


def _row(wrong: pd.Series) -> int:
    """Return the number of the first such row, counted from 1 among the rows that can be used."""
    return int(np.flatnonzero(wrong.to_numpy())[0]) + 1


def _groups(column: pd.Series, path: Path) -> dict[str, np.ndarray]:
    code, names = pd.factorize(column.astype("str").where(column.notna(), UNKNOWN).to_numpy(object))
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
