"""What a format holds, as data: its tables, columns, codes, and the facts that each row tells (`formats/*.yaml`)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...errors import did_you_mean
from ...yamls import read_model
from .code_lists import code_lists

FORMATS = ("ssd", "cin_census", "annex_a", "multi_agency")

# Columns of these roles tell about the person and stand in any table.
PERSON = ("child", "legacy", "birth", "expected_birth", "death", "sex", "ethnicity", "disability", "family", "area", "postcode")
MONTHS = ("birth", "expected_birth", "death")  # kept by month only, and so given in files that were pseudonymised

ColumnType = Literal["id", "date", "code", "codes", "concerns", "number", "text"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(_Strict):
    """One column: how files name it (the format's own name first), what it holds, and the code list it draws on.

    `text` is read by nothing: the column is known, and its cells are left where they are. `because` says why.
    """

    names: list[str]
    type: ColumnType = "text"
    codes: str | None = None
    identifies: bool = False
    because: str | None = None


class Turned(_Strict):
    """A cell's code turned into a word of the vocabulary; the first of `words` that a many-valued cell holds wins."""

    column: str
    words: dict[str, str]
    otherwise: str | None = None


class Known(_Strict):
    """A day by which a fact could be read: that of a column, so many working days later, or the day of the extract."""

    of: str | None = None
    working_days: Annotated[int, Field(ge=0)] = 0
    extract: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.of is None) != self.extract:
            raise ValueError("give either `of: column` or `extract: true`")
        return self


class Later(_Strict):
    """What became known of a fact after the fact itself: a correcting row, known by its own rule."""

    known: list[Known]
    outcome: Turned | None = None
    codes: dict[str, str] = Field(default_factory=dict)


class FactSpec(_Strict):
    """One fact that a row tells, if its `date` is filled, `when` holds and `unless` does not (codes by column).

    `known` lists days in order of preference (the fact's own date if it is empty). `codes` gives for a code system the column.
    """

    type: str | Turned
    date: str
    known: list[Known] = []
    when: dict[str, list[str]] = Field(default_factory=dict)
    unless: dict[str, list[str]] = Field(default_factory=dict)
    agency: str | Turned = "csc"
    held_by: str | Turned = "csc"
    outcome: str | Turned | None = None
    concern: str | None = None
    seen: Turned | None = None
    consent_to_service: str | Turned | None = None
    consent_to_share: Turned | None = None
    value: str | None = None
    value_unit: str | None = None
    scope: str | Turned = "child"
    codes: dict[str, str] = Field(default_factory=dict)
    spell: str | None = None
    team: str | None = None
    shared: str | None = None
    snapshot: bool = False
    later: list[Later] = []


class Brought(_Strict):
    """Columns that another table of the same file or folder holds of this row, by a key of the same name in both.

    `pick` says which of several rows: the earliest value of a date, or all codes together.
    """

    table: str
    key: str
    columns: dict[str, str]


class TableSpec(_Strict):
    """One table: its names, columns, and the facts of a row; one without facts is known and not used, and `because` says why."""

    says: str
    number: int | None = None
    names: list[str] = []
    requires: list[str] = []
    columns: dict[str, ColumnSpec]
    brings: list[Brought] = []
    without: dict[str, list[str]] = Field(default_factory=dict)
    facts: list[FactSpec] = []
    covers: list[str] = []
    because: str | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        brought = {own for item in self.brings for own in item.columns}
        known = {*self.columns, *brought}
        used = {column for fact in self.facts for column in _columns_of(fact)} | set(self.requires) | set(self.without)
        problems = [f'"{name}" is no column of this table, {did_you_mean(name, known)}' for name in sorted(used - known)]
        lists = {name: column.codes for name, column in self.columns.items() if column.codes}
        problems += [
            f"columns.{name}.codes: there is no code list {codes}" for name, codes in lists.items() if codes not in code_lists()
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _columns_of(fact: FactSpec) -> set[str]:
    turned = [
        getattr(fact, name)
        for name in ("type", "agency", "held_by", "outcome", "seen", "consent_to_service", "consent_to_share", "scope")
    ]
    turned += [later.outcome for later in fact.later]
    known = [*fact.known, *(known for later in fact.later for known in later.known)]
    found = {item.column for item in turned if isinstance(item, Turned)} | {item.of for item in known if item.of}
    found |= {
        fact.date,
        *fact.when,
        *fact.unless,
        *fact.codes.values(),
        *(role for later in fact.later for role in later.codes.values()),
    }
    return found | {role for role in (fact.concern, fact.value, fact.spell, fact.team, fact.shared) if role}


class Window(_Strict):
    """How long before its extract date a file holds records: so many months, or its year; else from its first record on."""

    months: int | None = None
    year: bool = False


class Format(_Strict):
    """One format: its tables, what it covers, which source wins where two hold a fact (1 first), and what it cannot hold.

    `no_data` names sheets of the template that explain and hold no record.
    """

    name: str
    says: str
    precedence: int
    window: Window = Window()
    holds_not: list[str] = []
    no_data: list[str] = []
    tables: dict[str, TableSpec]


@cache
def load_format(name: str) -> Format:
    """Return one of `FORMATS`."""
    return read_model(Path(str(files(__package__) / f"{name}.yaml")), Format)
