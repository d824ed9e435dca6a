"""Which contact pages a run writes: a seeded random sample, stratified by standing, and worked examples."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..chronology.store import WorkedExample
from ..models.bands import standing


def choose(points: pd.DataFrame, pages: int, seed: int) -> pd.DataFrame:
    """Return at most `pages` points, chosen at random: as near as possible the same number of each standing.

    Parameters
    ----------
    points : point_id, enough_history, attention.

    Returns
    -------
    pandas.DataFrame : the chosen rows with their `standing`, ordered by point_id.
    """
    points = points.assign(standing=standing(points)).sort_values("point_id", kind="stable", ignore_index=True)
    random_order = np.random.default_rng(seed).permutation(len(points))
    rank_in_standing = points.assign(random_order=random_order).groupby("standing")["random_order"].rank()
    order = np.lexsort((random_order, rank_in_standing))
    return points.iloc[np.sort(order[:pages])].reset_index(drop=True)


def last_of_each(points: pd.DataFrame, examples: Sequence[WorkedExample]) -> pd.DataFrame:
    """Return the last point about the first child of each worked example, with its `standing`, ordered by point_id."""
    about = points[points["child_id"].isin([example.children[0] for example in examples])]
    last = about.sort_values("as_of", kind="stable").drop_duplicates("child_id", keep="last")
    return last.assign(standing=standing(last)).sort_values("point_id", kind="stable", ignore_index=True)


def file_name(point_id: str) -> str:
    """Return a file name for a point's page, different for every point; it shows no letter of the identifier."""
    return f"contact-{hashlib.sha256(point_id.encode()).hexdigest()[:24]}.html"
