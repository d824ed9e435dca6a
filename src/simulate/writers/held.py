"""What a format holds of each kind of fact (`held.yaml`), and the words and codes that stand for each other in it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ...extracts.formats.specification import Translation, load_format
from ...yamls import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Held(_Strict):
    """What a format holds of one kind of fact; `held.yaml` says what each entry means."""

    keeps: list[str] = []
    words: dict[str, dict[str, str | None]] = {}
    written: dict[str, str] = {}
    codes: list[str] = []
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


class _All(_Strict):
    sources: dict[str, str]
    facts: dict[str, dict[str, Held]]


@cache
def _all() -> _All:
    return read_model(Path(str(files(__package__) / "held.yaml")), _All)


def held(name: str) -> dict[str, Held]:
    """Return what the format `name` holds, by event type."""
    return _all().facts[name]


@cache
def source_codes() -> dict[str, str]:
    """Return for each agency of the vocabulary the code by which a format names it as the source of a contact or referral."""
    turned = turned_in("cin_census", "episodes", "referral", "agency")
    first: dict[str, str] = {}
    for code, agency in turned.words.items():
        first.setdefault(agency, code)
    return first | _all().sources


@cache
def source_agencies() -> dict[str, str]:
    """Return for each agency the one that is read when it was written by its code."""
    words = turned_in("cin_census", "episodes", "referral", "agency").words
    return {agency: words[code] for agency, code in source_codes().items()}


def turned_in(name: str, table: str, event_type: str, column: str) -> Translation:
    """Return the rule by which a format turns a code into the `column` of a fact."""
    facts = load_format(name).tables[table].facts
    found = next(getattr(fact, column) for fact in facts if fact.type == event_type)
    if not isinstance(found, Translation):
        raise TypeError(f"{name}.{table}.{event_type}.{column} is not read from a code")
    return found


def turned_later(name: str, table: str, event_type: str) -> Translation:
    """Return the rule by which a format turns a code into the outcome that becomes known later."""
    fact = next(fact for fact in load_format(name).tables[table].facts if fact.type == event_type)
    found = fact.later[0].outcome
    if found is None:
        raise TypeError(f"{name}.{table}.{event_type} has no later outcome")
    return found


def code_for(name: str, table: str, event_type: str, column: str) -> dict[str, str]:
    """Return for each word that a fact's `column` can have the code that is written for it (of several the last, or as set)."""
    rule, turned = held(name)[event_type], turned_in(name, table, event_type, column)
    codes = {word: code for code, word in turned.words.items()} | rule.written
    coarser = {word: codes[to] for word, to in rule.words.get(column, {}).items() if to is not None}
    return codes | coarser
