"""Tuning reads the training period alone, judges on later days and other families, and gives the same choices again."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.tuning import RANGES, _splits, tune
from tests.models.worlds import CATALOGUE, TRAIN, world

POINTS, FEATURES = world(900, 300)
TRAINING = POINTS[POINTS["period"] == "train"].reset_index(drop=True)
FIVE = TRAIN.model_copy(update={"trials": 5})


def test_without_trials_the_stated_choices_stand() -> None:
    train, account = tune(POINTS, FEATURES, CATALOGUE, TRAIN, 365)
    assert train == TRAIN
    assert account == {"trials": 0, "chosen": {name: getattr(TRAIN, name) for name in RANGES}}


def test_the_stated_choices_are_tried_first_and_the_best_is_chosen() -> None:
    train, account = tune(POINTS, FEATURES, CATALOGUE, FIVE, 365)
    assert account["trials"] == len(account["tried"]) == 5
    first = account["tried"][0]
    assert {name: first[name] for name in RANGES} == {name: getattr(TRAIN, name) for name in RANGES}
    best = min(account["tried"], key=lambda trial: trial["log_loss"])
    assert {name: best[name] for name in RANGES} == account["chosen"] == {name: getattr(train, name) for name in RANGES}
    assert best["log_loss"] <= first["log_loss"]
    json.dumps(account, allow_nan=False)


def test_a_second_run_gives_the_same() -> None:
    assert tune(POINTS, FEATURES, CATALOGUE, FIVE, 365) == tune(POINTS, FEATURES, CATALOGUE, FIVE, 365)


def test_neither_calibration_nor_test_period_is_read() -> None:
    other = POINTS["period"] != "train"
    changed = POINTS.assign(label=POINTS["label"].where(~other, 1 - POINTS["label"]))
    assert tune(changed, FEATURES.where(~other, 9.0), CATALOGUE, FIVE, 365) == tune(POINTS, FEATURES, CATALOGUE, FIVE, 365)


def test_what_is_judged_comes_after_the_follow_up_of_what_is_fitted_and_is_about_other_families() -> None:
    splits, how = _splits(TRAINING, 365)
    assert how == "rolling origins, other families"
    judged_so_far: set[int] = set()
    for seen, judged in splits:
        assert (TRAINING.loc[seen, "as_of"] + pd.Timedelta(days=365)).max() <= TRAINING.loc[judged, "as_of"].min()
        assert not set(TRAINING.loc[seen, "family"]) & set(TRAINING.loc[judged, "family"])
        assert not judged_so_far & set(np.flatnonzero(judged))
        judged_so_far |= set(np.flatnonzero(judged))


@pytest.mark.parametrize("horizon", [365, 99999])
def test_a_training_period_too_short_for_the_horizon_is_split_by_family_alone(horizon: int) -> None:
    splits, how = _splits(TRAINING.assign(as_of=pd.Timestamp("2020-01-01")), horizon)
    assert how == "other families"
    assert len(splits) == 5
    assert sum(judged.sum() for _, judged in splits) == len(TRAINING)
