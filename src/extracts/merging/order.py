"""The order in which extracts tell what they hold: by their day, then by what they state; a name never decides."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import pandas as pd

from ..facts.people import NOT_RECORDED
from ..formats.specification import PERSON
from ..tables.extract import Extract

_EVERY_VALUE_COUNTS = ("child", "disability", "family")  # nothing of these is overruled by a later extract


def places_in_order(extracts: Iterable[Extract]) -> dict[str, int]:
    """Return the place of each extract (by name) among those of its source, from 0; one place for those that nothing orders."""
    places: dict[str, int] = {}
    ordered = sorted(extracts, key=lambda extract: (extract.form.name, extract.date))
    for _, of_source in groupby(ordered, key=lambda extract: extract.form.name):
        place = 0
        for _, of_day in groupby(of_source, key=lambda extract: extract.date):
            same_day = list(of_day)
            keys = [_common(extract, same_day) for extract in same_day]
            ranks = {key: place + rank for rank, key in enumerate(sorted(set(keys)))}
            places |= {extract.name: ranks[key] for extract, key in zip(same_day, keys, strict=True)}
            place += len(ranks)
    return places


def _common(extract: Extract, same_day: list[Extract]) -> tuple[Any, ...]:
    """Return of an extract's sequence what all extracts of the day have: with one that lacks it they cannot be compared."""
    known = [all(other.sequence[number] is not None for other in same_day) for number in range(len(extract.sequence))]
    return tuple(value for value, comparable in zip(extract.sequence, known, strict=True) if comparable)


def undecided_facts(versions: pd.DataFrame) -> set[str]:
    """Return the extracts that tell a fact differently although nothing orders them.

    Parameters
    ----------
    versions : rows in order, each with other content than the row before; columns `fact` (its number), `place_in_order`,
        `extract`.
    """
    before = versions.groupby("fact", sort=False)[["place_in_order", "extract"]].shift()
    tied = (before["place_in_order"] == versions["place_in_order"]) & (before["extract"] != versions["extract"])
    return {*versions.loc[tied, "extract"], *before.loc[tied, "extract"]}


def undecided_people(people: pd.DataFrame) -> set[str]:
    """Return the extracts that tell a person's particulars differently although nothing orders them.

    What one of them does not record is no difference.

    Parameters
    ----------
    people : rows about people, the preferred first: child_id, roles of a person, `precedence`, `place_in_order`, `extract`.
    """
    found: set[str] = set()
    if people["extract"].nunique() < 2:
        return found
    for role in (name for name in PERSON if name in people and name not in _EVERY_VALUE_COUNTS):
        known = people[role].notna() & (people[role] != NOT_RECORDED)
        rows = people[known].drop_duplicates(["child_id", "extract"])
        first = rows.groupby("child_id", sort=False)[["precedence", "place_in_order"]].transform("first")
        rows = rows[(first == rows[["precedence", "place_in_order"]]).all(axis=1)]
        found |= set(rows.loc[rows.groupby("child_id", sort=False)[role].transform("nunique") > 1, "extract"])
    return found
