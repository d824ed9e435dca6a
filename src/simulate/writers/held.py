"""What a format keeps of each kind of fact (`held.yaml`), and its translation of words into codes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import Field

from ...extracts.formats.specification import Translation, load_format
from ...yamls import read_model
from ..parameters import Strict


class Held(Strict):
    """What a format keeps of one kind of fact; `held.yaml` explains each entry."""

    keeps: list[str] = Field(default_factory=list)
    words: dict[str, dict[str, str | None]] = Field(default_factory=dict)
    written: dict[str, str] = Field(default_factory=dict)
    codes: list[str] = Field(default_factory=list)
    dated: str | None = None
    known: int = 0
    known_with: str | None = None
    also: str | None = None
    source: bool = False
    orders: bool = False
    closure: bool = False
    snapshot: bool = False
    agency: str = "csc"
    held_by: str = "csc"
    scope: str = "child"


class _All(Strict):
    sources: dict[str, str]
    facts: dict[str, dict[str, Held]]


@cache
def _all() -> _All:
    return read_model(Path(str(files(__package__) / "held.yaml")), _All)


def held(name: str) -> dict[str, Held]:
    """Return what the format `name` keeps, by event type."""
    return _all().facts[name]


@cache
def source_codes() -> dict[str, str]:
    """Return, for each agency of the vocabulary, its code as the source of a contact or referral."""
    translation = translation_of("cin_census", "episodes", "referral", "agency")
    first: dict[str, str] = {}
    for code, agency in translation.words.items():
        first.setdefault(agency, code)
    return first | _all().sources


def translation_of(name: str, table: str, event_type: str, column: str) -> Translation:
    """Return how a format translates a code into the `column` of a fact; TypeError if the column is not read from a code."""
    facts = load_format(name).tables[table].facts
    found = next(getattr(fact, column) for fact in facts if fact.type == event_type)
    if not isinstance(found, Translation):
        raise TypeError(f"{name}.{table}.{event_type}.{column} is not read from a code")
    return found


def code_for(name: str, table: str, event_type: str, column: str) -> dict[str, str]:
    """Return the code to write for each word of a fact's `column` (the last of several, unless `written` sets another)."""
    rule, translation = held(name)[event_type], translation_of(name, table, event_type, column)
    codes = {word: code for code, word in translation.words.items()} | rule.written
    coarser = {word: codes[to] for word, to in rule.words.get(column, {}).items() if to is not None}
    return codes | coarser
