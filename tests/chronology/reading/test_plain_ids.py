"""Identifiers in the usual form, which are taken as they stand: what the rules change is never taken for one."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.reading import ids
from neglect_triage.chronology.reading.ids import LOST_DIGITS, NOTHING, PLACEHOLDERS, read_ids

WRITTEN = st.one_of(
    st.from_regex(r"\A[A-Za-z0-9._' {}+-]{1,9}\Z"),
    st.from_regex(r"\A[0-9]{1,10}\Z"),
    st.from_regex(r"\A9{6,10}\Z"),
    st.from_regex(r"\A[0-9]{1,2}\.[0-9]{1,3}\Z"),
    st.sampled_from([*PLACEHOLDERS, "1E+11", "1.5e+3", "00000000-0000-0000-0000-000000000000", "C1\n", "C\u200b1", "Ｃ1", "a1 "]),
)


@settings(max_examples=20)
@given(st.lists(WRITTEN, max_size=3))
def test_a_column_reads_as_it_would_by_the_rules_alone(values: list[str]) -> None:
    cells = pd.Series(values, dtype="str")
    at_once = read_ids(cells)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ids, "all_match", lambda cells, pattern: False)
        by_rule = read_ids(cells)
    pd.testing.assert_series_equal(at_once.ids, by_rule.ids)
    pd.testing.assert_series_equal(at_once.fault, by_rule.fault)


@pytest.mark.parametrize(("cell", "fault"), [("99999999", NOTHING), ("-1", NOTHING), ("0", NOTHING), ("1E+5", LOST_DIGITS)])
def test_a_key_for_nothing_among_usual_ones_is_none(cell: str, fault: str) -> None:
    read = read_ids(pd.Series(["C1", cell], dtype="str"))
    assert read.ids.dropna().tolist() == ["C1"]
    assert read.fault.dropna().tolist() == [fault]
