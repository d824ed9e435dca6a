"""Families: connected components of shared private households (design section 5, practice note 1.1)."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


def families(children: pd.Series, households: pd.DataFrame) -> pd.Series:
    """Return the family of each child: its number, indexed by child_id.

    Parameters
    ----------
    children : child_id, each once.
    households : canonical table; only stays of kind `private` connect, dated or not. Foster, refuge and temporary
        addresses do not, because they would join strangers into one giant component.
    """
    ids = pd.Index(children)
    stays = households[(households["kind"] == "private") & households["child_id"].isin(ids)]
    homes, _ = pd.factorize(stays["household_id"])
    rows = ids.get_indexer(stays["child_id"])
    size = len(ids) + (homes.max() + 1 if len(homes) else 0)
    links = coo_matrix((np.ones(len(rows)), (rows, len(ids) + homes)), shape=(size, size))
    _, component = connected_components(links, directed=False)
    return pd.Series(pd.factorize(component[: len(ids)])[0], index=ids, name="family")


def folds(family: pd.Series, number: int, seed: int) -> pd.Series:
    """Assign families to folds 0 .. number-1 by a seeded hash of the family's first child_id; indexed by child_id."""
    first = family.index.to_series().groupby(family.to_numpy()).min()
    fold = first.map(lambda name: int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "big") % number)
    return family.map(fold).rename("fold")


def family_summary(points: pd.DataFrame, households: pd.DataFrame, by: str) -> dict[str, object]:
    """Return how families were found, their number, the largest share of points, and whether intervals can be estimated.

    Without private households, nothing shows which children are of one family: intervals are then not estimable, unless the
    project says that each person is a family (`split.family: person`).
    """
    shares = points["family"].value_counts(normalize=True)
    return {
        "by": by,
        "families": len(shares),
        "largest_share_of_points": round(float(shares.max()), 5),
        "intervals_estimable": by == "person" or bool((households["kind"] == "private").any()),
    }
