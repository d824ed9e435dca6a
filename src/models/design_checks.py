"""Checks of the study's design before anything is fitted, after questions of PROBAST+AI (Moons and others, BMJ 2025).

Each passes, fails or is unknown, with its evidence. A check that fails stops the run, unless the project accepts it by name
with a reason (`design.accept`), which every report then repeats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput, did_you_mean
from ..params import Cohort, PolicyChange
from ..wording.estimates import of_hundred
from .crossfit import in_period

Verdict = Literal["pass", "fail", "unknown"]
Finding = tuple[Verdict, str]
"""The verdict of a check, and its evidence."""

PER_FEATURE, POLICY = "positive families per feature", "policy by period"
QUESTIONS = {
    "predictors end before the outcome starts": "Does the time that predictors are read from end before the time that the "
    "outcome is looked for starts?",
    "follow-up is complete": "Is every point with a label followed up to the end of the horizon, whatever was seen?",
    "families are on one side": "Is no {family} on both sides of a split?",
    PER_FEATURE: "Are there {families} enough with the outcome for so many features?",
    "positive families to test on": "Are there {families} enough with the outcome to test on?",
    "the outcome is independent of predictors": "Is the outcome determined without the predictors, so that none is a copy of it?",
    "missingness by period": "Is what is not known as often unknown in training as in test?",
    "when records could be read": "Is it recorded when each record could be read?",
    POLICY: "Is each change of policy in force for as many points in training as in test?",
}
ENOUGH_PER_FEATURE, TOO_FEW_PER_FEATURE = 10, 1
ENOUGH_TO_TEST, TOO_FEW_TO_TEST = 100, 10
ALONE_TOO_GOOD = 0.9
MISSING_MAY_CHANGE = 0.2
POLICY_MAY_CHANGE = 0.2
DATED_WITHIN_DAYS = 183
_NAMED = 5


@dataclass(frozen=True)
class Check:
    """One check: its question, verdict and evidence, and the reason where a failure is accepted."""

    name: str
    asks: str
    verdict: Verdict
    evidence: str
    accepted: str


def check_design(
    points: pd.DataFrame,
    features: pd.DataFrame,
    known_basis: pd.Series,
    cohort: Cohort,
    accept: Mapping[str, str],
    nouns: Mapping[str, str],
    one_clock: str = "",
    policy_changes: Sequence[PolicyChange] = (),
    began: Mapping[str, pd.Timestamp] | None = None,
) -> list[Check]:
    """Return every check of the cohort and its features, with the reason where a failure is accepted.

    Parameters
    ----------
    points, features : rows in the same order. known_basis : for every record, how its known date was found.
    accept : by name of a check, why the project goes on although it fails. nouns : the project's own words for `{family}` and
        `{families}`.
    one_clock : where recorded known dates look like copies of event dates (`chronology.checks.clocks`), in a sentence.
    policy_changes : dated changes of policy or practice. began : first day of each kind of record that takes the place of others
        (`successors`), by what a page calls it.

    Raises
    ------
    BadInput : `accept` names an unknown check.
    """
    if wrong := sorted(set(accept) - set(QUESTIONS)):
        raise BadInput(
            "There is no such check of the design.",
            where=f"params.yaml, design.accept: {', '.join(wrong)}",
            expected=", ".join(QUESTIONS),
            do=did_you_mean(wrong[0], QUESTIONS),
        )
    features = features.drop(columns="point_id")
    train, test = in_period(points, "train"), in_period(points, "test")
    findings = (
        _ends_before(points, cohort),
        _follow_up(points, cohort),
        _one_side(points),
        _per_feature(points[train], features[train]),
        _to_test(points[test]),
        _independent(points.loc[train, "label"].to_numpy(), features[train]),
        _missing(features[train], features[test]),
        _when_known(known_basis, one_clock),
        _policy(points[train], points[test], policy_changes, began or {}),
    )
    return [
        Check(name, _in(nouns, question), verdict, _in(nouns, evidence), accept.get(name, "") if verdict == "fail" else "")
        for (name, question), (verdict, evidence) in zip(QUESTIONS.items(), findings, strict=True)
    ]


def _in(nouns: Mapping[str, str], text: str) -> str:
    """Return a text in the project's nouns; it may hold names of features, so that braces of theirs are left alone."""
    return text.replace("{families}", nouns["families"]).replace("{family}", nouns["family"])


