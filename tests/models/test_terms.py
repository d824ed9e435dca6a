"""The model is its curves and surfaces and nothing else: looked up and added, they give its margins, whatever is recorded."""

from __future__ import annotations

import lightgbm as lgb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.models.terms import Terms, sum_of_terms, term_values, terms_of
from neglect_triage.models.triage import margins
from neglect_triage.models.ways.boosted import fit_boosted
from tests.models.test_triage import MODELS, contrary
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN

KNOWN_IN_TRAINING = fit_boosted(*((table := contrary(4))[0].fillna(1.0), table[1]), CATALOGUE, TRAIN)
EVERY = [*MODELS, KNOWN_IN_TRAINING]
TERMS = [terms_of(model) for model in EVERY]
ENDS = sorted({float(end) for terms in TERMS for ends in terms.thresholds.values() for end in ends})
BESIDE_THEM = [float(np.float32(end) + step) for end in ENDS for step in (-1e-4, 0.0, 1e-4)]
value = st.one_of(
    st.just(np.nan),
    st.sampled_from(BESIDE_THEM),
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    st.integers(-3, 30).map(float),
)


@settings(max_examples=100)
@given(st.sampled_from(range(len(EVERY))), st.lists(value, min_size=len(FEATURES), max_size=len(FEATURES)))
def test_the_tables_add_up_to_the_margin_of_any_row(which: int, row: list[float]) -> None:
    rows = pd.DataFrame([row], columns=FEATURES, dtype=np.float32)
    assert sum_of_terms(TERMS[which], rows) == pytest.approx(margins(EVERY[which], rows, CATALOGUE), abs=1e-9)


def test_a_row_is_the_baseline_and_one_cell_of_each_table() -> None:
    features, _ = contrary(9)
    terms = terms_of(MODELS[0])
    added = dict(term_values(terms, features))
    assert set(added) == set(terms.tables)
    np.testing.assert_allclose(terms.baseline + sum(added.values()), sum_of_terms(terms, features))


def test_a_cell_ends_with_its_threshold_and_the_last_one_is_unknown() -> None:
    terms = Terms(0.5, {"a": np.array([1.0, 4.0])}, {("a",): np.array([10.0, 20.0, 30.0, 40.0])})
    rows = pd.DataFrame({"a": [-9.0, 1.0, 1.5, 4.0, 4.1, np.nan]})
    assert sum_of_terms(terms, rows).tolist() == [10.5, 10.5, 20.5, 20.5, 30.5, 40.5]


def test_unknown_is_taken_for_nought_where_training_knew_every_value() -> None:
    """As LightGBM does: the table must say what the model says, not what one would wish it to say."""
    rows = pd.DataFrame(np.zeros((2, len(FEATURES)), np.float32), columns=FEATURES)
    rows.iloc[1] = np.nan
    zero, unknown = sum_of_terms(terms_of(KNOWN_IN_TRAINING), rows)
    assert zero == unknown == pytest.approx(margins(KNOWN_IN_TRAINING, rows, CATALOGUE)[1], abs=1e-9)


def test_a_split_of_known_from_unknown_has_no_threshold() -> None:
    features, _ = contrary(0)
    labels = features["appointments.count.365d"].isna().to_numpy(float)
    terms = terms_of(fit_boosted(features, labels, CATALOGUE, TRAIN))
    assert {name: list(ends) for name, ends in terms.thresholds.items()} == {"appointments.count.365d": []}
    known, unknown = terms.tables["appointments.count.365d",]
    assert known < unknown


def test_trees_of_depth_1_are_curves_alone() -> None:
    model = fit_boosted(*contrary(0), CATALOGUE, TRAIN.model_copy(update={"depth": 1}))
    assert {len(key) for key in terms_of(model).tables} == {1}


def test_a_model_that_found_nothing_is_its_baseline() -> None:
    features, labels = contrary(0)
    model = fit_boosted(features.fillna(0) * 0, labels, CATALOGUE, TRAIN)
    terms = terms_of(model)
    assert terms.tables == {}
    np.testing.assert_allclose(sum_of_terms(terms, features), margins(model, features, CATALOGUE))


def test_a_deeper_model_is_not_drawn() -> None:
    features, labels = contrary(0)
    deep = lgb.train({"max_depth": 3, "verbosity": -1, "num_threads": 1}, lgb.Dataset(features.to_numpy(), labels), 5)
    with pytest.raises(AssertionError, match="more than two features"):
        terms_of(deep)
