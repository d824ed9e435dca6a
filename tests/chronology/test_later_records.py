"""Later records: what is told again counts once, what is told otherwise is a correction, and what came late was not readable."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neglect_triage.chronology.later_records import Later, Tables, later_records, put_over
from neglect_triage.chronology.tables import conform, sort_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from tests.explain.small_run import event

VOCABULARY = load_vocabulary()
FIRST_FILE, SECOND_FILE = "2024-01-31", "2024-02-29"


def tables(
    events: list[dict[str, Any]],
    made: str,
    codes: list[tuple[str, str, str]] | None = None,
    children: list[dict[str, Any]] | None = None,
    stays: list[dict[str, Any]] | None = None,
) -> dict[str, pd.DataFrame]:
    """Return canonical tables of a file that was made on a day and covers all before it."""
    kinds = {VOCABULARY.event_types[each["event_type"]].table for each in events} | {"contacts"}
    coverage = [
        {"source": "hand", "table": kind, "start": "2020-01-01", "end": made, "extract_date": made,
         "rows_read": 0, "rows_kept": 0, "rows_quarantined": 0}
        for kind in kinds
    ]  # fmt: skip
    frames = {
        "events": pd.DataFrame(events),
        "event_codes": pd.DataFrame(codes or [], columns=["event_id", "system", "code"]),
        "children": pd.DataFrame(children or [{"child_id": "c1"}]),
        "households": pd.DataFrame(stays or []),
        "coverage": pd.DataFrame(coverage).astype(dict.fromkeys(("start", "end", "extract_date"), "datetime64[s]")),
    }  # fmt: skip
    return {name: sort_table(conform(frame, name), name) for name, frame in frames.items()}


def joined(known: Tables, given: Tables) -> tuple[Later, dict[str, pd.DataFrame]]:
    later = later_records(known, given, VOCABULARY)
    return later, put_over(known, later.tables)


def contact(event_id: str, day: str = "2024-01-10", **more: Any) -> dict[str, Any]:
    return event(event_id, "c1", day, "contact", **more)


def test_a_row_told_again_counts_once() -> None:
    known = tables([contact("e1")], FIRST_FILE)
    later, after = joined(known, tables([contact("e1", source_ref="another place")], SECOND_FILE))
    assert len(after["events"]) == 1
    assert later.counts["events"]["known before"] == 1


def test_a_row_told_otherwise_is_a_correction_known_on_the_day_of_its_file() -> None:
    known = tables([contact("e1", concern="neglect")], FIRST_FILE)
    later, after = joined(known, tables([contact("e1", concern="physical")], SECOND_FILE))
    old, new = after["events"].sort_values("known_date").to_dict("records")
    assert (old["event_id"], old["concern"]) == ("e1", "neglect")
    assert (new["replaces"], new["concern"], new["known_basis"]) == ("e1", "physical", "extract")
    assert new["known_date"] == pd.Timestamp(SECOND_FILE) <= new["shared_date"]
    assert later.counts["events"]["corrections of known rows"] == 1


def test_another_code_is_a_correction_too_and_takes_its_codes_with_it() -> None:
    sign = event("e1", "c1", "2024-01-10", "sign")
    known = tables([sign], FIRST_FILE, [("e1", "sign", "hunger")])
    _, after = joined(known, tables([sign], SECOND_FILE, [("e1", "sign", "hygiene")]))
    correction = after["events"].dropna(subset="replaces")["event_id"].item()
    assert set(after["event_codes"].itertuples(index=False, name=None)) == {
        ("e1", "sign", "hunger"), (correction, "sign", "hygiene"),
    }  # fmt: skip


def test_a_correction_told_again_is_not_corrected_once_more() -> None:
    known = tables([contact("e1", concern="neglect")], FIRST_FILE)
    _, after = joined(known, tables([contact("e1", concern="physical")], SECOND_FILE))
    later, again = joined(after, tables([contact("e1", concern="physical")], "2024-03-31"))
    assert len(again["events"]) == 2
    assert later.counts["events"]["known before"] == 1


def test_a_second_correction_replaces_the_first() -> None:
    known = tables([contact("e1", concern="neglect")], FIRST_FILE)
    _, after = joined(known, tables([contact("e1", concern="physical")], SECOND_FILE))
    _, again = joined(after, tables([contact("e1", concern="neglect;physical")], "2024-03-31"))
    original, first, second = again["events"].sort_values("known_date").to_dict("records")
    assert (first["replaces"], second["replaces"]) == (original["event_id"], first["event_id"])


def test_two_corrections_of_one_day_leave_the_last_word() -> None:
    known = tables([contact("e1", concern="neglect")], FIRST_FILE)
    _, after = joined(known, tables([contact("e1", concern="physical")], SECOND_FILE))
    _, again = joined(after, tables([contact("e1", concern="sexual")], SECOND_FILE))
    correction = again["events"].dropna(subset="replaces")
    assert correction[["concern", "replaces"]].to_numpy().tolist() == [["sexual", "e1"]]


def test_a_record_that_reached_the_hub_since_is_the_same_record() -> None:
    known = tables([contact("e1", shared_date=pd.NaT)], FIRST_FILE)
    later, after = joined(known, tables([contact("e1", shared_date=pd.Timestamp("2024-02-10"))], SECOND_FILE))
    assert after["events"][["event_id", "shared_date"]].to_numpy().tolist() == [["e1", pd.Timestamp("2024-02-10")]]
    assert later.counts["events"]["known rows that reached the hub since"] == 1


@pytest.mark.parametrize(("basis", "known_date"), [("rule", "2024-02-01"), ("extract", "2024-02-01"), ("recorded", "2024-01-10")])
def test_what_an_earlier_file_covered_without_holding_it_was_not_readable_then(basis: str, known_date: str) -> None:
    known = tables([contact("e1")], FIRST_FILE)
    _, after = joined(known, tables([contact("e2", known_basis=basis)], SECOND_FILE))
    late = after["events"].set_index("event_id").loc["e2"]
    assert late["known_date"] == pd.Timestamp(known_date) == late["shared_date"]


def test_an_empty_cell_takes_nothing_away_from_a_child() -> None:
    known = tables(
        [contact("e1")], FIRST_FILE, children=[{"child_id": "c1", "birth_month": pd.Timestamp("2016-05-01"), "area": "North"}]
    )
    later, after = joined(known, tables([], SECOND_FILE, children=[{"child_id": "c1", "area": "South"}, {"child_id": "c2"}]))
    first, second = after["children"].to_dict("records")
    assert (first["birth_month"], first["area"], second["child_id"]) == (pd.Timestamp("2016-05-01"), "South", "c2")
    assert later.counts["children"] == {"new": 1, "changed": 1, "known before": 0}


def test_the_end_of_a_stay_is_taken_in() -> None:
    stay = {"child_id": "c1", "household_id": "h1", "start": pd.Timestamp("2020-01-01"), "known_date": pd.Timestamp("2020-01-01"),
            "kind": "private"}  # fmt: skip
    ended = stay | {"end": pd.Timestamp("2024-02-01"), "end_known_date": pd.Timestamp("2024-02-02")}
    undated = {"child_id": "c1", "household_id": "h2", "kind": "private"}
    known = tables([contact("e1")], FIRST_FILE, stays=[stay, undated])
    later, after = joined(known, tables([], SECOND_FILE, stays=[ended, undated]))
    assert len(after["households"]) == 2
    assert after["households"]["end"].max() == pd.Timestamp("2024-02-01")
    assert later.counts["households"] == {"new": 0, "changed": 1, "known before": 1}


DAYS = st.dates(pd.Timestamp("2023-01-01").date(), pd.Timestamp("2023-12-31").date())


@st.composite
def chronologies(draw: st.DrawFn) -> tuple[list[dict[str, Any]], str]:
    """Return events of which some are known on later days, and a day on which the first file was made."""
    events = []
    for number in range(draw(st.integers(1, 8))):
        day, late = pd.Timestamp(draw(DAYS)), draw(st.integers(0, 200))
        known = day + pd.Timedelta(days=late)
        kind = draw(st.sampled_from(["contact", "visit", "strength"]))
        events.append(event(f"e{number}", draw(st.sampled_from(["c1", "c2"])), day, kind, known_date=known, shared_date=known))
    return events, f"{draw(DAYS):%Y-%m-%d}"


@settings(max_examples=40)
@given(chronologies(), st.booleans())
def test_a_chronology_sent_in_two_files_is_the_same_as_in_one(
    made: tuple[list[dict[str, Any]], str], tells_all_again: bool
) -> None:
    events, cut = made
    first = [each for each in events if each["known_date"] < pd.Timestamp(cut)]
    second = events if tells_all_again else [each for each in events if each["known_date"] >= pd.Timestamp(cut)]
    children = [{"child_id": "c1"}, {"child_id": "c2"}]
    later, after = joined(tables(first, cut, children=children), tables(second, "2025-01-01", children=children))
    whole = tables(events, "2025-01-01", children=children)["events"]
    pd.testing.assert_frame_equal(after["events"], whole)
    assert sum(later.counts["events"].values()) == len(second)
