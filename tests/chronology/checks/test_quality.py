"""The checks of a chronology: each rule notices what breaks it, and nothing that is checked is ever shown."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from neglect_triage.chronology.checks.column_checks import CHECKED, Result, column_checks
from neglect_triage.chronology.checks.cross_checks import cross_checks, warnings
from neglect_triage.chronology.checks.quality import check_figures, quality_page, stop_at_errors
from neglect_triage.chronology.checks.rules import Alone, NoneAfter, event_types_of, is_applicable
from neglect_triage.chronology.checks.run_checks import validate
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.tables import empty_table, tables
from neglect_triage.errors import BadInput
from tests.chronology.samples import EVENTS, POINTS, Rows, changed, vocabulary, write_canonical

Frames = dict[str, pd.DataFrame]
ABOUT = {"synthetic": True, "tables": {"events": {"read": 4, "kept": 3, "quarantined": 1}}, "notes": ["A note."]}


@pytest.fixture
def frames(tmp_path: Path) -> Frames:
    codes: Rows = [{"event_id": "e2", "system": "sign", "code": "hunger"}]
    home = {"household_id": "h1", "kind": "private", "start": "2015-06-01"}
    households: Rows = [{"child_id": child, **home} for child in ("c1", "c2")]
    folder = write_canonical(
        tmp_path, event_codes=codes, households=households, points=POINTS, protected=[{"child_id": "c1", "sex": "female"}]
    )
    return read_canonical(folder, vocabulary()).tables


def failing(frames: Frames) -> list[tuple[str, str, int]]:
    facts = cross_checks(frames, vocabulary())
    return [(fact.table, fact.says, int((~fact.holds.astype(bool)).sum())) for fact in facts if not fact.holds.all()]


def test_good_records_pass_every_check(frames: Frames, tmp_path: Path) -> None:
    results = validate(frames, vocabulary(), tmp_path / "docs")
    assert [result for result in results if not result.passed] == []
    assert {result.table for result in results} == set(CHECKED)
    assert all(result.name and result.means for result in results if result.severity == "warning")
    stop_at_errors(results, "The chronology", "mend it")


def spoil(table: str, column: str, value: Any) -> Callable[[Frames], Frames]:
    def spoiled(frames: Frames) -> Frames:
        frame = frames[table].copy()
        frame.loc[0, column] = value
        return {**frames, table: frame}

    return spoiled


def test_each_kind_of_error_is_found_and_no_value_is_shown_anywhere(frames: Frames, tmp_path: Path) -> None:
    spoilers: list[tuple[str, str, Any, str, str, int]] = [
        ("events", "event_id", "e2", "events", "each value once", 2),
        ("events", "agency", "CANARY", "events", "words of the list agency", 1),
        ("events", "concern", "neglect;CANARY", "events", 'words of the list concern, joined by ";"', 1),
        ("events", "outcome", "nfa", "events", "empty where the decision is a row of its own", 1),
        ("events", "known_date", pd.Timestamp("1987-12-25"), "events", "on or after event_date", 1),
        ("protected", "deprivation_quintile", 9.0, "protected", "1 to 5", 1),
        ("points", "label", 2.0, "points", "0 or 1", 1),
        ("children", "child_id", "CANARY", "events", "names a child_id of the table children", 2),
        ("households", "household_id", None, "households", "filled in every row", 1),
    ]
    spoiled = frames
    for table, column, value, *_ in spoilers:
        spoiled = spoil(table, column, value)(spoiled)
    results = validate(spoiled, vocabulary(), tmp_path / "docs")
    found = {(result.table, result.check): result for result in results if not result.passed}
    for *_, table, check, failed in spoilers:
        assert found[table, check].failed == failed
        assert found[table, check].severity == "critical"
    with pytest.raises(BadInput, match="checks that must hold") as error:
        stop_at_errors(results, "The chronology", "mend it")
    page = quality_page(results, ABOUT, empty_table("quarantine"), frames["coverage"], vocabulary())
    written = [path.read_text(encoding="utf-8", errors="ignore") for path in (tmp_path / "docs").rglob("*") if path.is_file()]
    for text in (str(error.value), page, *written):
        assert "CANARY" not in text
        assert "1987-12-25" not in text


def test_data_docs_fetch_nothing(frames: Frames, tmp_path: Path) -> None:
    validate(frames, vocabulary(), tmp_path / "docs")
    pages = [path for path in (tmp_path / "docs").rglob("*") if path.suffix in (".html", ".css")]
    assert pages
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "https://" not in text
        assert "http://" not in text.replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("events", "event_date", pd.Timestamp("2014-08-20"), "not more than 40 weeks before birth"),
        ("children", "death_month", pd.Timestamp("2001-01-01"), "not before the month of birth"),
        ("events", "replaces", "e9", "names an event of the table events"),
        ("events", "is_snapshot", True, "tells what happened, not only what was latest"),
        ("events", "event_type", "cp_plan_end", "cp_plan_end on or after its cp_plan_start"),
        ("events", "event_type", "withdrawn", "filled where a record is taken back"),
        ("households", "child_id", "c2", "has a household"),
        ("event_codes", "code", "hungry", "in the list sign of the vocabulary"),
        ("coverage", "end", pd.Timestamp("2020-02-01"), "within the coverage of its source"),
        ("events", "event_date", pd.Timestamp("2031-01-01"), "on or before the day of its source's extract"),
        ("events", "known_date", pd.Timestamp("2031-01-01"), "known by the day on which its source's extract was made"),
        ("events", "shared_date", pd.Timestamp("2031-01-01"), "shared by the day on which its source's extract was made"),
    ],
)
def test_what_ought_to_hold_is_a_warning(frames: Frames, table: str, column: str, value: Any, says: str) -> None:
    spoiled = spoil(table, column, value)(frames)
    facts = {fact.says: fact for fact in cross_checks(spoiled, vocabulary())}
    assert facts[says].severity == "warning"
    assert (~facts[says].holds.astype(bool)).sum() == 1
    assert not failing(frames)


def test_an_event_up_to_40_weeks_before_birth_is_no_warning(frames: Frames) -> None:
    spoiled = spoil("events", "event_date", pd.Timestamp("2014-08-25"))(frames)
    assert "not more than 40 weeks before birth" not in [says for _, says, _ in failing(spoiled)]


def test_an_end_before_its_start_is_a_warning(tmp_path: Path) -> None:
    plan = [{**EVENTS[1], "event_id": kind, "event_type": kind} for kind in ("cin_plan_start", "cin_plan_end")]
    same_day = read_canonical(write_canonical(tmp_path / "a", events=[*EVENTS, *plan]), vocabulary()).tables
    early = changed(plan, 1, event_date="2020-02-09", known_date="2020-02-10")
    before = read_canonical(write_canonical(tmp_path / "b", events=[*EVENTS, *early]), vocabulary()).tables
    assert not failing(same_day)
    assert failing(before) == [("events", "cin_plan_end on or after its cin_plan_start", 1)]


def test_every_required_column_word_column_and_key_has_its_check() -> None:
    for name in CHECKED:
        checked = {(check.arguments.get("column"), check.expectation) for check in column_checks(name, vocabulary())}
        words = {column for column, how in checked if how.endswith(("ToBeInSet", "ToMatchRegex", "ToBeNull"))}
        for column, kind in tables()[name].columns.items():
            assert not kind.required or (column, "ExpectColumnValuesToNotBeNull") in checked
            assert not kind.words or column in words
        key = tables()[name].key
        assert key is None or (key, "ExpectColumnValuesToBeUnique") in checked


def test_the_page_says_synthetic_and_shows_quarantine_by_place(frames: Frames) -> None:
    quarantine = pd.DataFrame(
        {"source": "own", "table": "events", "source_ref": [f"events.csv:{row}" for row in range(2, 7)], "column": "event_date",
         "rule": "not a date", "expected": "a date"}
    )  # fmt: skip
    page = quality_page([], ABOUT, quarantine, frames["coverage"], vocabulary())
    assert "SYNTHETIC DATA" in page
    assert "events.csv:2, events.csv:3, events.csv:4 and 2 more" in page
    assert "A note." in page
    assert "SYNTHETIC" not in quality_page([], {**ABOUT, "synthetic": False}, quarantine, frames["coverage"], vocabulary())
    assert "<script" not in page


def test_metrics_count_errors_warnings_and_rows_and_each_warning_by_its_name() -> None:
    results = [
        Result("events", "a", "x", "critical", 10, 2, False),
        Result("events", "b", "y", "warning", 10, 3, False, "plans_apart"),
        Result("events", "c", "z", "warning", 10, 0, True, "care_apart"),
    ]
    assert check_figures(results) == {
        "errors": 1, "warnings": 1, "rows_with_errors": 2, "rows_with_warnings": 3,
        "rows_by_warning": {"plans_apart": 3, "care_apart": 0},
    }  # fmt: skip


def test_each_warning_has_a_name_of_its_own_and_the_page_says_what_it_means(frames: Frames) -> None:
    facts = [fact for fact in cross_checks(frames, vocabulary()) if fact.severity == "warning"]
    assert len({fact.name for fact in facts}) == len(facts)
    results = [Result("events", "a", fact.says, "warning", 10, 1, False, fact.name, fact.means) for fact in facts]
    passed = [replace(results[0], failed=0, passed=True, means="A meaning that does not matter.")]
    shown = quality_page(results + passed, ABOUT, empty_table("quarantine"), frames["coverage"], vocabulary())
    assert {fact.means for fact in facts} == {entry.means for entry in warnings().values()}
    assert [entry.means for entry in warnings().values() if escape(entry.means) not in shown] == []
    assert "A meaning that does not matter." not in shown


def test_what_is_checked_beside_each_other_has_a_text_of_its_own() -> None:
    """Great Expectations is given a column a fact, named by it: two of one name would be one."""
    texts = [(entry.table, entry.column, entry.says) for entry in warnings().values()]
    assert len(set(texts)) == len(texts)


def test_every_rule_is_asked_of_the_neglect_vocabulary_and_its_words_are_there() -> None:
    words = vocabulary()
    for entry in warnings().values():
        if entry.rule:
            assert is_applicable(entry.rule, words)
            assert event_types_of(entry.rule) <= set(words.event_types)
            if isinstance(entry.rule, NoneAfter):
                assert entry.rule.outcome in words.words["outcome"]
            if isinstance(entry.rule, Alone):
                assert entry.rule.code in words.codes[entry.rule.system]
