"""A stage reads parameters and inputs, calls the package and writes outputs: whatever decides anything is in `src`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAGES = sorted(path for path in (ROOT / "pipelines").glob("*.py") if path.stem != "__init__")
MOST_LINES = 30


@pytest.mark.parametrize("stage", STAGES, ids=lambda path: path.stem)
def test_a_stage_is_one_short_function(stage: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(stage.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]
    assert [function.name for function in functions] == ["main"]
    assert (functions[0].end_lineno or 0) - functions[0].lineno < MOST_LINES
