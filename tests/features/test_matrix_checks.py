"""The checks of a feature matrix: every matrix that the engine makes passes, and each check notices what breaks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from neglect_triage.chronology.checks.column_checks import Result
from neglect_triage.chronology.checks.quality import stop_at_errors
from neglect_triage.chronology.checks.run_checks import Suite, run_suites
from neglect_triage.errors import BadInput
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.features.matrix_checks import KNOWN, lost_on_reading, matrix_page, matrix_suite
from neglect_triage.features.selection import IndicatorEvents, is_part_of
from tests.features.chronologies import (
    CATALOGUE,
    DAY,
    WORDS,
    Row,
    T,
    appointment,
    chronologies,
    chronology,
    covered,
    frames,
    points,
)

ROWS = chronology([appointment(0, 3), appointment(1, 4, outcome="attended")])


def suite(matrix: pd.DataFrame, rows: dict[str, list[Row]] = ROWS, name: str = "hub view") -> Suite:
    return matrix_suite(name, matrix, points("abc"), frames(rows)["coverage"], CATALOGUE, WORDS)


def made(rows: dict[str, list[Row]] = ROWS) -> pd.DataFrame:
    return compute_features(points("abc"), frames(rows), CATALOGUE, WORDS)


def broken(matrix: pd.DataFrame, rows: dict[str, list[Row]] = ROWS) -> dict[str, tuple[str, int]]:
    """The names of the checks across rows that do not hold, with what they are about and how many rows fail."""
    across = suite(matrix, rows).cross_checks
    return {check.name: (check.column, int((~check.holds).sum())) for check in across if not check.holds.all()}


def test_a_feature_that_is_unknown_in_every_row_although_a_table_covers_it_is_an_error() -> None:
    matrix = made()
    assert "never_known" not in broken(matrix)
    name = next(each for each in matrix.columns if each.startswith("not_brought.days_since."))
    column, failed = broken(matrix.assign(**{name: np.float32(np.nan)}))["never_known"]
    assert column == name
    assert failed > 0


def test_a_level_that_is_unknown_in_every_row_although_many_have_such_events_is_an_error() -> None:
    matrix = pd.concat([made()] * 12, ignore_index=True)
    count, level = "ratings.count.30d", "ratings.mean.30d"
    assert {count, level} <= set(matrix)
    others = {f"ratings.{measure}.30d": np.float32(2) for measure in ("last", "min", "max")}
    lost = matrix.assign(**others, **{count: np.float32(1), level: np.float32(np.nan)})
    assert broken(lost)["never_known"] == (level, 36)
    assert "never_known" not in broken(lost[:10]), "of few rows, none need have a value"
    assert "never_known" not in broken(lost.assign(**{level: np.where(lost.index == 3, 2, np.nan).astype(np.float32)}))


def lost_levels(matrix: pd.DataFrame) -> pd.DataFrame:
    return matrix.assign(**{"ratings.count.30d": np.float32(1), "ratings.mean.30d": np.float32(np.nan)})


def test_where_only_values_are_missing_they_were_lost_on_reading_and_not_in_the_engine() -> None:
    matrix = pd.concat([made()] * 12, ignore_index=True)
    lost = {"never": Result("joint view", "ratings.mean.30d", KNOWN, "critical", len(matrix), 36, False, "never_known")}
    assert lost_on_reading(lost.values())
    other = Result("joint view", "point_id", "each value once", "critical", 3, 1, False, "key_unique")
    assert not lost_on_reading([*lost.values(), other])
    checks = [check for check in suite(lost_levels(matrix)).cross_checks if check.name == "never_known"]
    assert [check.says for check in checks] == [KNOWN]


@settings(max_examples=15, derandomize=True, suppress_health_check=list(HealthCheck))
@given(chronologies())
def test_what_the_engine_computes_breaks_no_rule(rows: dict[str, list[Row]]) -> None:
    assert broken(made(rows), rows) == {}


@pytest.mark.parametrize(
    ("feature", "value", "name"),
    [
        ("not_brought.count.30d", -1, "count_not_negative"),
        ("not_brought.count.30d", 0.5, "count_whole"),
        ("not_brought.share_of_appointments.30d", 1.01, "share_of_at_most_one"),
        ("not_brought.share_of_appointments.30d", -0.1, "share_of_not_negative"),
        ("not_brought.days_since.5y", -1, "days_since_not_negative"),
        ("poor_ratings.days_since.30d", 31, "days_since_at_most_window"),
        ("not_brought.count.30d", np.nan, "unknown_outside_coverage"),
    ],
)
def test_each_rule_notices_one_wrong_cell_and_names_the_feature(feature: str, value: float, name: str) -> None:
    matrix = made()
    matrix.loc[1, feature] = value
    assert broken(matrix)[name] == (feature, 1)


def test_what_may_be_negative_or_above_the_window_is_left_alone() -> None:
    matrix = made().assign(**{"ratings_long.slope.400d": -900.0, "ratings.last.10d": -1.5, "ratings.sum.10d": 99.0})
    assert broken(matrix) == {}


def test_a_zero_outside_coverage_is_noticed() -> None:
    outside = chronology([], coverage=covered(T - 60 * DAY, T - 10 * DAY))
    matrix = made(outside)
    assert matrix["appointments.count.10d"].isna().all()
    matrix.loc[0, "appointments.count.10d"] = 0
    assert broken(matrix, outside) == {"unknown_outside_coverage": ("appointments.count.10d", 1)}


def spoilers() -> list[tuple[Callable[[pd.DataFrame], pd.DataFrame], str]]:
    return [
        (lambda matrix: matrix.iloc[:-1], "rows_of_cohort"),
        (lambda matrix: matrix[[*matrix.columns[:1], *matrix.columns[:0:-1]]], "columns_in_order"),
        (lambda matrix: matrix.drop(columns="age.years"), "columns_in_order"),
        (lambda matrix: matrix.assign(point_id=["CANARY", *matrix["point_id"][1:]]), "key_of_cohort"),
        (lambda matrix: matrix.assign(point_id=[*matrix["point_id"][:2], matrix["point_id"][0]]), "key_unique"),
        (lambda matrix: matrix.assign(point_id=[None, *matrix["point_id"][1:]]), "key_filled"),
        (lambda matrix: matrix.assign(**{"not_brought.count.30d": [0, -98765.0, 0]}), "count_not_negative"),
    ]


def test_every_error_stops_the_run_and_no_value_is_shown_anywhere(tmp_path: Path) -> None:
    good = run_suites({"good": suite(made())}, tmp_path / "good")
    assert len(good) > 30
    assert all(result.passed for result in good)
    parts = {f"view {place}": suite(spoil(made()), name=f"view {place}") for place, (spoil, _) in enumerate(spoilers())}
    results = run_suites(parts, tmp_path / "docs")
    failed = {(result.table, result.name) for result in results if not result.passed}
    assert {(f"view {number}", name) for number, (_, name) in enumerate(spoilers())} <= failed
    with pytest.raises(BadInput, match="checks that must hold") as error:
        stop_at_errors(results, "A feature matrix", "run it again")
    page = matrix_page(results, {"hub view": 3}, True, CATALOGUE, WORDS)
    assert "SYNTHETIC DATA" in page
    assert "as many rows as the cohort" in page
    written = [path.read_text(encoding="utf-8", errors="ignore") for path in (tmp_path / "docs").rglob("*") if path.is_file()]
    assert written
    for text in (str(error.value), page, *written):
        assert "CANARY" not in text
        assert "98765" not in text


@pytest.mark.parametrize(
    ("one", "other", "part"),
    [
        ({"outcome": "attended"}, {}, True),
        ({}, {"outcome": "attended"}, False),
        ({"outcome": "attended"}, {"outcome": ["attended", "was_not_brought"]}, True),
        ({"type": ["appointment", "visit"]}, {}, False),
        ({"value_at_least": 4}, {"value_at_least": 3}, True),
        ({"value_at_most": 4}, {"value_at_most": 3}, False),
        ({"about": "siblings"}, {}, False),
        ({"unshared": True}, {}, True),
        ({}, {"unshared": True}, False),
    ],
)
def test_a_share_is_bounded_by_one_only_where_its_events_are_a_part_of_the_others(one: Row, other: Row, part: bool) -> None:
    first, second = (IndicatorEvents.model_validate({"type": "appointment"} | each) for each in (one, other))
    assert is_part_of(first, second, WORDS) == part
