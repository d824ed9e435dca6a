"""A calibration of the later period: counted on its own contacts, for one model, and used only as it was written."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.models.calibration import frequency
from neglect_triage.models.registered import recalibrated
from neglect_triage.monitoring.recalibration import later_calibration
from tests.monitoring.made import PERIODS, contacts_of, halves, registered_of

CONTACTS, _ = contacts_of(5, families=1500)
AFTER = halves(CONTACTS, 2)
REGISTERED = registered_of(CONTACTS[~AFTER])


def shifted() -> pd.DataFrame:
    """The contacts, of which the later ones are followed by the outcome as if their margin were 1.5 higher."""
    chance = 1 / (1 + np.exp(-(CONTACTS["margin"] + np.where(AFTER, 1.5, 0.0))))
    return CONTACTS.assign(label=np.random.default_rng(3).random(len(CONTACTS)) < chance)


def content(contacts: pd.DataFrame) -> bytes:
    return json.dumps(later_calibration(contacts, AFTER, REGISTERED, PERIODS)["learnt"]).encode()


def test_it_is_counted_on_the_later_contacts_alone() -> None:
    contacts = shifted()
    found = later_calibration(contacts, AFTER, REGISTERED, PERIODS)
    assert found["contacts"] == AFTER.sum() == found["learnt"]["learnt_from"]["contacts"]
    later = recalibrated(REGISTERED, ("c.json", content(contacts)))
    at = np.array([-2.0, -1.0, 0.0])
    truth = 1 / (1 + np.exp(-(at + 1.5)))
    _, low, high = frequency(later.calibration, at)
    assert ((low < truth) & (truth < high)).all()
    assert (frequency(REGISTERED.calibration, at)[0] < truth - 0.1).all(), "else the shift could not be seen"


def test_the_model_and_the_start_of_its_band_stay() -> None:
    later = recalibrated(REGISTERED, ("c.json", content(shifted())))
    assert later.calibration.threshold == REGISTERED.calibration.threshold
    assert later.sha256 == REGISTERED.sha256
    assert later.learnt_from == {"first_day": "2021-04-01", "before": "2022-04-01", "contacts": int(AFTER.sum())}


def test_contacts_that_the_model_was_fitted_on_and_those_without_an_outcome_are_left_out() -> None:
    rows = np.flatnonzero(AFTER)
    labels = CONTACTS["label"].astype(object)
    labels.iloc[rows[:40]] = None
    periods = np.array(CONTACTS["period"], dtype=object)
    periods[rows[40:100]] = "train"
    found = later_calibration(CONTACTS.assign(label=labels, period=periods), AFTER, REGISTERED, PERIODS)
    assert found["contacts"] == AFTER.sum() - 100


def test_with_fewer_than_100_families_that_had_the_outcome_nothing_is_learnt() -> None:
    families = CONTACTS["family"][AFTER & CONTACTS["label"]].unique()
    for number, learnt in ((99, False), (100, True)):
        rare = CONTACTS.assign(label=CONTACTS["label"] & CONTACTS["family"].isin(families[:number]))
        found = later_calibration(rare, AFTER, REGISTERED, PERIODS)
        assert found["families_with_outcome"] == number
        assert (found["learnt"] is not None) == learnt
        assert bool(found["shown"]) == learnt


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        (b"{}", "not a calibration of later"),
        (b"\xff\x00", "not a calibration of later"),
        (b"[1]", "not a calibration of later"),
        (content(CONTACTS).replace(b'"threshold"', b'"treshold"'), "not a calibration of later"),
        (content(CONTACTS).replace(b"a" * 64, b"b" * 64), "learnt for another model"),
    ],
)
def test_another_file_and_one_of_another_model_are_refused_with_what_to_do(spoilt: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says) as error:
        recalibrated(REGISTERED, ("c.json", spoilt))
    assert "neglect-triage monitor" in str(error.value)
