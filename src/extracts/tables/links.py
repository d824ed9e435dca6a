"""Children under one identifier in all sources: a crosswalk of identifiers, and link rates (formats.md 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from ...chronology.reading.distinct import spread
from ...chronology.reading.ids import clean_ids
from ...chronology.reading.own_files import read_own_file
from ...errors import BadInput
from ..formats.specification import FORMATS
from .typed import TypedTable

COLUMNS = ["source", "id", "child_id"]


def read_crosswalk(path: Path | None) -> dict[str, dict[str, str]]:
    """Read a crosswalk (CSV or Parquet: source, id, child_id): the child of each id, by source; no file is an empty one.

    Raises
    ------
    BadInput : a column is absent, a source is unknown, or an id has two children.
    """
    if path is None:
        return {}
    cells = read_own_file(path.parent, path.name).cells
    if not set(COLUMNS) <= set(cells):
        raise BadInput(
            "The crosswalk lacks a column.", where=str(path), expected=", ".join(COLUMNS), do="name the columns in its first row"
        )
    source = cells["source"].astype("str").str.strip()
    pairs = pd.DataFrame({"source": source, "id": clean_ids(cells["id"]), "child_id": clean_ids(cells["child_id"])})
    pairs = pairs.dropna().drop_duplicates()
    unknown = pairs.index[~pairs["source"].isin(FORMATS)]
    if len(unknown):
        raise BadInput(
            "The crosswalk names a source that is not known.", where=f"{path}, row {unknown[0]}", expected=", ".join(FORMATS)
        )
    twice = pairs.index[pairs.duplicated(["source", "id"])]
    if len(twice):
        raise BadInput("The crosswalk gives one identifier two children.", where=f"{path}, row {twice[0]}", do="keep one of them")
    return {str(source): dict(zip(rows["id"], rows["child_id"], strict=True)) for source, rows in pairs.groupby("source")}


def linked_ids(ids: pd.Series, crosswalk: Mapping[str, str]) -> pd.Series:
    """Return identifiers of children (dtype str) with those in the crosswalk replaced."""
    codes, values = pd.factorize(ids)
    return spread(pd.Series([crosswalk.get(value, value) for value in values], dtype="str"), codes, ids.index)


def link_children(
    tables: Mapping[str, list[TypedTable]], formats: Mapping[str, str], path: Path | None
) -> dict[str, list[TypedTable]]:
    """Return the tables of each extract with every child under one identifier.

    Without a crosswalk for the census, census children with an older id of the safeguarding dataset get the newer one.

    Parameters
    ----------
    tables : the tables of each extract by its name.
    formats : the format of each extract.
    path : the crosswalk, or None.
    """
    crosswalk = read_crosswalk(path)
    cells = [(formats[name], table.cells) for name in tables for table in tables[name]]
    census = {child for form, frame in cells if form == "cin_census" for child in frame["child"].dropna().unique()}
    people = [frame for form, frame in cells if form == "ssd" and "legacy" in frame]
    if census and people and "cin_census" not in crosswalk:
        crosswalk["cin_census"] = newer_ids(pd.concat(people).rename(columns={"child": "child_id"}), census)

    def linked(table: TypedTable, ids: Mapping[str, str]) -> TypedTable:
        if "child" not in table.cells or not ids:
            return table
        return replace(table, cells=table.cells.assign(child=linked_ids(table.cells["child"], ids)))

    return {name: [linked(table, crosswalk.get(formats[name], {})) for table in tables[name]] for name in tables}


def newer_ids(people: pd.DataFrame, census_ids: set[str]) -> dict[str, str]:
    """Return the newer id for each older id of the safeguarding dataset, if the census mostly uses the older ones.

    The census query of the dataset writes the older id, and its Annex A query the newer one.

    Parameters
    ----------
    people : columns child_id and `legacy` (the older id).
    census_ids : the identifiers in the census.
    """
    pairs = people[["legacy", "child_id"]].dropna().drop_duplicates()
    pairs = pairs[~pairs["legacy"].duplicated(keep=False)]
    if len(census_ids & set(pairs["legacy"])) <= len(census_ids & set(people["child_id"])):
        return {}
    return dict(zip(pairs["legacy"], pairs["child_id"], strict=True))


def link_rates(people: pd.DataFrame) -> list[dict[str, Any]]:
    """Return for each pair of sources how many children they share, as a number and a part of the smaller source's children.

    Parameters
    ----------
    people : columns source and child_id.
    """
    distinct = people[["source", "child_id"]].dropna().drop_duplicates()
    children = {str(name): ids for name, ids in distinct.groupby("source", observed=True)["child_id"]}
    rates: list[dict[str, Any]] = []
    for one, other in combinations(sorted(children), 2):
        shared, smaller = int(children[one].isin(children[other]).sum()), min(len(children[one]), len(children[other]))
        rates.append({"sources": [one, other], "shared": shared, "of": smaller, "rate": round(shared / smaller, 3)})
    return rates
