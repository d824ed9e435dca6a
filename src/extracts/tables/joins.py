"""How many rows of an extract find theirs in another table of it, and how many rows of a crosswalk find a child."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from ...chronology.joins import Join, join_of
from ...chronology.reading.ids import clean_ids
from .extract import Extract
from .links import read_crosswalk
from .typed import TypedTable

_PEOPLE, _FAMILIES = "person", "family"
_NONE = pd.Series(dtype="str")


def joins_in(extract: Extract) -> list[Join]:
    """Return every join inside an extract: what a table brings to another, and children with its people and families."""
    joins = []
    for giver in extract.tables:
        for taker, spec in extract.form.tables.items():
            for key in (item.key for item in spec.brings if item.table == giver.table and item.key in giver.cells):
                there = _keys(extract.tables, taker, key)
                # A running number of the reader's own cannot miss; a table with facts of its own does not need the other.
                if giver.spec.columns[key].names and (len(there) or not giver.spec.facts):
                    joins.append(join_of(extract.name, giver.spec.says, spec.says, key, giver.cells[key], there))
    about = [table for table in extract.tables if "child" in table.cells and table.table != _PEOPLE]
    people, families = (_keys(extract.tables, name, "child") for name in (_PEOPLE, _FAMILIES))
    if len(people):
        joins += [join_of(extract.name, table.spec.says, "people", "child", table.cells["child"], people) for table in about]
    recorded = [table.cells["child"].dropna() for table in about if table.spec.facts]
    if len(families) and recorded:
        children = pd.concat(recorded).drop_duplicates()
        joins.append(join_of(extract.name, "children with records", "families", "child", children, families))
    return joins


def keys_of_several_children(extract: Extract) -> list[str]:
    """Return a note for each join in which a key names rows of several children, so that each gets what it brings."""
    notes = []
    for taker in extract.tables:
        for item in taker.spec.brings if "child" in taker.cells else []:
            if (
                item.key in taker.cells
                and taker.spec.columns[item.key].names
                and len(_keys(extract.tables, item.table, item.key))
            ):
                children = taker.cells.dropna(subset=item.key).groupby(item.key)["child"].nunique()
                if number := int((children > 1).sum()):
                    notes.append(
                        f"{extract.name}: in {taker.spec.says}, {number:,} values of {item.key} belong to several children. What "
                        f"{extract.form.tables[item.table].says} hold for one counts for each of them."
                    )
    return notes


def _keys(tables: Iterable[TypedTable], name: str, key: str) -> pd.Series:
    """Return the keys of all tables with a name; empty if there is none."""
    keys: pd.Series = pd.concat([_NONE, *(table.cells[key] for table in tables if table.table == name and key in table.cells)])
    return keys


def crosswalk_joins(path: Path | None, extracts: Iterable[Extract]) -> list[Join]:
    """Return for each source in a crosswalk how many of its rows name a child of that source, or the reverse if it has more."""
    crosswalk = read_crosswalk(path)
    held: dict[str, list[pd.Series]] = {}
    for extract in (extract for extract in extracts if extract.form.name in crosswalk):
        cells = [found.cells["child"] for found in extract.found if "child" in found.cells]
        held.setdefault(extract.form.name, []).extend(map(clean_ids, cells))
    joins = []
    for source, ids in crosswalk.items():
        rows, children = pd.Series(list(ids), dtype="str"), pd.concat([_NONE, *held.get(source, [])]).dropna().drop_duplicates()
        if len(rows) > len(children) > 0:  # a crosswalk of everybody ever known
            joins.append(join_of(source, "children", "the crosswalk", "id", children, rows))
        else:
            joins.append(join_of("the crosswalk", f"source {source}", "its children", "id", rows, children))
    return joins


def source_joins(links: Iterable[dict[str, Any]]) -> list[Join]:
    """Return the link rates of pairs of sources (`links.link_rates`) as joins."""
    return [
        Join(
            "between sources",
            f"children of the smaller of {' and '.join(link['sources'])}",
            "the other",
            "child",
            link["of"],
            0,
            *[link["shared"]] * 2,
        )
        for link in links
    ]
