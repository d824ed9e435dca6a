"""`neglect-triage docs` prints where the pages are, opens them if asked to, and says what to do where there are none."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli import docs
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to show; the pages are in a folder of their own."""
    shown: list[str] = []
    monkeypatch.setattr(docs, "SITE", tmp_path)
    monkeypatch.setattr(webbrowser, "open", shown.append)
    return shown


def test_it_prints_the_first_page_and_opens_no_browser(opened: list[str], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("pages", encoding="utf-8")
    assert CliRunner().invoke(app, ["docs"]).stdout == f"{tmp_path / 'index.html'}\n"
    assert opened == []


def test_it_opens_them_in_a_browser_if_asked_to(opened: list[str], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("pages", encoding="utf-8")
    assert CliRunner().invoke(app, ["docs", "--open"]).exit_code == 0
    assert opened == [(tmp_path / "index.html").as_uri()]


def test_it_says_how_to_build_them_where_there_are_none(opened: list[str]) -> None:
    done = CliRunner().invoke(app, ["docs"])
    assert isinstance(done.exception, BadInput)
    assert "make docs" in str(done.exception)
