"""Recorded known dates that equal the event dates in nearly every row: named, with what it may cost."""

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.checks.clocks import OneClock, clock_evidence, clock_warnings, one_clock
from neglect_triage.chronology.reading.readers import read_canonical
from tests.chronology.samples import EVENTS, vocabulary, write_canonical


def events(rows: int, late: int = 0, basis: str = "recorded", source: str = "hub", kind: str = "visit") -> pd.DataFrame:
    days = pd.Series(pd.date_range("2020-01-01", periods=rows)).astype("datetime64[s]")
    known = days + pd.to_timedelta([9 * (place < late) for place in range(rows)], unit="D")
    words = {"source": source, "event_type": kind, "known_basis": basis}
    return pd.DataFrame({"event_date": days, "known_date": known}).assign(**words)


def test_a_table_with_one_clock_is_named_by_source_and_table_with_its_share() -> None:
    both = pd.concat([events(100), events(100, late=50, kind="contact"), events(40, late=1, source="health")])
    assert one_clock(both, vocabulary()) == [OneClock("health", ("visits",), 40, 0.975), OneClock("hub", ("visits",), 100, 1.0)]
    first, second = clock_warnings(both, vocabulary())
    assert first.startswith("WARNING: health, visits: known date equals event date in 97.5% of 40 rows.")
    assert "in 100% of 100 rows" in second
    assert "what nobody could know yet" in second


@pytest.mark.parametrize("basis", ["rule", "extract"])
def test_a_known_date_by_rule_is_told_apart(basis: str) -> None:
    assert one_clock(events(100, basis=basis), vocabulary()) == []


def test_some_late_rows_or_few_rows_show_no_copy() -> None:
    assert one_clock(events(100, late=6), vocabulary()) == []
    assert one_clock(events(29), vocabulary()) == []
    assert clock_evidence(events(29), vocabulary()) == ""


def test_small_tables_of_a_source_are_judged_together_and_not_with_those_of_another_or_with_a_large_one() -> None:
    small = [events(rows, kind=kind) for rows, kind in ((20, "visit"), (15, "contact"))]
    large = events(100, late=50, kind="referral")
    both = pd.concat([*small, large, events(20, source="health")])
    assert one_clock(both, vocabulary()) == [OneClock("hub", ("contacts", "visits"), 35, 1.0)]
    assert "hub, contacts, visits: known date equals event date in 100% of 35 rows" in clock_warnings(both, vocabulary())[0]
    words = vocabulary().words["coverage_table"]
    assert f"{words['contacts']}, {words['visits']} (100%)" in clock_evidence(both, vocabulary())


def test_too_few_rows_to_judge_are_named_only_where_they_leave_a_doubt() -> None:
    (note,) = clock_warnings(pd.concat([events(29), events(29, late=9, source="health")]), vocabulary())
    assert note.startswith("hub, visits: known date equals event date in 100% of 29 rows, too few to judge")


def test_the_evidence_names_tables_in_words_of_the_vocabulary_and_no_source() -> None:
    evidence = clock_evidence(pd.concat([events(100), events(100, source="health")]), vocabulary())
    assert "health" not in evidence
    assert "hub" not in evidence
    assert f"{vocabulary().words['coverage_table']['visits']} (100%)" in evidence


def test_setting_the_basis_to_rule_as_the_warning_says_ends_it(tmp_path: Path) -> None:
    days = [f"{day:%Y-%m-%d}" for day in pd.date_range("2020-01-01", periods=40)]
    row = EVENTS[0] | {"event_type": "visit"}
    rows = [row | {"event_id": f"V{n}", "event_date": day, "known_date": day, "shared_date": day} for n, day in enumerate(days)]
    found = read_canonical(write_canonical(tmp_path, events=rows), vocabulary())
    assert sum("known date equals event date" in note for note in found.notes) == 1
    by_rule = read_canonical(write_canonical(tmp_path, events=[row | {"known_basis": "rule"} for row in rows]), vocabulary())
    assert not any("known date equals event date" in note for note in by_rule.notes)
