"""The content of a document: its text is YAML, its figures come from the run, its blanks from governance.yaml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from ...chronology.vocabulary import Nouns
from ...pages.articles import with_articles
from ...pages.tables import Table
from ...yamls import read_model
from .blanks import Answer, Organisation, still_blank

NOT = "not "


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenPart(_Strict):
    """A part as it is written: texts with {figures} and [links](page.html#anchor), and names of evidence.

    `lines` and `tables` name what `evidence.py` takes from the run; `blanks` names keys of governance.yaml; `evidence` links to
    where a claim can be checked; `not_done` says why something was left undone. A part is left out where the condition `when`
    fails.
    """

    name: str = ""
    id: str = ""
    when: str = ""
    say: list[str] = []
    points: list[str] = []
    lines: list[str] = []
    tables: list[str] = []
    blanks: list[str] = []
    evidence: list[str] = []
    not_done: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.say or self.points or self.lines or self.tables or self.blanks or self.evidence or self.not_done):
            raise ValueError("a part says something")
        return self


class WrittenSection(_Strict):
    """A heading, and parts below it."""

    id: str
    title: str
    when: str = ""
    parts: list[WrittenPart]


class Written(_Strict):
    """A whole document as it is written: title, what it is, its source, and its sections."""

    title: str
    about: list[str]
    sections: list[WrittenSection]


@dataclass(frozen=True)
class Evidence:
    """The findings of a run: figures as text, lists of sentences, tables, and the conditions that hold."""

    figures: dict[str, str]
    lines: dict[str, list[str]]
    tables: dict[str, list[Table]]
    holds: frozenset[str]


@dataclass(frozen=True)
class Part:
    """A part as it is shown."""

    name: str
    id: str
    say: list[str]
    points: list[str]
    tables: list[Table]
    blanks: list[Answer]
    evidence: list[str]
    not_done: str


@dataclass(frozen=True)
class Section:
    """A section as it is shown."""

    id: str
    title: str
    parts: list[Part]


@dataclass(frozen=True)
class Document:
    """A document as it is shown, in HTML, Markdown or JSON; `synthetic` is its banner, or "" for records of real people."""

    name: str
    title: str
    about: list[str]
    sections: list[Section]
    synthetic: str

    @property
    def parts(self) -> Iterator[Part]:
        """All parts in their order."""
        return (part for section in self.sections for part in section.parts)

    @property
    def open(self) -> list[Answer]:
        """What is still blank, each once, in the order of the document."""
        shown = {answer.key: answer for part in self.parts for answer in part.blanks}
        return still_blank(shown)

    def part(self, id: str) -> Part | None:
        """Return the part with an id; None if the run left it out."""
        return next((part for part in self.parts if part.id == id), None)


@cache
def written(name: str) -> Written:
    """Read a document's text, which the package holds."""
    return read_model(Path(str(files(__package__) / f"{name}.yaml")), Written)


def filled(name: str, evidence: Evidence, organisation: Organisation, synthetic: str) -> Document:
    """Return the document `name`, filled.

    Raises
    ------
    KeyError : its text names a figure, a list, a table or a blank that does not exist.
    """
    text = written(name)
    shown = [(section, [part for part in section.parts if _holds(part.when, evidence)]) for section in text.sections]
    sections = [
        Section(section.id, section.title, [_part(part, evidence, organisation) for part in parts])
        for section, parts in shown
        if parts and _holds(section.when, evidence)
    ]
    about = [_filled(line, evidence) for line in text.about]
    return Document(name, text.title, about, sections, synthetic)


def points_of(name: str, id: str, nouns: Nouns) -> list[str]:
    """Return the points of one part in the project's nouns, for another page that says the same."""
    words = nouns.model_dump()
    return [
        with_articles(point.format_map(words), words.values())
        for section in written(name).sections
        for part in section.parts
        if part.id == id
        for point in part.points
    ]


def _part(part: WrittenPart, evidence: Evidence, organisation: Organisation) -> Part:
    lines = [line for name in part.lines for line in evidence.lines[name]]
    return Part(
        name=_filled(part.name, evidence),
        id=part.id,
        say=[_filled(text, evidence) for text in part.say],
        points=[*(_filled(text, evidence) for text in part.points), *lines],
        tables=[table for name in part.tables for table in evidence.tables[name]],
        blanks=[organisation[key] for key in part.blanks],
        evidence=[_filled(text, evidence) for text in part.evidence],
        not_done=_filled(part.not_done, evidence),
    )


def _holds(when: str, evidence: Evidence) -> bool:
    return not when or (when.removeprefix(NOT) in evidence.holds) != when.startswith(NOT)


def _filled(text: str, evidence: Evidence) -> str:
    return with_articles(text.format_map(evidence.figures), [evidence.figures[name] for name in Nouns.model_fields])
