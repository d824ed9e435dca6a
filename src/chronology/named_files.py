"""Names of files, folders and sheets that look like those of people: they are warned of, and shown nowhere.

Pages and notes quote the names of files. A name is noticed if two words in turn, or an initial and a word, are none of this
package's or the vocabulary's own, or a title and such a word. It may be wrong both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pandas as pd

from .declared import package_words, words_of
from .joins import Join
from .plain_form import plain_form
from .reading.assemble import Chronology
from .vocabulary import Vocabulary

_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")  # JohnSmith
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_BETWEEN = re.compile(r"[ _.,&+-]{1,3}")
_SHORTEST = 3
_USUAL = frozenset(("spring", "summer", "autumn", "winter", "termly", "city", "borough", "county", "provisional", "example"))
_TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof")
Content = TypeVar("Content")


def names_of_people(folder: Path, sheets: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> dict[str, str]:
    """Return each part of a path, and each sheet, that looks like the name of a person, and what is shown in its place.

    Parameters
    ----------
    folder : the source folder.
    sheets : (file, sheet) of workbooks, in their order.
    vocabulary : its words are no names of people.
    """
    declared = package_words() | words_of([str(vocabulary)])
    shown: dict[str, str] = {}
    ordered = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for number, path in enumerate(map(PurePosixPath, ordered), start=1):
        parts = {path.stem: f"file {number}"} | dict.fromkeys(path.parts[:-1], f"the folder of file {number}")
        shown |= {part: alias for part, alias in parts.items() if part not in shown and is_of_a_person(part, declared)}
    for number, (file, sheet) in enumerate(sheets, start=1):
        if sheet not in shown and is_of_a_person(sheet, declared):
            shown[sheet] = f"sheet {number} of file {ordered.index(file) + 1}"
    return shown


def is_of_a_person(name: str, declared: frozenset[str]) -> bool:
    """Return whether the name of a file, folder or sheet looks like that of a person."""
    plain = _HUMPS.sub(" ", plain_form(name))
    neighbours = (pair for pair in pairwise(_WORD.finditer(plain)) if _BETWEEN.fullmatch(plain[pair[0].end() : pair[1].start()]))
    return any(_could_be_one(one[0], other[0], declared) for one, other in neighbours)


def _could_be_one(one: str, other: str, declared: frozenset[str]) -> bool:
    strange = [len(word) >= _SHORTEST and not words_of([word]) <= declared | _USUAL for word in (one, other)]
    initial = [len(word) == 1 and word.isupper() for word in (one, other)]
    return all(strange) or (any(strange) and any(initial)) or (one.lower() in _TITLES and strange[1])


def without_names(chronology: Chronology, shown: Mapping[str, str]) -> Chronology:
    """Return a chronology whose places, notes, joins and summary hold what is shown in place of names, and a warning for each."""
    if not shown:
        return chronology
    warnings = [
        f"WARNING: the name of {alias} (files counted in the order of their names) looks like that of a person, and is written "
        "in no table and on no page. If it is one, rename it."
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
