"""The ceilings that can be reached: models that were fitted with the truth on what a page, or the model, may see.

The best possible order of records sees need that nobody can see. This one sees of each record what stands on the page: its kind,
what it says, who recorded it, how long ago, and what else was recorded around that time and by whom. That of true drivers sees
the features of the contact. Both are fitted on other families. They are yardsticks: no page may use them.
"""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd

from ..models.ways.boosted import REPRODUCIBLE
from ..portable import product

AROUND_DAYS = (45, 120, 365)
WORDS = ("kind", "event_type", "outcome", "agency")
ROUNDS, ROUNDS_OF_DRIVERS = 150, 60
SETTINGS = REPRODUCIBLE | {
    "objective": "regression",
    "learning_rate": 0.08,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "seed": 1,
}


def ceiling(records: pd.DataFrame, seen: np.ndarray, due: np.ndarray) -> np.ndarray:
    """Return how much of each record the fitted model says to be due to care; minus infinity of those without a truth.

    Parameters
    ----------
    records : fold of the family of each. seen : of `seen_on_pages`, a row for each record. due : shares; NaN where not known.
    """
    folds, known = records["fold"].to_numpy(), ~np.isnan(due)
    found = np.full(len(due), -np.inf)
    for fold in np.unique(folds):
        other, mine = known & (folds != fold), known & (folds == fold)
        if other.any() and mine.any():
            data = lgb.Dataset(seen[other], due[other], categorical_feature=list(range(len(WORDS))))
            found[mine] = lgb.train(SETTINGS, data, ROUNDS).predict(seen[mine], num_threads=1)
    return found


def seen_on_pages(records: pd.DataFrame) -> np.ndarray:
    """Return what a page shows of each of its records, in numbers (records x columns).

    Parameters
    ----------
    records : every record of the pages, page by page: point_id, kind, event_type, outcome, agency, value, and before, the days
        from the record to the point.
    """
    words = np.column_stack([pd.factorize(records[name], sort=True)[0] for name in WORDS])
    types, agencies, day = words[:, 1], words[:, 3], records["before"].to_numpy()
    value = records["value"].to_numpy(np.float64)
    around = np.full((len(records), len(AROUND_DAYS) * 3 + 2 * (types.max(initial=-1) + 1)), np.nan)
    for rows in records.groupby("point_id", sort=False).indices.values():
        around[rows] = _around(day[rows], types[rows], agencies[rows], value[rows], types.max() + 1, agencies.max() + 1)
    return np.column_stack([words, value, day, around]).astype(np.float64)


def _around(
    day: np.ndarray, types: np.ndarray, agencies: np.ndarray, value: np.ndarray, all_types: int, all_agencies: int
) -> np.ndarray:
    """Return what stands around each record of one page.

    Within each of AROUND_DAYS: other records, agencies, the mean value of other records of its type; within the middle one,
    records of each type; on the whole page, records of each type.
    """
    apart = np.abs(day[:, None] - day)
    is_type, is_agency = np.eye(all_types)[types], np.eye(all_agencies)[agencies]
    same_type, known = types[:, None] == types, ~np.isnan(value)
    columns, of_types = [], []
    for days in AROUND_DAYS:
        near = (apart <= days).astype(np.float64)
        np.fill_diagonal(near, 0)
        alike = near * same_type * known
        number = alike.sum(axis=1)
        mean = np.divide((alike * np.where(known, value, 0)).sum(axis=1), number, out=np.full(len(day), np.nan), where=number > 0)
        columns += [near.sum(axis=1), (product(near, is_agency) > 0).sum(axis=1), mean]
        of_types.append(product(near, is_type))
    page = np.broadcast_to(is_type.sum(axis=0), (len(day), all_types))
    return np.column_stack([*columns, of_types[1], page])


def ceiling_of_drivers(features: np.ndarray, driver: np.ndarray, folds: np.ndarray, groups: int) -> np.ndarray:
    """Return contacts x groups: how likely each group holds the contact's true driver, by a model fitted on other families.

    Parameters
    ----------
    features : contacts x features; NaN is unknown. driver : the number of the true driver's group. folds : of the families.
    """
    found = np.zeros((len(driver), groups))
    settings = SETTINGS | {"objective": "multiclass", "num_class": groups}
    for fold in np.unique(folds):
        other, mine = folds != fold, folds == fold
        if other.any():
            fitted = lgb.train(settings, lgb.Dataset(features[other], driver[other]), ROUNDS_OF_DRIVERS)
            found[mine] = fitted.predict(features[mine], num_threads=1)
    return found
