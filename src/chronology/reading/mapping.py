"""The mapping file: the user's files and columns for each canonical table (design section 3)."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...errors import did_you_mean
from ..tables import tables

TableName = Literal["children", "events", "event_codes", "households", "protected", "points", "coverage"]

# Required columns that the reader fills if a mapping leaves them out, and what each becomes (`assemble` fills them).
FILLED: dict[str, dict[str, str]] = {
    "events": {
        "event_id": "the child's identifier, the number of the file, and a number among the child's rows in that file",
        "known_date": "the event date, as if every fact had been known on its day",
        "known_basis": "`recorded` where known_date is mapped, else `rule`",
        "scope": "`child`",
        "is_snapshot": "`false`",
        "source": "the name of the source, `source`",
        "source_ref": "file and row, which the tables that stages read hold as a reference",
    },
    "points": {"point_id": "made as an event_id is"},
    "coverage": {
        "source": "the name of the source, `source`",
        "extract_date": "the column `end`",
        "rows_read": "0, until the rows are counted",
        "rows_kept": "0, until the rows are counted",
        "rows_quarantined": "0, until the rows are counted",
    },
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Constant(_Strict):
    """One value for every row."""

    const: str | int | float | bool


class Period(_Strict):
    """The period in which a file holds records, and their coverage tables (null: those that occur in it)."""

    start: dt.date
    end: dt.date
    extract_date: dt.date | None = None
    tables: list[str] | None = None

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        if self.start >= self.end:
            raise ValueError("start must be before end, which is the first day that is no longer covered")
        return self


class Input(_Strict):
    """One of the user's files as the input of one canonical table.

    `columns` gives the file's own column for each canonical column, or `{const: value}`. `values` translates own words to
    canonical ones (null: an empty cell); other words are unchanged. `rows` keeps only the rows in which an own column has
    one of the listed words. `coverage` is for events.
    """

    file: str
    columns: dict[str, str | Constant]
    values: dict[str, dict[str, str | int | None]] = Field(default_factory=dict)
    rows: dict[str, list[str]] = Field(default_factory=dict)
    coverage: Period | Literal["from the data"] = "from the data"


class Mapping(_Strict):
    """A whole mapping file: the name of the source, and the input files of each canonical table."""

    source: str
    tables: dict[TableName, list[Input]]

    @model_validator(mode="after")
    def _fits_the_tables(self) -> Self:
        problems = [problem for name, inputs in self.tables.items() for item in inputs for problem in _problems(name, item)]
        if not self.tables.get("events"):
            problems.append("tables.events: at least one file of events is needed")
        if not self.tables.get("children") and not self.tables.get("points"):
            problems.append("tables: children or points are needed beside the events")
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _problems(name: str, item: Input) -> list[str]:
    columns = tables()[name].columns
    required = {key for key, column in columns.items() if column.required}
    place = f"tables.{name} ({item.file})"
    unknown = [key for key in item.columns if key not in columns]
    lacking = sorted(required - set(item.columns) - set(FILLED.get(name, {})))
    return [
        *(f'{place}.columns: the table {name} has no column "{key}", {did_you_mean(key, columns)}' for key in unknown),
        *(f"{place}.columns: {key} is needed" for key in lacking),
        *(f"{place}.values: {key} is not among its columns" for key in item.values if key not in item.columns),
    ]
