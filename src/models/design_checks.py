"""Checks of the study's design before anything is fitted, following PROBAST (Wolff and others, 2019).

Each passes, fails or is unknown, with its evidence. A check that fails stops the run, unless the project accepts it by name
with a reason (`design.accept`), which every report then repeats.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ..errors import BadInput, did_you_mean
from ..params import Cohort
from .crossfit import in_period

Verdict = Literal["pass", "fail", "unknown"]

ENOUGH_PER_FEATURE, TOO_FEW_PER_FEATURE = 10, 1
ENOUGH_TO_TEST, TOO_FEW_TO_TEST = 100, 10
ALONE_TOO_GOOD = 0.9
MISSING_MAY_CHANGE = 0.2


@dataclass(frozen=True)
class Check:
    """One check: its question, verdict and evidence, and the reason where a failure is accepted."""

    name: str
    asks: str
    verdict: Verdict
    evidence: str
    accepted: str = ""


def check_design(
    points: pd.DataFrame, features: pd.DataFrame, known_basis: pd.Series, cohort: Cohort, accept: Mapping[str, str]
) -> list[Check]:
    """Return every check of the cohort and its features, with the reason where a failure is accepted.

    Parameters
    ----------
    points, features : rows in the same order. known_basis : for every record, how its known date was found.
    accept : by name of a check, why the project goes on although it fails.

    Raises
    ------
    BadInput : `accept` names an unknown check.
    """
    found = list(_checks(points, features.drop(columns="point_id"), known_basis, cohort))
    names = [check.name for check in found]
    if wrong := sorted(set(accept) - set(names)):
        raise BadInput(
            "There is no such check of the design.",
            where=f"params.yaml, design.accept: {', '.join(wrong)}",
            expected=", ".join(names),
            do=did_you_mean(wrong[0], names),
        )
    return [Check(**(asdict(one) | {"accepted": accept.get(one.name, "") if one.verdict == "fail" else ""})) for one in found]


def stop_if_failed(checks: list[Check]) -> None:
    """Raise BadInput where a check failed and the project does not accept it."""
    if failed := [check for check in checks if check.verdict == "fail" and not check.accepted]:
        raise BadInput(
            "The design of the study fails its checks.",
            where="\n            ".join(f"{check.name}: {check.evidence}" for check in failed),
            do="mend it, or accept it by name with a reason: params.yaml, design.accept",
        )


def _checks(points: pd.DataFrame, features: pd.DataFrame, known_basis: pd.Series, cohort: Cohort) -> Iterator[Check]:
    yield _ends_before(points, cohort)
    yield _follow_up(points, cohort)
    yield _families_apart(points)
    train, test = in_period(points, "train"), in_period(points, "test")
    yield _per_feature(points[train], features)
    yield _to_test(points[test])
    yield _independent(points.loc[train, "label"].to_numpy(), features[train])
    yield _missing(features[train], features[test])
    yield _when_known(known_basis)


def _ends_before(points: pd.DataFrame, cohort: Cohort) -> Check:
    asks = "Does the time that predictors are read from end before the time that the outcome is looked for starts?"
    name = "predictors end before the outcome starts"
    if cohort.kind == "points":
        return Check(name, asks, "unknown", "Points and labels were supplied: when outcomes were looked for is not told.")
    days = (points["outcome_date"] - points["as_of"]).dt.days.dropna()
    if days.empty:
        return Check(name, asks, "unknown", "No point was followed by the outcome.")
    verdict: Verdict = "pass" if days.min() >= 1 and days.max() <= cohort.horizon_days else "fail"
    evidence = (
        f"Outcomes lie from {days.min():.0f} to {days.max():.0f} days after the point; features read what was known before it."
    )
    return Check(name, asks, verdict, evidence)


def _follow_up(points: pd.DataFrame, cohort: Cohort) -> Check:
    asks = "Is every point with a label followed up to the end of the horizon, whatever was seen?"
    name = "follow-up is complete"
    if cohort.kind == "points":
        return Check(name, asks, "unknown", "Points and labels were supplied: how long they were followed is not told.")
    last, first_left_out = points.loc[points["label"].notna(), "as_of"].max(), points.loc[points["label"].isna(), "as_of"].min()
    left_out = int(points["label"].isna().sum())
    in_between = int((points["label"].isna() & (points["as_of"] <= last)).sum())
    verdict: Verdict = "pass" if in_between <= 0.01 * len(points) else "fail"
    evidence = (
        f"{left_out:,} of {len(points):,} points are left out because follow-up ends, {in_between:,} of them before the last "
        f"point with a label{'' if pd.isna(first_left_out) else f'; the first left out is of {first_left_out:%B %Y}'}."
    )
    return Check(name, asks, verdict, evidence)


def _families_apart(points: pd.DataFrame) -> Check:
    both = int((points.groupby("family")["fold"].nunique() > 1).sum())
    evidence = f"{both} of {points['family'].nunique():,} families are in more than one fold."
    asks = "Is no family on both sides of a split?"
    return Check("families are on one side", asks, "fail" if both else "pass", evidence)


def _per_feature(train: pd.DataFrame, features: pd.DataFrame) -> Check:
    positive = train.loc[train["label"] == 1, "family"].nunique()
    each = positive / max(features.shape[1], 1)
    verdict: Verdict = "pass" if each >= ENOUGH_PER_FEATURE else "fail" if each < TOO_FEW_PER_FEATURE else "unknown"
    evidence = f"{positive:,} families with the outcome in training for {features.shape[1]} features: {each:.1f} a feature."
    if verdict == "unknown":
        evidence += " The learning curve tells whether more of them would help."
    return Check(
        "positive families per feature", "Are there families enough with the outcome for so many features?", verdict, evidence
    )


def _to_test(test: pd.DataFrame) -> Check:
    positive = test.loc[test["label"] == 1, "family"].nunique()
    verdict: Verdict = "pass" if positive >= ENOUGH_TO_TEST else "fail" if positive < TOO_FEW_TO_TEST else "unknown"
    evidence = f"{positive:,} families with the outcome among the test points; {ENOUGH_TO_TEST} are held to be enough."
    return Check("positive families to test on", "Are there families enough with the outcome to test on?", verdict, evidence)


def _independent(labels: np.ndarray, features: pd.DataFrame) -> Check:
    """Check that no feature alone ranks like a copy of the outcome."""
    values = features.fillna(features.median()).fillna(0.0).to_numpy(np.float32)
    areas = areas_alone(values, labels)
    best = np.maximum(areas, 1 - areas)
    above = [str(name) for name in features.columns[best > ALONE_TOO_GOOD]]
    evidence = (
        f"The feature that ranks best alone ({features.columns[best.argmax()]}) has an AUC of {best.max():.2f} in training."
    )
    if above:
        evidence = f"Above an AUC of {ALONE_TOO_GOOD} alone, like copies of the outcome: {', '.join(above)}."
    asks = "Is the outcome determined without the predictors, so that none is a copy of it?"
    return Check("the outcome is independent of predictors", asks, "fail" if above else "pass", evidence)


def areas_alone(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the area under the curve of each column of `values` on its own, with ties counted half."""
    positive = labels == 1
    number = int(positive.sum())
    pairs = number * (len(labels) - number)
    ranks = rankdata(values, axis=0)[positive].sum(axis=0)
    return np.asarray((ranks - number * (number + 1) / 2) / max(pairs, 1))


