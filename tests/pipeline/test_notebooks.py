"""The notebooks run on a small world, and are kept without what they print."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


def cells(notebook: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def run(source: str, names: dict[str, Any]) -> object:
    """Run a cell as Jupyter would, and return what it would show: the value of its last line, if that is an expression."""
    *lines, last = ast.parse(source).body
    exec(compile(ast.Module(lines, []), "cell", "exec"), names)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    exec(compile(ast.Module([last], []), "cell", "exec"), names)
    return None


def test_there_are_four() -> None:
    assert len(NOTEBOOKS) == 4


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_it_runs_from_its_first_cell_to_its_last(
        self, notebook: Path, small_run: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(small_run)
        names: dict[str, Any] = {}
        shown = [run("".join(cell["source"]), names) for cell in cells(notebook, "code")]
        assert sum(value is not None for value in shown) >= 3

    def test_it_holds_no_output(self, notebook: Path) -> None:
        for cell in cells(notebook, "code"):
            assert cell["outputs"] == []
            assert cell["execution_count"] is None

    def test_it_says_what_it_needs_and_that_the_data_are_simulated(self, notebook: Path) -> None:
        head = "".join(cells(notebook, "markdown")[0]["source"])
        assert head.startswith("# ")
        assert "neglect-triage run" in head
        assert "SYNTHETIC DATA" in head
