"""Deletion, insertion and stability tell a true reason from a false one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest

from neglect_triage.explain.attribution import attribute, compare_with_interventional
from neglect_triage.explain.faithfulness.edits import (
    ExplainedPoint,
    contributions_with_unrelated_record,
    score_changes,
    unrelated_records,
)
from neglect_triage.explain.faithfulness.refits import FAMILIES, SEED, refits
from neglect_triage.explain.faithfulness.study import UNRELATED, explained_points, faithfulness, top_indicators
from neglect_triage.explain.run import Run
from neglect_triage.models.bands import STANDINGS
from neglect_triage.models.triage import model_text
from neglect_triage.models.ways.boosted import fit_boosted
from tests.explain.small_run import CATALOGUE, VOCABULARY, small_features, small_params, small_points, small_tables


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The models of two folds, for which missed appointments are all that matters."""
    folder = tmp_path_factory.mktemp("models")
    for fold in (0, 1):
        (folder / f"{fold}.txt").write_text(model_text(one_cause()))
    return folder


def points() -> pd.DataFrame:
    found = small_points()
    missed = small_features()["was_not_brought.count.5y"]
    label = (missed > missed.median()).to_numpy(float)
    return found.assign(
        label=label,
        period="train",
        family=found["fold"].astype(str) + found["child_id"],
        standing=np.resize(STANDINGS[:2], len(found)),
    )


def one_cause() -> lgb.Booster:
    settings = small_params().train.model_copy(update={"l2": 0.0, "random_thresholds": False})
    return fit_boosted(small_features(), points()["label"].to_numpy(), CATALOGUE, settings)


def run() -> Run:
    params = small_params()
    few = params.evaluate.model_copy(update={"bootstrap_draws": 20})
    return Run(params.model_copy(update={"evaluate": few}), VOCABULARY, CATALOGUE, small_tables(), points(), {}, [], {})


def explained(models: Path) -> tuple[list[ExplainedPoint], Any]:
    return explained_points(run(), attribute(points(), small_features(), CATALOGUE, models), points())


def test_taking_away_what_the_model_rests_on_moves_the_score_more_than_other_records(models: Path) -> None:
    examined, sources = explained(models)
    with_reasons = [point for point in examined if point.reasons]
    resting = [point for point in with_reasons if point.reasons[0].theme == "health" and not point.reasons[0].absent]
    found = score_changes(resting, sources, "partnership", models, seed=1)
    assert len(resting) > 5
    used = ~np.isnan(found.deleted)
    assert found.deleted[used].mean() > found.deleted_others[used].mean()
    assert found.inserted[used].mean() > found.inserted_others[used].mean()


def test_a_reason_without_records_cannot_be_taken_away(models: Path) -> None:
    examined, sources = explained(models)
    without = [ExplainedPoint(point.fold, point.record, [], point.contributions) for point in examined[:3]]
    assert np.isnan(score_changes(without, sources, "partnership", models, seed=1).deleted).all()


def test_an_unrelated_record_leaves_the_first_reasons_where_they_are(models: Path) -> None:
    examined, sources = explained(models)
    unrelated = unrelated_records(examined, sources, seed=1, top=3)
    now = contributions_with_unrelated_record(examined, unrelated, sources, "partnership", models)
    kept = [
        top_indicators(point.contributions, CATALOGUE)[:1] == top_indicators(dict(row), CATALOGUE)[:1]
        for point, (_, row) in zip(examined, now.iterrows(), strict=True)
    ]
    assert np.mean(kept) > 0.8


def test_refits_explain_the_points_of_their_fold_and_differ_from_each_other() -> None:
    found = list(refits(points(), small_features(), points(), CATALOGUE, VOCABULARY, small_params().train, seed=1))
    assert [each.kind for each in found] == [SEED, SEED, FAMILIES, FAMILIES]
    for each in found:
        assert len(each.positions) == len(each.contributions)
        assert points()["fold"].iloc[each.positions].nunique() == 1
    assert not np.allclose(found[0].contributions.to_numpy(), found[2].contributions.to_numpy())


def test_rates_are_counted_on_what_each_refit_was_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[pd.DataFrame] = []

    def rates(rows: pd.DataFrame, features: pd.DataFrame, *_: Any) -> dict[str, dict[str, float]]:
        assert len(rows) == len(features)
        seen.append(rows)
        return {"0": {}, "1": {}}

    monkeypatch.setattr("neglect_triage.explain.faithfulness.refits.relative_rates", rates)
    list(refits(points(), small_features(), points(), CATALOGUE, VOCABULARY, small_params().train, seed=1))
    assert all(rows["fold"].nunique() == 1 for rows in seen), "of two folds, one is held out"
    assert sorted(bool(rows["point_id"].duplicated().any()) for rows in seen) == [False, False, True, True]


def test_every_figure_stands_with_how_many_it_was_counted_on(models: Path) -> None:
    attributions = attribute(points(), small_features(), CATALOGUE, models)
    found = faithfulness(run(), attributions, small_features(), points(), points(), models)
    assert found["contacts"] == len(points())
    assert set(found["groups"]) == {"all", "in attention"}
    assert found["groups"]["in attention"]["contacts"] == (points()["standing"] == "attention").sum()
    assert set(found["stability"]) == {UNRELATED, SEED, FAMILIES}
    for group in found["groups"].values():
        assert 0 < group["deletion"]["contacts"] <= group["contacts"]
        assert 0 <= group["completeness"]["share"]["value"] <= 1
    again = faithfulness(run(), attributions, small_features(), points(), points(), models)
    assert again == found


def test_path_dependent_contributions_are_compared_with_interventional_ones(models: Path) -> None:
    comparison = compare_with_interventional(points(), small_features(), CATALOGUE, models, seed=1)
    assert comparison["points"] == min(100, len(points()))
    assert 0.5 < comparison["same_first"] <= 1
    assert comparison["mean_difference"] < comparison["mean_size"]
