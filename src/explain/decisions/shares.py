"""Parts of a whole as they may be shown: counts after disclosure control, and shares with family-bootstrap intervals."""

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
Json = dict[str, Any]


def split(rows: pd.DataFrame, yes: pd.Series, draws: FamilyDraws, hidden_totals: Collection[str] = ()) -> Json:
    """Return for how many rows of the audit something is true, by what was knowable (JSON).

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
    shares = shares_by_group(rows[known], yes[known].to_numpy(bool), rows.loc[known, "knowledge"], KNOWLEDGE, draws)
    parts = {each: part_of(count_in(shown, YES, each), count_in(shown, NO, each), shares[each]) for each in (*KNOWLEDGE, ALL)}
    return parts | {"unknown": count_in(shown, UNKNOWN, ALL)}


def part_of(yes: int | None, no: int | None, share: Stated | None) -> Json:
    """Return a part of a whole as it may be shown (None: hidden), with its share only where both counts may be shown."""
    if yes is None or no is None:
        return {"count": yes, "of": None, "share": None}
    return {"count": yes, "of": yes + no, "share": share}


def shares_by_group(
    rows: pd.DataFrame, flags: np.ndarray, group: pd.Series, names: Sequence[str], draws: FamilyDraws
) -> dict[str, Stated | None]:
    """Return the share of rows (family) that are flagged, by group and for `all`, with intervals.

    None stands for fewer than 30 families, and for fewer than 10 with a flagged row.
    """
    families, group_number = rows["family"].to_numpy(), pd.Index(names).get_indexer(pd.Index(group))
    family_draws = draws.of(families)
    flagged, total = (
        _with_overall(family_draws.tally(group_number, len(names), values)) for values in (flags, np.ones(len(rows)))
    )
    shares = share_of(flagged, total)
    stated: dict[str, Stated | None] = {}
    for number, name in enumerate([*names, ALL]):
        members = group_number == number if name != ALL else np.ones(len(rows), bool)
        family_count = len(np.unique(families[members]))
        enough = family_count >= FEWEST_FAMILIES and len(np.unique(families[members & flags])) >= FEWEST_POSITIVE_FAMILIES
        stated[name] = stated_share(shares[:, number], family_count) if enough else None
    return stated


def _with_overall(tally: np.ndarray) -> np.ndarray:
    return np.column_stack([tally, tally.sum(axis=1)])
