"""The commands one after the other on files, as a research team runs them: features, score, monitor, audit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from neglect_triage.files import read_json
from tests.cli.chain import PERIODS, run


def test_scores_of_the_features_that_the_command_wrote_say_who_approved_the_model(project: Path) -> None:
    for name in PERIODS:
        assert "Approved 2024-05-01: line 1" in run("score", "--features", f"{name}.parquet", "--out", "again.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet("again.parquet"), pd.read_parquet(f"{name}_scores.parquet"))


def test_monitor_compares_what_features_and_score_wrote(project: Path) -> None:
    files = [part for name in PERIODS for part in (f"--{name}", f"{name}.parquet", f"--{name}-scores", f"{name}_scores.parquet")]
    run("monitor", *files, "--out", "found")
    assert read_json(project / "found/monitoring.json")["contacts"] == {"before": 100, "after": 100}


def test_audit_reads_what_score_wrote_beside_what_followed(project: Path) -> None:
    named = ("--groups", "group", "--label", "label", "--score", "margin", "--capacity", "0.1", "--family", "child_id")
    assert "200 rows audited, 0 left out" in run("audit", "--scores", "scored.csv", *named, "--out", "audited")
