"""Notes which files and which parameters a process reads. Python imports this first where its folder is on PYTHONPATH.

Processes that a stage starts inherit PYTHONPATH, and so are followed too. A line is written as soon as it is noted, because a
worker may be stopped at any moment. What native code opens (Arrow, LightGBM, SQLite) raises no audit event and is not noted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, get_args

from pydantic import BaseModel

from neglect_triage.params import Params

Note = Callable[[str, str], None]
MAKES_THE_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def notes_in(path: str) -> Note:
    """Return a function that writes a line of a kind and what was read, each once, to a file that all processes share."""
    file, noted = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), set[str]()

    def note(kind: str, what: str) -> None:
        line = f"{kind}\t{what}\n"
        if line not in noted:
            noted.add(line)
            os.write(file, line.encode())

    return note


def follow_files(note: Note) -> None:
    """Note every file that is opened for reading, by its absolute path, or that it was absent.

    The path of an `os.open` may start at a folder that is open already, which the event does not say: absent ones are left out.
    """

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or not isinstance(arguments[0], str | bytes) or arguments[2] & MAKES_THE_FILE:
            return
        path = os.path.abspath(os.fsdecode(arguments[0]))
        if os.path.exists(path):
            note("file", path)
        elif arguments[1] is not None:
            note("absent", path)

    sys.addaudithook(heard)


def follow_parameters(note: Note) -> None:
    """Note every key that is read of a section of params.yaml, a section that is null, and all keys where one is dumped."""
    checking = list[bool]()  # that the whole file is checked does not count as reading it

    def unless_checking(kind: str, what: str) -> None:
        if not checking:
            note(kind, what)

    for section, field in Params.model_fields.items():
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                follow(kind, f"{section}.", unless_checking)
    follow(Params, "", unless_checking)
    validate = Params.model_validate

    def validated(*arguments: Any, **options: Any) -> Params:
        checking.append(True)
        try:
            return validate(*arguments, **options)
        finally:
            checking.pop()

    setattr(Params, "model_validate", validated)  # noqa: B010


def follow(model: type[BaseModel], place: str, note: Note) -> None:
    """Note what is read of the fields of `model`; a section of the whole is followed by its own class."""
    get, dump = model.__getattribute__, model.model_dump

    def got(self: BaseModel, name: str) -> Any:
        value = get(self, name)
        if name in model.model_fields and (place or not isinstance(value, BaseModel)):
            note("parameter", f"{place}{name}")
        return value

    def dumped(self: BaseModel, **options: Any) -> dict[str, Any]:
        found = dump(self, **options)
        for name in found:
            note("parameter", f"{place}{name}")
        return found

    setattr(model, "__getattribute__", got)  # noqa: B010
    setattr(model, "model_dump", dumped)  # noqa: B010


if "RECORD" in os.environ:
    to_record = notes_in(os.environ["RECORD"])
    follow_parameters(to_record)
    follow_files(to_record)
