"""The measures of a partnership's strategy, read from measures.yaml, and which of them a vocabulary has the words for."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..chronology.vocabulary import Vocabulary
from ..features.selection import Selection, event_types_of, unknown_words
from ..yamls import read_model

Kind = Literal["rate", "share", "followed"]
Wanted = Literal["fewer", "more", "neither"]

UNIT = {"rate": 12_000, "population": 120_000, "share": 100}
"""By what the ratio of a measure is multiplied: a rate is a year for each 1,000 known children, or 10,000 of a population."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Objective(_Strict):
    """What partnerships say that they want, and where they say it."""

    title: str
    seeds: list[str]


class Repeated(_Strict):
    """The record is at least the nth of its kind about the child in the last `in_days` days, itself included."""

    times: int = Field(gt=1)
    in_days: int = Field(gt=0)


class Measure(_Strict):
    """One measure: what is counted, among what, and what it cannot tell (measures.yaml says how each kind counts)."""

    objective: str
    title: str
    kind: Kind
    events: list[Selection]
    among: list[Selection] = []
    new_after_days: int = Field(0, ge=0)
    repeated: Repeated | None = None
    from_days: int = 0
    within_days: int = Field(0, ge=0)
    wanted: Wanted
    cannot_tell: str

    @model_validator(mode="after")
    def _check_kind(self) -> Self:
        if (self.kind == "rate") == bool(self.among):
            raise ValueError("a share, and what is followed, need `among`; a rate has none")
        if self.kind != "followed" and (self.from_days or self.within_days):
            raise ValueError("only what is followed has days")
        if self.from_days > self.within_days:
            raise ValueError("from_days comes after within_days")
        return self

    @property
    def anchors(self) -> list[Selection]:
        """The records that are counted by their own day."""
        return self.among or self.events

    def tables(self, selections: list[Selection], vocabulary: Vocabulary) -> set[str]:
        """Return the coverage tables that hold the records of some selections."""
        return {vocabulary.event_types[kind].table for each in selections for kind in event_types_of(each, vocabulary)}


class Strategy(_Strict):
    """The content of measures.yaml."""

    objectives: dict[str, Objective]
    measures: dict[str, Measure]

    @model_validator(mode="after")
    def _check_objectives(self) -> Self:
        if unknown := {each.objective for each in self.measures.values()} - set(self.objectives):
            raise ValueError(f"no objective is called {', '.join(sorted(unknown))}")
        return self


def load_strategy() -> Strategy:
    """Return the content of measures.yaml."""
    return read_model(Path(str(files(__package__) / "measures.yaml")), Strategy)


def unit_of(measure: Measure, population: bool) -> str:
    """Return which of `UNIT` the figures of a measure are in. `population` : whether they are of a population."""
    return "share" if measure.kind != "rate" else "population" if population else "rate"


def with_words(measures: dict[str, Measure], vocabulary: Vocabulary) -> dict[str, Measure]:
    """Return the measures for all words of which the vocabulary has an entry; a measure of other fields' records is left out."""
    return {
        name: each
        for name, each in measures.items()
        if not any(unknown_words(name, selection, vocabulary) for selection in [*each.among, *each.events])
    }
