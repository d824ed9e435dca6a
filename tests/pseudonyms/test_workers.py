"""Changes of worker: told by days on which nobody of the day before is left, and by nothing that says who it was."""

from __future__ import annotations

import pandas as pd

from neglect_triage.pseudonyms.workers import worker_changes


def seen(*rows: tuple[str, int, str | None]) -> pd.DataFrame:
    children, days, workers = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "child_id": pd.Series(children, dtype="str"),
            "day": pd.to_datetime([f"2020-01-{day:02}" for day in days]).astype("datetime64[s]"),
            "worker": pd.Series(workers, dtype="str"),
            "source": "annex_a",
            "source_ref": [f"a.csv:{place}" for place in range(len(rows))],
            "known_basis": "extract",
        }
    )


def days(*rows: tuple[str, int, str | None]) -> list[tuple[str, int]]:
    changes = worker_changes(seen(*rows))
    return [(child, day.day) for child, day in zip(changes["child_id"], changes["event_date"], strict=True)]


def test_the_first_worker_is_no_change_and_each_other_one_is() -> None:
    assert days(("a", 1, "X"), ("a", 5, "X"), ("a", 9, "Y"), ("a", 12, "X")) == [("a", 9), ("a", 12)]


def test_children_have_their_own_workers() -> None:
    assert days(("a", 1, "X"), ("b", 2, "Y"), ("b", 3, "Y"), ("a", 4, "X")) == []
    assert days(("b", 7, "Y"), ("a", 1, "X"), ("b", 3, "X"), ("a", 4, "Z")) == [("a", 4), ("b", 7)]


def test_of_several_workers_of_a_day_one_that_stays_is_enough() -> None:
    assert days(("a", 1, "X"), ("a", 1, "Y"), ("a", 5, "Y"), ("a", 5, "Z")) == []
    assert days(("a", 1, "X"), ("a", 1, "Y"), ("a", 5, "V"), ("a", 5, "W")) == [("a", 5)]


def test_a_day_without_a_worker_tells_nothing() -> None:
    assert days(("a", 1, "X"), ("a", 3, None), ("a", 5, "X")) == []
    assert days(("a", 1, None)) == []


def test_an_event_says_when_it_was_known_and_not_who_it_was() -> None:
    changes = worker_changes(seen(("a", 1, "Nightingale"), ("a", 5, "Mudlark")))
    (row,) = changes.to_dict("records")
    assert (row["event_type"], row["agency"], row["known_basis"], row["source_ref"]) == (
        "worker_change",
        "csc",
        "extract",
        "a.csv:1",
    )
    assert row["known_date"] == row["shared_date"] == row["event_date"]
    assert "Mudlark" not in str(row)
    assert "Nightingale" not in str(row)