def stop_if_failed(checks: list[Check], features: int = 0, core_features: Callable[[], int | None] = lambda: None) -> None:
    """Raise BadInput where a check failed and the project does not accept it.

    Parameters
    ----------
    features : number of features of the catalogue in use. core_features : returns that of the core catalogue if the project could
        take it; it is asked only where a check fails, because it reads the packaged catalogue.
    """
    if failed := [check for check in checks if check.verdict == "fail" and not check.accepted]:
        accept = ", ".join(f'"{check.name}": "why, in 20 letters or more"' for check in failed)
        do = f"mend it, or accept it by name with your reason: params.yaml, design.accept: {{{accept}}}"
        core = core_features() if PER_FEATURE in (check.name for check in failed) else None
        if core is not None and core < features:
            do = f"{_smaller_catalogue(features, core)} Else {do}"
        raise BadInput(
            "The design of the study fails its checks.",
            where="\n            ".join(f"{check.name}: {check.evidence}" for check in failed),
            do=do,
        )


def _smaller_catalogue(features: int, core: int) -> str:
    least, enough = core * TOO_FEW_PER_FEATURE, core * ENOUGH_PER_FEATURE
    return (
        f"write features.catalogue: core in params.yaml. Its {core} features need {least} families with the outcome in "
        f"training, and {enough:,} are held to be enough. The {features} of this catalogue need "
        f"{features * TOO_FEW_PER_FEATURE}, and {features * ENOUGH_PER_FEATURE:,} are held to be enough."
    )


def _ends_before(points: pd.DataFrame, cohort: Cohort) -> Finding:
    if cohort.kind == "points":
        return "unknown", "Points and labels were supplied: when outcomes were looked for is not told."
    days = (points["outcome_date"] - points["as_of"]).dt.days.dropna()
    if days.empty:
        return "unknown", "No point was followed by the outcome."
    evidence = (
        f"Outcomes lie from {days.min():.0f} to {days.max():.0f} days after the point; features read what was known before it."
    )
    return "pass" if days.min() >= 1 and days.max() <= cohort.horizon_days else "fail", evidence


def _follow_up(points: pd.DataFrame, cohort: Cohort) -> Finding:
    if cohort.kind == "points":
        return "unknown", "Points and labels were supplied: how long they were followed is not told."
    unlabelled = points["label"].isna()
    last, first_left_out = points.loc[~unlabelled, "as_of"].max(), points.loc[unlabelled, "as_of"].min()
    in_between = int((unlabelled & (points["as_of"] <= last)).sum())
    evidence = (
        f"{int(unlabelled.sum()):,} of {len(points):,} points are left out because follow-up ends, {in_between:,} of them before "
        f"the last point with a label{'' if pd.isna(first_left_out) else f'; the first left out is of {first_left_out:%B %Y}'}."
    )
    return "pass" if in_between <= 0.01 * len(points) else "fail", evidence


def _one_side(points: pd.DataFrame) -> Finding:
    both = int((points.groupby("family")["fold"].nunique() > 1).sum())
    return "fail" if both else "pass", f"{both} of {points['family'].nunique():,} {{families}} are in more than one fold."


def _graded(number: float, enough: float, too_few: float) -> Verdict:
    return "pass" if number >= enough else "fail" if number < too_few else "unknown"


def _per_feature(train: pd.DataFrame, features: pd.DataFrame) -> Finding:
    positive = train.loc[train["label"] == 1, "family"].nunique()
    each = positive / max(features.shape[1], 1)
    verdict = _graded(each, ENOUGH_PER_FEATURE, TOO_FEW_PER_FEATURE)
    evidence = f"{positive:,} {{families}} with the outcome in training for {features.shape[1]} features: {each:.1f} a feature."
    if same := constant(features):
        more = f" and {len(same) - _NAMED} more" if len(same) > _NAMED else ""
        evidence += f" {len(same)} of them are the same at every training point, so no model uses them: "
        evidence += f"{', '.join(same[:_NAMED])}{more}."
    if verdict == "unknown":
        evidence += " The learning curve tells whether more of them would help."
    return verdict, evidence


def constant(features: pd.DataFrame) -> list[str]:
    """Return the features with one value, or with none, in every row (all unknown)."""
    return [str(name) for name in features.columns[features.nunique(dropna=False) <= 1]]


def _to_test(test: pd.DataFrame) -> Finding:
    positive = test.loc[test["label"] == 1, "family"].nunique()
    evidence = f"{positive:,} {{families}} with the outcome among the test points; {ENOUGH_TO_TEST} are held to be enough."
    return _graded(positive, ENOUGH_TO_TEST, TOO_FEW_TO_TEST), evidence


