"""Names of files, folders, sheets and columns that could identify a person: they are warned of, and shown nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pandas as pd

from ..errors import BadInput
from .declared import found_by, words_of
from .joins import Join
from .names import could_identify, header_could_identify
from .reading.assemble import Chronology
from .vocabulary import Vocabulary

Content = TypeVar("Content")


def files_below(folder: Path) -> list[str]:
    """Return the paths of all files in a folder and its subfolders, in the order in which messages number them."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def names_of_people(
    folder: Path,
    sheets: Iterable[tuple[str, str]],
    vocabulary: Vocabulary,
    headers: Iterable[tuple[str, int, str]] = (),
) -> dict[str, str]:
    """Return each part of a path, each sheet and each header that could identify a person, and what is shown in its place.

    Parameters
    ----------
    folder : the source folder.
    sheets : (file, sheet) of workbooks, in their order.
    vocabulary : its words are no names of people.
    headers : (file, number of the column from 1, header).
    """
    own = words_of([str(vocabulary)])

    def of_somebody(test: Callable[[str, frozenset[str]], bool], name: str) -> bool:
        return bool(found_by(partial(test, name), own))

    shown: dict[str, str] = {}
    ordered = files_below(folder)
    for number, path in enumerate(map(PurePosixPath, ordered), start=1):
        parts = {path.stem: f"file {number}"} | dict.fromkeys(path.parts[:-1], f"the folder of file {number}")
        shown |= {part: alias for part, alias in parts.items() if part not in shown and of_somebody(could_identify, part)}
    for number, (file, sheet) in enumerate(sheets, start=1):
        if sheet not in shown and of_somebody(could_identify, sheet):
            shown[sheet] = f"sheet {number} of file {ordered.index(file) + 1}"
    for file, number, header in headers:
        if header not in shown and of_somebody(header_could_identify, header):
            shown[header] = f"column {number} of file {ordered.index(file) + 1}"
    return shown


@contextmanager
def names_hidden(folder: Path, vocabulary: Vocabulary) -> Iterator[None]:
    """Within it, a message that stops shows what `names_of_people` shows in place of the names of files and folders."""
    try:
        yield
    except BadInput as stop:
        shown = names_of_people(folder, [], vocabulary)
        what, where, expected, do = (_hidden(part, shown) for part in (stop.what, stop.where, stop.expected, stop.do))
        raise BadInput(what, where=where, expected=expected, do=do) from None


def without_names(chronology: Chronology, shown: Mapping[str, str]) -> Chronology:
    """Return a chronology whose places, notes, joins and summary hold what is shown in place of names, and a warning for each."""
    if not shown:
        return chronology
    warnings = [
        f"WARNING: the name of {alias} (files counted in the order of their names) looks like that of a person, or holds a "
        "number as long as those of persons. It is written in no table and on no page. If it says about whom it is, rename it."
        for alias in shown.values()
    ]
    extracts = _hidden(chronology.extracts, shown)
    if extracts:
        extracts["warnings"] = warnings + extracts["warnings"]
    events = chronology.tables["events"]
    return replace(
        chronology,
        tables={**chronology.tables, "events": events.assign(source_ref=_hidden_cells(events["source_ref"], shown))},
        quarantine=chronology.quarantine.assign(source_ref=_hidden_cells(chronology.quarantine["source_ref"], shown)),
        notes=warnings + _hidden(chronology.notes, shown),
        joins=[_hidden_join(join, shown) for join in chronology.joins],
        extracts=extracts,
    )


def _hidden(content: Content, shown: Mapping[str, str]) -> Content:
    """Return text, or JSON with its keys, with what is shown in place of names."""
    found: Any = content
    if isinstance(content, str):
        for name in sorted(shown, key=len, reverse=True):
            found = found.replace(name, shown[name])
    elif isinstance(content, dict):
        found = {_hidden(key, shown): _hidden(value, shown) for key, value in content.items()}
    elif isinstance(content, list):
        found = [_hidden(value, shown) for value in content]
    result: Content = found
    return result


def _hidden_cells(cells: pd.Series, shown: Mapping[str, str]) -> pd.Series:
    return cells.map({cell: _hidden(cell, shown) for cell in cells.dropna().unique()}).astype("str")


def _hidden_join(join: Join, shown: Mapping[str, str]) -> Join:
    hidden: Any = {field.name: _hidden(getattr(join, field.name), shown) for field in fields(join)}
    return replace(join, **hidden)
