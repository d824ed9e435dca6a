"""The command `neglect-triage monitor` on a finished run: two of its periods, as a page and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput


def test_two_periods_of_a_run_stand_side_by_side(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_run)
    done = CliRunner().invoke(app, ["monitor", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "monitoring.json").read_text(encoding="utf-8"))
    assert found["periods"]["before_from"] == "2019-04-01"
    assert found["periods"]["before_to"] == found["periods"]["after_from"] == "2020-10-01"
    assert min(found["contacts"].values()) > 50
    assert {"feature", "score", "mix", "calibration"} <= set(found["alarms"])
    assert [one["name"] for one in found["policy_changes"]] == ["schools closed, first time", "schools closed, second time"]
    assert "SYNTHETIC DATA" in (tmp_path / "monitoring.html").read_text(encoding="utf-8")


def test_a_period_without_contacts_is_refused(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_run)
    days = ["--after-from", "2031-01-01", "--after-to", "2032-01-01"]
    done = CliRunner().invoke(app, ["monitor", "--out", str(tmp_path), *days])
    assert isinstance(done.exception, BadInput)
    assert "later period holds no rows" in str(done.exception)
    assert not list(tmp_path.iterdir())
