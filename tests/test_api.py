"""The Python API: what a notebook calls, each function with an example that runs as written."""

from __future__ import annotations

import doctest
import inspect
import warnings
from pathlib import Path
from types import FunctionType

import pytest

from neglect_triage import api

FUNCTIONS = {name: getattr(api, name) for name in api.__all__ if isinstance(getattr(api, name), FunctionType)}


@pytest.mark.parametrize("name", FUNCTIONS)
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
