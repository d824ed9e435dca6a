"""Warnings about identifiers that may be two spellings of one, or one that stands for many people; never their values."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .ids import alike

# A household, or a child's records, are named if they exceed a number, and five times what this share of all others has.
_TIMES = 5
_PEOPLE, _SHARE_OF_HOUSEHOLDS = 20, 0.9
_RECORDS, _SHARE_OF_CHILDREN = 500, 0.99


def id_warnings(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return a warning for each doubt about the children and households of canonical tables (children, households, events)."""
    lines = []
    if (children := frames.get("children")) is not None:
        lines += _alike("children", children["child_id"])
    if (households := frames.get("households")) is not None:
        lines += _alike("households", households["household_id"])
        private = households[households["kind"] == "private"].drop_duplicates(["household_id", "child_id"])
        sizes = private["household_id"].value_counts()
        lines += _far_larger(
            sizes,
            _PEOPLE,
            _SHARE_OF_HOUSEHOLDS,
            ("household has", "households have"),
            "people",
            "strangers count as one household",
        )
    if (events := frames.get("events")) is not None:
        sizes = events["child_id"].value_counts()
        lines += _far_larger(
            sizes, _RECORDS, _SHARE_OF_CHILDREN, ("child_id has", "child_ids have"), "records", "several people count as one"
        )
    return lines


def _alike(what: str, ids: pd.Series) -> list[str]:
    return [
        f"WARNING: {number:,} identifiers of {what} differ from another one only in letter case, spaces or zeros in front. They "
        "are kept apart. If they mean the same, write them in one way where they come from."
        for number in [alike(ids)]
        if number
    ]


def _far_larger(sizes: pd.Series, least: int, share: float, has: tuple[str, str], what: str, harm: str) -> list[str]:
    if sizes.empty:
        return []
    usual = int(sizes.quantile(share, interpolation="lower"))
    far = sizes[(sizes > least) & (sizes > _TIMES * usual)]
    if far.empty:
        return []
    return [
        f"WARNING: {len(far):,} {has[len(far) > 1]} far more {what} than all others: up to {far.max():,}, where {share:.0%} have "
        f"{usual:,} or fewer. If the identifier stands for “not known”, empty it where it comes from: else {harm}."
    ]
