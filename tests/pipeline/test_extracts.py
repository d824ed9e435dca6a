"""A local authority's own extracts through the stages, from the files to the features."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.cli.simulate_extracts import simulate_extracts
from neglect_triage.files import read_json
from tests.pipeline.project import run_all_here, run_here, small_project

CHOICES = {"kind": "extracts", "folder": "extracts"}
SPLIT = {"cut_1": "2022-04-01", "cut_2": "2023-07-01", "largest_family_share": 0.2}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose extracts were read and checked."""
    folder = small_project(tmp_path_factory.mktemp("project"), source=CHOICES, split=SPLIT)
    simulate_extracts(folder / "extracts", children=300, format=["ssd", "multi_agency"], quirks=["usual"])
    run_all_here(("source", "validate"), folder)
    return folder


def test_the_chronology_accounts_for_every_row_and_says_that_it_is_synthetic(project: Path) -> None:
    about = read_json(project / "data/chronology/about.json")
    assert (about["kind"], about["synthetic"]) == ("extracts", True)
    for counts in about["tables"].values():
        assert counts["read"] == counts["kept"] + counts["quarantined"]
    for extract in about["extracts"]["extracts"]:
        for table in extract["tables"]:
            assert table["read"] == table["used"] + table["aside"] + table["unused"]
    events = pd.read_parquet(project / "data/chronology/events.parquet")
    assert set(events["source"]) == {"ssd", "multi_agency"}
    assert len(events) == about["tables"]["events"]["kept"] > 1000


def test_the_pages_of_quality_and_sources_are_written_and_the_matching_report_is_there_to_mend(project: Path) -> None:
    assert "SYNTHETIC" in (project / "data/reports/sources.html").read_text(encoding="utf-8")
    assert read_json(project / "data/reports/quality.json")["errors"] == 0
    assert "ssd_contacts" in (project / "data/internal/matching.yaml").read_text(encoding="utf-8")


def test_contacts_get_features_from_what_both_sources_hold(project: Path) -> None:
    run_all_here(("cohort", "featurise"), project)
    features = pd.read_parquet(project / "data/features/partnership.parquet")
    assert len(features) == len(pd.read_parquet(project / "data/cohort/points.parquet")) > 50
    assert features.filter(like="was_not_brought").fillna(0).to_numpy().max() > 0


def test_a_label_that_the_sources_do_not_carry_stops_the_cohort_with_what_to_add(project: Path, tmp_path: Path) -> None:
    alone = small_project(tmp_path / "alone", source=CHOICES)
    (alone / "extracts").mkdir()
    for path in sorted((project / "extracts").rglob("*")):
        if path.name in ("police.csv", "appointments.csv", "children.csv"):
            shutil.copy(path, alone / "extracts")
    run_all_here(("source",), alone)
    ended = run_here("cohort", alone)
    assert ended.code == 2
    assert "add the Standard Safeguarding Dataset" in ended.output
