"""The commands one after the other on files, as a research team runs them: features, score, monitor, audit."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.main import app
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, write_json
from neglect_triage.governance.approvals import decide, seen_by, with_calibration
from neglect_triage.models.registered import load_registered
from neglect_triage.paths import DATA
from tests.cli.chain import OWN, PERIODS, run


def test_scores_of_the_features_that_the_command_wrote_say_who_approved_the_model(project: Path) -> None:
    for name in PERIODS:
        printed = run("score", "--features", f"{name}.parquet", "--out", "again.parquet")
        assert "Approved 2024-05-01: line 1" in printed
        assert "The log has 1 line; seal of the newest" in printed
        pd.testing.assert_frame_equal(pd.read_parquet("again.parquet"), pd.read_parquet(f"{name}_scores.parquet"))


def test_a_model_scores_with_the_later_calibration_that_was_approved_and_with_no_other(project: Path) -> None:
    """A later calibration by which every contact is followed by the outcome, approved and then changed."""
    own = load_registered(DATA.registered, load_catalogue(load_vocabulary(), Path(OWN)), load_vocabulary())
    always = asdict(own.calibration) | {name: [1.0] * len(own.calibration.grid) for name in ("frequency", "low", "high")}
    learnt_from = {"first_day": "2021-04-01", "before": "2022-04-01", "contacts": 1234}
    write_json(Path("later.json"), {"model": own.sha256, "learnt_from": learnt_from, "calibration": always | {"threshold": 9e9}})
    seen = with_calibration(seen_by(DATA.registered, project, ()), Path("later.json"), project)
    decide(DATA.approvals, seen, "approved", "chair", "JS", [], dt.datetime(2024, 6, 1, tzinfo=dt.UTC))

    printed = run("score", "--features", "after.parquet", "--out", "again.parquet")
    assert "was counted on 1,234 contacts from 2021-04-01 to the day before 2022-04-01." in printed
    before, after = pd.read_parquet("after_scores.parquet"), pd.read_parquet("again.parquet")
    same = ["point_id", "margin", "attention", "features_unknown"]
    pd.testing.assert_frame_equal(before[same], after[same])
    band = after["attention"]
    assert band.any()
    assert (after.loc[band, ["frequency", "frequency_low", "frequency_high"]] == 1).all(axis=None)
    assert after.loc[~band, "frequency"].isna().all()
    assert read_json(Path("again.json"))["calibration_learnt_from"] == learnt_from

    write_json(Path("later.json"), {"model": own.sha256, "learnt_from": learnt_from, "calibration": asdict(own.calibration)})
    done = CliRunner().invoke(app, ["score", "--features", "after.parquet", "--out", "again.parquet"])
    assert "What was approved has changed since.\n  where:    later.json" in str(done.exception)


def test_monitor_compares_what_features_and_score_wrote(project: Path) -> None:
    files = [part for name in PERIODS for part in (f"--{name}", f"{name}.parquet", f"--{name}-scores", f"{name}_scores.parquet")]
    run("monitor", *files, "--out", "found")
    assert read_json(project / "found/monitoring.json")["contacts"] == {"before": 100, "after": 100}


def test_audit_reads_what_score_wrote_beside_what_followed(project: Path) -> None:
    named = ("--groups", "group", "--label", "label", "--score", "margin", "--capacity", "0.1", "--family", "child_id")
    assert "200 rows audited, 0 left out" in run("audit", "--scores", "scored.csv", *named, "--out", "audited")
