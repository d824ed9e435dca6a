"""Records of kinds that the law treats apart are counted by type and by code, each record once a kind."""

from __future__ import annotations

from pathlib import Path

from neglect_triage.chronology.tables import write_table
from neglect_triage.governance.documents.special import count_special, special
from tests.explain.small_run import VOCABULARY, chronology, event
from tests.governance.documents.made import made
from tests.governance.run_facts import run_facts


def test_every_word_is_one_of_the_vocabulary() -> None:
    for kind in special():
        assert set(kind.types) <= set(VOCABULARY.event_types)
        for system, codes in kind.codes.items():
            assert set(codes) <= set(VOCABULARY.codes[system]), (kind.name, system)


def test_a_record_counts_once_in_every_kind_that_it_is_of(tmp_path: Path) -> None:
    events = [
        event("visit to a dentist", "k1", "2020-01-01", "appointment"),
        event("two at once", "k1", "2020-01-02", "context"),
        event("assessed", "k1", "2020-01-03", "assessment_end"),
        event("own account", "k1", "2020-01-04", "strength"),
    ]
    codes = [
        ("two at once", "context", "domestic_abuse"),
        ("two at once", "context", "parental_mental_health"),
        ("two at once", "context", "substance_use"),
        ("assessed", "factor", "4A"),
        ("assessed", "original", "4B"),
    ]
    tables = chronology(events, codes)
    for name in ("events", "event_codes"):
        write_table(tables[name], name, tmp_path / f"{name}.parquet")
    assert list(count_special(tmp_path).values()) == [2, 1, 1, 0]


def test_the_counts_of_the_run_stand_in_the_evidence() -> None:
    table = made("impact").part("special-counts").tables[0]  # type: ignore[union-attr]
    assert [row[2] for row in table.rows] == [f"{count:,}" for count in run_facts().special.values()]
    assert table.rows[0][0] == "Health of the child"
