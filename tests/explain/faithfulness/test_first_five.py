"""The records to open first stay where the rates are the same, and give way where an added record or a refit outdoes them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.explain.faithfulness.edits import Unrelated
from neglect_triage.explain.faithfulness.first_five import stay_beside, stay_refitted
from neglect_triage.explain.record import Record, Sources, record_of
from tests.explain.small_run import chronology, event, sources_of

DAY = pd.Timestamp("2022-03-10")
POINT: dict[Hashable, Any] = {"point_id": "k@2022-03-10", "child_id": "k", "as_of": DAY, "standing": "attention", "fold": 0}
POOR = {"value": 4.0, "value_unit": "grade", "agency": "housing"}
MISSED = [event(f"m{at}", "k", f"2021-0{at + 1}-01", "appointment", outcome="was_not_brought") for at in range(3)]
HOMES = [event(f"h{at}", "k", f"2021-0{at + 5}-01", "home_condition", **POOR) for at in range(3)]
OTHER = [event("o", "z", "2021-09-20", "home_condition", **POOR)]


def found(rates: dict[str, float]) -> tuple[Sources, Record, Record]:
    sources = replace(sources_of(chronology([*MISSED, *HOMES, *OTHER])), rates={"0": rates, "1": {}})
    return sources, record_of(sources, "k", DAY), record_of(sources, "z", DAY)


def added(donor: Record) -> Unrelated:
    assert len(donor.seen) == 1
    return Unrelated(donor, 0)


@pytest.mark.parametrize(
    ("rate", "share"),
    [(3.0, 4 / 5), (1.5, 1.0), (0.0, 1.0)],
    ids=["of the kind that comes first", "with less around it than others of its kind", "of a kind that is never named"],
)
def test_an_added_record_takes_one_place_at_most(rate: float, share: float) -> None:
    sources, record, donor = found({"was_not_brought": 2.0, "poor_home": rate})
    beside = stay_beside([POINT], [record], [added(donor)], sources)
    assert beside.tolist() == [share]


def test_without_an_added_record_and_by_the_same_rates_all_stay() -> None:
    rates = {"was_not_brought": 2.0, "poor_home": 3.0}
    sources, record, _ = found(rates)
    assert stay_beside([POINT], [record], [None], sources).tolist() == [1.0]
    assert stay_refitted([POINT], [record], rates, sources).tolist() == [1.0]


def test_a_refit_by_which_a_kind_tells_nothing_loses_its_records() -> None:
    sources, record, _ = found({"was_not_brought": 2.0, "poor_home": 3.0})
    assert stay_refitted([POINT], [record], {"poor_home": 3.0}, sources).tolist() == [3 / 5]


def test_a_point_outside_the_band_has_no_such_records_and_no_share() -> None:
    sources, record, _ = found({"was_not_brought": 2.0})
    below = {**POINT, "standing": "not in attention"}
    assert np.isnan(stay_refitted([below], [record], {"was_not_brought": 2.0}, sources)).all()


def test_of_records_on_a_level_an_added_one_comes_before_those_that_are_older() -> None:
    homes = [event(f"h{at}", "k", f"2021-09-0{at + 1}", "home_condition", **POOR) for at in range(5)]
    for day, share in (("2021-09-20", 4 / 5), ("2021-08-20", 1.0)):
        other = event("o", "z", day, "home_condition", **POOR)
        sources = replace(sources_of(chronology([*homes, other])), rates={"0": {"poor_home": 3.0}})
        record, donor = (record_of(sources, child, DAY) for child in ("k", "z"))
        assert stay_beside([POINT], [record], [added(donor)], sources).tolist() == [share]
