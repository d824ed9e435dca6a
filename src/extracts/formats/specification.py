"""What each format holds, as data: its tables, columns, code lists, and the facts recorded in a row (the YAML files here)."""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from ...errors import did_you_mean
from ...yamls import read_model

FORMATS = ("ssd", "cin_census", "annex_a", "multi_agency")

# Columns with these roles describe the person, and may be in any table.
PERSON = ("child", "legacy", "birth", "expected_birth", "death", "sex", "ethnicity", "disability", "family", "area", "postcode")
FILLED = ("sex", "ethnicity", "disability")  # of which files have a second column, for another year or from another system
MONTHS = ("birth", "expected_birth", "death")  # kept by month only, and so given by month in pseudonymised files

ColumnType = Literal["id", "date", "code", "codes", "concerns", "number", "text"]


class _Lists(RootModel[dict[str, dict[str, list[str]]]]):
    pass


@cache
def code_lists() -> dict[str, dict[str, list[str]]]:
    """Return the codes of each list in `code_lists.yaml`, and for each code its other spellings."""
    return read_model(Path(str(files(__package__) / "code_lists.yaml")), _Lists).root


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnSpec(_Strict):
    """One column: the headers that files use (the format's own first), its type, and its code list.

    A column of type `text` is recognised but never read; `because` says why.
    """

    names: list[str]
    type: ColumnType = "text"
    codes: str | None = None
    identifies: bool = False
    because: str | None = None


class Translation(_Strict):
    """A code of a cell translated to a word of the vocabulary; in a cell with several codes, the first of `words` wins."""

    column: str
    words: dict[str, str]
    otherwise: str | None = None


class Known(_Strict):
    """A day by which a fact could be read: so many working days after the day in a column, or the day of the extract."""

    of: str | None = None
    working_days: Annotated[int, Field(ge=0)] = 0
    extract: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.of is None) != self.extract:
            raise ValueError("give either `of: column` or `extract: true`")
        return self


class Later(_Strict):
    """What became known about a fact after the fact itself: a correcting row with its own known-date rule."""

    known: list[Known]
    outcome: Translation | None = None
    codes: dict[str, str] = Field(default_factory=dict)


class FactSpec(_Strict):
    """One fact that a row records if `date` is filled, `when` holds and `unless` does not (codes by column).

    `known` lists rules in order of preference (default: the fact's own date). `codes` gives the column for each code system.
    """

    type: str | Translation
    date: str
    known: list[Known] = []
    when: dict[str, list[str]] = Field(default_factory=dict)
    unless: dict[str, list[str]] = Field(default_factory=dict)
    agency: str | Translation = "csc"
    held_by: str | Translation = "csc"
    outcome: str | Translation | None = None
    concern: str | None = None
    seen: str | Translation | None = None
    consent_to_service: str | Translation | None = None
    consent_to_share: Translation | None = None
    value: str | None = None
    value_unit: str | None = None
    scope: str | Translation = "child"
    codes: dict[str, str] = Field(default_factory=dict)
    spell: str | None = None
    team: str | None = None
    shared: str | None = None
    snapshot: bool = False
    later: list[Later] = []

    @property
    def event_types(self) -> list[str]:
        """The event types that the fact can have."""
        return list(self.type.words.values()) if isinstance(self.type, Translation) else [self.type]

    @property
    def known_rules(self) -> list[Known]:
        """The rules by which the fact, and what is told of it later, became known."""
        return [*self.known, *(rule for later in self.later for rule in later.known)]

    @property
    def columns(self) -> set[str]:
        """The columns that the fact is read from."""
        translated: list[str | Translation | None] = [
            self.type,
            self.agency,
            self.held_by,
            self.outcome,
            self.seen,
            self.consent_to_service,
        ]
        translated += [self.consent_to_share, self.scope, *(later.outcome for later in self.later)]
        optional = (self.concern, self.value, self.spell, self.team, self.shared, *(rule.of for rule in self.known_rules))
        coded = [*self.codes.values(), *(role for later in self.later for role in later.codes.values())]
        columns = {item.column for item in translated if isinstance(item, Translation)} | {role for role in optional if role}
        return columns | {self.date, *self.when, *self.unless, *coded}


class Brought(_Strict):
    """Columns joined from another table of the same extract, by a key with the same name in both (`columns`: own: other's).

    Of several rows with a key, the earliest value of a date counts, or all codes together.
    """

    table: str
    key: str
    columns: dict[str, str]


class TableSpec(_Strict):
    """One table: its names, columns, and facts; one without facts is recognised but not used, and `because` says why.

    `record` is the column that names the record of a row: two records of one day are two facts, and a later extract that
    gives other content for a record, or another day, corrects it. Rows without it are told apart by what they hold.
    `requires` are columns without which a sheet is not this table; of those in `requires_one` it needs one.
    """

    says: str
    number: int | None = None
    names: list[str] = []
    requires: list[str] = []
    requires_one: list[str] = []
    record: str | None = None
    columns: dict[str, ColumnSpec]
    brings: list[Brought] = []
    without: dict[str, list[str]] = Field(default_factory=dict)
    facts: list[FactSpec] = []
    covers: list[str] = []
    because: str | None = None

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The names of all its columns."""
        return tuple(name for column in self.columns.values() for name in column.names)

    @property
    def known_by(self) -> set[str]:
        """The columns whose day can be that on which a fact became known, besides the fact's own."""
        return {rule.of for fact in self.facts for rule in fact.known_rules if rule.of and rule.of != fact.date}

    @model_validator(mode="after")
    def _names_only_known_columns_and_lists(self) -> Self:
        known = {*self.columns, *(own for item in self.brings for own in item.columns)}
        used = (
            {column for fact in self.facts for column in fact.columns}
            | set(self.requires)
            | set(self.without)
            | set(self.requires_one)
        )
        used |= {self.record} if self.record else set()
        problems = [f'"{name}" is no column of this table, {did_you_mean(name, known)}' for name in sorted(used - known)]
        lists = {name: column.codes for name, column in self.columns.items() if column.codes}
        problems += [
            f"columns.{name}.codes: there is no code list {codes}" for name, codes in lists.items() if codes not in code_lists()
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self


class Window(_Strict):
    """How far back a file goes from its extract date: so many months, or its year; else to its first record."""

    months: int | None = None
    year: bool = False


class Format(_Strict):
    """One format: its tables, what it covers, and what it cannot hold.

    Where two sources hold the same fact, the lower `precedence` wins. `no_data` names sheets of the template that hold
    explanations and no records.
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
