"""No tool sends analytics: the switches are off in the package, in the Makefile and in DVC's own configuration."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from neglect_triage.telemetry import SWITCHES

ROOT = Path(__file__).resolve().parents[1]

# Every way out is closed and noted; the tools themselves may swallow the error, so the note is what counts.
TRACKED_RUN = """
import socket, sys
import neglect_triage

attempts = []

def refuse(*address, **options):
    attempts.append(address)
    raise OSError("the network is closed")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse

import great_expectations as gx
import mlflow

gx.get_context(mode="ephemeral")
store, artifacts = sys.argv[1:]
mlflow.set_tracking_uri("sqlite:///" + store)
mlflow.set_experiment(experiment_id=mlflow.create_experiment("test", artifact_location=artifacts))
with mlflow.start_run():
    mlflow.log_metric("auc", 0.5)

from mlflow.telemetry import get_telemetry_client
assert get_telemetry_client() is None, "MLflow's telemetry is on"
assert not attempts, attempts
"""


def test_importing_the_package_sets_every_switch_whatever_the_user_had_set() -> None:
    theirs = {**os.environ, **dict.fromkeys(SWITCHES, "")}
    show = f"import os, neglect_triage; print([os.environ[name] for name in {sorted(SWITCHES)!r}])"
    shown = subprocess.run([sys.executable, "-c", show], env=theirs, capture_output=True, text=True, check=True).stdout
    assert shown.strip() == str([SWITCHES[name] for name in sorted(SWITCHES)])


def test_the_makefile_exports_the_same_switches() -> None:
    lines = (ROOT / "Makefile").read_text().splitlines()
    assert {f"export {name} := {value}" for name, value in SWITCHES.items()} <= set(lines)


@pytest.mark.parametrize("project", [".", "examples/oulad"])
def test_dvc_sends_no_analytics_and_looks_for_no_update(project: str) -> None:
    config = configparser.ConfigParser()
    config.read_string((ROOT / project / ".dvc/config").read_text())
    assert not config.getboolean("core", "analytics")
    assert not config.getboolean("core", "check_update")


def test_a_tracked_run_and_a_data_context_try_no_connection(tmp_path: Path) -> None:
    """In an environment as bare as a new user's: where MLflow sees pytest or CI it is silent of itself, and proves nothing."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [sys.executable, "-c", TRACKED_RUN, str(tmp_path / "mlflow.db"), (tmp_path / "runs").as_uri()]
    finished = subprocess.run(command, env=bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
