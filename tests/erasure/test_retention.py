"""Who leaves under a retention rule: those whose last record of any kind is from before the day."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.erasure.places import Project
from neglect_triage.erasure.retention import older_than
from neglect_triage.errors import BadInput
from tests.chronology.samples import CHILDREN, vocabulary, write_canonical

DAY = pd.Timestamp("2020-03-01")  # the last event about c1 is of 10 February, the first about c2 of 10 March


def project(folder: Path, **tables: list[dict[str, str]]) -> Project:
    made = Project(folder, folder / "raw", frozenset())
    read = read_canonical(write_canonical(folder / "raw", **tables), vocabulary())
    write_chronology([(read, no_truth())], "canonical", made.data)
    return made


def stay(**days: str) -> list[dict[str, str]]:
    return [{"child_id": "c1", "household_id": "h1", "kind": "private", "start": "2019-01-01", **days}]


def test_a_child_leaves_whose_every_record_is_older(tmp_path: Path) -> None:
    expired = older_than(project(tmp_path, children=[*CHILDREN, {"child_id": "c3"}]), DAY)
    assert (expired.children, expired.of, expired.undated) == (frozenset({"c1"}), 3, 1)


@pytest.mark.parametrize("days", [{"start": "2020-03-01"}, {"end": "2020-03-02"}, {"known_date": "2020-03-01"}])
def test_one_later_record_of_any_kind_keeps_the_child(tmp_path: Path, days: dict[str, str]) -> None:
    assert not older_than(project(tmp_path, households=stay(**days)), DAY).children


def test_a_day_after_which_nobody_is_left_stops(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Nobody's records would be left"):
        older_than(project(tmp_path), pd.Timestamp("2999-01-01"))


def test_a_project_without_a_chronology_names_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no chronology"):
        older_than(Project(tmp_path, tmp_path / "raw", frozenset()), DAY)
