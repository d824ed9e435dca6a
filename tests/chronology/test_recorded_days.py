"""Coverage taken from the days of rows: what is a run, a gap, and a day far from all others."""

import numpy as np
import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from neglect_triage.chronology.recorded_days import TIMES, Run, recorded_days

DAY = pd.Timedelta(days=1)


def table(gaps: list[int], first: str = "2015-01-01") -> pd.Series:
    """The days of a table, from the days between its records."""
    return pd.Series(pd.Timestamp(first) + pd.to_timedelta(np.cumsum([0, *gaps]), unit="D")).astype("datetime64[s]")


def runs(days: pd.Series) -> list[tuple[str, str]]:
    return [(f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}") for start, end in recorded_days(days).runs]


def inside(day: pd.Timestamp, run: Run) -> bool:
    return run[0] <= day < run[1]


STEADY = st.integers(1, 400).flatmap(lambda least: st.lists(st.integers(least, least * TIMES), min_size=1, max_size=300))
ANY = st.lists(st.integers(0, 40_000).map(lambda day: pd.Timestamp("1950-01-01") + day * DAY), min_size=1, max_size=80)


@given(STEADY)
def test_a_steady_table_has_one_run_and_no_gap(gaps: list[int]) -> None:
    days = table(gaps)
    found = recorded_days(days)
    if len(days) >= 12 or max(gaps) <= 1826:
        assert found.runs == [(days.iloc[0], days.iloc[-1] + DAY)]
        assert found.gaps == []
        assert not found.far.any()


@given(ANY)
def test_every_record_is_in_a_run_or_far_from_all_and_runs_begin_and_end_with_a_record(given_days: list[pd.Timestamp]) -> None:
    days = pd.Series(given_days).astype("datetime64[s]")
    found = recorded_days(days)
    assert [any(inside(day, run) for run in found.runs) for day in days] == (~found.far).tolist()
    assert {end for run in found.runs for end in (run[0], run[1] - DAY)} <= set(days)
    assert all(before[1] < after[0] for before, after in zip(found.runs, found.runs[1:], strict=False))


@given(ANY)
def test_the_order_and_the_number_of_rows_of_a_day_do_not_matter(given_days: list[pd.Timestamp]) -> None:
    days = pd.Series(given_days).astype("datetime64[s]")
    more = pd.concat([days, days.head(3)]).sample(frac=1, random_state=1, ignore_index=True)
    assert recorded_days(more).runs == recorded_days(days).runs


@given(STEADY, st.sampled_from([-1, 1]))
def test_the_rule_is_the_same_at_both_ends(gaps: list[int], side: int) -> None:
    days = table(gaps, "1990-01-01")
    assume(len(days) > 2 and len(days) != 11)  # of one size, the latest run counts; the 12th day makes a rhythm
    far = (days.iloc[-1] if side > 0 else days.iloc[0]) + side * 100_000 * DAY
    assert recorded_days(pd.concat([days, pd.Series([far, far])])).runs == recorded_days(days).runs


def test_records_of_a_yearly_campaign_have_no_gap_because_it_comes_back_every_year() -> None:
    assert len(runs(table(([1] * 29 + [336]) * 6))) == 1


def test_silence_far_longer_than_the_usual_is_a_gap() -> None:
    assert runs(table([1] * 364 + [400] + [1] * 364)) == [("2015-01-01", "2016-01-01"), ("2017-02-03", "2018-02-03")]


def test_90_days_are_no_gap_in_any_table() -> None:
    assert len(runs(table([1] * 50 + [90] + [1] * 50))) == 1
    assert len(runs(table([1] * 50 + [91] + [1] * 50))) == 2


def test_a_table_of_few_days_shows_no_rhythm_and_only_years_are_a_gap() -> None:
    assert len(runs(table([30, 700, 30]))) == 1
    assert runs(table([30, 30, 40, 16_000])) == [("2015-01-01", "2015-04-12")]


def test_a_stray_record_between_two_times_of_records_is_no_run_of_one_day() -> None:
    days = table([1] * 100 + [500, 500] + [1] * 100)
    assert len(runs(days)) == 2
    assert recorded_days(days).far.sum() == 1


def test_a_table_reaches_the_day_of_its_extract_unless_it_stopped_long_before() -> None:
    days = table([7] * 50)
    near, late = days.iloc[-1] + 60 * DAY, days.iloc[-1] + 600 * DAY
    assert recorded_days(days, [near]).runs == [(days.iloc[0], near + DAY)]
    assert recorded_days(days, [late]).runs == [(days.iloc[0], days.iloc[-1] + DAY)]


def test_no_record_is_no_run() -> None:
    assert recorded_days(pd.Series(dtype="datetime64[s]"), [pd.Timestamp("2024-01-01")]).runs == []
