"""Which files of the package that are not modules each module reads: those that its code names, and what templates name in turn.

A module names a file by a path that starts at its own place: `files(__package__) / "tables.yaml"`. Where a part of the name is
known only when the code runs, every file that fits is meant: `files(__package__) / f"{name}.yaml"`. Where the whole name comes
from a caller, as the names of templates do, the folder is a shelf, and a file on it belongs to the modules that ask for it by
name: `page("model.html")`. A file that no module names is refused; tests/pipeline/test_declared.py shows that none is missed.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from jinja2 import Environment, meta

from neglect_triage.errors import BadInput

ANY = "*"
NOT_READ = ("py.typed", "*.scss")  # for type checkers, and for `make styles`


@dataclass(frozen=True)
class Named:
    """What a module names: files of its own by patterns of their paths, shelves, and what it asks others for by name."""

    paths: frozenset[PurePosixPath]
    shelves: frozenset[PurePosixPath]
    asked: frozenset[str]


def data_read(root: Path, files: Collection[str]) -> dict[str, set[str]]:
    """Return the data files that each module of `files` reads.

    Raises
    ------
    BadInput : a data file is named by no module, or a template names another that is known only when it is rendered.
    """
    modules = [file for file in files if file.endswith(".py")]
    data = {file for file in files if not file.endswith(".py")}
    named = {file: named_in((root / file).read_text(encoding="utf-8"), PurePosixPath(file)) for file in modules}
    shelves = {shelf for each in named.values() for shelf in each.shelves}
    found = {}
    for module, each in named.items():
        own = {file for file in data if any(fits(PurePosixPath(file), path) for path in each.paths)}
        asked = {str(shelf / name) for shelf in shelves for name in each.asked} & data
        found[module] = own | with_included(root, asked, data)
    refuse_unnamed(found, data)
    return found


def refuse_unnamed(found: Mapping[str, set[str]], data: set[str]) -> None:
    """Stop where no module names a file, because a stage would read it and not depend on it."""
    unnamed = sorted(data.difference(*found.values()))
    unnamed = [file for file in unnamed if not any(fnmatchcase(PurePosixPath(file).name, name) for name in NOT_READ)]
    if unnamed:
        raise BadInput(
            "The package holds files that no module names, so that no stage would depend on them.",
            where=", ".join(unnamed),
            expected='files(__package__) / "name", or the name of a template as the argument of a call',
            do="name each so where it is read, or remove it",
        )


def named_in(code: str, file: PurePosixPath) -> Named:
    """Return what the code of `file` names."""
    tree = ast.parse(code)
    texts = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    paths = frozenset(paths_in(tree, file, texts))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asked = {given.value for call in calls for given in call.args if isinstance(given, ast.Constant)}
    shelves = frozenset(path.parent for path in paths if path.name == ANY)
    return Named(
        paths=frozenset(path for path in paths if path.name != ANY),
        shelves=shelves,
        asked=frozenset(name for name in asked if isinstance(name, str)),
    )


def paths_in(node: ast.AST, file: PurePosixPath, texts: Mapping[str, str]) -> Iterator[PurePosixPath]:
    """Give each path from the place of `file` that stands anywhere in `node`, whole and not piece by piece."""
    path = path_of(node, file, texts)
    if path is not None:
        yield path
    else:
        for child in ast.iter_child_nodes(node):
            yield from paths_in(child, file, texts)


def path_of(node: ast.AST, file: PurePosixPath, texts: Mapping[str, str]) -> PurePosixPath | None:
    """Return the path that an expression stands for, if it starts at the place of `file`."""

    def below(start: ast.AST, *parts: ast.AST) -> PurePosixPath | None:
        base = path_of(start, file, texts)
        return base and base.joinpath(*(name_of(part, texts) for part in parts))

    match node:
        case ast.Name("__file__"):
            return file
        case ast.Call(ast.Name("files") | ast.Attribute(attr="files"), [ast.Name("__package__")]):
            return file.parent
        case ast.Call(ast.Name("PackageLoader"), [ast.Name("__package__"), folder]):
            return file.parent / name_of(folder, texts) / ANY
        case ast.Call(ast.Name("Path" | "str"), [inner]):
            return below(inner)
        case ast.Call(ast.Attribute(start, "joinpath"), parts):
            return below(start, *parts)
        case ast.Call(ast.Attribute(start, "with_name"), [part]):
            base = below(start)
            return base and base.with_name(name_of(part, texts))
        case ast.Attribute(start, "parent"):
            base = below(start)
            return base and base.parent
        case ast.BinOp(start, ast.Div(), part):
            return below(start, part)
    return None


def name_of(node: ast.AST, texts: Mapping[str, str]) -> str:
    """Return the part of a path that an expression stands for, with `*` for what is known only when the code runs."""
    match node:
        case ast.Constant(str(text)):
            return text
        case ast.Name(name):
            return texts.get(name, ANY)
        case ast.JoinedStr(pieces):
            return "".join(name_of(piece, texts) for piece in pieces)
    return ANY


def fits(file: PurePosixPath, path: PurePosixPath) -> bool:
    """Return whether a file is meant by a path: by its name, by a pattern, or because the path is a folder above it."""
    return len(file.parts) >= len(path.parts) and all(map(fnmatchcase, file.parts, path.parts))


def with_included(root: Path, asked: set[str], data: set[str]) -> set[str]:
    """Return files together with those that the templates among them extend, include or import."""
    found, waiting = set[str](), set(asked)
    while waiting:
        file = waiting.pop()
        found.add(file)
        if file.endswith(".html"):
            waiting |= (included(root, file) & data) - found
    return found


def included(root: Path, template: str) -> set[str]:
    """Return the files that a template names."""
    names = set(meta.find_referenced_templates(Environment().parse((root / template).read_text(encoding="utf-8"))))
    if None in names:
        raise BadInput(
            "A template names another that is known only when it is rendered, so no stage can depend on it.",
            where=template,
            expected='{% include "name" %}',
            do="write the name in quotation marks",
        )
    return {str(PurePosixPath(template).parent / name) for name in names if name}
