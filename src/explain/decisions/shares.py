"""Counts that may be shown, and shares with their family-bootstrap intervals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...disclosure.tables import ALL, count_in, protect
from ...models.evaluation.estimates import FEWEST_FAMILIES, FEWEST_POSITIVE_FAMILIES, Stated, share_of, stated_share
from ...models.resampling import FamilyDraws
from .knowable import KNOWLEDGE

YES, NO, UNKNOWN = "yes", "no", "not known"
Told = dict[str, Any]


def split(rows: pd.DataFrame, yes: pd.Series, draws: FamilyDraws, hidden_totals: Collection[str] = ()) -> Told:
    """Return how many of some lines something holds for, by what was knowable (JSON).

    Parameters
    ----------
    rows : knowledge, family. yes : boolean, missing for not known.
    hidden_totals : kinds of knowledge for which another table hides how many rows there are.

    Returns
    -------
    dict : for each kind of knowledge and for `all`: count, of, share; `unknown` : for how many it is not known. None stands
        for what may not be shown, and for a share that rests on too few.
    """
    answer = yes.map({True: YES, False: NO}).fillna(UNKNOWN)
    counts = pd.crosstab(answer, rows["knowledge"]).reindex(index=[YES, NO, UNKNOWN], columns=list(KNOWLEDGE), fill_value=0)
    shown = protect(counts, hidden_totals)
    known = yes.notna()
    shares = stated_shares(rows[known], yes[known].to_numpy(bool), rows.loc[known, "knowledge"], KNOWLEDGE, draws)
    columns = (*KNOWLEDGE, ALL)
    found: Told = {each: told(count_in(shown, YES, each), count_in(shown, NO, each), shares[each]) for each in columns}
    return found | {"unknown": count_in(shown, UNKNOWN, ALL)}


def told(yes: int | None, no: int | None, share: Stated | None) -> Told:
    """Return a part of a whole as it may be shown (None: hidden): with its share only where both parts may be."""
    if yes is None or no is None:
        return {"count": yes, "of": None, "share": None}
    return {"count": yes, "of": yes + no, "share": share}


def stated_shares(
    rows: pd.DataFrame, flags: np.ndarray, group: pd.Series, names: Sequence[str], draws: FamilyDraws
) -> dict[str, Stated | None]:
    """Return the share of rows (family) for which something holds, by group and for `all`, with intervals.

    None stands for fewer than 30 families, and for fewer than 10 for which it holds.
    """
    families, place = rows["family"].to_numpy(), pd.Index(names).get_indexer(pd.Index(group))
    drawn = draws.of(families)
    holds, of = (_with_all(drawn.tally(place, len(names), values)) for values in (flags, np.ones(len(rows))))
    shares = share_of(holds, of)
    found: dict[str, Stated | None] = {}
    for number, name in enumerate([*names, ALL]):
        mine = place == number if name != ALL else np.ones(len(rows), bool)
        people = len(np.unique(families[mine]))
        enough = people >= FEWEST_FAMILIES and len(np.unique(families[mine & flags])) >= FEWEST_POSITIVE_FAMILIES
        found[name] = stated_share(shares[:, number], people) if enough else None
    return found


def _with_all(counted: np.ndarray) -> np.ndarray:
    return np.column_stack([counted, counted.sum(axis=1)])
