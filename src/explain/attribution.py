"""What each indicator adds to a point's log-odds: exact TreeSHAP, from the model that never saw the point's family."""

from __future__ import annotations

import warnings
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from ..features.catalogue import Catalogue
from ..models.triage import load_model, matrix

TOLERANCE = 1e-6
COMPARED = 100


def attribute(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, models: Path) -> pd.DataFrame:
    """Return the contributions of the indicators to the log-odds of each point.

    Parameters
    ----------
    points : point_id, fold.
    features : point_id and the features of the catalogue, for these points at least.
    models : folder that holds `<fold>.txt` for each fold.

    Returns
    -------
    pandas.DataFrame : point_id, base, margin and one column an indicator (float64, log-odds), in the order of `points`.
        Base and contributions sum to the margin to 1e-6.
    """
    rows = features.set_index("point_id").loc[points["point_id"]]
    parts = []
    for fold in sorted(points["fold"].unique()):
        mine = (points["fold"] == fold).to_numpy()
        found = contributions(load_model(models / f"{fold}.txt"), rows[mine], catalogue)
        parts.append(found.assign(point_id=rows.index[mine]))
    together = pd.concat(parts, ignore_index=True).set_index("point_id").loc[points["point_id"]]
    return together.reset_index()[["point_id", "base", "margin", *catalogue.indicators]]


def contributions(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return base, margin and one column an indicator for each row of `features` (float64, log-odds).

    Raises AssertionError if base and contributions do not sum to the margin: that would be a bug.
    """
    values = matrix(features, catalogue)
    shares = np.asarray(model.predict(values, pred_contrib=True))
    margin = np.asarray(model.predict(values, raw_score=True))
    difference = np.abs(shares.sum(axis=1) - margin).max(initial=0)
    assert difference <= TOLERANCE, f"contributions differ from the margin by {difference}"
    owner = np.array([feature.indicator for feature in catalogue.features])
    summed = {name: shares[:, :-1][:, owner == name].sum(axis=1) for name in catalogue.indicators}
    return pd.DataFrame({"base": shares[:, -1], "margin": margin, **summed})


def checks(
    attributions: pd.DataFrame,
    points: pd.DataFrame,
    features: pd.DataFrame,
    catalogue: Catalogue,
    models: Path,
    *,
    sample: int,
    seed: int,
) -> dict[str, float]:
    """Return how far the contributions are from the scored margin, and, on a seeded sample, from those of the shap package.

    Parameters
    ----------
    attributions : what `attribute` gave for `points` (point_id, fold, margin).

    Returns
    -------
    dict : counts, and largest differences in log-odds, to nine places (beyond them machines differ).
    """
    totals = attributions[["base", *catalogue.indicators]].sum(axis=1).to_numpy()
    from_margin = np.abs(totals - points["margin"].to_numpy()).max(initial=0)
    drawn = points.sample(min(sample, len(points)), random_state=seed)
    rows = features.set_index("point_id").loc[drawn["point_id"]]
    from_shap = [
        difference_from_shap(load_model(models / f"{fold}.txt"), rows[(drawn["fold"] == fold).to_numpy()], catalogue)
        for fold in sorted(drawn["fold"].unique())
    ]
    return {
        "points_explained": len(points),
        "points_compared_with_shap": len(drawn),
        "largest_difference_from_margin": round(float(from_margin), 9),
        "largest_difference_from_shap": round(max(from_shap), 9),
    }


def compared_ways(
    points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, models: Path, seed: int
) -> dict[str, float]:
    """Return how far path-dependent contributions (those of the pages) are from interventional ones.

    Path-dependent values follow the training points down each tree; interventional ones replace what is left out by the values
    of other points, drawn by lot from the same ones. Both sum to the score.

    Parameters
    ----------
    points : point_id, fold. features : point_id and the features of the catalogue, for these points at least.

    Returns
    -------
    dict : points compared, in which share the same indicator moves the score most, the mean correlation of ranks, and the mean
        difference of an indicator's contribution beside its mean size (log-odds).
    """
    import shap  # slow to import, and needed for this check alone

    drawn = points.sample(min(COMPARED, len(points)), random_state=seed)
    rows = features.set_index("point_id")
    owner = np.array([feature.indicator for feature in catalogue.features])
    others = matrix(rows.loc[drawn["point_id"]], catalogue).astype(np.float64)
    path, interventional = [], []
    for fold in sorted(drawn["fold"].unique()):
        model = load_model(models / f"{fold}.txt")
        mine = rows.loc[drawn.loc[(drawn["fold"] == fold).to_numpy(), "point_id"]]
        path.append(contributions(model, mine, catalogue)[list(catalogue.indicators)].to_numpy())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            explainer = shap.TreeExplainer(model, data=others, feature_perturbation="interventional")
            found = np.asarray(explainer.shap_values(matrix(mine, catalogue).astype(np.float64), check_additivity=False))
        interventional.append(np.column_stack([found[:, owner == name].sum(axis=1) for name in catalogue.indicators]))
    ours, theirs = np.concatenate(path), np.concatenate(interventional)
    ranks = [float(spearmanr(a, b).statistic) for a, b in zip(ours, theirs, strict=True)]
    return {
        "points": len(ours),
        "same_first": round(float((np.abs(ours).argmax(axis=1) == np.abs(theirs).argmax(axis=1)).mean()), 4),
        "mean_rank_correlation": round(float(np.mean(ranks)), 4),
        "mean_difference": round(float(np.abs(ours - theirs).mean()), 4),
        "mean_size": round(float(np.abs(ours).mean()), 4),
    }


def difference_from_shap(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> float:
    """Return the largest difference between LightGBM's own contributions and those of the shap package."""
    import shap  # slow to import, and needed for this check alone

    values = matrix(features, catalogue)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # shap warns at each binary LightGBM model that its output is a list no longer
        theirs = np.asarray(shap.TreeExplainer(model).shap_values(values))
    ours = np.asarray(model.predict(values, pred_contrib=True))[:, :-1]
    return float(np.abs(ours - theirs).max(initial=0))
