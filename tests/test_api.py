"""The Python API: what a notebook calls, each function with an example that runs as written."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
import warnings
from pathlib import Path
from types import FunctionType

import pytest
from pydantic import BaseModel

from neglect_triage import api

FUNCTIONS = {name: getattr(api, name) for name in api.__all__ if isinstance(getattr(api, name), FunctionType)}
SETTINGS = {name: getattr(api, name) for name in api.__all__ if name not in FUNCTIONS}
WITH_EXAMPLE = ("audit_scores", "contact_cohort", "contributions", "features_of", "fit")
"""The steps of the work; what they need is called in their examples, or in the guide for notebooks."""
NOTEBOOK = (Path(__file__).resolve().parents[1] / "docs/how-to/notebook.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_the_example_of_a_function_gives_what_its_docstring_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = doctest.DocTestFinder(recurse=False).find(FUNCTIONS[name], name, globs={})
    assert example.examples, "its docstring has no example"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # assumptions that small tables make necessary
        failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(example)
    assert failed.failed == 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_goes_in_and_out(name: str) -> None:
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    assert "Parameters\n----------" in text
    assert "Returns\n-------" in text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_shown_at_work(name: str) -> None:
    examples = [inspect.getdoc(FUNCTIONS[each]) or "" for each in WITH_EXAMPLE]
    assert f"api.{name}(" in "".join([*examples, NOTEBOOK])


def test_the_rest_are_settings_and_the_error_for_wrong_input() -> None:
    assert all(issubclass(each, BaseModel | Exception) for each in SETTINGS.values())


def test_the_command_line_does_not_import_it() -> None:
    """It imports every library of the work, and a list of commands has to be there at once."""
    script = "import sys, neglect_triage.cli.main; sys.exit('neglect_triage.api' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
