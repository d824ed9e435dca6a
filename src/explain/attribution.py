"""What each indicator adds to a point's log-odds: exact TreeSHAP, from the model that never saw the point's family."""

from __future__ import annotations

import warnings
from pathlib import Path

import lightgbm as lgb
import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from ..chronology.one_run import rows_of
from ..features.catalogue import Catalogue
from ..files import in_order
from ..models.matrix import matrix
from ..models.triage import load_model

TOLERANCE = 1e-6
COMPARED = 100


def attribute(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, models: Path) -> pd.DataFrame:
    """Return the contributions of the indicators to the log-odds of each point.

    Parameters
    ----------
    points : point_id, fold.
    features : point_id and the features of the catalogue, for these points at least.
    models : folder of the fold models, `<fold>.txt`.

    Returns
    -------
    pandas.DataFrame : point_id, base, margin and one column an indicator (float64, log-odds), in the order of `points`.
        Base and contributions sum to the margin to 1e-6.

    Raises
    ------
    BadInput : a point has no features: they are of another run.
    """
    rows = rows_of(points["point_id"], features, "features")
    return contributions_by_fold(rows, points["fold"].to_numpy(), catalogue, models).reset_index()


def attribute_by_others(points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, models: Path) -> pd.DataFrame:
    """Return what the indicators add to each point by the models of the other folds, fitted on other families.

    Parameters
    ----------
    points, features, catalogue, models : as in `attribute`.

    Returns
    -------
    pandas.DataFrame : point_id, model (its fold), and one column an indicator (float32, log-odds); as many rows for each point as
        there are other folds.
    """
    rows = rows_of(points["point_id"], features, "features")
    names = list(catalogue.indicators)
    parts = []
    for model in in_order(models.glob("*.txt")):
        others = (points["fold"].astype(str) != model.stem).to_numpy()
        found = contributions(load_model(model), rows[others], catalogue)[names].astype(np.float32)
        parts.append(found.assign(point_id=points.loc[others, "point_id"].to_numpy(), model=model.stem))
    return pd.concat(parts, ignore_index=True)[["point_id", "model", *names]]


def contributions_by_fold(features: pd.DataFrame, folds: np.ndarray, catalogue: Catalogue, models: Path) -> pd.DataFrame:
    """Return the `contributions` of each row of `features` by the model of its fold, in the same order and index."""
    parts = []
    for fold in np.unique(folds):
        members = np.flatnonzero(folds == fold)
        fold_contributions = contributions(load_model(models / f"{fold}.txt"), features.iloc[members], catalogue)
        parts.append(fold_contributions.set_index(members))
    return pd.concat(parts).sort_index(kind="stable").set_index(features.index)


def contributions(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return what each indicator adds to the log-odds of each point: exact TreeSHAP, added up by indicator.

    Parameters
    ----------
    model : what `fit` returned.
    features : points x features of the catalogue (float32; NaN is unknown).
    catalogue : the one that the model was fitted with.

    Returns
    -------
    pandas.DataFrame : base, margin and one column an indicator (float64, log-odds), a row for each point. Base and contributions
        sum to the margin to 1e-6; anything else would be a bug, and raises AssertionError.
    """
    values = matrix(features, catalogue)
    if not len(features):  # LightGBM divides by the number of rows
        return pd.DataFrame({name: pd.Series(dtype=np.float64) for name in ("base", "margin", *catalogue.indicators)})
    by_feature = np.asarray(model.predict(values, pred_contrib=True))
    margin = np.asarray(model.predict(values, raw_score=True))
    difference = np.abs(by_feature.sum(axis=1) - margin).max(initial=0)
    assert difference <= TOLERANCE, f"contributions differ from the margin by {difference}"
    return pd.DataFrame({"base": by_feature[:, -1], "margin": margin, **_by_indicator(by_feature[:, :-1], catalogue)})


def _by_indicator(by_feature: np.ndarray, catalogue: Catalogue) -> dict[str, np.ndarray]:
    """Sum contributions of features (a column each) to indicators."""
    indicator_of = np.array([feature.indicator for feature in catalogue.features])
    return {name: by_feature[:, indicator_of == name].sum(axis=1) for name in catalogue.indicators}


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
    attributions : what `attribute` returned for `points` (point_id, fold, margin).

    Returns
    -------
    dict : counts, and largest differences in log-odds, to nine decimal places (beyond them machines differ).
    """
    totals = attributions[["base", *catalogue.indicators]].sum(axis=1).to_numpy()
    from_margin = np.abs(totals - points["margin"].to_numpy()).max(initial=0)
    drawn = points.sample(min(sample, len(points)), random_state=seed)
    rows = rows_of(drawn["point_id"], features, "features")
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


def difference_from_shap(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue) -> float:
    """Return the largest difference between LightGBM's own contributions and those of the shap package."""
    import shap  # slow to import, and needed for checks alone

    values = matrix(features, catalogue)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # shap warns at each binary LightGBM model that its output is no longer a list
        theirs = np.asarray(shap.TreeExplainer(model).shap_values(values))
    ours = np.asarray(model.predict(values, pred_contrib=True))[:, :-1]
    return float(np.abs(ours - theirs).max(initial=0))


def compare_with_interventional(
    points: pd.DataFrame, features: pd.DataFrame, catalogue: Catalogue, models: Path, seed: int
) -> dict[str, float]:
    """Return how far path-dependent contributions (those of the pages) are from interventional ones.

    Path-dependent values follow the training points down each tree; interventional ones replace what is left out by the values
    of other points, chosen at random from the same ones. Both sum to the score.

    Parameters
    ----------
    points : point_id, fold. features : point_id and the features of the catalogue, for these points at least.

    Returns
    -------
    dict : points compared, the share in which the same indicator moves the score most, the mean correlation of ranks, and the
        mean difference of an indicator's contribution with its mean size (log-odds).
    """
    drawn = points.sample(min(COMPARED, len(points)), random_state=seed)
    rows = rows_of(drawn["point_id"], features, "features")
    background = matrix(rows, catalogue).astype(np.float64)
    path_dependent, interventional = [], []
    for fold in sorted(drawn["fold"].unique()):
        model = load_model(models / f"{fold}.txt")
        members = rows.loc[drawn.loc[(drawn["fold"] == fold).to_numpy(), "point_id"]]
        path_dependent.append(contributions(model, members, catalogue)[list(catalogue.indicators)].to_numpy())
        interventional.append(_interventional(model, members, catalogue, background))
    ours, theirs = np.concatenate(path_dependent), np.concatenate(interventional)
    ranks = [float(spearmanr(a, b).statistic) for a, b in zip(ours, theirs, strict=True)]
    return {
        "points": len(ours),
        "same_first": round(float((np.abs(ours).argmax(axis=1) == np.abs(theirs).argmax(axis=1)).mean()), 4),
        "mean_rank_correlation": round(float(np.mean(ranks)), 4),
        "mean_difference": round(float(np.abs(ours - theirs).mean()), 4),
        "mean_size": round(float(np.abs(ours).mean()), 4),
    }


def _interventional(model: lgb.Booster, features: pd.DataFrame, catalogue: Catalogue, background: np.ndarray) -> np.ndarray:
    """Return interventional contributions: a row for each of `features`, a column an indicator (float64, log-odds)."""
    import shap  # slow to import, and needed for checks alone

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        explainer = shap.TreeExplainer(model, data=background, feature_perturbation="interventional")
        values = matrix(features, catalogue).astype(np.float64)
        by_feature = np.asarray(explainer.shap_values(values, check_additivity=False))
    return np.column_stack(list(_by_indicator(by_feature, catalogue).values()))
