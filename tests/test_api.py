"""The Python API: what a notebook calls, documented, and each step with an example that runs as written."""

from __future__ import annotations

import doctest
import inspect
import re
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
STEPS = ("features_of", "contact_cohort", "fit", "contributions", "audit_scores")
DOCS = Path(__file__).resolve().parents[1] / "docs"
REFERENCE, NOTEBOOK = ((DOCS / page).read_text(encoding="utf-8") for page in ("reference/python.md", "how-to/notebook.md"))
EXAMPLES = "\n".join(re.findall(r"^```pycon\n(.*?)^```", REFERENCE, flags=re.MULTILINE | re.DOTALL))


def test_the_examples_of_the_reference_give_what_they_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = doctest.DocTestParser().get_doctest(EXAMPLES, {}, "python.md", "docs/reference/python.md", 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # assumptions that small tables make necessary
        done = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(session)
    assert done.attempted > len(STEPS)
    assert done.failed == 0


@pytest.mark.parametrize("name", STEPS)
def test_each_step_of_the_work_has_an_example_that_runs(name: str) -> None:
    assert f"api.{name}(" in EXAMPLES


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_goes_in_and_out(name: str) -> None:
    text = inspect.getdoc(FUNCTIONS[name]) or ""
    assert "Parameters\n----------" in text
    assert "Returns\n-------" in text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_shown_at_work(name: str) -> None:
    assert f"api.{name}(" in EXAMPLES + NOTEBOOK


def test_the_rest_are_settings_and_the_error_for_wrong_input() -> None:
    assert all(issubclass(each, BaseModel | Exception) for each in SETTINGS.values())


def test_the_command_line_does_not_import_it() -> None:
    """It imports every library of the work, and a list of commands has to be there at once."""
    script = "import sys, neglect_triage.cli.main; sys.exit('neglect_triage.api' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
