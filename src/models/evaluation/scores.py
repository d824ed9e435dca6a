"""The test points with one column for each scoring method."""

from __future__ import annotations

import pandas as pd

from ...chronology.one_run import check_nothing_else, rows_of
from ...errors import BadInput
from ..comparators.registry import NAMES
from ..crossfit import in_period

MODEL, RULE, IN_WINDOW = "model", "local rule", "contacts in the rule's window"


def with_scores(points: pd.DataFrame, scores: pd.DataFrame, comparators: pd.DataFrame, view: str) -> pd.DataFrame:
    """Return the test points with one column for each scoring method, and the model's `probability` and `attention`.

    The columns are `model` (the family folds, in `view`), `hub view` or `partnership view` (the other one), `time split`
    and every other comparator that `comparators` names, `contacts in the rule's window` and `local rule` (where contacts are
    counted).

    Raises
    ------
    BadInput : a test point has no score, or a score is about no point of the run.
    """
    test = points[in_period(points, "test")].set_index("point_id", drop=False)
    other = "hub" if view == "partnership" else "partnership"
    own = scores[scores["view"] == view]
    columns = {MODEL: own, f"{other} view": scores[scores["view"] == other]}
    columns |= {str(name): part for name, part in comparators[comparators["view"] == view].groupby("model")}
    for name, part in columns.items():
        check_nothing_else(part, points["point_id"], f"scores ({name})")
        test[name] = rows_of(test["point_id"], part, f"scores ({name})")["margin"]
        if test[name].isna().any():
            raise BadInput("Test points have no score.", where=f"way of scoring: {name}", do="run the stage train again")
    found = rows_of(test["point_id"], own, f"scores ({MODEL})")
    test["probability"], test["attention"] = found["probability"], found["attention"].astype(bool)
    if test["contacts_in_window"].any():
        test[IN_WINDOW] = test["contacts_in_window"].astype(float)
        test[RULE] = test["rule"].astype(float)
    return test.reset_index(drop=True)


def scoring_methods(test: pd.DataFrame) -> list[str]:
    """Return the columns of `with_scores` that hold scores."""
    known = [MODEL, "hub view", "partnership view", *NAMES, IN_WINDOW, RULE]
    return [name for name in known if name in test]


def recurring(points: pd.DataFrame) -> pd.Series:
    """Return for each point of `points` whether its family is also in the training or calibration period."""
    seen = set(points.loc[in_period(points, "train") | in_period(points, "calibration"), "family"])
    return points["family"].isin(seen)


def review_units(test: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each review unit (the points that are reviewed together): its highest scores, and its first day."""
    highest = test.groupby("review_unit", sort=True)[[*scoring_methods(test), "label", "family"]].max()
    days = test.groupby("review_unit", sort=True)["as_of"].min()
    return highest.assign(as_of=days).reset_index()
