"""Contacts of two periods, made up, and the page of a small report."""

from __future__ import annotations

import datetime as dt
from typing import cast

import lightgbm as lgb
import numpy as np
import pandas as pd

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.models.calibration import calibrate
from neglect_triage.models.registered import Registered
from neglect_triage.monitoring.comparison import TwoPeriods, compare_periods
from neglect_triage.monitoring.coverage import Periods
from neglect_triage.monitoring.page import monitoring_page
from neglect_triage.monitoring.recalibration import later_calibration
from neglect_triage.params import Monitor, PolicyChange
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN

SETTINGS = Monitor(draws=100)
TOUCHY = Monitor(feature=1e-6, unknown=1e-6, score=1e-6, mix=1e-6, draws=100)
PERIODS = Periods(*(pd.Timestamp(day) for day in ("2019-04-01", "2020-04-01", "2021-04-01", "2022-04-01")))


def contacts_of(seed: int, families: int = 300) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts of families that are alike within, with features, of which some are unknown."""
    lot = np.random.default_rng(seed)
    family = np.repeat(np.arange(families), lot.integers(1, 7, families))
    number = len(family)
    tendency = lot.normal(0, 1, families)[family]
    features = pd.DataFrame(lot.poisson(np.exp(tendency[:, None] / 2), (number, 8)).astype(np.float32), columns=FEATURES)
    features = features.mask(lot.random((number, 8)) < 0.2)
    margin = tendency + lot.normal(0, 1, number) - 2
    chance = 1 / (1 + np.exp(-margin))
    contacts = pd.DataFrame({"child_id": family.astype(str), "family": family, "as_of": pd.Timestamp("2019-05-01")})
    contacts = contacts.assign(period="test")
    contacts = contacts.assign(margin=margin, attention=margin > -0.5, probability=chance, label=lot.random(number) < chance)
    sources = np.array(["police", "school", "police;school", ""])[lot.integers(0, 4, number)]
    return contacts.assign(agencies=sources, years=lot.uniform(0, 17, number), area=np.array(["n", "s"])[family % 2]), features


def halves(contacts: pd.DataFrame, seed: int) -> np.ndarray:
    """Return a random half of the families."""
    return np.asarray(np.random.default_rng(seed).permutation(contacts["family"].max() + 1)[contacts["family"]] % 2 == 1)


def two_periods(contacts: pd.DataFrame, features: pd.DataFrame, after: np.ndarray) -> TwoPeriods:
    return TwoPeriods(contacts, features, after, PERIODS, None, families_known=True)


def small_monitoring_page() -> str:
    """A report in which a feature moved, a source began, and schools were closed."""
    contacts, features = contacts_of(7, families=200)
    after = halves(contacts, 1)
    features.loc[after, FEATURES[0]] += 3
    coverage = pd.DataFrame(
        {"source": ["police"], "table": ["contacts"], "start": [pd.Timestamp("2020-06-01")], "end": [pd.Timestamp("2024-04-01")]}
    )
    closed = PolicyChange(name="schools closed", start=dt.date(2020, 3, 23), end=dt.date(2020, 7, 20))
    settings = SETTINGS.model_copy(update={"draws": 60})
    found = compare_periods(TwoPeriods(contacts, features, after, PERIODS, coverage, families_known=True), settings, [closed])
    learnt = later_calibration(contacts, after, registered_of(contacts), PERIODS)
    return monitoring_page(found | {"recalibration": learnt | {"file": "c.json"}}, CATALOGUE, load_vocabulary(), synthetic=True)


def registered_of(contacts: pd.DataFrame) -> Registered:
    """Return what a registered model says of its calibration, which was learnt from these contacts; it has no trees."""
    labels, families = contacts["label"].astype(float).to_numpy(), contacts["family"].to_numpy()
    calibration = calibrate(contacts["margin"].to_numpy(), labels, families, TRAIN)
    return Registered(cast(lgb.Booster, None), calibration, {"train": TRAIN.model_dump(mode="json")}, "a" * 64)
