"""Cohorts that no model can be fitted on: each is refused with what is lacking."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from tests.models.chronologies import (
    COVERED_FROM,
    COVERED_TO,
    CUT_1,
    CUT_2,
    DAY,
    SPLIT,
    T,
    build,
    contact,
    covered,
    others,
    plan,
    stay,
)

YEAR = 365 * DAY


class TestRefused:
    def test_no_contact(self) -> None:
        with pytest.raises(BadInput, match="holds no contact"):
            build([plan(T)])

    def test_fewer_than_fifty_points_before_anything_is_said_of_families(self) -> None:
        with pytest.raises(BadInput, match="The cohort holds 49 points") as error:
            build(others()[:73], split=SPLIT.model_copy(update={"largest_family_share": 0.01}))
        assert "at least 50" in str(error.value)

    @pytest.mark.parametrize("period", ["train", "test"])
    def test_a_period_without_a_positive_label(self, period: str) -> None:
        cut = pd.Timestamp(CUT_1 if period == "train" else CUT_2).date()
        drop = [
            row for row in others() if row["event_type"] == "cp_plan_start" and (row["event_date"] < cut) == (period == "train")
        ]
        events = [
            row
            for row in others()
            if (row["child_id"], row["event_type"]) not in {(d["child_id"], d["event_type"]) for d in drop}
        ]
        with pytest.raises(BadInput, match=f"The {period} period holds no positive label") as error:
            build(events)
        assert "cohort.yaml" in error.value.do

    def test_a_period_without_points(self) -> None:
        with pytest.raises(BadInput, match="The test period holds no points"):
            build(others(), split=SPLIT.model_copy(update={"cut_2": dt.date(2023, 6, 1)}))

    def test_a_family_that_holds_too_many_contacts(self) -> None:
        homes = [stay(f"other{number:02}", "h1", T) for number in range(20)]
        with pytest.raises(BadInput, match="One set of connected households holds 33") as error:
            build(others(), split=SPLIT.model_copy(update={"largest_family_share": 0.2}), households=homes)
        assert "foster, refuge, temporary" in error.value.do
        written = re.search(r"split\.largest_family_share: ([\d.]+) in params\.yaml", error.value.do)
        assert written
        build(others(), split=SPLIT.model_copy(update={"largest_family_share": float(written[1])}), households=homes)

    def test_one_person_who_holds_too_many_points_is_told_apart_from_joined_households(self) -> None:
        alone = SPLIT.model_copy(update={"family": "person", "largest_family_share": 0.001})
        with pytest.raises(BadInput, match="One child_id holds") as error:
            build(others(), split=alone)
        assert "households" not in str(error.value)
        assert "empty it where it comes from" in error.value.do

    def test_a_label_whose_records_no_source_covers(self) -> None:
        with pytest.raises(BadInput, match="no source covers") as error:
            build(others(), coverage=covered(COVERED_FROM, COVERED_TO, leave_out=("care",)))
        assert error.value.where == "coverage.table: care"

    def test_no_message_names_a_child(self) -> None:
        with pytest.raises(BadInput) as error:
            build([contact(T, "somebody")])
        assert "somebody" not in str(error.value)
