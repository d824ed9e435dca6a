"""What a remedy names, and whether it is there: commands, options, targets, stages, files, keys of params.yaml, columns."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import typer
import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from neglect_triage.chronology.tables import tables
from neglect_triage.cli.commands import COMMANDS
from neglect_triage.cli.help_words import command as command_named
from neglect_triage.params import Params
from tests.remedies.collecting import ROOT, modules

WRITTEN = {"matching.yaml"}
"""Files that a command writes where its user says, and so are in no fixed place."""

_COMMAND = re.compile(r"neglect-triage (?P<name>[a-z-]+)(?P<rest>[^`;,)]*)")
_OF_OTHERS = re.compile(r"(?:pip|java|chmod) [^,;`]*")  # their options are not ours to check
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_FILE = re.compile(
    r"(?<![\w./-])(?P<path>(?:[\w.-]+/)*[\w-]+\.(?:md|yaml|toml|html|lock|csv|jsonl|parquet))(?:#(?P<anchor>[\w-]+))?\b"
)
_KEY = re.compile(r"(?<![\w./-])(?P<key>[a-z_]+(?:\.[a-z_0-9]+)+)(?:: (?P<value>\{.*?\}|[\w.]*\w(?: or \w+)?))?")
_STAGE = re.compile(r"dvc repro (?P<a>[a-z_]+)|the stage (?!that )(?P<b>[a-z_]+)|\brun (?!everything )(?P<c>[a-z_]+) again\b")
_COLUMN = re.compile(r"(?<![\w.-])[a-z]+(?:_[a-z]+)+(?![\w.])")
_TARGET = re.compile(r"(?:`|\()make (?P<name>[a-z-]+)(?:`|\))")
_VARIABLE = re.compile(r"(?<![\w])[A-Z]+(?:_[A-Z]+)+(?![\w])")
_DVC = re.compile(r"dvc repro")


def named(text: str, module: str = "") -> list[tuple[str, str]]:
    """Return everything in a remedy that can be looked up, each with what is wrong with it ("" if nothing is).

    Parameters
    ----------
    text : the remedy, its placeholders filled.
    module : where it is said; an option that a command says must be one of its own.
    """
    found = list(_commands(text))
    found += [(match.group(), _file(match["path"], match["anchor"])) for match in _FILE.finditer(_COMMAND.sub("", text))]
    rest = _FILE.sub("", _OF_OTHERS.sub("", _COMMAND.sub("", text)))
    found += [(option, _option(option, module)) for option in _OPTION.findall(rest)]
    found += [(match.group(), _key(match["key"], match["value"])) for match in _KEY.finditer(rest)]
    rest = _KEY.sub("", rest)
    stages = [next(filter(None, match.groups())) for match in _STAGE.finditer(rest)]
    found += [(f"the stage {stage}", "" if stage in _stages() else "no such stage") for stage in stages]
    found += [(match.group(), _target(match["name"])) for match in _TARGET.finditer(rest)]
    found += [(column, "" if column in _columns() else "no such column") for column in _COLUMN.findall(rest)]
    found += [(variable, _variable(variable)) for variable in _VARIABLE.findall(rest)]
    return found + [(match.group(), "") for match in _DVC.finditer(rest)]


def _commands(text: str) -> Iterator[tuple[str, str]]:
    """Return each command of ours; where the remedy gives its options, the command's own parser reads them."""
    for match in _COMMAND.finditer(text):
        command = _cli().get(match["name"])
        if command is None:
            yield match.group(), "no such command"
            continue
        try:
            command.make_parser(command.context_class(command)).parse_args(match["rest"].split() if "--" in match["rest"] else [])
        except _UsageError as error:
            yield match.group(), str(error)
        else:
            yield match.group(), ""


_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


@cache
def _cli() -> dict[str, Any]:
    return {name: command_named(name) for name in COMMANDS}


def _option(option: str, module: str) -> str:
    """Return "" for an option of the command whose module says it, or of any command where no command's module says it."""
    own = [command for command in _cli().values() if _module(command) == module]
    for command in own or _cli().values():
        if any(option in parameter.opts for parameter in command.params):
            return ""
    return "no such option"


def _module(command: Any) -> str:
    name = getattr(command.callback, "__module__", "")
    return name.replace("neglect_triage.", "src/").replace(".", "/") + ".py"


def _file(path: str, anchor: str | None) -> str:
    if path.rsplit("/", 1)[-1] in WRITTEN:
        return ""
    place = ROOT / path
    if not place.is_file() and "/" not in path:
        place = next((ROOT / "src").rglob(path), place)
    if not place.is_file():
        return "" if path in (ROOT / "dvc.yaml").read_text(encoding="utf-8") else "no such file, and no stage writes it"
    titles = re.findall(r"^#+ (.*)$", place.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
    slugs = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
    return "" if anchor is None or anchor in slugs else "no such heading"


def _key(key: str, value: str | None) -> str:
    """Return "" for a key of params.yaml that may have this value, or for the column of a table."""
    first, *names = key.split(".")
    if first in tables():
        return "" if names[0] in tables()[first].columns else "no such column"
    model: type[BaseModel] = Params
    for name in (first, *names[:-1]):
        field = model.model_fields.get(name)
        below = _model(field.annotation) if field else None
        if below is None:
            return "no such key of params.yaml"
        model = below
    if names[-1] not in model.model_fields:
        return "no such key of params.yaml"
    field = model.model_fields[names[-1]]
    annotated: Any = typing.Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    values = [value] if value and value.startswith("{") else value.split(" or ") if value else []
    for each in values:
        try:
            TypeAdapter(annotated).validate_python(yaml.safe_load(each))
        except ValidationError:
            return "params.yaml may not have this value there"
    return ""


def _model(annotation: object) -> type[BaseModel] | None:
    """Return the model of a section, which may be optional."""
    options = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    return next((each for each in options if isinstance(each, type) and issubclass(each, BaseModel)), None)


@cache
def _stages() -> set[str]:
    return set(yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))["stages"])


def _target(name: str) -> str:
    return "" if re.search(rf"^{name}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE) else "no such target"


@cache
def _columns() -> set[str]:
    """Return every table and column of the chronology, and every word of the readers' formats that is a table of theirs."""
    own = {name for table in tables().items() for name in (table[0], *table[1].columns)} | {"point_id", "as_of"}
    formats = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/extracts/formats").glob("*.yaml")))
    return own | set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", formats))


def _variable(name: str) -> str:
    return "" if any(name in (ROOT / path).read_text(encoding="utf-8") for path in modules()) else "read nowhere"
