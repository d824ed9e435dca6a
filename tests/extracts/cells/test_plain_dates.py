"""Days in the usual forms, which are read at once: never another day than the patterns of single values give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.extracts.cells import dates
from neglect_triage.extracts.cells.dates import read_dates
from neglect_triage.extracts.cells.plain_dates import DAY_FIRST, YEAR_FIRST, plain_days

USUAL = st.one_of(
    st.from_regex(r"\A(19|20|00)\d\d-[01]\d-[0-3]\d\Z"),
    st.from_regex(r"\A[0-3]\d/[01]\d/(19|20)\d\d\Z"),
    st.sampled_from(
        ["29/02/2024", "29/02/2023", "31/04/2024", "2023-02-29", "13/13/2024", "04/13/2024", "1900-01-01", "1/2/2024"]
    ),
    st.sampled_from(["2024-04-03\n", "2024-04-0é", "٢٠٢٤-٠٤-٠٣", "2024-04-03T", "0000-00-00", "9999-12-31", "NULL", None]),
)


@settings(max_examples=20)
@given(st.lists(USUAL, max_size=12), st.booleans())
def test_a_column_reads_as_it_would_without_the_usual_forms(values: list[str | None], of_birth: bool) -> None:
    cells = pd.Series(values, dtype="str")
    at_once = read_dates(cells, of_birth)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "plain_days", lambda text, form: np.full(len(text), np.datetime64("NaT", "D")))
        one_by_one = read_dates(cells, of_birth)
    pd.testing.assert_series_equal(at_once.days, one_by_one.days)
    pd.testing.assert_series_equal(at_once.fault, one_by_one.fault)
    assert at_once.clock == one_by_one.clock


def test_only_days_that_exist_are_taken() -> None:
    values = pd.array(["2024-02-29", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "03/04/2024"], dtype="str")
    assert [str(day) for day in plain_days(values, YEAR_FIRST)] == ["2024-02-29", *["NaT"] * 5]
    assert [str(day) for day in plain_days(values, DAY_FIRST)] == [*["NaT"] * 5, "2024-04-03"]
