"""Prediction points that a project supplies: none is merged or left out."""

from __future__ import annotations

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.models.cohort import supplied_cohort
from neglect_triage.params import Split
from tests.models.chronologies import Row, T, child, frames


class TestSuppliedPoints:
    def supplied(self, rows: list[Row], **other: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        names = sorted({row["child_id"] for row in rows})
        tables = frames({"points": rows, "children": [child(name) for name in names], "households": []})
        settings = {
            "seed": 1,
            "train_periods": ["2013"],
            "test_periods": ["2014"],
            "largest_family_share": 0.5,
            "family": "person",
        }
        return supplied_cohort(tables, Split.model_validate(settings | other))

    def rows(self, number: int = 80) -> list[Row]:
        return [
            {"point_id": f"p{n:03}", "child_id": f"c{n // 2}", "as_of": T, "label": n % 2, "period": str(2013 + n // 2 % 2),
             "stratum": f"day {n % 4}"}
            for n in range(number)
        ]  # fmt: skip

    def test_they_are_never_merged_even_of_one_person_on_one_day(self) -> None:
        points, flow = self.supplied(self.rows())
        assert len(points) == 80
        assert points.groupby(["child_id", "as_of"]).size().max() == 2
        assert points["review_unit"].is_unique
        assert flow.iloc[0].tolist() == ["points", 80, 40]

    def test_their_periods_are_those_of_params(self) -> None:
        points, _ = self.supplied(
            [*self.rows(), *({**row, "point_id": f"x{row['point_id']}", "period": "2012"} for row in self.rows(8))]
        )
        assert points["period"].value_counts().to_dict() == {"train": 40, "test": 40, "none": 8}

    def test_a_calibration_period_of_their_own_is_neither_trained_nor_tested_on(self) -> None:
        earlier = [{**row, "point_id": f"x{row['point_id']}", "period": "2012"} for row in self.rows(8)]
        points, _ = self.supplied([*self.rows(), *earlier], train_periods=["2012"], calibration_periods=["2013"])
        assert points["period"].value_counts().to_dict() == {"calibration": 40, "test": 40, "train": 8}

    def test_all_points_of_a_person_are_in_one_fold(self) -> None:
        points, _ = self.supplied(self.rows())
        assert points.groupby("child_id")["fold"].nunique().max() == 1
        assert points["fold"].nunique() > 1

    def test_a_period_that_no_point_has_is_named(self) -> None:
        with pytest.raises(BadInput, match="A period of params") as error:
            self.supplied(self.rows(), test_periods=["2014", "2015"])
        assert "2015" in error.value.where
        assert error.value.expected == "periods of the points: 2013, 2014"

    def test_fewer_than_fifty_are_refused(self) -> None:
        with pytest.raises(BadInput, match="The cohort holds 48 points"):
            self.supplied(self.rows(48))

    @pytest.mark.parametrize(("label", "lacks"), [(0, "positive"), (1, "negative")])
    def test_a_calibration_of_one_kind_is_refused_and_none_allowed(self, label: int, lacks: str) -> None:
        earlier = [{**row, "point_id": f"x{row['point_id']}", "period": "2012", "label": label} for row in self.rows(8)]
        remedy = "check the label and period of the points, and the periods that split names (calibration may have none)"
        with pytest.raises(BadInput, match=f"The calibration period holds no {lacks} label") as error:
            self.supplied([*self.rows(), *earlier], calibration_periods=["2012"])
        assert error.value.do == remedy
        points, _ = self.supplied([*self.rows(), *earlier], calibration_periods=[])
        assert points["period"].value_counts().to_dict() == {"train": 40, "test": 40, "none": 8}

    def test_labels_of_one_kind_are_refused(self) -> None:
        with pytest.raises(BadInput, match="The train period holds no positive label") as error:
            self.supplied([row | {"label": 0} for row in self.rows()])
        assert error.value.where == "points.label, split.train_periods: period train"
        assert "the periods that split names" in error.value.do, "no definition of ours made these labels"
