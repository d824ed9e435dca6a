"""Doubts about identifiers are named by number and size, never by value."""

import pandas as pd

from neglect_triage.chronology.reading.doubtful_ids import id_warnings


def households(*sizes: int, kind: str = "private") -> pd.DataFrame:
    rows = [(f"home{home}", f"child{home}-{child}") for home, size in enumerate(sizes) for child in range(size)]
    return pd.DataFrame(rows, columns=["household_id", "child_id"]).assign(kind=kind)


def test_children_who_differ_in_letter_case_or_zeros_in_front_alone_are_counted() -> None:
    (warning,) = id_warnings({"children": pd.DataFrame({"child_id": ["a1", "A1", "007", "7", "b"]})})
    assert warning.startswith("WARNING: 4 identifiers of children")
    assert "a1" not in warning


def test_a_household_far_larger_than_all_others_is_named() -> None:
    (warning,) = id_warnings({"households": households(2, 3, 4, 21)})
    assert "1 household has far more people than all others: up to 21" in warning


def test_large_households_among_their_like_and_homes_of_many_are_not_named() -> None:
    assert not id_warnings({"households": households(2, 3, 4, 20)})
    assert not id_warnings({"households": households(10, 10, 21)})
    assert not id_warnings({"households": households(2, 3, 40, kind="foster")})


def test_a_child_with_far_more_records_than_all_others_is_named() -> None:
    events = pd.DataFrame({"child_id": ["a"] * 501 + ["b"] * 100})
    assert "1 child_id has far more records than all others: up to 501" in id_warnings({"events": events})[0]
    assert not id_warnings({"events": events.iloc[:-99].iloc[1:]})


def test_empty_tables_raise_no_doubt() -> None:
    empty = pd.DataFrame({"child_id": [], "household_id": [], "kind": []}, dtype="str")
    assert not id_warnings({"children": empty, "households": empty, "events": empty})
