"""Help in the words of the project in this folder: help texts name the nouns of its vocabulary in braces, as {points}."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ..chronology.vocabulary import load_vocabulary
from ..errors import BadInput
from .project import project_params


class CommandInWords(TyperCommand):
    """A command whose help is in the words of the project."""

    def format_help(self, *to: Any) -> None:
        """Write the help."""
        _fill(self, _nouns())
        super().format_help(*to)


class CommandsInWords(TyperGroup):
    """Commands whose list is in the words of the project."""

    def format_help(self, *to: Any) -> None:
        """Write the help."""
        nouns = _nouns()
        for command in self.commands.values():
            _fill(command, nouns)
        super().format_help(*to)


def _fill(command: Any, nouns: dict[str, str]) -> None:
    command.help = _filled(command.help, nouns)
    for option in command.params:
        if isinstance(text := getattr(option, "help", None), str):
            option.help = _filled(text, nouns)


def _filled(text: str | None, nouns: dict[str, str]) -> str | None:
    def noun(found: re.Match[str]) -> str:
        word = nouns[found[1].lower()]
        return word.capitalize() if found[1][0].isupper() else word

    return text and re.sub(r"\{(\w+)\}", noun, text)


def _nouns() -> dict[str, str]:
    """Return the nouns of this project, or those of neglect where there is none that can be read."""
    try:
        params = project_params()
        return load_vocabulary(params.source.vocabulary if params else None).nouns.model_dump()
    except BadInput:  # help is for who has to mend it
        return load_vocabulary().nouns.model_dump()
