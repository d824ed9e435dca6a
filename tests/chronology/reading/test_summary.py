"""The summary at the end of the source stage: counts, rules and places, and never a value."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.reading.summary import print_summary
from tests.chronology.samples import EVENTS, Rows, changed, vocabulary, write_canonical


def printed(folder: Path, events: Rows) -> str:
    text = StringIO()
    print_summary(read_canonical(write_canonical(folder, events=events), vocabulary()), Console(file=text, width=80))
    return text.getvalue()


def test_it_gives_the_rows_of_each_table(tmp_path: Path) -> None:
    lines = printed(tmp_path, EVENTS).splitlines()
    figures = {tuple(line.replace("│", " ").split()) for line in lines}
    assert {("children", "2", "2", "0"), ("events", "3", "3", "0")} <= figures
    assert not any("Quarantine" in line for line in lines)


def test_it_names_each_rule_that_rows_broke_with_their_first_places_and_no_value(tmp_path: Path) -> None:
    events = [{**EVENTS[0], "event_id": f"e{number}"} for number in range(1_007)]
    for number in range(1, 6):
        events = changed(events, number, event_date="SECRET")
    events = changed(events, 9, event_type="SECRET")
    text = printed(tmp_path, events)
    assert ("events", "1,007", "1,001", "6") in {tuple(line.replace("│", " ").split()) for line in text.splitlines()}
    assert "Quarantine: these rows are left out and counted." in text
    assert "- 5 rows of events, column event_date: not a date (expected: a date between 1900 and 2100" in text
    assert "  at events.csv:3, events.csv:4, events.csv:5 and 2 more\n" in text
    assert (
        "- 1 row of events, column event_type: not in the vocabulary (expected: a word of the vocabulary's list (event_type))"
        in text
    )
    assert "  at events.csv:11\n" in text
    assert "SECRET" not in text


def test_it_ends_with_the_notes_each_on_one_line(tmp_path: Path) -> None:
    text = printed(tmp_path, EVENTS)
    assert "- events.csv holds no shared date: it was set to the known date, as if all had been shared at once.\n" in text
