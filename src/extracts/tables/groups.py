"""Which files belong together as one extract: told by folder, format, day and the matching report, never by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import combinations
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from ...chronology.reading.table_folders import name_of_table
from ..formats.specification import Format
from ..recognising.files import RecognisedFile
from ..recognising.found import FoundTable
from ..recognising.matching import Matching, Unclear

Group = tuple[Format, list[RecognisedFile]]
_SLICED = ("multi_agency",)  # records of events, which partners send in slices: by place, by year
_BY_CHANCE = 0.01  # of the rows of the smaller part: two parts can hold a few rows that read the same
_PART = re.compile(r"(?i)[\s_.(-]*(?:part|pt|no)?[\s_.-]*\d{1,3}(?:[\s_-]*of[\s_-]*\d{1,3})?\)?$")


def group_files(files: Iterable[RecognisedFile], matching: Matching) -> dict[str, Group]:
    """Return the files of each extract by its name: a workbook or census file alone, a folder's loose tables of one day together.

    The day and the order are those of the matching report, else the day in the file's name or the folders around it. A table
    without a day belongs to the only day in its folder.

    Raises
    ------
    Unclear : a table without a day lies among tables of several days, or a table is there twice, or in parts that share rows,
        and nothing says whether these are parts or extracts of different days.
    """
    groups: dict[str, Group] = {}
    for name, (form, members) in _by_folder(files).items():
        if len(members) == 1:
            groups[name] = (form, members)
            continue
        by_day = _by_day(members, matching)
        for key, of_day in by_day.items():
            _stop_if_twice(form, of_day, matching)
            groups[name if len(by_day) == 1 else f"{name}, {_in_words(*key)}"] = (form, of_day)
    return groups


def _by_folder(files: Iterable[RecognisedFile]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for file in files:
        if file.form is None:
            continue
        alone = len(file.sheets) != 1 or file.sheets[0].name != ""
        folder = PurePosixPath(file.name).parent.as_posix()
        name = file.name if alone else f"{file.form.name} in {'the folder' if folder == '.' else folder}"
        groups.setdefault(name, (file.form, []))[1].append(file)
    return groups


Key = tuple[pd.Timestamp | None, int | None]


def _by_day(members: list[RecognisedFile], matching: Matching) -> dict[Key, list[RecognisedFile]]:
    """Return the files of each day and order."""
    days = {file.name: _day(file, matching) for file in members}
    known = sorted({day for day in days.values() if day is not None})
    undated = [name for name, day in days.items() if day is None]
    if undated and len(known) > 1:
        raise Unclear(
            "Tables without a day lie among tables of several days, and nothing says to which day they belong.",
            where="\n            ".join(undated),
            expected="a day in the name of each file (2024-03-31), or a folder for each day",
            mend="give each of them an extract_date",
            blank={name: ["extract_date"] for name in undated},
        )
    found: dict[Key, list[RecognisedFile]] = {}
    for file in members:
        day = days[file.name] or (known[0] if known else None)
        found.setdefault((day, matching.of(file.name).order), []).append(file)
    return found


def _day(file: RecognisedFile, matching: Matching) -> pd.Timestamp | None:
    corrected = matching.of(file.name).extract_date
    return pd.Timestamp(corrected).as_unit("s") if corrected else file.stated.day


def _in_words(day: pd.Timestamp | None, order: int | None) -> str:
    return " ".join([f"{day:%Y-%m-%d}" if day is not None else "without a day", *([f"({order})"] if order is not None else [])])


def _stop_if_twice(form: Format, members: list[RecognisedFile], matching: Matching) -> None:
    """Stop if a table is in several files that are no parts or hold the same rows, unless the report gives them one order."""
    holders: dict[str, list[FoundTable]] = {}
    for found in (found for file in members for found in file.tables):
        holders.setdefault(found.table, []).append(found)
    for table, held in holders.items():
        names = [found.file for found in held]
        if len(names) == 1 or all(matching.of(name).order is not None for name in names):
            continue
        parts = form.name in _SLICED or len({_PART.sub("", name_of_table(name)) for name in names}) == 1
        if not parts or _overlap(held):
            raise Unclear(
                f"The table {table} is in several files of one folder, and nothing says which of them is the later.",
                where="\n            ".join(names),
                expected="a day in the name of each file (2024-03-31), or parts of one table that have no row in common",
                mend="give each of them an extract_date or an order (1 for the earliest; parts of one table have the same)",
                blank={name: ["extract_date", "order"] for name in names},
            )


def _overlap(held: list[FoundTable]) -> bool:
    """Return whether two of these tables hold the same rows in part, as extracts of two days do: copies are no two extracts."""
    roles = sorted(set.intersection(*(set(found.cells.columns) for found in held)))
    rows = [np.unique(pd.util.hash_pandas_object(found.cells[roles].astype("str"), index=False).to_numpy()) for found in held]
    for one, other in combinations(rows, 2):
        shared = np.intersect1d(one, other, assume_unique=True).size
        if shared < max(one.size, other.size) and shared > _BY_CHANCE * min(one.size, other.size):
            return True
    return False
