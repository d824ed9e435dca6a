"""Each check of the design passes where it should, fails where the design is broken, and stops the run unless accepted."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.models.design_checks import Check, as_rows, check_design, stop_if_failed, successors
from neglect_triage.params import Cohort, PolicyChange

CONTACTS, SUPPLIED = (Cohort.model_validate({"kind": kind}) for kind in ("contacts", "points"))
RECORDED = pd.Series(["recorded"] * 10)


def design(number: int = 4000) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Points and features of a design without fault: two features, a fifth of the points followed."""
    draw = np.random.default_rng(1)
    family = np.arange(number) // 2
    label = (draw.random(number) < 0.2).astype(float)
    day = pd.Timestamp("2018-01-01") + pd.to_timedelta(np.arange(number) // 4, unit="D")
    points = pd.DataFrame({"point_id": np.arange(number).astype(str), "family": family, "fold": family % 5, "label": label})
    points = points.assign(as_of=day, period=np.where(np.arange(number) < number // 2, "train", "test"))
    after = pd.to_timedelta(draw.integers(1, 366, number), unit="D")
    points["outcome_date"] = (points["as_of"] + after).where(points["label"] == 1)
    features = pd.DataFrame({"point_id": points["point_id"], "a": draw.normal(size=number), "b": draw.normal(size=number)})
    return points, features


NOUNS = load_vocabulary().nouns.model_dump()
POINTS, FEATURES = design()


def verdicts(points: pd.DataFrame = POINTS, features: pd.DataFrame = FEATURES, cohort: Cohort = CONTACTS) -> dict[str, str]:
    return {check.name: check.verdict for check in check_design(points, features, RECORDED, cohort, {}, NOUNS)}


def test_a_design_without_fault_passes_every_check() -> None:
    assert set(verdicts().values()) == {"pass"}


def broken(name: str) -> str:
    """Return what the check `name` says of a design that is broken in that one way."""
    points, features = POINTS.copy(), FEATURES.copy()
    if name == "predictors end before the outcome starts":
        points.loc[points["outcome_date"].first_valid_index(), "outcome_date"] = points["as_of"].min() - pd.Timedelta(days=1)
    elif name == "follow-up is complete":
        points.loc[points.index[::3], "label"] = np.nan
    elif name == "families are on one side":
        points.loc[0, "fold"] = 4
    elif name == "positive families per feature":
        features = pd.concat([features, pd.DataFrame(np.zeros((len(points), 900))).add_prefix("x")], axis=1)
    elif name == "positive families to test on":
        points.loc[points["period"] == "test", "label"] = 0.0
    elif name == "the outcome is independent of predictors":
        features["b"] = points["label"] + np.random.default_rng(2).normal(0, 0.1, len(points))
    elif name == "missingness by period":
        features["a"] = features["a"].where(points["period"] == "test")
    return verdicts(points, features)[name]


UNBROKEN = {"when records could be read", "policy by period"}


@pytest.mark.parametrize("name", [name for name in verdicts() if name not in UNBROKEN])
def test_a_design_that_is_broken_fails_the_check_for_it(name: str) -> None:
    assert broken(name) == "fail"


def policy(*changes: dict[str, str], began: dict[str, pd.Timestamp] | None = None) -> Check:
    """Return the check of policy by period with these changes. Training points are of 2018 and to May 2019, test points later."""
    dated = [PolicyChange.model_validate(change) for change in changes]
    checks = check_design(POINTS, FEATURES, RECORDED, CONTACTS, {}, NOUNS, "", dated, began)
    return next(check for check in checks if check.name == "policy by period")


def test_a_policy_in_force_on_one_side_alone_fails_and_is_named() -> None:
    found = policy({"name": "Family Help", "start": "2019-06-01"})
    assert found.verdict == "fail"
    assert "Family Help" in found.evidence


@pytest.mark.parametrize(
    "change",
    [
        {"name": "from before", "start": "2017-01-01"},
        {"name": "over before the test", "start": "2019-01-01", "end": "2019-03-01"},  # in a seventh of the training points
        {"name": "after all points", "start": "2030-01-01"},
    ],
)
def test_a_policy_in_force_on_both_sides_or_on_neither_passes(change: dict[str, str]) -> None:
    assert policy(change).verdict == "pass"


def test_a_closure_of_a_third_of_the_training_time_fails() -> None:
    assert policy({"name": "closed", "start": "2018-01-01", "end": "2018-07-01"}).verdict == "fail"


def test_new_records_whose_change_nobody_dated_are_asked_about() -> None:
    began = {"start of Family Help": pd.Timestamp("2019-03-04")}
    assert policy(began=began).verdict == "unknown"
    assert "start of Family Help (first on 04/03/2019)" in policy(began=began).evidence
    assert policy({"name": "Family Help", "start": "2017-06-01"}, began=began).verdict == "unknown"  # another change
    assert policy({"name": "Family Help", "start": "2019-04-01"}, began=began).verdict == "fail"  # dated: now it is compared


def test_records_that_take_the_place_of_others_are_known_from_the_vocabulary() -> None:
    days = pd.to_datetime(["2026-03-02", "2025-09-01", "2020-01-01"])
    events = pd.DataFrame({"event_type": ["family_help_start", "family_help_start", "early_help_start"], "event_date": days})
    assert successors(events, load_vocabulary()) == {"start of Family Help": pd.Timestamp("2025-09-01")}


def test_what_supplied_points_do_not_tell_is_unknown() -> None:
    found = verdicts(POINTS.drop(columns="outcome_date"), cohort=SUPPLIED)
    assert found["predictors end before the outcome starts"] == "unknown"
    assert found["follow-up is complete"] == "unknown"


def test_features_that_are_the_same_at_every_training_point_are_counted_and_named() -> None:
    features = FEATURES.assign(**{f"same_{number}": np.float32(number) for number in range(6)}, never=np.float32(np.nan))
    checks = {check.name: check.evidence for check in check_design(POINTS, features, RECORDED, CONTACTS, {}, NOUNS)}
    evidence = checks["positive families per feature"]
    assert "7 of them are the same at every training point" in evidence
    assert "same_0, same_1, same_2, same_3, same_4 and 2 more" in evidence


def test_recorded_days_that_look_like_copies_of_event_days_are_not_held_to_be_recorded() -> None:
    checks = check_design(POINTS, FEATURES, RECORDED, CONTACTS, {}, NOUNS, "The recorded day is the day of the event.")
    (found,) = [check for check in checks if check.name == "when records could be read"]
    assert found.verdict == "unknown"
    assert "For 100% of 10 records" in found.evidence
    assert "the day of the event" in found.evidence


def test_records_dated_by_rule_are_not_held_to_be_recorded() -> None:
    checks = check_design(POINTS, FEATURES, pd.Series(["rule"] * 9 + ["recorded"]), CONTACTS, {}, NOUNS)
    assert {check.name: check.verdict for check in checks}["when records could be read"] == "unknown"


def test_features_that_rank_below_chance_like_a_copy_are_found_too() -> None:
    assert verdicts(features=FEATURES.assign(b=-POINTS["label"]))["the outcome is independent of predictors"] == "fail"


class TestStopping:
    FAILS = FEATURES.assign(a=FEATURES["a"].where(POINTS["period"] == "test"))
    REASON = "The source was connected between the two periods."

    def checks(self, accept: dict[str, str]) -> list[Check]:
        return check_design(POINTS, self.FAILS, RECORDED, CONTACTS, accept, NOUNS)

    def test_a_failure_stops_the_run_and_says_how_to_accept_it(self) -> None:
        with pytest.raises(BadInput, match=r"missingness by period.*(?s:.*)design\.accept"):
            stop_if_failed(self.checks({}))

    def test_too_few_families_for_the_features_are_told_of_the_core_catalogue_and_of_what_each_needs(self) -> None:
        failed = [Check("positive families per feature", "?", "fail", "Too few.", "")]
        with pytest.raises(BadInput, match=r"features\.catalogue: core") as refused:
            stop_if_failed(failed, features=357, core_features=lambda: 40)
        assert "Its 40 features need 40 families" in refused.value.do
        assert "The 357 of this catalogue need 357, and 3,570 are held to be enough." in refused.value.do
        for core in (None, 357):
            with pytest.raises(BadInput) as refused:
                stop_if_failed(failed, features=357, core_features=partial(int, core) if core else lambda: None)
            assert "core" not in refused.value.do

    def test_a_failure_that_is_accepted_by_name_does_not_and_keeps_its_reason(self) -> None:
        checks = self.checks({"missingness by period": self.REASON})
        stop_if_failed(checks)
        assert [row["accepted"] for row in as_rows(checks) if row["verdict"] == "fail"] == [self.REASON]

    def test_a_reason_for_a_check_that_passes_is_not_repeated(self) -> None:
        checks = self.checks({"families are on one side": self.REASON})
        assert {check.accepted for check in checks} == {""}

    def test_a_name_that_is_no_check_is_refused(self) -> None:
        with pytest.raises(BadInput, match="missingness by periods"):
            self.checks({"missingness by periods": self.REASON})
