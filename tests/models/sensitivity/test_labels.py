"""Labels that the cohort does not have: other outcomes, and longer horizons for those who were followed long enough."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from neglect_triage.models.sensitivity.labels import added_labels, labels_of_others, other_labels, within_longer
from neglect_triage.params import Params
from tests.features.chronologies import covered
from tests.models.chronologies import COVERED_FROM, DAY, WORDS, Row, T, fact, frames, plan

BEFORE = pd.Timestamp("2022-01-01")


def points(label: float | None = 0.0, day: dt.date = T, period: str = "train") -> pd.DataFrame:
    as_of = pd.to_datetime([day]).astype("datetime64[s]")
    return pd.DataFrame({"child_id": ["a"], "as_of": as_of, "label": [label], "period": [period]})


def others(events: list[Row], label: float | None = 0.0) -> dict[str, float]:
    """Return the other labels of a contact about child `a` on the day T, followed for a year."""
    found = labels_of_others(points(label), frames({"events": events, "event_codes": []}), WORDS, 365)
    return {name: values[0] for name, values in found.items()}


def longer(events: list[Row], days: int = 730, end: dt.date = dt.date(2025, 1, 1), table: pd.DataFrame | None = None) -> float:
    """Return the label within a longer horizon, with records covered until `end`."""
    chronology = frames({"events": events, "event_codes": [], "coverage": covered(COVERED_FROM, end)})
    return float(within_longer(points() if table is None else table, chronology, WORDS, days, 65, BEFORE)[0])


class TestOtherLabels:
    def test_a_plan_of_any_category_counts(self) -> None:
        assert others([plan(T + DAY, concern="emotional")]) == {"any plan": 1.0, "several concerns": 0.0}

    @pytest.mark.parametrize("kind", ["cp_plan_start", "police_protection"])
    def test_several_concerns_are_counted_in_addition_to_the_own_label(self, kind: str) -> None:
        assert others([fact(kind, T + DAY, concern="multiple_unspecified")])["several concerns"] == 1.0
        assert others([], label=1.0) == {"any plan": 0.0, "several concerns": 1.0}

    def test_what_comes_after_the_horizon_or_on_the_day_does_not_count(self) -> None:
        assert others([plan(T), plan(T + 366 * DAY)]) == {"any plan": 0.0, "several concerns": 0.0}

    def test_a_plan_that_was_taken_back_does_not_count(self) -> None:
        entered = plan(T + DAY)
        taken_back = fact("withdrawn", T + DAY, known=T + 9 * DAY, replaces=entered["event_id"])
        assert others([entered, taken_back])["any plan"] == 0.0

    def test_a_point_without_a_label_has_no_other(self) -> None:
        assert all(np.isnan(value) for value in others([plan(T + DAY)], label=None).values())
        assert set(other_labels()) == {"any plan", "several concerns"}


class TestLongerHorizon:
    @pytest.mark.parametrize(("ahead", "label"), [(1, 1.0), (730, 1.0), (731, 0.0)])
    def test_it_runs_to_its_last_day(self, ahead: int, label: float) -> None:
        assert longer([plan(T + ahead * DAY)]) == label

    def test_a_point_that_was_not_followed_so_long_has_none(self) -> None:
        enough = T + (730 + 65 + 1) * DAY
        assert longer([], end=enough) == 0.0
        assert np.isnan(longer([], end=enough - DAY))

    def test_a_training_point_that_is_followed_beyond_the_first_cut_has_none(self) -> None:
        last = (BEFORE - pd.Timedelta(days=731)).date()
        assert longer([], table=points(day=last)) == 0.0
        assert np.isnan(longer([], table=points(day=last + DAY)))
        assert longer([], table=points(day=last + DAY, period="test")) == 0.0

    def test_each_is_named_with_the_other_labels(self) -> None:
        params = Params.model_validate(
            {
                "source": {"kind": "canonical", "vocabulary": "vocabulary.yaml"},
                "cohort": {"kind": "contacts"},
                "split": {"seed": 1, "cut_1": BEFORE.date(), "cut_2": BEFORE.date() + DAY},
                "features": {"catalogue": "catalogue.yaml"},
                "train": {"rounds": 8, "learning_rate": 0.1, "min_data_in_leaf": 5, "l2": 1.0, "seed": 3},
                "evaluate": {"capacity": [0.1], "bootstrap_draws": 10, "seed": 1},
                "sensitivity": {"longer_horizons": [500, 730]},
                "explain": {"pages": 1, "seed": 1},
                "track": {"experiment": "test"},
            }
        )
        chronology = frames(
            {"events": [plan(T + 600 * DAY)], "event_codes": [], "coverage": covered(COVERED_FROM, dt.date(2025, 1, 1))}
        )
        found = {name: values[0] for name, values in added_labels(points(), chronology, WORDS, params).items()}
        assert found == {
            "label: any plan": 0.0, "label: several concerns": 0.0, "within 500 days": 0.0, "within 730 days": 1.0,
        }  # fmt: skip
