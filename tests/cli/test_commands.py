"""The list of commands is there at once: it imports the code of none, and every command in it can be called."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neglect_triage.cli.commands import COMMANDS
from neglect_triage.cli.help_words import command
from neglect_triage.cli.main import EXIT_CODES, app

HEAVY = {
    "pandas",
    "numpy",
    "pyarrow",
    "lightgbm",
    "sklearn",
    "mlflow",
    "dvc",
    "pydantic",
    "numba",
    "scipy",
    "matplotlib",
    "openpyxl",
}
LISTS = """
import sys
from neglect_triage.cli.main import main
try:
    main()
except SystemExit:
    print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("words", [["--help"], []])
def test_the_list_imports_no_library_of_the_work(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LISTS, *words], cwd=tmp_path, capture_output=True, text=True, check=True)
    modules = done.stderr.splitlines()
    assert {module.partition(".")[0] for module in modules} & HEAVY == set()
    ours = [module for module in modules if module.startswith("neglect_triage.")]
    assert len(ours) <= 8, ours
    assert len(modules) < 700


def test_commands_stand_under_headings_with_one_line_each_and_the_exit_codes_below() -> None:
    printed = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "130"}).output
    places = [printed.index(f" {heading} ") for heading in dict.fromkeys(listed.heading for listed in COMMANDS.values())]
    assert places == sorted(places)
    assert len(places) == 5
    for name, listed in COMMANDS.items():
        (line,) = [line for line in printed.splitlines() if line.startswith(f"│ {name} ")]
        assert listed.summary.partition("{")[0] in line
        assert listed.summary[0].isupper()
        assert listed.summary.endswith(".")
    assert " ".join(EXIT_CODES.split()) in " ".join(printed.split())
    assert printed.index("Show from the records") < places[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_code_of_each_command_is_where_the_list_says(name: str) -> None:
    assert command(name).name == name
    assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_a_mistyped_command_is_told_the_nearest() -> None:
    done = CliRunner().invoke(app, ["exlpain"])
    assert done.exit_code == 2
    assert "Did you mean 'explain'" in done.output


def test_the_version_is_printed_alone() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"neglect-triage {version('neglect-triage')}\n"
    assert f"neglect-triage {version('neglect-triage')}, " in CliRunner().invoke(app, ["doctor"]).output
