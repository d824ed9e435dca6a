"""Contacts for a second look: lists by what the audit looks for, drawn by lot and in the order of their days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...wording.sentences import british_date
from .definitions import Definitions
from .knowable import HUB, NEITHER, PARTNERS
from .lines import NOT_RECORDED


def second_look(rows: pd.DataFrame, definitions: Definitions, most: int, seed: int) -> list[dict[str, Any]]:
    """Return the lists (JSON).

    Parameters
    ----------
    rows : the lines of the audit. most : of a longer list, so many are drawn by lot.

    Returns
    -------
    list : name, contacts (how many there are), and entries in the order of day and id: date, point_id, child_id, decision,
        hub and partnership (worries: days, agencies), asked (None: not known). They are about single contacts, and are
        for people who may read records.
    """
    lot = np.random.default_rng(seed).permutation(len(rows))
    rows = rows.assign(lot=lot)
    return [_list(name, rows[chosen], most) for name, chosen in _chosen(rows, definitions).items()]


def _chosen(rows: pd.DataFrame, definitions: Definitions) -> dict[str, pd.Series]:
    closed, forward = rows["decided"] == definitions.closed, rows["decided"] == definitions.forward
    pattern = rows["knowledge"] != NEITHER
    due = rows["rule"] & ~rows["assessment_open"] & closed
    soon = f"returned_{min(definitions.returns_within_days)}"
    return {
        "closed_hub": closed & (rows["knowledge"] == HUB),
        "closed_partners": closed & (rows["knowledge"] == PARTNERS),
        "closed_without_consent": pattern & rows["decision"].isin(definitions.without_consent),
        "rule_without_assessment": due & _true(~rows["assessed"]),
        "returned_soon": closed & pattern & _true(rows[soon]),
        "siblings_differ": closed & pattern & _true(rows["siblings_differ"]),
        "forward_not_seen": forward & pattern & _true(~rows["child_seen"]),
        "forward_with_little": forward & rows["little"],
    }


def _true(answers: pd.Series) -> pd.Series:
    return answers.astype("boolean").fillna(False).astype(bool)


def _list(name: str, rows: pd.DataFrame, most: int) -> dict[str, Any]:
    drawn = rows.sort_values("lot").head(most).sort_values(["as_of", "point_id"])
    return {"name": name, "contacts": len(rows), "entries": [_entry(row) for row in drawn.to_dict("records")]}


def _entry(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "date": british_date(row["as_of"]),
        "point_id": row["point_id"],
        "child_id": row["child_id"],
        "decision": row["decision"] if isinstance(row["decision"], str) else NOT_RECORDED,
        "hub": [row["hub_days"], row["hub_agencies"]],
        "partnership": [row["partnership_days"], row["partnership_agencies"]],
        "asked": None if pd.isna(row["partners_asked"]) else bool(row["partners_asked"]),
    }
