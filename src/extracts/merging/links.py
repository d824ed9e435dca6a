"""Whether the children of one source are those of another: a crosswalk of identifiers, and link rates (formats.md 2.3)."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pandas as pd

from ...chronology.reading.own_files import read_own_file
from ...errors import BadInput
from ..cells.ids import clean_ids
from ..formats.specification import FORMATS

COLUMNS = ["source", "id", "child_id"]


def read_crosswalk(path: Path) -> dict[str, dict[str, str]]:
    """Read a crosswalk (CSV or Parquet: source, id, child_id): for each source, which of its ids is which child.

    Raises
    ------
    BadInput : a column is absent, a source is not known, or an id is given two children.
    """
    cells = read_own_file(path.parent, path.name).cells
    if not set(COLUMNS) <= set(cells):
        raise BadInput(
            "The crosswalk lacks a column.", where=str(path), expected=", ".join(COLUMNS), do="name the columns in its first row"
        )
    pairs = pd.DataFrame(
        {
            "source": cells["source"].astype("str").str.strip(),
            "id": clean_ids(cells["id"]),
            "child_id": clean_ids(cells["child_id"]),
        }
    )
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


def legacy_ids(people: pd.DataFrame, census_ids: set[str]) -> dict[str, str]:
    """Return which child each older id of the safeguarding dataset is, if the census goes by those rather than by its own ids.

    People: child_id and `legacy`. The dataset's own census query writes the older id, and its Annex A query the newer one.
    """
    pairs = people[["legacy", "child_id"]].dropna().drop_duplicates()
    pairs = pairs[~pairs["legacy"].duplicated(keep=False)]
    by_older = len(census_ids & set(pairs["legacy"]))
    return (
        dict(zip(pairs["legacy"], pairs["child_id"], strict=True)) if by_older > len(census_ids & set(people["child_id"])) else {}
    )


def link_rates(children: dict[str, set[str]]) -> list[dict[str, object]]:
    """Return for each pair of sources how many children they share, and what share that is of the smaller one."""
    rates: list[dict[str, object]] = []
    for one, other in combinations(sorted(name for name in children if children[name]), 2):
        shared, smaller = len(children[one] & children[other]), min(len(children[one]), len(children[other]))
        rates.append({"sources": [one, other], "shared": shared, "of": smaller, "rate": round(shared / smaller, 3)})
    return rates
