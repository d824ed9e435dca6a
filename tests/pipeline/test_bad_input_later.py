"""Bad input that only a later stage can see: one clear message, exit code 2, no traceback."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.tables import read_table, write_table
from tests.pipeline.project import Ended, copy_of, run_here, small_project


def refused(ended: Ended, *words: str) -> None:
    assert ended.code == 2, ended.output
    assert "STOPPED" in ended.output
    assert "Traceback" not in ended.output
    for word in words:
        assert word in ended.output


def with_events(small_run: Path, folder: Path, keep: str) -> Path:
    """Return a copy of the run's chronology that keeps some of its events."""
    project = copy_of(small_run, folder / "project", "chronology")
    place = project / "data/chronology/events.parquet"
    write_table(read_table("events", place).query(keep), "events", place)
    return project


def test_a_chronology_without_a_positive_label(small_run: Path, tmp_path: Path) -> None:
    outcomes = "['assessment_end', 'cp_plan_start', 'police_protection', 'pre_proceedings', 'cla_start', 'legal_status_change']"
    project = with_events(small_run, tmp_path, f"event_type not in {outcomes}")
    refused(run_here("cohort", project), "positive label", "cohort.yaml")
    assert not (project / "data/cohort").exists()


def test_a_horizon_longer_than_the_records(small_run: Path, tmp_path: Path) -> None:
    copy_of(small_run, tmp_path / "project", "chronology")
    project = small_project(tmp_path / "project", cohort={"horizon_days": 5000}, sensitivity={"longer_horizons": []})
    refused(run_here("cohort", project), "train period holds no points", "horizon")


def test_a_chronology_with_fewer_than_fifty_contacts(small_run: Path, tmp_path: Path) -> None:
    contacts = read_table("events", small_run / "data/chronology/events.parquet").query("event_type == 'contact'")
    few = sorted(contacts["child_id"].unique())[:10]
    project = with_events(small_run, tmp_path, f"event_type != 'contact' or child_id in {few}")
    refused(run_here("cohort", project), "at least 50")


def test_a_chronology_without_contacts(small_run: Path, tmp_path: Path) -> None:
    project = with_events(small_run, tmp_path, "event_type != 'contact'")
    refused(run_here("cohort", project), "no contact", "points")


@pytest.mark.parametrize(
    "stage",
    [
        "validate",
        "cohort",
        "featurise",
        "validate_features",
        "design",
        "train",
        "evaluate",
        "sensitivity",
        "explain",
        "report",
        "track",
    ],
)
def test_every_stage_names_a_wrong_key_with_the_nearest_valid_one(stage: str, tmp_path: Path) -> None:
    project = small_project(tmp_path, train={"ruonds": 5})
    refused(run_here(stage, project), "train.ruonds", '"rounds"')


def test_a_stage_without_its_input_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    refused(run_here("cohort", small_project(tmp_path)), "event_codes.parquet", "dvc repro")


def test_a_feature_matrix_that_is_not_the_cohorts_is_refused_and_the_page_says_why(small_run: Path, tmp_path: Path) -> None:
    project = copy_of(small_run, tmp_path / "project", "chronology", "cohort", "features")
    place = project / "data/features/hub.parquet"
    pd.read_parquet(place).iloc[:-1].to_parquet(place)
    refused(run_here("validate_features", project), "hub view", "as many rows as the cohort", "featurise")
    assert "as many rows as the cohort" in (project / "data/reports/features.html").read_text(encoding="utf-8")


def test_a_damaged_table_is_named(small_run: Path, tmp_path: Path) -> None:
    project = copy_of(small_run, tmp_path / "project", "chronology")
    (project / "data/chronology/events.parquet").write_bytes(b"PAR1 but not really")
    refused(run_here("cohort", project), "events.parquet", "Parquet")


def test_a_table_with_other_columns_is_named(small_run: Path, tmp_path: Path) -> None:
    project = copy_of(small_run, tmp_path / "project", "chronology")
    place = project / "data/chronology/children.parquet"
    pd.read_parquet(place).rename(columns={"area": "region"}).to_parquet(place)
    refused(run_here("cohort", project), "children.parquet", "area, and 1 other columns")
