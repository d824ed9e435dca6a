"""The audit of a run: the headline's test contacts, flagged at capacity, by every characteristic that the data record."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from ..disclosure.figures import controlled
from ..features.catalogue import Catalogue
from ..models.crossfit import in_period
from ..models.evaluation.scores import MODEL
from ..models.groups import Groups
from ..models.resampling import draw_families
from ..models.sensitivity.study import headline
from ..params import Audit, Params
from .audit import audit_figures
from .beside import beside
from .characteristics import characteristics
from .flagging import at_capacity
from .gaps import Grouped
from .groups import part_of

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


def audit_in_context(
    points: pd.DataFrame,
    features: pd.DataFrame,
    test: pd.DataFrame,
    groups: Groups,
    catalogue: Catalogue,
    params: Params,
    intervals: bool,
) -> dict[str, Any]:
    """Return the audit of the headline's test points, and what its gaps are compared with (JSON; see `audit_run`, `beside`).

    Parameters
    ----------
    points, features : those that `models.cohort.analysed` returns, rows in the same order.
    test : the test points, as `models.evaluation.scores.with_scores` gives them.
    groups : what `groups_of_points` returns for `points`.
    intervals : False where families are not known.
    """
    settings = params.audit
    audited = in_period(points, "test") & headline(points)
    with threadpool_limits(1):
        rows = test[test["point_id"].isin(points.loc[audited, "point_id"])].reset_index(drop=True)
        audit = audit_run(rows, part_of(groups, audited), settings, intervals)
        kept = {name: groups[name] for name in audit["groups"]}
        drawn = draw_families(rows["family"].to_numpy(), settings.draws if intervals else 0, settings.seed)
        margin = points["point_id"].map(test.set_index("point_id")[MODEL])
        every = Grouped(points.assign(**{MODEL: margin}), kept, audit["references"], drawn)
        return audit | beside(every, features, settings.capacity, catalogue, params.train, settings.seed)


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
