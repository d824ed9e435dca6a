"""`neglect-triage doctor` says of each thing that a run needs whether it is as it should be, and what to do where it is not."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import platform
import shutil
import subprocess
import sys
import webbrowser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.workspace import machine
from neglect_triage.workspace.create import create_project

ROOT = Path(__file__).resolve().parents[2]


def test_every_thing_is_looked_at_once_and_what_is_not_ok_says_what_to_do(tmp_path: Path) -> None:
    findings = list(machine.look(tmp_path))
    assert [each.what for each in findings] == [
        "program", "Python", "system", "LightGBM", "memory", "disk", "git", "DVC", "writing", "long paths", "line ends",
        "browser", "text", "clock",
    ]  # fmt: skip
    assert [each.what for each in findings if (each.state == "ok") == bool(each.do)] == []
    assert not list(tmp_path.iterdir())


def test_it_is_printed_and_a_program_can_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0
    assert "LightGBM" in done.output
    assert {each["state"] for each in json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)} <= {"ok", "look at"}


def test_what_stops_a_run_is_the_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(machine, "disk", lambda folder: machine.Finding("disk", "stops", "full", "free some space"))
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 2


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10, 9), "stops"), ((3, 11, 0), "ok"), ((3, 14, 2), "ok"), ((3, 15, 0), "look at")]
)
def test_python_is_new_enough_and_not_newer_than_was_tried(version: Any, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    assert machine.python().state == state


@pytest.mark.parametrize(
    ("name", "processor", "state"), [("Linux", "x86_64", "ok"), ("Linux", "aarch64", "look at"), ("Windows", "AMD64", "look at")]
)
def test_another_system_is_told_that_figures_may_differ(
    name: str, processor: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: name)
    monkeypatch.setattr(platform, "machine", lambda: processor)
    assert machine.system().state == state


@pytest.mark.parametrize(("name", "word"), [("Linux", "libgomp"), ("Darwin", "libomp"), ("Windows", "Visual C++")])
def test_a_library_of_the_system_that_is_missing_is_named(name: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: str) -> None:
        raise OSError("libgomp.so.1: cannot open shared object file")

    monkeypatch.setattr(importlib, "import_module", fails)
    monkeypatch.setattr(platform, "system", lambda: name)
    found = machine.lightgbm()
    assert found.state == "stops"
    assert word in found.do


def test_little_memory_and_disk_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=machine.GIB, total=4 * machine.GIB))
    assert machine.memory().state == "look at"
    for free, state in ((10.0, "ok"), (2.0, "look at"), (0.5, "stops")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free * machine.GIB))
        assert machine.disk(tmp_path).state == state


def test_a_project_and_git_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create_project(tmp_path / "without", "simulate", "neglect")
    assert machine.git(tmp_path / "without").state == "ok"
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "without")], check=True)
    assert machine.git(tmp_path / "without").state == "look at"  # git keeps it, and DVC was told that it does not
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "within")], check=True)
    create_project(tmp_path / "within", "simulate", "neglect")
    assert machine.git(tmp_path / "within").state == "ok"
    shutil.rmtree(tmp_path / "within/.git")
    assert machine.git(tmp_path / "within").state == "stops"


def test_a_folder_that_cannot_be_written_to_and_paths_that_are_refused_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine.writing(tmp_path / "absent").state == "stops"

    def refused(*_: Any, **__: Any) -> None:
        raise OSError("the path is too long")

    monkeypatch.setattr(Path, "mkdir", refused)
    assert machine.long_paths(tmp_path).state == "look at"


def test_line_ends_that_git_or_an_editor_changed_are_told_by_file(tmp_path: Path) -> None:
    create_project(tmp_path, "simulate", "neglect")
    assert machine.line_ends(tmp_path).state == "ok"
    params = tmp_path / "params.yaml"
    params.write_bytes(params.read_bytes().replace(b"\n", b"\r\n"))
    assert "params.yaml" in machine.line_ends(tmp_path).found


def test_a_machine_without_a_browser_or_with_a_wrong_clock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    assert machine.browser().state == "look at"

    class Past(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Past:
            return cls(1980, 1, 1, tzinfo=tz)

    monkeypatch.setattr(dt, "datetime", Past)
    assert machine.clock().state == "stops"


def test_it_runs_where_every_library_is_missing(tmp_path: Path) -> None:
    program = (
        "import importlib.util, sys\n"
        "from pathlib import Path\n"
        f"src = {os.fspath(ROOT / 'src')!r}\n"
        "where = {'location': src + '/__init__.py', 'submodule_search_locations': [src]}\n"
        "found = importlib.util.spec_from_file_location('neglect_triage', **where)\n"
        "sys.modules['neglect_triage'] = importlib.util.module_from_spec(found)\n"
        "from neglect_triage.workspace.machine import look\n"
        "print([each.what for each in look(Path()) if each.state == 'stops'])"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['LightGBM', 'DVC']"
