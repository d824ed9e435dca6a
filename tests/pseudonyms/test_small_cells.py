"""k-anonymity, by hand."""

from __future__ import annotations

import pandas as pd

from neglect_triage.pseudonyms.small_cells import small_cells

#           month of birth, sex, ethnicity, area
PEOPLE = [
    ("2015-03-01", "female", "white", "North"),
    ("2015-03-01", "female", "white", "North"),
    ("2015-03-01", "female", "white", "North"),
    ("2015-08-01", "female", "white", "North"),
    ("2015-08-01", "male", "white", "North"),
    (None, "male", "white", "North"),
    (None, None, None, None),
    (None, "unknown", "unknown", None),
]


def counted(k: int) -> dict[str, object]:
    rows = pd.DataFrame(PEOPLE, columns=["birth_month", "sex", "ethnicity", "area"]).assign(child_id=list("abcdefgh"))
    children = rows[["child_id", "birth_month", "area"]].astype({"birth_month": "datetime64[s]"})
    protected = rows.loc[rows["sex"].notna(), ["child_id", "sex", "ethnicity"]]
    return small_cells(children, protected, k)


def test_children_are_counted_in_classes_and_not_recorded_is_a_value() -> None:
    found = counted(3)
    assert (found["children"], found["classes"], found["small_classes"]) == (8, 5, 4)
    assert found["children_in_small_classes"] == 5  # all but a, b, c
    assert found["children_alone_in_their_class"] == 3  # d, e, f
    assert counted(2)["children_in_small_classes"] == 3
    assert counted(4)["children_in_small_classes"] == 8


def test_what_leaving_one_out_would_do() -> None:
    found = counted(3)
    # With years: a to d are one class. Without months of birth: a to d, and e with f. Without sex: d with e.
    assert found["children_in_small_classes_with_year_of_birth"] == 4
    assert found["children_in_small_classes_without"] == {"birth_month": 4, "sex": 5, "ethnicity": 5, "area": 5}


def test_no_class_is_named() -> None:
    for value in ("2015", "female", "white", "North"):
        assert value not in str(counted(3))


def test_nobody_is_nobody() -> None:
    empty = pd.DataFrame({"child_id": [], "birth_month": [], "area": [], "sex": [], "ethnicity": []}, dtype="str")
    assert small_cells(empty[["child_id", "birth_month", "area"]], empty[["child_id", "sex", "ethnicity"]], 5)["children"] == 0
