"""Every remedy of the project: what messages tell people to do, read from the source by its syntax and never by running it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REMEDY_ARGUMENTS = ("do", "mend")


@dataclass(frozen=True)
class Remedy:
    """One text that a message may say. Where it holds a value, the text has the expression in braces: `dvc repro {stage}`."""

    place: str
    text: str


@dataclass(frozen=True)
class _Scope:
    """Where an expression stands: its module, and the functions around it, the innermost last."""

    module: Path
    functions: tuple[ast.FunctionDef, ...]


@cache
def modules() -> dict[Path, ast.Module]:
    """Return the syntax tree of each module of src/ and pipelines/, by its path from the root."""
    found = sorted(path for folder in ("src", "pipelines") for path in (ROOT / folder).rglob("*.py"))
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in found}


@cache
def _calls() -> list[tuple[ast.Call, _Scope]]:
    """Return every call, with where it stands."""

    def walk(node: ast.AST, scope: _Scope) -> Iterator[tuple[ast.Call, _Scope]]:
        if isinstance(node, ast.FunctionDef):
            scope = _Scope(scope.module, (*scope.functions, node))
        if isinstance(node, ast.Call):
            yield node, scope
        for child in ast.iter_child_nodes(node):
            yield from walk(child, scope)

    return [found for module, tree in modules().items() for found in walk(tree, _Scope(module, ()))]


def remedies() -> list[Remedy]:
    """Return each remedy once for each place that says it, in the order of the source."""
    found = [
        Remedy(f"{scope.module}:{call.lineno}", text)
        for call, scope in _calls()
        for keyword in call.keywords
        if keyword.arg in REMEDY_ARGUMENTS
        for text in _texts(keyword.value, scope)
        if text
    ]
    return list(dict.fromkeys(found))


def without_remedy() -> list[str]:
    """Return the place of each error that says neither what to do nor what was expected."""
    return [
        f"{scope.module}:{call.lineno}"
        for call, scope in _calls()
        if _name(call.func) == "BadInput" and not {"do", "expected"} & {keyword.arg for keyword in call.keywords}
    ]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.expr, scope: _Scope, passed: frozenset[str] = frozenset()) -> list[str]:
    """Return every text that an expression may be; `passed` holds the names that were followed to it."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return _together(parts, scope, passed)
        case ast.FormattedValue(value=value):
            found = _texts(value, scope, passed)
            return (
                found if isinstance(value, ast.Name) and not any("{" in text for text in found) else [f"{{{ast.unparse(value)}}}"]
            )
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _together([left, right], scope, passed)
        case ast.IfExp(body=body, orelse=other):
            return [*_texts(body, scope, passed), *_texts(other, scope, passed)]
        case ast.Name(id=name) if name not in passed and (values := _values(name, scope)):
            return [text for value, where in values for text in _texts(value, where, passed | {name})]
    return [f"{{{ast.unparse(node)}}}"]


def _together(parts: list[ast.expr], scope: _Scope, passed: frozenset[str]) -> list[str]:
    return ["".join(texts) for texts in itertools.product(*(_texts(part, scope, passed) for part in parts))]


def _values(name: str, scope: _Scope) -> list[tuple[ast.expr, _Scope]]:
    """Return what a name may stand for: what the functions around assign to it or are called with, or the module's constant."""
    for function in reversed(scope.functions):
        if assigned := [(value, scope) for value in _assigned(function, name)]:
            return assigned
        if name in (names := [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]):
            return _given(function.name, name, names.index(name))
        if name in [argument.arg for argument in function.args.kwonlyargs]:
            return _given(function.name, name, None)
    return [
        (value, where)
        for value, where in _constants(scope.module).get(name, ())
        if isinstance(value, ast.Constant | ast.JoinedStr)
    ]


def _assigned(node: ast.AST, name: str) -> list[ast.expr]:
    return [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Assign) and any(isinstance(target, ast.Name) and target.id == name for target in each.targets)
    ]


def _given(function: str, name: str, position: int | None) -> list[tuple[ast.expr, _Scope]]:
    """Return what callers give an argument. One given as `do` or `mend` is found at the caller already, and is left out there."""
    found: list[tuple[ast.expr, _Scope]] = []
    for call, scope in _calls():
        if _name(call.func) == function:
            keywords = {keyword.arg: keyword.value for keyword in call.keywords}
            if name in keywords and name in REMEDY_ARGUMENTS:
                found.append((ast.Constant(value=""), scope))
            elif name in keywords:
                found.append((keywords[name], scope))
            elif position is not None and position < len(call.args):
                found.append((call.args[position], scope))
    return found


@cache
def _constants(module: Path) -> dict[str, list[tuple[ast.expr, _Scope]]]:
    """Return the constants of a module, and those that it imports from other modules of ours, by name."""
    found: dict[str, list[tuple[ast.expr, _Scope]]] = {}
    for node in modules()[module].body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = [(node.value, _Scope(module, ()))]
        elif isinstance(node, ast.ImportFrom) and node.level:
            folder = module.parents[node.level - 1]
            other = folder.joinpath(*(node.module or "").split(".")).with_suffix(".py") if node.module else None
            if other in modules():
                found |= {each.asname or each.name: _constants(other).get(each.name, []) for each in node.names}
    return found
