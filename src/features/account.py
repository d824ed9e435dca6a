"""The account beside a file of features: how many rows of one table found theirs in another, and how cells were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ..chronology.joins import Join
from ..errors import BadInput
from ..files import read_json, sha256, write_json
from .engine.matrix import KEYS

_MOST_NAMED = 5


def write_account(
    features: Path, joins: Iterable[Join], notes: Iterable[str] = (), made_with: Mapping[str, str] | None = None
) -> Path:
    """Write the account of a file of features beside it (.json), with the SHA-256 of that file; return the path.

    Parameters
    ----------
    made_with : view, and catalogue_sha256 (`models.registered.catalogue_hash`), as a model's manifest has them.
    """
    path = features.with_suffix(".json")
    about = {"features_sha256": sha256(features), "joins": [join.plain() for join in joins], "notes": list(notes)}
    write_json(path, about | dict(made_with or {}))
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


def read_account(features: Path) -> dict[str, Any]:
    """Return the account beside a file of features; empty if there is none, or it belongs to other features."""
    path = features.with_suffix(".json")
    try:
        account: Any = read_json(path) if path.is_file() else {}
        return account if account.get("features_sha256") == sha256(features) else {}
    except (BadInput, AttributeError):  # somebody else's file of that name
        return {}


def contacts_join(account: Mapping[str, Any]) -> Join | None:
    """Return the join of the contacts with the children of the chronology, as an account gives it; None if it does not."""
    try:
        (found,) = (join for join in account["joins"] if join["rows_of"] == "points")
        return Join(**{name: value for name, value in found.items() if name != "rate"})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def check_made_with(account: Mapping[str, Any], view: str, catalogue_sha256: str, where: str) -> None:
    """Stop where an account says that features are of another view, or of another catalogue under the same names.

    Raises
    ------
    BadInput : with `where`, the file of the features.
    """
    if account.get("view", view) != view:
        raise BadInput(
            "The features are of another view than the model.",
            where=f"{where}: --view {account['view']}",
            expected=f"--view {view}",
            do="write them again: neglect-triage features",
        )
    if account.get("catalogue_sha256", catalogue_sha256) != catalogue_sha256:
        raise BadInput(
            "The features were computed with another catalogue or vocabulary than the model's, under the same names.",
            where=where,
            expected="the catalogue of the model",
            do="compute the features with the catalogue of the model",
        )
