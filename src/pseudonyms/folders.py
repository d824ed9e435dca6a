"""Writing pseudonymised tables to one folder, and what must stay inside the boundary to another, without overwriting."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..chronology.identifiers import refuse_identifiers
from ..chronology.reading.distinct import all_match
from ..chronology.reading.own_files import OwnFile
from ..chronology.tables import tables, write_table
from ..errors import BadInput
from ..files import atomic_folders, csv_for_people
from .hashing import PSEUDONYM

TABLES = ("events", "event_codes", "children", "households", "protected", "points", "coverage")


def check_folders(source: Path, out: Path, inside: Path, key: Path | None) -> None:
    """Stop if the tables would be written next to what must stay inside, or would overwrite other files.

    Parameters
    ----------
    source : the folder of the records.
    out : the folder for the pseudonymised tables.
    inside : the folder for what stays inside the boundary.
    key : the file of the key, if there is one.

    Raises
    ------
    BadInput : naming the folders.
    """
    separate = {"the source folder": source, "the folder for what stays inside": inside} | ({"the key": key} if key else {})
    for what, place in separate.items():
        one, other = out.resolve(), place.resolve()
        if one == other or one in other.parents or other in one.parents:
            raise BadInput(
                "The folder for the pseudonymous tables has to lie apart from all that stays inside.",
                where=f"{out} and {what}: {place}",
                do="name another folder for the tables, which holds nothing else",
            )
    if source.resolve() in (inside.resolve(), *inside.resolve().parents):
        raise BadInput(
            "What stays inside would come to lie among the records, and be read as one of them.",
            where=f"{source} and {inside}",
            do="name another folder with --inside",
        )
    names = {f"{name}.parquet" for name in TABLES}
    if out.exists() and (not out.is_dir() or {path.name for path in out.iterdir()} - names):
        raise BadInput(
            "The folder for the pseudonymous tables holds something else, which would be lost.",
            where=str(out),
            expected="a folder that is new, empty, or holds the tables of an earlier run alone",
            do="name another folder",
        )


def write_tables(frames: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Write the canonical tables, all or none, if the pipeline would accept them.

    Raises
    ------
    BadInput : a column still holds what looks like an identifier; nothing is written.
    """
    filled = {name: frames[name] for name in TABLES if len(frames[name])}
    try:
        refuse_identifiers([OwnFile(f"{name}.parquet", _words_of_others(name, frame)) for name, frame in filled.items()], [])
    except BadInput as error:
        raise BadInput(
            error.what,
            where=f"a table that was about to be written: {error.where}",
            expected=error.expected,
            do="mend that column in the records: names of sources, areas, periods and strata are taken over as they stand",
        ) from None
    with atomic_folders(out.parent / f".{out.name}.partial", [out]) as scratch:
        for name, frame in filled.items():
            write_table(frame, name, scratch / out.name / f"{name}.parquet")


def _words_of_others(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a table that hold text, without those that hold nothing but pseudonyms."""
    texts = frame[[column for column, kind in tables()[name].columns.items() if kind.type == "text"]]
    return texts[[column for column in texts if not all_match(texts[column], PSEUDONYM)]]


def write_inside(folder: Path, frames: Mapping[str, pd.DataFrame], summary: Mapping[str, Any]) -> None:
    """Write tables (CSV) and the summary (JSON) for the key's owner only: a folder of mode 0700, files of mode 0600."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    texts = {f"{name}.csv": csv_for_people(frame) for name, frame in frames.items()}
    texts["account.json"] = json.dumps(summary, indent=1, sort_keys=True) + "\n"
    for name, text in texts.items():
        partial = folder / f".{name}.partial"
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(partial, folder / name)
