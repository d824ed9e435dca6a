"""Net benefit is what its definition says, for the model, the rule, everybody and nobody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.evaluation.decision_curve import ALL, NOBODY, decision_curve
from neglect_triage.models.evaluation.scores import RULE
from neglect_triage.models.resampling import draw_families

TEST = pd.DataFrame(
    {"family": range(10), "label": [1.0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
     "probability": [0.6, 0.15, 0.3, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05], RULE: [0.0, 1] * 5}
)  # fmt: skip


def at(threshold: float, test: pd.DataFrame = TEST, draws: int = 0) -> dict[str, object]:
    curve = decision_curve(test, draw_families(test["family"].to_numpy(), draws, 1))
    return next(row for row in curve if row["threshold"] == threshold)


def test_the_figures_can_be_counted_by_hand() -> None:
    row = at(0.1)
    assert row["model"]["value"] == pytest.approx(2 / 10 - 1 / 10 / 9, abs=1e-5)  # type: ignore[index]
    assert row[ALL]["value"] == pytest.approx(2 / 10 - 8 / 10 / 9, abs=1e-5)  # type: ignore[index]
    assert row[RULE]["value"] == pytest.approx(1 / 10 - 4 / 10 / 9, abs=1e-5)  # type: ignore[index]
    assert row["best_other"] == ALL
    assert row["gain"]["value"] == pytest.approx(7 / 10 / 9, abs=1e-5)  # type: ignore[index]


def test_where_every_other_way_does_harm_nobody_is_the_best_other() -> None:
    row = at(0.5)
    assert row["best_other"] == NOBODY
    assert row["gain"] == row["model"]


def test_without_a_rule_there_is_none() -> None:
    assert RULE not in at(0.1, TEST.drop(columns=RULE))


def test_the_gain_is_paired() -> None:
    everyone = TEST.assign(probability=1.0)
    assert at(0.1, everyone, draws=50)["gain"] == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_thresholds_ascend_and_stay_away_from_certainty() -> None:
    steps = [row["threshold"] for row in decision_curve(TEST, draw_families(np.arange(10), 0, 1))]
    assert steps == sorted(set(steps))
    assert steps[0] > 0
    assert steps[-1] <= 0.5