def _independent(labels: np.ndarray, features: pd.DataFrame) -> Finding:
    """Check that no feature alone ranks like a copy of the outcome."""
    values = features.fillna(features.median()).fillna(0.0).to_numpy(np.float32)
    areas = areas_alone(values, labels)
    best = np.maximum(areas, 1 - areas)
    if above := [str(name) for name in features.columns[best > ALONE_TOO_GOOD]]:
        return "fail", f"Above an AUC of {ALONE_TOO_GOOD} alone, like copies of the outcome: {', '.join(above)}."
    name = features.columns[best.argmax()]
    return "pass", f"The feature that ranks best alone ({name}) has an AUC of {best.max():.2f} in training."


def areas_alone(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the area under the curve of each column of `values` on its own, with ties counted half."""
    positive = labels == 1
    number = int(positive.sum())
    pairs = number * (len(labels) - number)
    ranks = rankdata(values, axis=0)[positive].sum(axis=0)
    return np.asarray((ranks - number * (number + 1) / 2) / max(pairs, 1))


def _missing(train: pd.DataFrame, test: pd.DataFrame) -> Finding:
    """Check missing values by period: a model could learn from them which period, source or area a point is from."""
    changed = changed_coverage(train, test)
    evidence = (
        f"{len(changed)} of {train.shape[1]} features are unknown for a share of the points that differs by more than "
        f"{MISSING_MAY_CHANGE:.0%} between training and test."
    )
    return "fail" if changed else "pass", evidence


def changed_coverage(train: pd.DataFrame, test: pd.DataFrame) -> list[str]:
    """Return the features whose share of unknown values differs between two periods by more than 0.2."""
    change = (train.isna().mean() - test.isna().mean()).abs()
    return [str(name) for name in change.index[change > MISSING_MAY_CHANGE]]


def _when_known(known_basis: pd.Series, one_clock: str) -> Finding:
    recorded = float((known_basis == "recorded").mean()) if len(known_basis) else 0.0
    evidence = f"For {of_hundred(recorded)}% of {len(known_basis):,} records the day is recorded; for the others a rule gives it."
    return "pass" if recorded > 0.5 and not one_clock else "unknown", f"{evidence} {one_clock}".strip()


def successors(events: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, pd.Timestamp]:
    """Return the first day of each kind of record that takes the place of other kinds, by what a page calls it.

    Parameters
    ----------
    events : at least event_type and event_date. vocabulary : its event types say what they replace.
    """
    new = {name: kind.says for name, kind in vocabulary.event_types.items() if kind.replaces}
    first = events[events["event_type"].isin(list(new))].groupby("event_type", observed=True)["event_date"].min()
    return {new[str(name)]: day for name, day in first.items()}


def _policy(
    train: pd.DataFrame, test: pd.DataFrame, changes: Sequence[PolicyChange], began: Mapping[str, pd.Timestamp]
) -> Finding:
    """Check that what was learnt under one policy is not tested under another, and that the change to new records is dated."""
    if "as_of" not in train:
        return "unknown", "Points were supplied without days."
    apart = [change.name for change in changes if abs(_in_force(change, train) - _in_force(change, test)) > POLICY_MAY_CHANGE]
    if apart:
        return (
            "fail",
            f"In force for a share of the points that differs by more than {POLICY_MAY_CHANGE:.0%}: {'; '.join(apart)}.",
        )
    days = [pd.Timestamp(change.start) for change in changes]
    undated = [
        f"{says} (first on {day:%d/%m/%Y})"
        for says, day in began.items()
        if not any(abs((day - other).days) <= DATED_WITHIN_DAYS for other in days)
    ]
    if undated:
        return "unknown", f"These records take the place of others, and policy_changes names no day for it: {'; '.join(undated)}."
    return "pass", f"{len(changes)} in params.yaml, policy_changes; none is in force on one side only."


def _in_force(change: PolicyChange, points: pd.DataFrame) -> float:
    """Return the share of points from the first day of a change on, and before the day on which it ended."""
    days = points["as_of"]
    return float(((days >= pd.Timestamp(change.start)) & ~(days >= pd.Timestamp(change.end or pd.Timestamp.max))).mean())


def as_rows(checks: list[Check]) -> list[dict[str, Any]]:
    """Return the checks as JSON."""
    return [asdict(check) for check in checks]
