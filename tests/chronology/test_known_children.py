"""Points without a table of children: one about a child who is nowhere is set aside; a low rate warns, a lost one stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.checks.lost_kinds import stop_at_lost_kinds
from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.errors import BadInput
from tests.chronology.samples import EVENTS, vocabulary, write_canonical, write_csv


def points(known: int, unknown: int, spelt: str = "C1") -> list[dict[str, str]]:
    children = ["c1"] * known + [spelt] * unknown
    keys = ({"point_id": f"p{number}", "child_id": child} for number, child in enumerate(children))
    return [{**key, "as_of": "2020-03-01", "label": "0", "period": "a", "stratum": "all"} for key in keys]


def read(folder: Path, known: int, unknown: int, least: float = 0.5) -> Chronology:
    write_csv(folder / "events.csv", EVENTS)
    write_csv(folder / "points.csv", points(known, unknown))
    return read_canonical(folder, vocabulary(), least_link_rate=least)


def test_a_point_about_a_child_who_is_nowhere_is_set_aside_and_counted(tmp_path: Path) -> None:
    chronology = read(tmp_path, 6, 2)
    assert len(chronology.tables["points"]) == 6
    assert chronology.counts["points"].quarantined == 2
    assert set(chronology.quarantine["rule"]) == {"its child_id is not in the chronology"}
    assert chronology.tables["children"]["child_id"].tolist() == ["c1", "c2"]
    (join,) = (join for join in chronology.joins if join.rows_of == "points")
    assert (join.met, join.of, join.loosely) == (6, 8, 8)
    assert not any("WARNING" in note and "points" in note for note in chronology.notes)


def test_under_the_least_rate_it_is_a_warning_that_names_the_spelling(tmp_path: Path) -> None:
    chronology = read(tmp_path, 4, 6)
    (warning,) = (note for note in chronology.notes if "rows of points" in note)
    assert warning.startswith("WARNING: canonical: 4 of 10 rows of points find theirs")
    assert "6 more would if letter case, spaces, zeros in front and .0 at the end did not count" in warning
    stop_at_lost_kinds(chronology.kinds, 0.2, {})  # the rate judges these rows, not the share of their kind in quarantine


def test_under_a_tenth_of_it_reading_stops(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="hardly any row of another") as error:
        read(tmp_path, 1, 24)
    assert "1 of 25 rows of points" in str(error.value)
    assert "24 more would" in str(error.value)
    assert "least_link_rate" in error.value.do


def test_the_rate_is_that_of_the_project(tmp_path: Path) -> None:
    assert len(read(tmp_path, 1, 24, least=0.1).tables["points"]) == 1
    assert not any("rows of points" in note for note in read(tmp_path, 1, 24, least=0.01).notes)


def test_rows_that_a_table_of_children_lacks_stop_the_run_with_the_spelling_that_would_meet(tmp_path: Path) -> None:
    write_canonical(tmp_path, points=points(3, 2))
    with pytest.raises(BadInput, match="names children that the table children does not hold") as error:
        read_canonical(tmp_path, vocabulary())
    assert "2 more would if letter case" in str(error.value)
