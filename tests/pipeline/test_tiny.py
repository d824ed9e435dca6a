"""Supplied points so few that figures rest on one row or none: every stage ends, and says what is not estimable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.pipeline.foreign_words import text_of
from tests.pipeline.other_field import shop
from tests.pipeline.project import STAGES, run_here

ACCEPTED = "design: {accept: {positive families to test on: a tiny project to be tried out}}"


def one_positive(project: Path) -> None:
    """Leave one point of the test period with the outcome."""
    path = project / "data/raw/points.csv"
    points = pd.read_csv(path)
    tested = points["period"] == 2019
    first = points[tested & (points["followed"] == 1)].index[0]
    points.loc[tested & (points.index != first), "followed"] = 0
    points.to_csv(path, index=False)


def one_woman(project: Path) -> None:
    """Leave one person in a group of the audit."""
    path = project / "data/raw/people.csv"
    people = pd.read_csv(path)
    people.assign(sex=["F", *["M"] * (len(people) - 1)]).to_csv(path, index=False)


def all_reports(project: Path, change: Callable[[Path], None]) -> Path:
    """Run every stage but the last on a changed project; return its reports."""
    shop(project)
    change(project)
    params = project / "params.yaml"
    text = params.read_text(encoding="utf-8")
    assert "design: {accept: {}}" in text
    params.write_text(text.replace("design: {accept: {}}", ACCEPTED), encoding="utf-8")
    for stage in STAGES[:-1]:
        ended = run_here(stage, project)
        assert ended.code == 0, f"{stage}: {ended.output}"
    return project / "data/reports"


@pytest.mark.slow
def test_from_one_outcome_nothing_is_said_of_how_well_the_model_works(tmp_path: Path) -> None:
    reports = all_reports(tmp_path, one_positive)
    assert "cannot be told from this run: too few were followed" in text_of(reports / "index.html")
    evaluation = text_of(reports / "evaluation.html")
    assert "How well the model works is not estimable, because fewer than 30 customers" in evaluation
    assert "as good in this run" not in evaluation
    assert "No prediction points lie in a calibration period" in text_of(reports / "fairness.html")


@pytest.mark.slow
def test_a_group_of_one_has_its_count_and_no_figure(tmp_path: Path) -> None:
    fairness = text_of(all_reports(tmp_path, one_woman) / "fairness.html")
    assert "240 prediction points = 1 Female + 239 Male + 0 in no group." in fairness
    assert "0.0 % (0.0 to 0.0)" not in fairness
