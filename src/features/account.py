"""The account beside a file of features: how many rows of one table found theirs in another, and how cells were read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ..chronology.joins import Join
from ..errors import BadInput
from ..files import read_json, sha256, write_json
from .engine.matrix import KEYS

_MOST_NAMED = 5


def write_account(features: Path, joins: Iterable[Join], notes: Iterable[str] = ()) -> Path:
    """Write joins and notes beside a file of features (.json), with the SHA-256 of that file; return the path."""
    path = features.with_suffix(".json")
    write_json(path, {"features_sha256": sha256(features), "joins": [join.plain() for join in joins], "notes": list(notes)})
    return path


def unknown_for_all(features: Path) -> list[str]:
    """Return a line on the features in a file that are unknown in every row, a warning if all of them are; else none."""
    file = pq.ParquetFile(features).metadata
    names = [name for name in file.schema.names if name not in KEYS]
    groups = [file.row_group(number) for number in range(file.num_row_groups)]
    empty = [
        name
        for place, name in enumerate(file.schema.names)
        if name in names and sum(group.column(place).statistics.null_count for group in groups) == file.num_rows
    ]
    if not empty:
        return []
    all_of_them = len(empty) == len(names)
    named = "" if all_of_them else f" ({', '.join(empty[:_MOST_NAMED])}{' and others' * (len(empty) > _MOST_NAMED)})"
    return [
        f"{'WARNING: ' * all_of_them}{len(empty):,} of {len(names):,} features are unknown in every row{named}: no table covers "
        "the days that they look at."
    ]


def contacts_join(features: Path) -> Join | None:
    """Return the join of the contacts in a file of features with the children of the chronology, as its account gives it.

    None if there is no account, or it belongs to other features.
    """
    path = features.with_suffix(".json")
    try:
        account: Any = read_json(path) if path.is_file() else {}
        if account.get("features_sha256") != sha256(features):
            return None
        (found,) = (join for join in account["joins"] if join["rows_of"] == "points")
        return Join(**{name: value for name, value in found.items() if name != "rate"})
    except (BadInput, ValueError, TypeError, KeyError, AttributeError):  # somebody else's file of that name
        return None
