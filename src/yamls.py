"""YAML files read into typed models, with errors that name the place and the nearest valid key."""

from __future__ import annotations

from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails
from yaml import YAMLError

from .errors import BadInput, nearest
from .yaml_core import load

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:
    """Read a YAML 1.2 file (where `no` is a word, not a truth value).

    Raises
    ------
    BadInput : the file is absent or is not YAML.
    """
    if not path.is_file():
        raise BadInput("A file is missing.", where=str(path), expected="a YAML file", do="check its name and folder")
    try:
        return load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        raise BadInput("A file is not YAML.", where=place, expected="YAML 1.2 in UTF-8", do="mend that line") from None


def read_model(path: Path, model: type[Model]) -> Model:
    """Read a YAML file into `model`; `read_yaml` and `checked` say what is raised."""
    return checked(read_yaml(path), model, str(path))


def checked(content: Any, model: type[Model], file: str) -> Model:
    """Check `content` against `model`.

    Raises
    ------
    BadInput : with one line for every wrong key or value: its place, what was expected, and the nearest valid key.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = [_problem(detail, model) for detail in error.errors(include_url=False, include_input=False)]
        raise BadInput(
            f"{file} has {len(problems)} problem{'s' * (len(problems) > 1)}.",
            where="\n            ".join(problems),
            do=f"mend {file} and run again",
        ) from None


def _problem(detail: ErrorDetails, model: type[BaseModel]) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    if detail["type"] != "extra_forbidden":
        return f"{place or 'the whole file'}: {detail['msg']}"
    near = nearest(str(detail["loc"][-1]), _keys_at(model, detail["loc"][:-1]))
    return f"{place}: there is no such key" + (f' (nearest valid key: "{near}")' if near else "")


def _keys_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """Return the valid keys of the part of `model` at `place`."""
    current: Any = model.model_fields["root"].annotation if issubclass(model, RootModel) else model
    for part in place:
        fields = getattr(current, "model_fields", {})
        current = fields[part].annotation if part in fields else (current, *get_args(current))[-1]
        if get_origin(current) in (Union, UnionType):
            current = next((kind for kind in get_args(current) if hasattr(kind, "model_fields")), current)
    return list(getattr(current, "model_fields", {}))
