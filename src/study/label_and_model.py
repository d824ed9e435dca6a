"""What the truth of a simulated world says about the recorded label and the model's ranking.

For real people there is no truth: no study is made, and pages say "not estimable".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.joins import Join, refuse_lost_joins
from ..chronology.one_run import rows_of
from ..features.catalogue import Catalogue
from ..models.comparators.logistic import LOGISTIC
from ..models.crossfit import in_period
from ..models.evaluation.estimates import Stated, redrawn, share_of, stated
from ..models.evaluation.ranking import rank
from ..models.evaluation.scores import MODEL, RULE
from ..models.resampling import Draws
from ..models.triage import fit, margins
from ..params import Params
from .single_features import Single, best_features
from .truth import OF_ONE_WORLD, truth_join, with_truth

ORACLE, CONTACT_ALONE = "true care at the contact", "the contact without the pattern"
RANKINGS = (ORACLE, MODEL, LOGISTIC, RULE, CONTACT_ALONE)


Agreement = dict[str, int | Stated]
"""The number of contacts, and shares of them that show how the recorded label agrees with the true one."""


@dataclass(frozen=True)
class Study:
    """What the truth says: areas under the curve, their differences, and how the recorded label agrees with the true one."""

    areas: dict[str, Stated]
    apart: dict[str, Stated]
    singles: list[Single]
    label: dict[str, Agreement]
    drivers: dict[str, float]
    with_truth: Join
    contacts: int
    followed: int


def study(
    test: pd.DataFrame, features: pd.DataFrame, truth: pd.DataFrame, catalogue: Catalogue, params: Params, intervals: bool
) -> Study:
    """Study the test points of the headline strata.

    Parameters
    ----------
    test : the points with the columns of `with_scores` and `CONTACT_ALONE`.
    features : point_id and the features of `catalogue`, of these points at least.
    truth : truth_contacts; points about unborn children have no truth: they are left out and counted (`with_truth`).
    params : capacity and bootstrap.
    intervals : whether families are known, so that intervals can be estimated.

    Raises
    ------
    BadInput : hardly any point has a truth, or a point has no features: the tables are of two worlds or runs.
    """
    join = truth_join(test, truth)
    refuse_lost_joins([join], params.source.least_link_rate, OF_ONE_WORLD)
    both = with_truth(test, truth)
    both[ORACLE] = -both["care"]
    draws = redrawn(both, params.evaluate, intervals).of(both["family"].to_numpy())
    label = both["label"].to_numpy()
    area = {name: rank(both[name].to_numpy(), label, draws).auc for name in RANKINGS if name in both}
    apart = {"ceiling above the model": area[ORACLE] - area[MODEL]}
    apart |= {f"gain over {name}": area[MODEL] - area[name] for name in (LOGISTIC, RULE) if name in area}
    apart |= {"gain by the cumulative pattern": area[MODEL] - area[CONTACT_ALONE]}
    means = {feature.name: catalogue.indicators[feature.indicator].means for feature in catalogue.features}
    known = rows_of(both["point_id"], features, "features")[list(means)]
    return Study(
        areas={name: stated(values) for name, values in area.items()},
        apart={name: stated(values) for name, values in apart.items()},
        singles=best_features(known, means, label, draws),
        label={name: _agreement(both[rows], draws.on(rows)) for name, rows in _groups(both).items()},
        drivers=dict(both["driver"].value_counts(normalize=True).round(4)),
        with_truth=join,
        contacts=len(both),
        followed=int(label.sum()),
    )


def contact_alone(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, params: Params) -> pd.DataFrame:
    """Return point_id and margin of the test points by models without the cumulative pattern: the contact's own features.

    They are fitted on the same folds and periods as the model; points and features have the same rows in the same order.
    """
    themes = params.train.meets_every_theme
    reduced = Catalogue(indicators={name: entry for name, entry in catalogue.indicators.items() if entry.theme in themes})
    train, test = in_period(points, "train"), in_period(points, "test")
    parts = []
    for fold in sorted(points["fold"].unique()):
        in_fold = (points["fold"] == fold).to_numpy()
        seen, scored = train & ~in_fold, test & in_fold
        chosen = points[seen]
        model = fit(features[seen], chosen["label"].to_numpy(), chosen["family"].to_numpy(), reduced, params.train)
        ids = points.loc[scored, "point_id"].to_numpy()
        if scored.any():
            parts.append(pd.DataFrame({"point_id": ids, CONTACT_ALONE: margins(model, features[scored], reduced)}))
    return pd.concat(parts, ignore_index=True)


def _groups(both: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return which contacts with a known truth belong to each group."""
    known = both["neglect_follows"].notna().to_numpy()
    taken = both["taken_forward"].fillna(False).to_numpy(bool) if "taken_forward" in both else np.zeros(len(both), bool)
    return {"all contacts": known, "taken forward": known & taken, "closed": known & ~taken}


def _agreement(rows: pd.DataFrame, draws: Draws) -> Agreement:
    """Return how the recorded label agrees with true neglect in the 365 days from the day after the contact."""
    recorded, true = rows["label"].to_numpy(dtype=bool), rows["neglect_follows"].to_numpy(dtype=bool)
    everyone = np.ones(len(rows), bool)
    return {
        "contacts": len(rows),
        "neglected in truth": _share(true, everyone, draws),
        "recorded step-up": _share(recorded, everyone, draws),
        "sensitivity": _share(recorded, true, draws),
        "specificity": _share(~recorded, ~true, draws),
        "neglected in truth where a step-up was recorded": _share(true, recorded, draws),
    }


def _share(flags: np.ndarray, of: np.ndarray, draws: Draws) -> Stated:
    part, whole = draws.sums(np.column_stack([flags & of, of])).T
    return stated(share_of(part, whole))
