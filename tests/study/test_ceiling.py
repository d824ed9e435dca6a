"""The ceiling of telling the driver is fitted on other families: what only a family's own contacts tell is beyond it."""

from __future__ import annotations

import numpy as np

from neglect_triage.study.ceiling import ceiling_of_drivers

FAMILIES, EACH = 20, 60
FAMILY = np.repeat(np.arange(FAMILIES), EACH)
FOLD = FAMILY % 5
DRIVER = np.random.default_rng(3).integers(0, 2, FAMILIES)[FAMILY]


def right(features: np.ndarray) -> float:
    """The share of contacts whose true driver the ceiling finds more likely than not."""
    found = ceiling_of_drivers(features, DRIVER, FOLD, 2)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    return float((found.argmax(axis=1) == DRIVER).mean())


def test_a_feature_that_tells_the_driver_of_every_family_reaches_it() -> None:
    assert right(DRIVER[:, None].astype(float)) == 1.0


def test_a_feature_by_which_each_family_could_only_be_recognised_does_not() -> None:
    names = np.random.default_rng(5).permutation(FAMILIES)[FAMILY].astype(float)
    assert right(names[:, None]) < 0.8
