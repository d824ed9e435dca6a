"""The written curves and surfaces are the model: read back, they give its margins; they hold no count of people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neglect_triage.disclosure.rounding import FEWEST_FAMILIES
from neglect_triage.files import write_frame
from neglect_triage.models.curves import COLUMNS, from_frame, summary, to_frame
from neglect_triage.models.purification import purify
from neglect_triage.models.terms import Terms, cells, sum_of_terms, terms_of
from neglect_triage.models.triage import margins
from neglect_triage.models.ways.boosted import fit_boosted
from tests.models.test_triage import contrary
from tests.models.worlds import CATALOGUE, FEATURES, TRAIN

TABLE, LABELS = contrary(1)
FAMILIES = np.arange(len(TABLE)) // 3
MODEL = fit_boosted(TABLE, LABELS, CATALOGUE, TRAIN)
PURE = purify(terms_of(MODEL), TABLE)
FRAME = to_frame(PURE, TABLE, FAMILIES, CATALOGUE)


def test_read_back_from_the_file_they_give_the_models_margins(tmp_path: Path) -> None:
    write_frame(FRAME, tmp_path / "curves.parquet")
    read = from_frame(pd.read_parquet(tmp_path / "curves.parquet"), summary(PURE, TABLE, CATALOGUE)["baseline"])
    new, _ = contrary(2)
    for rows in (TABLE, new, new * np.nan):
        np.testing.assert_allclose(sum_of_terms(read, rows), margins(MODEL, rows, CATALOGUE), atol=1e-6)


def test_every_cell_is_a_row_with_its_ends_and_its_indicator() -> None:
    assert len(FRAME) == sum(table.size for table in PURE.tables.values())
    assert list(FRAME.columns) == [*COLUMNS, "enough_families"]
    one = FRAME[(FRAME["feature"] == FEATURES[0]) & FRAME["other_feature"].isna()]
    ends = PURE.thresholds[FEATURES[0]]
    np.testing.assert_array_equal(one["up_to"], [*ends, np.nan, np.nan])
    np.testing.assert_array_equal(one["over"], [np.nan, *ends, np.nan])
    assert one["unknown"].tolist() == [False] * (len(ends) + 1) + [True]
    assert set(one["indicator"]) == {"appointments"}


def test_a_cell_says_whether_thirty_families_are_in_it_and_not_how_many() -> None:
    name = FEATURES[0]
    at = cells(PURE, TABLE)[name]
    enough = [len(set(FAMILIES[at == cell])) >= FEWEST_FAMILIES for cell in range(len(PURE.thresholds[name]) + 2)]
    one = FRAME[(FRAME["feature"] == name) & FRAME["other_feature"].isna()]
    assert one["enough_families"].tolist() == enough
    assert 0 < FRAME["enough_families"].mean() < 1
    assert not [column for column in FRAME if pd.api.types.is_integer_dtype(FRAME[column]) and column != "term"]


def test_the_summary_counts_curves_and_surfaces_and_says_how_far_each_moves() -> None:
    words = summary(PURE, TABLE, CATALOGUE)
    assert words["curves"] + words["surfaces"] == len(words["terms"]) == FRAME["term"].nunique()
    assert words["features_in_catalogue"] == len(FEATURES)
    assert set(words["indicators"]) == set(CATALOGUE.indicators)
    assert words["baseline"] == pytest.approx(margins(MODEL, TABLE, CATALOGUE).mean(), abs=1e-9)


def test_a_model_without_terms_can_be_written_and_read() -> None:
    nothing = Terms(-1.5, {}, {})
    frame = to_frame(nothing, TABLE, FAMILIES, CATALOGUE)
    assert len(frame) == 0
    assert set(sum_of_terms(from_frame(frame, -1.5), TABLE)) == {-1.5}
    assert set(summary(nothing, TABLE, CATALOGUE)["indicators"].values()) == {0.0}


def test_a_model_of_curves_alone_has_no_second_feature() -> None:
    model = fit_boosted(TABLE, LABELS, CATALOGUE, TRAIN.model_copy(update={"depth": 1}))
    frame = to_frame(purify(terms_of(model), TABLE), TABLE, FAMILIES, CATALOGUE)
    assert frame["other_feature"].isna().all()
    np.testing.assert_allclose(
        sum_of_terms(from_frame(frame, purify(terms_of(model), TABLE).baseline), TABLE),
        margins(model, TABLE, CATALOGUE),
        atol=1e-6,
    )
