"""The audit of a run: the headline's test contacts, flagged at capacity, by every characteristic that the data record."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..disclosure.figures import controlled
from ..models.evaluation.groups import Groups
from ..models.evaluation.scores import MODEL
from ..params import Audit
from .audit import audit_figures
from .characteristics import characteristics
from .flagging import at_capacity

IN_METRICS = ("selection_rate", "recall", "false_positive_rate", "precision")


def audit_run(test: pd.DataFrame, groups: Groups, settings: Audit, intervals: bool) -> dict[str, Any]:
    """Return everything that the page says of the groups of a run (JSON).

    Parameters
    ----------
    test : the headline's test points, as `models.evaluation.scores.with_scores` gives them.
    groups : what `groups_of_points` returns for them.
    intervals : False where families are not known, so that no interval can be told.
    """
    units = test["review_unit"].to_numpy()
    flagged = at_capacity(test[MODEL].to_numpy(), units, settings.capacity)
    rows = test[["family", "probability"]].assign(label=test["label"].astype(int), score=test[MODEL], flagged=flagged)
    known = characteristics()
    found = audit_figures(
        rows,
        groups,
        {name: one.reference for name, one in known.items()},
        draws=settings.draws if intervals else 0,
        seed=settings.seed,
        questions={name: one.question for name, one in known.items()},
    )
    about = {
        "capacity": settings.capacity,
        "review_units": len(np.unique(units)),
        "review_units_flagged": len(np.unique(units[flagged])),
        "draws": settings.draws,
        "intervals": intervals,
        "strata": sorted(set(test["stratum"])),
        "not_recorded": [name for name in known if name not in groups],
    }
    return {"about": about} | found


def metrics_of(audit: dict[str, Any]) -> dict[str, Any]:
    """Return what DVC compares from run to run: the rates of every group, as disclosure control lets them leave."""
    tables = {
        kind: [
            {"name": line["name"], "counts": line["counts"]} | {name: line["figures"][name] for name in IN_METRICS}
            for line in lines
        ]
        for kind, lines in audit["groups"].items()
    }
    shown = controlled(tables)
    return {
        "capacity": audit["about"]["capacity"],
        "gaps": {
            question: {name: its[name] for name in ("comparisons", "differ")} for question, its in audit["together"].items()
        },
        "groups": {
            kind: {line["name"]: {name: line[name] for name in IN_METRICS} for line in lines} for kind, lines in shown.items()
        },
    }
