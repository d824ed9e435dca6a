"""Logistic regression beside the model: unknown is handled, and the number of threads changes no bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.models.baselines import fit_logistic, logistic_margins

WINDOWS = [f"{days}d" for days in range(30, 1830, 30)]
ENTRY = {"theme": "test", "means": "test", "events": {"type": "visit"}, "measures": {"count": "increases"}, "windows": WINDOWS}
CATALOGUE = Catalogue(indicators={"visits": Indicator.model_validate(ENTRY)})


def drawn(rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    generator = np.random.default_rng(1)
    values = generator.poisson(2, (rows, len(WINDOWS))).astype(np.float32)
    labels = (values.sum(axis=1) + generator.normal(0, 20, rows) > 2 * len(WINDOWS)).astype(float)
    values[generator.random(values.shape) < 0.1] = np.nan
    return pd.DataFrame(values, columns=[feature.name for feature in CATALOGUE.features]), labels


def test_more_of_what_goes_with_the_outcome_gives_a_higher_margin() -> None:
    features, labels = drawn(2000)
    found = logistic_margins(fit_logistic(features, labels, CATALOGUE, 1), features, CATALOGUE)
    assert np.isfinite(found).all()
    assert found[labels == 1].mean() > found[labels == 0].mean() + 0.1


def test_the_number_of_threads_changes_no_bit() -> None:
    features, labels = drawn(5000)
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads):
            found.append(logistic_margins(fit_logistic(features, labels, CATALOGUE, 1), features, CATALOGUE))
    assert np.array_equal(found[0], found[1])
