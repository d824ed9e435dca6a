"""Help is in the words of the project in whose folder it is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.vocabulary import Nouns
from neglect_triage.cli.main import app
from tests.pipeline.foreign_words import words_printed
from tests.pipeline.other_field import shop

OF_FORMATS = ("read", "simulate-extracts", "pseudonymise", "formats", "init")  # these are about files of children's services
NAMES = re.compile(r"<partnership\|hub>|\[default: partnership\]|contacts\.csv")


def asked(*words: str) -> str:
    printed = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"})
    assert printed.exit_code == 0, printed.output
    return re.sub(r"[\s│]+", " ", printed.output)


def names() -> list[str]:
    return re.findall(r"│ ([a-z][a-z-]+) ", CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).output)


def test_a_project_of_another_field_has_help_without_a_word_of_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop(tmp_path / "shop"))
    commands = [name for name in names() if name not in OF_FORMATS]
    assert {"score", "explain", "erase", "chronology"} <= set(commands)
    printed = {name: NAMES.sub("", asked(name)) for name in commands}
    assert {name: words for name, text in printed.items() if (words := words_printed(text))} == {}
    assert "Print one customer's chronology in full" in printed["chronology"]


def test_elsewhere_it_speaks_of_children_and_no_brace_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("source: {kind: nonsense}\n", encoding="utf-8")
    assert "Print one child's chronology in full" in asked("chronology")
    assert [name for name in names() if re.search(rf"\{{({'|'.join(Nouns.model_fields)})\}}", asked(name), re.I)] == []
