"""What a person who first pseudonymises a folder is told, step by step, as one who starts without any option meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from tests.extracts.extracts import csv_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NEGLECT_TRIAGE_PSEUDONYM_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    csv_file(tmp_path / "in", "police.csv", "child_id,incident_date,kind", "A,2024-02-01,DA")
    return tmp_path


def run(*options: str) -> tuple[int, str]:
    """Return the exit code and what is said, in one line."""
    done = CliRunner().invoke(app, ["pseudonymise", "in", "out", *options])
    remedy = done.exception.do if isinstance(done.exception, BadInput) else ""
    return done.exit_code, " ".join(f"{done.output} {remedy}".split())


def test_each_step_is_named_until_tables_are_written(folder: Path) -> None:
    steps = {
        (): "name it with --inside",
        ("--inside", "private"): "name the file of your key with --key; the first time, add --new-key",
        ("--inside", "private", "--new-key"): "name the file with --key",
        ("--inside", "private", "--key", "key"): "check its name; the first time, add --new-key",
    }
    for options, remedy in steps.items():
        code, says = run(*options)
        assert code != 0
        assert remedy in says
        assert not (folder / "out").exists()
    assert run("--inside", "private", "--key", "key", "--new-key")[0] == 0
    assert (folder / "out/events.parquet").is_file()


def test_a_second_run_leaves_new_key_out_or_names_another_file(folder: Path) -> None:
    assert run("--key", "key", "--new-key")[0] == 0
    before = (folder / "out/events.parquet").read_bytes()
    code, says = run("--key", "key", "--new-key")
    assert code != 0
    assert "leave --new-key out to use that key, or name another file for the new one" in says
    assert run("--key", "key")[0] == 0
    assert (folder / "out/events.parquet").read_bytes() == before
    assert run("--key", "other", "--new-key")[0] == 0
    assert (folder / "out/events.parquet").read_bytes() != before


def test_a_key_that_is_too_short_is_replaced_by_a_new_one(folder: Path) -> None:
    (folder / "key").write_text("abc", encoding="ascii")
    (folder / "key").chmod(0o600)
    code, says = run("--key", "key")
    assert code != 0
    assert "make one with --new-key" in says
    assert run("--key", "made", "--new-key")[0] == 0
