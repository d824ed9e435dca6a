"""Kinds of record that quarantine takes away: named as errors, and a stop that the project can accept by name."""

from pathlib import Path
from typing import Any

import pytest

from neglect_triage.chronology.checks.lost_kinds import Kind, errors_of_lost, stop_at_lost_kinds
from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.errors import BadInput
from neglect_triage.extracts.source import read_source
from neglect_triage.files import write_text
from neglect_triage.params import Source
from neglect_triage.yamls import checked
from tests.chronology.samples import EVENTS, Rows, vocabulary, write_canonical, write_csv

VOCABULARY = Path("src/chronology/vocabulary.yaml")
REASON = "a unit that nobody uses in this study"
MAPPING = """
source: shop
tables:
  events:
    - file: cases.csv
      columns: {child_id: p, event_date: opened, event_type: {const: contact}, agency: {const: gp}, value: n, value_unit: office}
    - {file: cases.csv, columns: {child_id: p, event_date: closed, event_type: {const: visit}, agency: {const: gp}}}
  children:
    - {file: cases.csv, columns: {child_id: p}}
"""


def visits(number: int, wrong: int, **cells: str) -> Rows:
    days = [f"2020-{1 + n // 28:02}-{1 + n % 28:02}" for n in range(number)]
    rows = [
        EVENTS[0] | {"event_id": f"V{n}", "event_type": "visit", "event_date": day, "known_date": day, "shared_date": day}
        for n, day in enumerate(days)
    ]
    return [*EVENTS, *(row | cells if n < wrong else row for n, row in enumerate(rows))]


def kinds(chronology: Chronology) -> dict[str, tuple[int, int]]:
    return {kind.name: (kind.read, kind.kept) for kind in chronology.kinds}


def source(folder: Path, **choices: Any) -> Source:
    return checked({"kind": "canonical", "folder": str(folder), "vocabulary": str(VOCABULARY)} | choices, Source, "params.yaml")


def shop(folder: Path) -> dict[str, Any]:
    row = {"opened": "2020-01-02", "closed": "2020-03-04", "n": "3", "office": "north"}
    write_csv(folder / "cases.csv", [{"p": f"P{n}"} | row for n in range(12)])
    write_text(folder / "mapping.yaml", MAPPING)
    return {"kind": "mapped", "mapping": str(folder / "mapping.yaml")}


def accepted(folder: Path) -> Chronology:
    choices = shop(folder) | {"quarantine": {"accept": {"events.contact": REASON}}}
    return read_source(source(folder, **choices), vocabulary(), folder / "matching.yaml")


def test_rows_are_counted_by_event_type_and_rows_of_no_known_type_against_the_whole_table(tmp_path: Path) -> None:
    chronology = read_canonical(write_canonical(tmp_path, events=visits(20, 3, event_type="teleport")), vocabulary())
    assert kinds(chronology)["events"] == (len(EVENTS) + 20, len(EVENTS) + 17)
    assert kinds(chronology)["events.contact"] == (2, 2)
    assert kinds(chronology)["children"][0] == kinds(chronology)["children"][1]


def test_a_kind_that_loses_all_its_rows_is_named_as_an_error_with_its_rule_and_no_value(tmp_path: Path) -> None:
    chronology = accepted(tmp_path)
    (error,) = [note for note in chronology.notes if note.startswith("ERROR")]
    assert "no row of events.contact (12 read) can be used: not in the vocabulary (value_unit): 12 rows, cases.csv:2" in error
    assert "north" not in error


def test_a_main_kind_whose_units_the_vocabulary_lacks_stops_the_source(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"events.contact: 12 of 12 rows; not in the vocabulary \(value_unit\)") as stopped:
        read_source(source(tmp_path, **shop(tmp_path)), vocabulary(), tmp_path / "matching.yaml")
    assert 'source.quarantine.accept: {events.contact: "why, in 20 letters or more"}' in stopped.value.do


def test_what_the_message_says_leads_on_and_the_notes_repeat_the_reason(tmp_path: Path) -> None:
    chronology = accepted(tmp_path)
    assert chronology.counts["events"].kept == 12
    assert any(REASON in note for note in chronology.notes)


def test_a_larger_part_than_the_share_stops_and_a_smaller_one_is_counted(tmp_path: Path) -> None:
    write_canonical(tmp_path, events=visits(50, 11, known_date="soon"))
    with pytest.raises(BadInput, match=r"events.visit: 11 of 51 rows; not a date \(known_date\)"):
        read_source(source(tmp_path), vocabulary(), tmp_path / "matching.yaml")
    found = read_source(source(tmp_path, quarantine={"most": 0.3}), vocabulary(), tmp_path / "matching.yaml")
    assert found.counts["events"].quarantined == 11


def test_a_few_rows_stop_nothing_and_are_an_error_only_where_no_other_is_kept() -> None:
    few = [Kind("events.visit", 12, 3, ["not a date"]), Kind("events.contact", 1, 0, ["not a date"])]
    assert stop_at_lost_kinds(few, 0.2, {}) == []
    assert errors_of_lost(few) == ["ERROR: no row of events.contact (1 read) can be used: not a date."]


def test_kinds_that_broke_the_same_rule_stop_in_one_line_which_names_ten_and_counts_the_rest() -> None:
    rule = "not in the vocabulary (event_type): 20 rows, own.csv:{}"
    lost = [Kind(f"events.own_{number:02}", 20, 0, [rule.format(number)]) for number in range(190)]
    other = Kind("events.visit", 90, 10, ["not a date (known_date): 80 rows, own.csv:7"])
    with pytest.raises(BadInput) as stopped:
        stop_at_lost_kinds([other, *lost], 0.2, {})
    alike, alone = stopped.value.where.splitlines()
    assert alike.startswith("events.own_00: 20 of 20 rows, events.own_01: 20 of 20 rows")
    assert "events.own_09: 20 of 20 rows and 180 more; not in the vocabulary (event_type): 20 rows, own.csv:0" in alike
    assert alone.strip() == "events.visit: 80 of 90 rows; not a date (known_date): 80 rows, own.csv:7"
    (error,) = errors_of_lost(lost)
    assert "no row of events.own_00 (20 read)" in error
    assert "and 180 more can be used" in error


def test_kinds_with_rules_of_their_own_stop_in_at_most_ten_lines() -> None:
    lost = [Kind(f"events.own_{number}", 20, 0, [f"rule {number} (value): 20 rows, own.csv:2"]) for number in range(14)]
    with pytest.raises(BadInput) as stopped:
        stop_at_lost_kinds(lost, 0.2, {})
    lines = stopped.value.where.splitlines()
    assert len(lines) == 11
    assert lines[-1].strip() == "and 4 more kinds"


def test_rows_that_the_user_lets_drop_as_duplicates_are_no_loss(tmp_path: Path) -> None:
    events = [{name: cell for name, cell in row.items() if name != "event_id"} for row in visits(1, 0)] * 30
    write_canonical(tmp_path, events=events)
    found = read_source(source(tmp_path, exact_duplicates="drop"), vocabulary(), tmp_path / "matching.yaml")
    assert found.counts["events"].quarantined > 20


def test_a_name_of_no_kind_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(BadInput, match=r'did you mean "events.visit"'):
        stop_at_lost_kinds([Kind("events.visit", 12, 12)], 0.2, {"events.visits": REASON})


def test_a_reason_must_be_given() -> None:
    with pytest.raises(BadInput, match=r"accept"):
        source(Path(), quarantine={"accept": {"events.visit": "because"}})
