"""Reasons that name the true driver agree with it, reasons that name another do not, and chance is a half."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.params import Evaluate, load_params
from neglect_triage.simulate.truth import PARTS
from neglect_triage.study.drivers import CARE, CEILING, COUNTS, LEAD, MODEL, SHARE, driver_agreement, load_groups
from tests.explain.small_run import ROOT, VOCABULARY

CATALOGUE = load_catalogue(VOCABULARY)
NUMBER = 60
DRIVERS = ("domestic_abuse", "bereavement")
TELLING = {"domestic_abuse": "domestic_abuse", "bereavement": "bereavement"}


def settings() -> Evaluate:
    return load_params(ROOT / "params.yaml").evaluate.model_copy(update={"bootstrap_draws": 40})


def found(named: str, drivers: tuple[str, ...] = DRIVERS) -> dict[str, Any]:
    """Agreement where the reasons name the `true` driver, the `other` one, or `nothing`; counts say nothing."""
    days = pd.Timestamp("2022-01-01") + pd.to_timedelta(range(NUMBER), unit="D")
    ids = [f"p{n}" for n in range(NUMBER)]
    points = pd.DataFrame({"point_id": ids, "child_id": ids, "as_of": days, "family": ids, "fold": np.arange(NUMBER) % 5})
    driver = np.resize(drivers, NUMBER)
    shares = pd.DataFrame(0.0, index=range(NUMBER), columns=list(CATALOGUE.indicators)).assign(point_id=ids)
    for row, true in enumerate(driver):
        other = DRIVERS[1 - DRIVERS.index(true)] if true in DRIVERS else true
        if named != "nothing" and true in TELLING:
            shares.loc[row, TELLING[true if named == "true" else other]] = 0.4
    features = pd.DataFrame(0.0, index=range(NUMBER), columns=[feature.name for feature in CATALOGUE.features])
    truth = pd.DataFrame({"child_id": ids, "date": days, "driver": driver})
    return driver_agreement(points, shares, features.assign(point_id=ids), truth, CATALOGUE, settings(), True)


@pytest.mark.parametrize(("named", "value"), [("true", 1.0), ("nothing", 0.5), ("other", 2.5 / 6)])
def test_agreement_is_one_where_the_driver_stands_first_and_a_half_by_chance(named: str, value: float) -> None:
    all_ = found(named)["parts"]["all"]
    assert all_["contacts"] == NUMBER
    assert all_["agreement"][MODEL]["value"] == pytest.approx(value, abs=1e-4)
    assert all_["agreement"][COUNTS]["value"] == 0.5


@pytest.mark.parametrize(("named", "area"), [("true", 1.0), ("nothing", 0.5), ("other", 0.0)])
def test_contacts_of_a_driver_are_told_from_others_by_what_its_group_added(named: str, area: float) -> None:
    given = found(named)["told_apart"]
    assert set(given) == {"mean of all", "domestic abuse", "a death in the family"}
    for each in given.values():
        assert each[MODEL]["value"] == area
        assert each[LEAD]["value"] == area - 0.5


def test_contacts_whose_driver_no_record_can_tell_are_left_out_and_counted() -> None:
    each = found("true", ("domestic_abuse", "affluence", "none"))
    assert (each["contacts"], each["left_out"]) == (20, 40)
    assert found("true", ("none",)) == {"contacts": 0, "left_out": NUMBER}


def test_groups_name_parts_of_the_world_once_and_share_no_indicator() -> None:
    groups = load_groups(CATALOGUE)
    parts = [part for each, _ in groups.values() for part in each]
    names = [name for _, each in groups.values() for name in each]
    assert set(PARTS) - set(parts) == {"affluence", "help"}
    assert len(parts) == len(set(parts))
    assert len(names) == len(set(names))
    assert "hygiene_worry" in groups[CARE][1]


class TestCeiling:
    """What a model fitted with the truth tells: all where a feature gives the driver away, nothing where none does."""

    NUMBER = 900

    def told_apart(self, feature: str) -> dict[str, Any]:
        dice = np.random.default_rng(4)
        ids = [f"p{n}" for n in range(self.NUMBER)]
        days = pd.Timestamp("2019-01-01") + pd.to_timedelta(range(self.NUMBER), unit="D")
        points = pd.DataFrame(
            {"point_id": ids, "child_id": ids, "as_of": days, "family": ids, "fold": dice.integers(0, 5, self.NUMBER)}
        )
        driver = dice.choice(DRIVERS, self.NUMBER)
        tells = {"the driver": driver == DRIVERS[0], "nothing": dice.random(self.NUMBER) < 0.5}[feature]
        shares = pd.DataFrame(0.0, index=range(self.NUMBER), columns=list(CATALOGUE.indicators)).assign(point_id=ids)
        # The reasons name the driver's group of two in three contacts.
        known = dice.random(self.NUMBER) < 2 / 3
        for true in DRIVERS:
            shares.loc[(driver == true) & known, TELLING[true]] = 0.4
        features = pd.DataFrame(0.0, index=range(self.NUMBER), columns=[one.name for one in CATALOGUE.features])
        features.iloc[:, 0] = tells.astype(float)
        truth = pd.DataFrame({"child_id": ids, "date": days, "driver": driver})
        found = driver_agreement(points, shares, features.assign(point_id=ids), truth, CATALOGUE, settings(), True)
        area: dict[str, Any] = found["told_apart"]["domestic abuse"]
        return area

    def test_where_a_feature_gives_the_driver_away_it_is_all_and_the_reasons_have_their_share_of_it(self) -> None:
        area = self.told_apart("the driver")
        assert area[CEILING]["value"] == 1.0
        assert area[SHARE]["value"] == pytest.approx((area[MODEL]["value"] - 0.5) / 0.5, abs=1e-3)

    def test_where_no_feature_tells_it_there_is_no_share(self) -> None:
        area = self.told_apart("nothing")
        assert area[CEILING]["value"] == pytest.approx(0.5, abs=0.06)
        assert area[CEILING]["value"] > 0.5 or area[SHARE]["value"] is None
