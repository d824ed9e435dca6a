"""The comparison of ways of choosing records, on pages and values small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.first_records.document import as_markdown
from benchmarks.first_records.figures import figures, values_of_pages
from benchmarks.first_records.methods import CEILING, CHOSEN, VARIANTS, _conditional
from neglect_triage.files import read_json
from neglect_triage.study.true_records import BEST, BY_KIND, LATEST, RANDOM

DUE = [0.9, 0.7, 0.5, 0.3, 0.1, 0.5, np.nan]


def records(pages: int) -> pd.DataFrame:
    """Pages of seven records, the last without a truth; the kinds of the first two have most due."""
    rows = pd.DataFrame({"kind": ["a", "a", *"bbbbb"], **dict.fromkeys(VARIANTS, DUE)})
    rows = pd.concat([rows.assign(point_id=f"p{place}", family=f"f{place // 2}") for place in range(pages)], ignore_index=True)
    return rows.assign(known=rows["due"].notna())


def scores(rows: pd.DataFrame, named: list[float]) -> dict[str, np.ndarray]:
    every = np.tile(named, len(rows) // len(DUE))
    known = rows["due"].fillna(-np.inf).to_numpy()
    return {CHOSEN: every, **{CEILING.format(variant): known for variant in VARIANTS}}


def test_all_five_places_count_and_those_without_a_truth_or_left_empty_have_the_mean_of_the_page() -> None:
    rows = records(1)
    none = -np.inf
    found = values_of_pages(rows, scores(rows, [3.0, none, none, 2.0, none, none, 1.0])).set_index("method")["due"]
    assert found[CHOSEN] == pytest.approx((0.9 + 0.3 + 3 * 0.5) / 5)
    assert found[RANDOM] == pytest.approx(0.5)
    assert found[BEST] == pytest.approx((0.9 + 0.7 + 0.5 + 0.5 + 0.3) / 5)
    assert found[LATEST] == pytest.approx((0.5 + 0.1 + 0.3 + 0.5 + 0.7) / 5)
    assert found[BY_KIND] == pytest.approx((0.9 + 0.7 + 0.5 + 0.1 + 0.3) / 5), "of a kind the latest comes first"


def test_gains_are_shares_of_that_of_the_ceiling_and_every_number_of_the_page_comes_from_them() -> None:
    rows = records(80)
    found = figures(values_of_pages(rows, scores(rows, [5.0, 4.0, 3.0, 2.0, 1.0, 0.0, -np.inf])))
    rule = found["methods"][CHOSEN]["both"]
    assert (found["pages"], found["families"]) == (80, 40)
    assert rule["of_the_ceiling"]["value"] == pytest.approx(0.0, abs=1e-4)
    assert found["methods"][BEST]["both"]["of_the_ceiling"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    page = as_markdown({"synthetic": "MADE UP", "children": 2000, "worlds": {"six": found}})
    assert "| 80 | 50.0 % (50.0 to 50.0) |" in page
    assert page.count("\n## ") == 3


def test_the_page_says_what_the_file_beside_it_holds() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs/explanation"
    assert as_markdown(read_json(docs / "first_records.json")) == (docs / "first_records.md").read_text(encoding="utf-8")


def test_conditional_shapley_values_sum_to_the_total_and_credit_what_goes_along() -> None:
    covariance = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert _conditional(covariance, np.array([[2.0, 1.6, 1.0]]))[0] == pytest.approx([2.16, 1.44, 1.0])
