"""The curves and surfaces of a model as files that people can open: a table of cells, and a summary (no pickle)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..disclosure.rounding import FEWEST_FAMILIES
from ..features.catalogue import Catalogue
from .purification import contributions, sizes
from .terms import Features, Terms, cells

DECIMALS = 10
AXIS = {"indicator": "str", "feature": "str", "over": "float64", "up_to": "float64", "unknown": "boolean"}
COLUMNS = {"term": "int64", **AXIS, **{f"other_{name}": kind for name, kind in AXIS.items()}, "value": "float64"}


def to_frame(terms: Terms, features: pd.DataFrame, families: np.ndarray, catalogue: Catalogue) -> pd.DataFrame:
    """Return one row for each cell of every curve and surface.

    Parameters
    ----------
    terms : in pure form, so that every feature of a surface has a curve.
    features, families : of the training points, which give the number of families in a cell.

    Returns
    -------
    pandas.DataFrame : term (number); indicator, feature, over, up_to, unknown (the cell is (over, up_to], or unknown; null
        is no limit); the same with the prefix `other_` for the second feature of a surface; value (log-odds);
        enough_families (whether 30 training families are in the cell). There are no counts: small ones could identify people.
    """
    at = cells(terms, features)
    owner = {feature.name: feature.indicator for feature in catalogue.features}
    parts = []
    for number, (key, table) in enumerate(terms.tables.items()):
        part: dict[str, Any] = {"term": number}
        for before, name, place in zip(("", "other_"), key, np.indices(table.shape), strict=False):
            part |= _axis(before, name, owner[name], terms.thresholds[name], place.ravel())
        part["value"] = table.ravel().round(DECIMALS)
        part["enough_families"] = _families_in(key, table, at, families) >= FEWEST_FAMILIES
        parts.append(pd.DataFrame(part))
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"enough_families": np.zeros(0, bool)})
    return frame.reindex(columns=[*COLUMNS, "enough_families"]).astype(COLUMNS)


def _axis(before: str, name: str, indicator: str, ends: np.ndarray, place: np.ndarray) -> dict[str, Any]:
    values = {
        "indicator": indicator,
        "feature": name,
        "over": np.r_[np.nan, ends, np.nan][place],
        "up_to": np.r_[ends, np.nan, np.nan][place],
        "unknown": place == len(ends) + 1,
    }
    return {before + column: value for column, value in values.items()}


def _families_in(key: Features, table: np.ndarray, at: dict[str, np.ndarray], families: np.ndarray) -> np.ndarray:
    """Return how many families have a training point in each cell of a table, in the order of `table.ravel()`."""
    cell = np.ravel_multi_index(tuple(at[name] for name in key), table.shape)
    present = pd.DataFrame({"cell": cell, "family": families}).drop_duplicates()
    return np.bincount(present["cell"], minlength=table.size)


def from_frame(frame: pd.DataFrame, baseline: float) -> Terms:
    """Return the terms that `to_frame` wrote."""
    thresholds, tables = {}, dict[Features, np.ndarray]()
    for _, rows in frame.groupby("term"):
        first = rows.iloc[0]
        if pd.isna(first["other_feature"]):
            thresholds[first["feature"]] = rows["up_to"].dropna().to_numpy()
            tables[(first["feature"],)] = rows["value"].to_numpy()
        else:
            key = (first["feature"], first["other_feature"])
            tables[key] = rows["value"].to_numpy().reshape([len(thresholds[name]) + 2 for name in key])
    return Terms(baseline, thresholds, tables)


def summary(terms: Terms, features: pd.DataFrame, catalogue: Catalogue) -> dict[str, Any]:
    """Return the baseline, the number of curves and surfaces, and how far each moves the training points (JSON).

    `moves` is the mean absolute change that an indicator or a term makes to a training point (log-odds).
    """
    by_indicator = contributions(terms, features, catalogue).abs().mean()
    moves = sizes(terms, features)
    return {
        "baseline": round(terms.baseline, DECIMALS),
        "features_in_catalogue": len(catalogue.features),
        "curves": sum(len(key) == 1 for key in terms.tables),
        "surfaces": sum(len(key) == 2 for key in terms.tables),
        "indicators": {name: round(float(value), 6) for name, value in by_indicator.items()},
        "terms": [{"features": list(key), "moves": round(value, 6)} for key, value in moves.items()],
    }
