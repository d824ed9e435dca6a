"""Whose records have been kept as long as they may be: every dated record is from before a day."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..chronology.tables import read_table
from ..errors import BadInput
from .identify import CHILD
from .places import Project

_DATES = {
    "events": ("event_date", "known_date", "shared_date"),
    "households": ("start", "known_date", "end", "end_known_date"),
    "points": ("as_of",),
}


@dataclass(frozen=True)
class Expired:
    """The pseudonyms of those who leave, of how many children, and how many of these have no dated record."""

    children: frozenset[str]
    of: int
    undated: int


def older_than(project: Project, day: pd.Timestamp) -> Expired:
    """Return the children whose every dated record is from before `day`: events, stays in a home, supplied points.

    Raises
    ------
    BadInput : there is no chronology, or nobody would be left, as where the day is mistyped.
    """
    paths = {name: project.data.table(name) for name in ("children", *_DATES)}
    if missing := [str(path) for path in paths.values() if not path.is_file()]:
        raise BadInput("There is no chronology.", where=", ".join(missing), do="run: dvc repro source")
    everyone = set(read_table("children", paths["children"])[CHILD])
    dated, recent = set[str](), set[str]()
    for name, columns in _DATES.items():
        last = read_table(name, paths[name]).set_index(CHILD)[list(columns)].max(axis="columns").dropna()
        dated |= set(last.index)
        recent |= set(last.index[last >= day])
    children = frozenset((dated & everyone) - recent)
    if children and len(children) == len(dated & everyone):
        raise BadInput(
            "Nobody's records would be left. Nothing was changed.",
            where="--before",
            expected="a day on or before the last record of somebody",
            do="check the day; to end a project, remove its folder",
        )
    return Expired(children, len(everyone), len(everyone - dated))
