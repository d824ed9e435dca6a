"""Every remedy of a message names things that exist: commands, options, stages, parameters, targets of make, files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from typer.main import get_command

from neglect_triage.cli.main import app
from neglect_triage.params import Params
from neglect_triage.paths import DataFolder

ROOT = Path(__file__).resolve().parents[1]
COMMAND = re.compile(r"neglect-triage ([a-z-]+)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
STAGE = re.compile(r"dvc repro ([a-z_]+)")
TARGET = re.compile(r"(?<![\w-])make ([a-z-]+)(?=[`),;]|$)")
PATH = re.compile(r"(?<![\w/.])(?:data|docs|src|pipelines|examples|requirements)[\w/-]*(?:\.\w+|/\w+)")
FILE = re.compile(r"(?<![\w/-])[a-z_-]+\.(?:yaml|toml|md|lock|jsonl)\b")
KEY = re.compile(r"(?<![\w./])[a-z]+(?:\.[a-z_]+)+")
OF_OTHER_PROGRAMS = {"--require-hashes"}
WRITTEN_BY_USERS = {"governance.yaml", "matching.yaml", "monitor.yaml"}


def remedies() -> Iterator[tuple[str, str]]:
    """Yield where each remedy stands and its text; what is filled in when it is shown is three dots."""
    for path in sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")]):
        module = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            node.targets[0].id: node.value
            for node in module.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if keyword.arg == "do" and (text := _text(keyword.value, constants)):
                        yield f"{path.relative_to(ROOT)}:{keyword.value.lineno}", text


def _text(node: ast.expr, constants: Mapping[str, ast.expr]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.IfExp):
        return f"{_text(node.body, constants)} / {_text(node.orelse, constants)}"
    if isinstance(node, ast.BinOp):
        return _text(node.left, constants) + _text(node.right, constants)
    if isinstance(node, ast.Name) and node.id in constants:
        return _text(constants[node.id], constants)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, constants) or "..."
    return ""


REMEDIES = list(remedies())


@cache
def commands() -> dict[str, set[str]]:
    """Return the options of each command."""
    group: Any = get_command(app)
    return {
        name: {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        for name, command in group.commands.items()
    }


def has_key(model: Any, steps: list[str]) -> bool:
    """Return whether a dotted name leads to a parameter, or into one that holds names of a project's own."""
    while steps:
        models = [
            each for each in (model, *getattr(model, "__args__", ())) if isinstance(each, type) and issubclass(each, BaseModel)
        ]
        fields = {name: field.annotation for each in models for name, field in each.model_fields.items()}
        if not models:
            return "dict" in str(model)
        if steps[0] not in fields:
            return False
        model, steps = fields[steps[0]], steps[1:]
    return True


def test_remedies_are_found() -> None:
    assert len(REMEDIES) > 100


def test_the_commands_and_options_that_they_name_exist() -> None:
    for place, remedy in REMEDIES:
        named = COMMAND.findall(remedy)
        assert set(named) <= set(commands()), place
        allowed = set().union(*(commands()[name] for name in named or commands()))
        assert set(OPTION.findall(remedy)) <= allowed | OF_OTHER_PROGRAMS, place


def test_the_stages_and_targets_of_make_that_they_name_exist() -> None:
    stages = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for place, remedy in REMEDIES:
        assert set(STAGE.findall(remedy)) <= set(stages), place
        assert set(TARGET.findall(remedy)) <= set(targets), place


def test_the_parameters_that_they_name_exist() -> None:
    for place, remedy in REMEDIES:
        keys = [key.split(".") for key in KEY.findall(remedy) if not FILE.fullmatch(key)]
        assert not [".".join(key) for key in keys if key[0] in Params.model_fields and not has_key(Params, key)], place


def test_the_files_that_they_name_are_of_the_repository_or_of_a_run() -> None:
    of_a_run = [f"data/{place.relative}" for place in vars(DataFolder).values() if hasattr(place, "relative")]
    named = {path.name for folder in ("src", "docs") for path in (ROOT / folder).rglob("*.*")} | {
        path.name for path in ROOT.glob("*.*")
    }
    for place, remedy in REMEDIES:
        for path in PATH.findall(remedy):
            made = any(known == path or known.startswith(f"{path}/") for known in of_a_run)
            page = path.startswith("data/reports/") and path.endswith(".html")
            assert (ROOT / path).exists() or made or page, f"{place}: {path}"
        assert set(FILE.findall(remedy)) <= named | WRITTEN_BY_USERS, place
