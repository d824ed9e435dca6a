"""Logistic regression beside the model: unknown is handled, what says nothing is left out, threads change no bit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from neglect_triage.features.catalogue import Catalogue, Indicator
from neglect_triage.models.comparators import logistic
from neglect_triage.models.comparators.logistic import Logistic, logistic_margins
from neglect_triage.models.ways import elastic_net
from neglect_triage.models.ways.elastic_net import PENALTY, SHARE_OF_L1

WINDOWS = [f"{days}d" for days in range(30, 1230, 30)]
ENTRY = {"theme": "test", "means": "test", "events": {"type": "visit"}, "measures": {"count": "increases"}, "windows": WINDOWS}
CATALOGUE = Catalogue(indicators={"visits": Indicator.model_validate(ENTRY)})
NAMES = [feature.name for feature in CATALOGUE.features]


def drawn(rows: int, unknown: float = 0.1) -> tuple[pd.DataFrame, np.ndarray]:
    """Return features of which the first ten tell of the outcome, and labels."""
    generator = np.random.default_rng(1)
    values = generator.poisson(2, (rows, len(NAMES))).astype(np.float32)
    labels = (generator.random(rows) < expit(values[:, :10].sum(axis=1) / 4 - 7)).astype(float)
    values[generator.random(values.shape) < unknown] = np.nan
    return pd.DataFrame(values, columns=NAMES), labels


def fit_logistic(features: pd.DataFrame, labels: np.ndarray, catalogue: Catalogue) -> Logistic:
    """Fit the regression, which settles here."""
    model = logistic.fit_logistic(features, labels, catalogue)
    assert model is not None
    return model


def test_more_of_what_goes_with_the_outcome_gives_a_higher_margin() -> None:
    features, labels = drawn(2000)
    found = logistic_margins(fit_logistic(features, labels, CATALOGUE), features, CATALOGUE)
    assert np.isfinite(found).all()
    assert found[labels == 1].mean() > found[labels == 0].mean() + 0.3
    assert expit(found).mean() == pytest.approx(labels.mean(), abs=0.01)


def test_it_is_the_elastic_net_that_stochastic_gradients_find() -> None:
    features, labels = drawn(1500, unknown=0)
    design = StandardScaler().fit_transform(np.log1p(features.to_numpy(np.float64)))
    settings = {"solver": "saga", "l1_ratio": SHARE_OF_L1, "C": 1 / (PENALTY * len(labels)), "max_iter": 5000, "tol": 1e-6}
    theirs = LogisticRegression(**settings).fit(design, labels).decision_function(design)
    ours = logistic_margins(fit_logistic(features, labels, CATALOGUE), features, CATALOGUE)
    np.testing.assert_allclose(ours, theirs, atol=0.01)


def test_what_says_nothing_gets_little_weight_or_none() -> None:
    features, labels = drawn(3000, unknown=0)
    weights = fit_logistic(features, labels, CATALOGUE).weights
    assert (weights[:10] > 0).all()
    assert np.abs(weights[10:]).max() < weights[:10].min()
    assert (weights == 0).any()


def test_features_that_are_unknown_together_have_one_indicator_between_them() -> None:
    features, labels = drawn(500, unknown=0)
    features.loc[:100, NAMES[:5]] = np.nan
    assert len(fit_logistic(features, labels, CATALOGUE).weights) == len(NAMES) + 2  # that, and "always known"


@pytest.mark.parametrize("value", [np.nan, 0.0, 3.0])
def test_a_column_of_one_value_or_of_none_is_no_obstacle(value: float) -> None:
    features, labels = drawn(300)
    model = fit_logistic(features.assign(**{NAMES[0]: np.float32(value)}), labels, CATALOGUE)
    assert np.isfinite(logistic_margins(model, features, CATALOGUE)).all()


def test_more_features_than_rows_are_no_obstacle() -> None:
    features, labels = drawn(30)
    labels[:3] = 1
    assert np.isfinite(logistic_margins(fit_logistic(features, labels, CATALOGUE), features, CATALOGUE)).all()


def test_the_number_of_threads_changes_no_bit() -> None:
    """The stage fits it on one thread; here it is shown that this is what makes the bits the same."""
    features, labels = drawn(5000)
    found = []
    for _ in range(2):
        with threadpool_limits(1):
            found.append(logistic_margins(fit_logistic(features, labels, CATALOGUE), features, CATALOGUE))
    assert np.array_equal(found[0], found[1])


def long_tailed(rows: int, positives: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return few rows of features that are mostly zero, some of them all but constant, as in a world of 3,000 children."""
    generator = np.random.default_rng(seed)
    values = generator.poisson(0.02, (rows, len(NAMES))).astype(np.float32) * generator.integers(1, 4000, (rows, len(NAMES)))
    values[:, 30:] = generator.random((rows, len(NAMES) - 30)) < 2 / rows
    labels = np.zeros(rows)
    labels[generator.choice(rows, positives, replace=False)] = 1
    return pd.DataFrame(values.astype(np.float32), columns=NAMES), labels


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("rows", "positives"), [(60, 2), (200, 8), (400, 150)])
def test_on_few_rows_it_settles_within_bounds_and_no_worse_than_knowing_nothing_or_is_not_estimable(
    rows: int, positives: int, seed: int
) -> None:
    features, labels = long_tailed(rows, positives, seed)
    model = logistic.fit_logistic(features, labels, CATALOGUE)
    if model is not None:
        margins = logistic_margins(model, features, CATALOGUE)
        assert np.abs(margins).max() <= elastic_net.MOST
        knowing_nothing = np.full(rows, np.log(labels.mean() / (1 - labels.mean())))
        deviance = [(np.logaddexp(0, each) - labels * each).mean() for each in (margins, knowing_nothing)]
        assert deviance[0] <= deviance[1]


def test_a_fit_that_does_not_settle_is_none_and_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_net, "ROUNDS", 1)
    features, labels = drawn(300)
    assert logistic.fit_logistic(features, labels, CATALOGUE) is None