def _missing(train: pd.DataFrame, test: pd.DataFrame) -> Check:
    """Check missing values by period: a model could learn from them which period, source or area a point is from."""
    changed = changed_coverage(train, test)
    evidence = (
        f"{len(changed)} of {train.shape[1]} features are unknown for a share of the points that differs by more than "
        f"{MISSING_MAY_CHANGE:.0%} between training and test."
    )
    asks = "Is what is not known as often unknown in training as in test?"
    return Check("missingness by period", asks, "fail" if changed else "pass", evidence)


def changed_coverage(train: pd.DataFrame, test: pd.DataFrame) -> list[str]:
    """Return the features whose share of unknown values differs between two periods by more than 0.2."""
    change = (train.isna().mean() - test.isna().mean()).abs()
    return [str(name) for name in change.index[change > MISSING_MAY_CHANGE]]


def _when_known(known_basis: pd.Series) -> Check:
    recorded = float((known_basis == "recorded").mean()) if len(known_basis) else 0.0
    evidence = f"For {recorded:.0%} of {len(known_basis):,} records the day is recorded; for the others a rule gives it."
    asks = "Is it recorded when each record could be read?"
    return Check("when records could be read", asks, "pass" if recorded > 0.5 else "unknown", evidence)


def as_rows(checks: list[Check]) -> list[dict[str, Any]]:
    """Return the checks as JSON."""
    return [asdict(check) for check in checks]
