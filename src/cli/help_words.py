"""Help in the words of the project in this folder, without the code of commands that are not called.

Help texts name the nouns of the project's vocabulary in braces, as {points}. Only these nouns are read, because to read and check
the whole of a project takes longer than anybody waits for a list of commands.
"""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
import yaml
from typer.core import TyperCommand, TyperGroup

from ..yaml_core import load
from .commands import COMMANDS

PARAMS = Path("params.yaml")
VOCABULARY = Path(__file__).parents[1] / "chronology" / "vocabulary.yaml"


class CommandInWords(TyperCommand):
    """A command whose help is in the words of the project."""

    def format_help(self, *to: Any) -> None:
        """Write the help."""
        fill(self, _nouns())
        super().format_help(*to)


class Commands(TyperGroup):
    """Every command. The list shows them from `COMMANDS`; the code of one is imported when it is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, listed in COMMANDS.items():
            self.add_command(TyperCommand(name, help=listed.summary, rich_help_panel=listed.heading))

    def resolve_command(self, *given: Any) -> Any:
        """Return the name of the command that is called, the command with its code, and what is given to it."""
        name, listed, rest = super().resolve_command(*given)
        return name, listed and command(str(name)), rest

    def format_help(self, *to: Any) -> None:
        """Write the list of commands."""
        nouns = _nouns()
        for each in (self, *self.commands.values()):
            fill(each, nouns)
        super().format_help(*to)


def command(name: str) -> Any:
    """Return a command with its code."""
    module, _, function = COMMANDS[name].place.partition(":")
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown")
    alone.command(name, cls=CommandInWords)(getattr(import_module(f".{module}", __package__), function))
    return typer.main.get_command(alone)


def fill(command: Any, nouns: dict[str, str]) -> None:
    """Put nouns in place of their names in braces, in the help of a command and its options."""
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
    """Return the nouns of this project, and those of neglect in place of what cannot be read: help is for who has to mend it."""
    vocabulary = _part(_part(_content(PARAMS), "source"), "vocabulary")
    own = _part(_content(Path(vocabulary)), "nouns") if isinstance(vocabulary, str) else None
    nouns = _part(_content(VOCABULARY), "nouns") | (own if isinstance(own, dict) else {})
    return {name: str(noun) for name, noun in nouns.items()}


def _content(path: Path) -> Any:
    try:
        return load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None


def _part(content: Any, key: str) -> Any:
    return content.get(key) if isinstance(content, dict) else None
