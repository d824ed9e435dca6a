"""One child is never put together from two lives, and contradictions are counted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.extracts.facts.people import children, of_one_life, protected
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


def test_the_latest_return_counts_and_the_reader_is_told(tmp_path: Path) -> None:
    census(tmp_path, 2023, child("A", episode("2023-02-01"), birth="2003-06-01"))
    census(tmp_path, 2024, child("A", episode("2024-02-01"), birth="2015-06-01"))
    found = chronology(tmp_path)
    assert found.tables["children"]["birth_month"].tolist() == [pd.Timestamp("2015-06-01")]
    assert any("a year or more apart" in line for line in found.extracts["warnings"])
