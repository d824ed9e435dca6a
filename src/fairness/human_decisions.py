"""The Front Door's own decisions compared with the model: which contacts people took forward, and which the model ranks highest.

The outcome follows the decision (an assessment names neglect only where there is one): a contact that was closed can become
a positive only through a later contact, so that the recall of people's decisions is too high. Among closed contacts, the outcome
`later` does not depend on what was decided that day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..models.capacity import highest
from .gap_changes import Grouped, gap_changes
from .selections import Selection

PEOPLE, MODEL, EITHER = "front door", "model", "either"


def human_decisions(audited: Grouped) -> dict[str, Any] | None:
    """Return the gaps of what people decided, of the model at the same share, and of both together (JSON).

    Parameters
    ----------
    audited : test contacts: label, family, model (log-odds), taken_forward (NA where no decision is recorded), later.

    Returns
    -------
    dict : contacts; without_decision; taken_forward and either (shares); gaps (front door, model, either); closed, the gaps of
        the model among closed contacts with the outcome `later`. None where no decision is recorded.
    """
    rows = audited.rows
    decided = rows["taken_forward"].notna().to_numpy() if "taken_forward" in rows else np.zeros(len(rows), bool)
    if not decided.any():
        return None
    known = audited.part(decided)
    forward = known.rows["taken_forward"].to_numpy(bool)
    model = highest(known.rows["model"].to_numpy(), float(forward.mean())).chance
    selections = {PEOPLE: Selection(forward), MODEL: Selection(model), EITHER: Selection(np.maximum(forward, model))}
    return {
        "contacts": len(known.rows),
        "without_decision": int((~decided).sum()),
        "taken_forward": round(float(forward.mean()), 4),
        "either": round(float(selections[EITHER].picked.mean()), 4),
        "gaps": gap_changes(known, selections),
        "closed": _among_closed(known, forward, model),
    }


def _among_closed(known: Grouped, forward: np.ndarray, model: np.ndarray) -> dict[str, Any]:
    """Return what the model would have picked of the contacts that were closed, by whether a later one led to the outcome."""
    chosen = ~forward & known.rows["later"].notna().to_numpy()
    closed = known.part(chosen)
    closed = replace(closed, rows=closed.rows.assign(label=closed.rows["later"]))
    selections = {MODEL: Selection(model[chosen], closed.rows["model"].to_numpy())}
    return {
        "contacts": len(closed.rows),
        "came_back": int(closed.rows["label"].sum()),
        "gaps": gap_changes(closed, selections),
    }
