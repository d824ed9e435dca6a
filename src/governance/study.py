"""The study of a simulated world: what its truth says about the labels and the model. It alone reads the truth.

For real people there is no truth: every figure is None, which is said as "not estimable".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..features.catalogue import Catalogue
from ..models.crossfit import ALL, fit_folds, score
from ..models.evaluation import MODEL, Stated
from ..models.metrics import auc, rank
from ..models.resampling import family_weights, interval
from ..params import Params

ORACLE, CONTACT_ALONE = "true care at the contact", "the contact without the pattern"


@dataclass(frozen=True)
class Study:
    """What the truth says: areas under the curve, how far they lie apart, and the recorded label beside the true one."""

    areas: dict[str, Stated]
    apart: dict[str, Stated]
    label: dict[str, dict[str, float | int | None]]
    drivers: dict[str, float]
    contacts: int


def study(test: pd.DataFrame, truth: pd.DataFrame, params: Params, intervals: bool) -> Study:
    """Study the test points of the headline strata.

    Parameters
    ----------
    test : the points with `with_scores`' columns and `CONTACT_ALONE`.
    truth : truth_contacts; points about children not yet born have none and are left out.
    params : capacity and bootstrap.
    intervals : whether families are known, so that intervals can be estimated.
    """
    both = test.merge(truth, left_on=["child_id", "as_of"], right_on=["child_id", "date"])
    both[ORACLE] = -both["care"]
    weights = np.ones((1, len(both)))
    if intervals:
        drawn = family_weights(both["family"].to_numpy(), params.evaluate.bootstrap_draws, params.evaluate.seed)
        weights = np.concatenate([weights, drawn])
    label = both["label"].to_numpy()
    area = {way: auc(rank(both[way].to_numpy(), label, weights)) for way in (ORACLE, MODEL, CONTACT_ALONE)}
    return Study(
        areas={way: _stated(draws) for way, draws in area.items()},
        apart={
            "ceiling above the model": _stated(area[ORACLE] - area[MODEL]),
            "gain by the cumulative pattern": _stated(area[MODEL] - area[CONTACT_ALONE]),
        },
        label={name: _agreement(rows) for name, rows in _groups(both).items()},
        drivers=dict(both["driver"].value_counts(normalize=True).round(4).sort_index()),
        contacts=len(both),
    )


def contact_alone(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, params: Params) -> pd.DataFrame:
    """Return point_id and margin of the test points by the model without the cumulative pattern: the contact's own features."""
    own = {name: it for name, it in catalogue.indicators.items() if it.theme in params.train.meets_every_theme}
    reduced = Catalogue(indicators=own)
    fitted = [one for one in fit_folds(points, features, reduced, params.train) if one.fold != ALL]
    scored = pd.concat([score(one, points, features, reduced) for one in fitted], ignore_index=True)
    return scored[["point_id", "margin"]].rename(columns={"margin": CONTACT_ALONE})


def _groups(both: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    known = both[both["neglect_follows"].notna()]
    taken = known["taken_forward"].fillna(False).astype(bool) if "taken_forward" in known else pd.Series(False, index=known.index)
    return {"all contacts": known, "taken forward": known[taken], "closed": known[~taken]}


def _agreement(rows: pd.DataFrame) -> dict[str, float | int | None]:
    """Return how the recorded label agrees with neglect in truth in the 365 days from the day after the contact."""
    said, true = rows["label"].to_numpy(dtype=bool), rows["neglect_follows"].to_numpy(dtype=bool)
    return {
        "contacts": len(rows),
        "neglected in truth": _share(true),
        "recorded step-up": _share(said),
        "sensitivity": _share(said[true]),
        "specificity": _share(~said[~true]),
        "neglected in truth where a step-up was recorded": _share(true[said]),
    }


def _share(flags: np.ndarray) -> float | None:
    return round(float(flags.mean()), 4) if len(flags) else None


def _stated(draws: np.ndarray) -> Stated:
    low, high = interval(draws[1:]) if len(draws) > 1 else (None, None)
    values = {"value": float(draws[0]), "low": low, "high": high}
    return {name: None if x is None or not np.isfinite(x) else round(x, 4) for name, x in values.items()}
