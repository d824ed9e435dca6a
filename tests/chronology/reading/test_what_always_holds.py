"""What always holds of a chronology that is read: every row is accounted for, and no cell is ever shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.errors import BadInput
from tests.chronology.samples import EVENTS, Rows, vocabulary, write_canonical

DATES = st.sampled_from(["2020-01-10", "10/02/2020", "2020-02-31", "CANARY", ""])
ANYTHING = st.text(alphabet="CANRY;,.\"'\n 0", max_size=12)
DIRTY = {
    "event_id": st.one_of(st.sampled_from(["e1", "e7", ""]), ANYTHING),
    "child_id": st.sampled_from(["c1", "c2", ""]),
    "event_date": DATES,
    "known_date": DATES,
    "event_type": st.sampled_from(["contact", "visit", "CANARY", ""]),
    "agency": st.one_of(st.sampled_from(["school", "gp"]), ANYTHING),
    "concern": st.one_of(st.sampled_from(["neglect", "physical;neglect", ""]), ANYTHING),
    "value": st.one_of(st.sampled_from(["1", "1e999", ""]), ANYTHING),
}


@settings(max_examples=25)
@given(st.lists(st.fixed_dictionaries(DIRTY), max_size=12))
def test_every_row_read_is_kept_or_in_quarantine_and_no_cell_is_ever_said(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows
) -> None:
    chronology = read_canonical(write_canonical(tmp_path_factory.mktemp("dirty"), events=[*EVENTS, *rows]), vocabulary())
    counts = chronology.counts["events"]
    blank = sum(not any(cell.strip() for cell in row.values()) for row in rows)
    assert counts.read == len(EVENTS) + len(rows) - blank
    assert counts.kept == len(chronology.tables["events"]) >= len(EVENTS)
    assert counts.quarantined == (chronology.quarantine["table"] == "events").sum()
    assert chronology.quarantine["source_ref"].is_unique
    assert "CANARY" not in chronology.quarantine.to_csv() + " ".join(chronology.notes)


@settings(max_examples=10)
@given(st.lists(st.fixed_dictionaries(DIRTY), min_size=1, max_size=5))
def test_a_chronology_that_stops_the_run_shows_no_cell(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> None:
    strangers = [*rows, {**EVENTS[0], "event_id": "e8", "child_id": "CANARY-3"}]
    with pytest.raises(BadInput) as error:
        read_canonical(write_canonical(tmp_path_factory.mktemp("stop"), events=strangers), vocabulary())
    assert "CANARY" not in str(error.value)
