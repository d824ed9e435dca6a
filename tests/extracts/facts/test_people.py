"""One child is never put together from two lives, and contradictions are counted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.extracts.facts.people import (
    born_and_died_by_then,
    children,
    known_before_not_recorded,
    of_one_life,
    protected,
)
from tests.extracts.extracts import census, child, chronology, episode


def people(*rows: tuple[str | None, ...]) -> pd.DataFrame:
    """Return rows about people, the most trusted first: child, birth, death, sex, disability."""
    frame = pd.DataFrame(rows, columns=["child_id", "birth", "death", "sex", "disability"])
    return frame.assign(**{day: pd.to_datetime(frame[day]).astype("datetime64[s]") for day in ("birth", "death")})


def test_rows_born_years_apart_are_not_mixed_into_one_child() -> None:
    rows = people(
        ("a", "2015-03-01", None, None, None), ("a", "1989-06-01", "2001-02-01", "male", "yes"), ("a", None, None, "female", None)
    )
    kept, warnings = of_one_life(rows)
    known = pd.Series(["a"])
    assert children(kept, known)[["birth_month", "death_month"]].isna().iloc[0].tolist() == [False, True]
    assert protected(kept, known)[["sex", "disability"]].fillna("").iloc[0].tolist() == ["female", ""]
    (warning,) = warnings
    assert warning.startswith("WARNING: 1 child has rows with months of birth a year or more apart.")
    assert "1989" not in warning


def test_births_after_the_extract_are_expected_and_what_lies_too_far_off_counts_as_not_recorded() -> None:
    rows = people(
        ("born", "2024-03-01", "2024-03-01", None, None),
        ("expected", "2024-09-01", None, None, None),
        ("mistaken", "2031-09-01", None, None, None),
        ("alive", "2015-03-01", "2030-03-01", None, None),
    ).assign(made=pd.Timestamp("2024-03-31"))
    kept, lines = born_and_died_by_then(rows)
    found = children(kept, rows["child_id"]).set_index("child_id")
    assert found["birth_basis"].fillna("").to_dict() == {
        "born": "birth",
        "expected": "expected",
        "mistaken": "",
        "alive": "birth",
    }
    assert found["death_month"].notna().to_dict() == {"born": True, "expected": False, "mistaken": False, "alive": False}
    assert lines == [
        "WARNING: 1 row has a month of birth that lies too far after the extract. It counts as not recorded.",
        "WARNING: 1 row has a month of death that lies too far after the extract. It counts as not recorded.",
        "1 birth after the day of the extract: read as expected.",
    ]


def test_small_differences_are_counted_and_the_first_row_stands() -> None:
    kept, warnings = of_one_life(people(("a", "2015-03-01", None, "male", None), ("a", "2015-04-01", None, "female", None)))
    assert children(kept, pd.Series(["a"]))["birth_month"].tolist() == [pd.Timestamp("2015-03-01")]
    assert len(warnings) == 2
    assert "less than a year apart" in warnings[0]
    assert "sexes" in warnings[1]


def test_rows_that_agree_or_say_nothing_complete_each_other_without_a_word() -> None:
    rows = people(
        ("a", None, None, "unknown", None), ("a", "2015-03-01", None, "male", None), ("a", "2015-03-01", "2020-01-01", None, None)
    )
    kept, warnings = of_one_life(rows)
    assert not warnings
    assert children(kept, pd.Series(["a"]))["death_month"].tolist() == [pd.Timestamp("2020-01-01")]


def test_what_is_known_counts_before_what_is_not_recorded_and_the_children_are_counted() -> None:
    rows = people(
        ("a", None, None, "unknown", None), ("a", None, None, "male", None), ("b", None, None, "unknown", None),
        ("c", None, None, None, None), ("c", None, None, "female", None),
    )  # fmt: skip
    completed, notes = known_before_not_recorded(rows)
    known = pd.Series(["a", "b", "c"])
    assert protected(completed, known).set_index("child_id")["sex"].to_dict() == {"a": "male", "b": "unknown", "c": "female"}
    assert notes == ["The sex of 1 child is not recorded in some rows and recorded in others. The recorded one counts."]


def test_a_row_of_somebody_who_died_before_the_child_was_born_is_of_another_life() -> None:
    kept, warnings = of_one_life(people(("a", "2015-03-01", None, None, "no"), ("a", None, "2001-02-01", "male", "yes")))
    assert children(kept, pd.Series(["a"]))["death_month"].isna().all()
    assert protected(kept, pd.Series(["a"]))[["sex", "disability"]].fillna("").iloc[0].tolist() == ["", "no"]
    assert [line.partition(". ")[0] for line in warnings] == [
        "WARNING: 1 child has rows with a month of death before the month of birth"
    ]


def test_a_sex_that_is_not_recorded_in_another_life_says_nothing_of_this_one() -> None:
    rows = people(("a", "2015-03-01", None, "unknown", None), ("a", "1989-06-01", None, "male", None))
    completed, notes = known_before_not_recorded(of_one_life(rows)[0])
    assert protected(completed, pd.Series(["a"]))["sex"].tolist() == ["unknown"]
    assert notes == []


def test_the_latest_return_counts_and_the_reader_is_told(tmp_path: Path) -> None:
    census(tmp_path, 2023, child("A", episode("2023-02-01"), birth="2003-06-01"))
    census(tmp_path, 2024, child("A", episode("2024-02-01"), birth="2015-06-01"))
    found = chronology(tmp_path)
    assert found.tables["children"]["birth_month"].tolist() == [pd.Timestamp("2015-06-01")]
    assert any("a year or more apart" in line for line in found.extracts["warnings"])
