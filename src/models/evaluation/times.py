"""Days until the outcome for points flagged and not flagged, and how early the first flag came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..resampling import FamilyDraws
from .estimates import FEWEST_POSITIVE_FAMILIES, NONE, Stated, share_of, stated

QUARTILES = (0.25, 0.5, 0.75)
EARLY = (30, 90, 180)


def times(test: pd.DataFrame, drawn: FamilyDraws) -> dict[str, Any] | None:
    """Return the days from point to outcome and from the first flagged point to it (JSON); None where dates are not known.

    A point is flagged if it is in the attention band, whose threshold was fixed beforehand. Quartiles are of the points, or of
    the outcomes, that were flagged.
    """
    if "outcome_date" not in test:
        return None
    followed = test[test["outcome_date"].notna()]
    followed = followed.assign(days=(followed["outcome_date"] - followed["as_of"]).dt.days)
    flagged = followed["attention"].to_numpy(bool)
    first = followed[flagged].groupby(["child_id", "outcome_date"]).agg(family=("family", "first"), days=("days", "max"))
    every = followed.groupby(["child_id", "outcome_date"]).agg(family=("family", "first"), flagged=("attention", "max"))
    return {
        "flagged": quartiles(followed[flagged], drawn),
        "not flagged": quartiles(followed[~flagged], drawn),
        "first flag": quartiles(first.reset_index(), drawn),
        "outcomes": len(every),
        "outcomes flagged before": _share(every["flagged"].to_numpy(bool), every["family"].to_numpy(), drawn),
        "flagged early": [{"days": days, "share": _early(every, first, days, drawn)} for days in EARLY],
    }  # fmt: skip


def _early(every: pd.DataFrame, first: pd.DataFrame, days: int, drawn: FamilyDraws) -> Stated:
    early = (first["days"] >= days).reindex(every.index, fill_value=False)
    return _share(early.to_numpy(bool), every["family"].to_numpy(), drawn)


def _share(flags: np.ndarray, families: np.ndarray, drawn: FamilyDraws) -> Stated:
    sums = drawn.of(families).sums(np.column_stack([flags, np.ones(len(flags))]).astype(float))
    return stated(share_of(sums[:, 0], sums[:, 1]))


def quartiles(rows: pd.DataFrame, drawn: FamilyDraws) -> dict[str, Any]:
    """Return the number of rows and the quartiles of their days, not estimable for fewer than 10 families."""
    if rows["family"].nunique() < FEWEST_POSITIVE_FAMILIES:
        return {"number": len(rows)} | {f"{100 * share:g}%": NONE for share in QUARTILES}
    lengths, place = np.unique(rows["days"].to_numpy(), return_inverse=True)
    counts = drawn.of(rows["family"].to_numpy()).tally(place, len(lengths))
    reached = share_of(np.cumsum(counts, axis=1), counts.sum(axis=1)[:, None])
    at = {f"{100 * share:g}%": lengths[(reached < share - 1e-12).sum(axis=1).clip(max=len(lengths) - 1)] for share in QUARTILES}
    return {"number": len(rows)} | {name: stated(values.astype(float), 1) for name, values in at.items()}
