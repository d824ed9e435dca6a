"""The Front Door's own decisions beside the model: whom people took forward, and whom the model ranks highest.

The outcome follows the decision (an assessment names neglect only where there is one): a contact that was closed can become
a positive through a later contact alone, so that what people found is flattered. Among the closed, the outcome `later` does
not rest on what was decided that day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .gaps import Grouped, Way, by_scores, gaps

PEOPLE, MODEL, EITHER = "front door", "model", "either"


def humans(audited: Grouped) -> dict[str, Any] | None:
    """Return the gaps of what people decided, of the model at the same share, and of both together (JSON).

    Parameters
    ----------
    audited : test contacts: label, family, model (log-odds), taken_forward (NA where no decision is recorded), later.

    Returns
    -------
    dict : contacts; without_decision; taken_forward and either (shares); gaps (front door, model, either); closed, the gaps of
        the model among the closed with the outcome `later`. None where no decision is recorded.
    """
    rows = audited.rows
    known = rows["taken_forward"].notna().to_numpy() if "taken_forward" in rows else np.zeros(len(rows), bool)
    if not known.any():
        return None
    told = audited.part(known)
    forward = told.rows["taken_forward"].to_numpy(bool)
    model = by_scores(told.rows["model"].to_numpy(), float(forward.mean())).picked
    ways = {PEOPLE: Way(forward), MODEL: Way(model), EITHER: Way(forward | model)}
    return {
        "contacts": len(told.rows),
        "without_decision": int((~known).sum()),
        "taken_forward": round(float(forward.mean()), 4),
        "either": round(float(ways[EITHER].picked.mean()), 4),
        "gaps": gaps(told, ways),
        "closed": _among_closed(told, forward, model),
    }


def _among_closed(told: Grouped, forward: np.ndarray, model: np.ndarray) -> dict[str, Any]:
    """Return what the model would have picked of the contacts that were closed, by whether a later one led to the outcome."""
    chosen = ~forward & told.rows["later"].notna().to_numpy()
    closed = told.part(chosen)
    closed = replace(closed, rows=closed.rows.assign(label=closed.rows["later"]))
    of_model = {MODEL: Way(model[chosen], closed.rows["model"].to_numpy())}
    return {"contacts": len(closed.rows), "came_back": int(closed.rows["label"].sum()), "gaps": gaps(closed, of_model)}
