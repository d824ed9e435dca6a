"""What was closed by source, area, team and month: counts that may be shown, shares, and funnels. Nothing is ranked.

Contacts that were passed on to people already at work are left out, as in the fair comparison: they are not closed wherever
they come from.

A funnel shows how far the shares of groups of different sizes would vary from the overall share by chance alone. Its limits are
those of Spiegelhalter (Statistics in Medicine 24, 2005, 1185-1202): exact binomial limits, interpolated. They are widened by a
design effect, because contacts of one family are alike.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binom

from ... import portable
from ...disclosure.tables import count_in, protect
from ...models.evaluation.estimates import share_of
from ...models.resampling import FamilyDraws
from .contact_rows import NOT_RECORDED
from .knowable import HUB, PARTNERS
from .shares import Json, part_of, shares_by_group

CLOSED, OTHER = "closed", "not closed"
ALL_CONTACTS = "all"
LEVELS = {"95": 0.95, "99.8": 0.998}
SIZES_DRAWN = 60
WITHIN = "within the limits"


def groupings(
    rows: pd.DataFrame, agencies: Sequence[str], closed: str, draws: FamilyDraws, hidden: Collection[str]
) -> list[Json]:
    """Return every grouping: all contacts, and those with a repeated pattern by who held it (JSON).

    Each of the `rows`, which were decided on and not passed on, is in one group of every grouping of all contacts.
    Months are combined into quarters where only contacts with a pattern count, because few fall into one month.
    """
    dates = rows["as_of"].dt
    rows = rows.assign(quarter=dates.year.astype(str) + " quarter " + dates.quarter.astype(str))
    orders = {name: sorted(set(rows[name])) for name in ("source", "area", "team", "month", "quarter")}
    orders["source"] = [*agencies, *(each for each in orders["source"] if each not in agencies)]
    orders = {name: [*(each for each in order if each != NOT_RECORDED), NOT_RECORDED] for name, order in orders.items()}
    groups = [
        by_group(rows, name, orders[name], closed, draws, of=of, hidden=hidden)
        for pair in (("source", "source"), ("area", "area"), ("team", "team"), ("month", "quarter"))
        for name, of in zip(pair, ((ALL_CONTACTS,), (HUB, PARTNERS)), strict=True)
    ]
    return [each for each in groups if each]


def by_group(
    rows: pd.DataFrame,
    name: str,
    order: Sequence[str],
    closed: str,
    draws: FamilyDraws,
    *,
    of: Sequence[str],
    hidden: Collection[str],
) -> Json | None:
    """Return the table of one grouping, and its funnels (JSON).

    Parameters
    ----------
    rows : rows of the audit that are compared. name : the column to group by. order : the order of groups, which says
        nothing about them. of : the kinds of knowledge to separate, or `all` alone.
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
    columns = [f"{each}, {decision}" for each in of for decision in (CLOSED, OTHER)]
    counts = pd.crosstab(rows[name], column).reindex(index=present, columns=columns, fill_value=0)
    shown = protect(counts, hidden)
    table: dict[str, Json] = {each: {"name": each} for each in present}
    funnels = {}
    for each in of:
        among = (rows["known"] == each).to_numpy()
        shares = shares_by_group(rows[among], is_closed[among], rows.loc[among, name], present, draws)
        for group in present:
            yes, no = (count_in(shown, group, f"{each}, {decision}") for decision in (CLOSED, OTHER))
            table[group][each] = part_of(yes, no, shares[group])
        closed_parts = {group: row[each] for group, row in table.items()}
        funnels[each] = _funnel(rows[among], is_closed[among], closed_parts, draws)
    return {"by": name, "of": list(of), "groups": list(table.values()), "funnels": funnels}


def _funnel(rows: pd.DataFrame, flags: np.ndarray, closed_parts: dict[str, Json], draws: FamilyDraws) -> Json | None:
    """Return the funnel of the groups whose share may be shown; None for fewer than two."""
    shown = [
        {"name": name, "of": part["of"], "share": part["share"]["value"]}
        for name, part in closed_parts.items()
        if part["share"] and name != NOT_RECORDED
    ]
    if len(shown) < 2:
        return None
    effect = design_effect(rows["family"].to_numpy(), flags, draws)
    return funnel(pd.DataFrame(shown), float(flags.mean()), effect)


def design_effect(families: np.ndarray, flags: np.ndarray, draws: FamilyDraws) -> float:
    """Return how many times wider than for independent contacts the variance of a share is; 1 at least."""
    sums = draws.of(families).sums(np.column_stack([flags, np.ones(len(flags))]))
    shares = share_of(sums[:, 0], sums[:, 1])
    binomial_variance = shares[0] * (1 - shares[0]) / len(flags)
    if len(shares) < 3 or binomial_variance == 0:
        return 1.0
    return max(1.0, float(np.nanvar(shares[1:], ddof=1) / binomial_variance))


def limits(overall: float, sizes: np.ndarray, effect: float, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and upper limits of the shares of groups of these sizes, if each had the overall share."""
    effective = np.maximum(1, np.round(sizes / effect)).astype(int)
    ends = []
    for quantile in ((1 - level) / 2, (1 + level) / 2):
        reached = binom.ppf(quantile, effective, overall)
        above, below = binom.cdf(reached, effective, overall), binom.cdf(reached - 1, effective, overall)
        past = np.divide(above - quantile, above - below, out=np.zeros(len(effective)), where=above > below)
        ends.append(np.clip((reached - past) / effective, 0, 1))
    return ends[0], ends[1]


def funnel(groups: pd.DataFrame, overall: float, effect: float) -> dict[str, Any]:
    """Return what a funnel plot draws (JSON).

    Parameters
    ----------
    groups : name, of, share: those that may be shown.

    Returns
    -------
    dict : overall, effect, groups (name, of, share, standing, limits), and the limits at sizes up to the largest group.
    """
    fewest, most = portable.log([5, max(groups["of"].max(), 10)])
    sizes = np.unique(portable.exp(np.linspace(fewest, most, SIZES_DRAWN)).round().astype(int))
    curves = {name: limits(overall, sizes, effect, level) for name, level in LEVELS.items()}
    standing = np.full(len(groups), WITHIN, dtype=object)
    group_limits: list[dict[str, list[float]]] = [{} for _ in range(len(groups))]
    for name, level in LEVELS.items():
        low, high = limits(overall, groups["of"].to_numpy(), effect, level)
        outside = (groups["share"] < low) | (groups["share"] > high)
        standing[outside.to_numpy()] = f"outside the {name} % limits"
        for each, ends in zip(group_limits, np.column_stack([low, high]).round(4).tolist(), strict=True):
            each[name] = ends
    rows = groups.assign(standing=standing).to_dict("records")
    return {
        "overall": round(overall, 4),
        "effect": round(effect, 2),
        "groups": [row | {"limits": ends} for row, ends in zip(rows, group_limits, strict=True)],
        "sizes": sizes.tolist(),
        "limits": {name: [end.round(4).tolist() for end in ends] for name, ends in curves.items()},
    }
