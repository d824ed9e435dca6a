"""What was decided by source, area, team and month: counts that may be shown, shares, and funnels. Nothing is ranked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from ...disclosure.tables import count_in, protect
from ...models.resampling import FamilyDraws
from .funnel import design_effect, funnel
from .knowable import HUB, PARTNERS
from .lines import NOT_RECORDED
from .shares import Told, stated_shares, told

CLOSED, OTHER = "closed", "not closed"
ALL_CONTACTS = "all"


def by_group(
    rows: pd.DataFrame,
    name: str,
    order: Sequence[str],
    closed: str,
    draws: FamilyDraws,
    *,
    of: Sequence[str],
    hidden: Collection[str],
) -> Told | None:
    """Return the table of one way of grouping, and its funnels (JSON).

    Parameters
    ----------
    rows : lines of the audit that hold a decision. name : the column to group by. order : the order of groups, which says
        nothing about them. of : the kinds of knowledge told apart, or `all` alone.
    hidden : kinds, as "knowledge, closed or not", whose number another table hides.

    Returns
    -------
    dict : groups, each with the share that was closed for each of `of`; funnels likewise. None where no group is recorded.
    """
    present = [each for each in order if (rows[name] == each).any()]
    if set(present) <= {NOT_RECORDED}:
        return None
    known = rows["knowledge"].where(rows["knowledge"].isin(of), ALL_CONTACTS)
    rows = rows.assign(known=known)[known.isin(of)]
    is_closed = (rows["decided"] == closed).to_numpy()
    column: pd.Series = rows["known"] + ", " + np.where(is_closed, CLOSED, OTHER)
    wanted = [f"{each}, {way}" for each in of for way in (CLOSED, OTHER)]
    counts = pd.crosstab(rows[name], column).reindex(index=present, columns=wanted, fill_value=0)
    shown = protect(counts, hidden)
    table: dict[str, Told] = {each: {"name": each} for each in present}
    funnels = {}
    for each in of:
        mine = (rows["known"] == each).to_numpy()
        shares = stated_shares(rows[mine], is_closed[mine], rows.loc[mine, name], present, draws)
        for group in present:
            yes, no = (count_in(shown, group, f"{each}, {way}") for way in (CLOSED, OTHER))
            table[group][each] = told(yes, no, shares[group])
        funnels[each] = _funnel(rows[mine], is_closed[mine], [line | {"its": line[each]} for line in table.values()], draws)
    return {"by": name, "of": list(of), "groups": list(table.values()), "funnels": funnels}


def _funnel(rows: pd.DataFrame, flags: np.ndarray, groups: list[Told], draws: FamilyDraws) -> Told | None:
    """Return the funnel of the groups whose share may be shown; None for fewer than two."""
    kept = [
        {"name": group["name"], "of": group["its"]["of"], "share": group["its"]["share"]["value"]}
        for group in groups
        if group["its"]["share"] and group["name"] != NOT_RECORDED
    ]
    if len(kept) < 2:
        return None
    effect = design_effect(rows["family"].to_numpy(), flags, draws)
    return funnel(pd.DataFrame(kept), float(flags.mean()), effect)


def groupings(
    rows: pd.DataFrame, agencies: Sequence[str], closed: str, draws: FamilyDraws, hidden: Collection[str]
) -> list[Told]:
    """Return every way of grouping: all contacts, and those with a repeated pattern by who held it (JSON).

    Months are put together in quarters where only contacts with a pattern count, because few fall into one month.
    """
    months = rows["as_of"].dt
    rows = rows.assign(quarter=months.year.astype(str) + " quarter " + months.quarter.astype(str))
    orders = {"source": list(agencies)} | {name: sorted(set(rows[name])) for name in ("area", "team", "month", "quarter")}
    orders = {name: [*(each for each in order if each != NOT_RECORDED), NOT_RECORDED] for name, order in orders.items()}
    found = [
        by_group(rows, name, orders[name], closed, draws, of=of, hidden=hidden)
        for pair in (("source", "source"), ("area", "area"), ("team", "team"), ("month", "quarter"))
        for name, of in zip(pair, ((ALL_CONTACTS,), (HUB, PARTNERS)), strict=True)
    ]
    return [each for each in found if each]
