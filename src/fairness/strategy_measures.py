"""The latest year of each of the strategy's measures by protected group: sums alone leave the room that may read the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..models.ratios import ratio
from .characteristics import PROTECTED, UNKNOWN, characteristics


def measures_by_group(
    of_children: pd.DataFrame,
    shares: Mapping[str, bool],
    protected: pd.DataFrame,
    family: pd.Series,
    labels: Mapping[str, Mapping[str, str]],
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return by measure, by what the characteristic is called, the figure of each group, in the order of the audit's page.

    Parameters
    ----------
    of_children : measure, child_id, counted, of. shares : by measure, whether it is a share.
    protected : characteristics by child_id (`read_characteristics`). family : by child_id. labels : of the groups
        (`groups_of_vocabulary`).

    Notes
    -----
    A child without a row in the protected table counts as not recorded, so that every child is in one group of each.
    """
    rows = of_children.join(protected[list(PROTECTED)], on="child_id").fillna(dict.fromkeys(PROTECTED, UNKNOWN))
    rows = rows.assign(family=family.reindex(rows["child_id"]).to_numpy())
    titles = {name: characteristics()[name].title for name in PROTECTED if name in labels}
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for measure, of_measure in rows.groupby("measure", sort=False):
        share = shares[str(measure)]
        found[str(measure)] = {
            title: [
                {"group": labels[name].get(str(group), str(group))}
                | ratio(those["counted"].to_numpy(), those["of"].to_numpy(), those["family"].to_numpy(), share)
                for group, those in _in_order(of_measure, name, labels[name])
            ]
            for name, title in titles.items()
        }
    return found


def _in_order(rows: pd.DataFrame, name: str, labels: Mapping[str, str]) -> list[tuple[str, pd.DataFrame]]:
    groups = {str(group): those for group, those in rows.groupby(name)}
    return [(group, groups[group]) for group in [*labels, *sorted(set(groups) - set(labels))] if group in groups]
