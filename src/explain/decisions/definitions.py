"""What the decision audit looks for, as data (decisions.yaml), and whether a vocabulary can carry it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ...chronology.vocabulary import Vocabulary
from ...features.selection import Selection, event_types_of, unknown_words
from ...models.labels import State
from ...yamls import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Worries(_Strict):
    """Which records are worries, in words and as selections."""

    means: str
    events: list[Selection]


class Pattern(_Strict):
    """Worries on at least so many separate days, by at least so many agencies, in so many days before a contact."""

    days: int = Field(gt=0)
    agencies: int = Field(gt=0)
    window_days: int = Field(gt=0)


class Decided(_Strict):
    """Decisions that belong together."""

    outcomes: list[str]
    means: str


class After(_Strict):
    """What is looked for up to so many days after the day of a contact, and from so many days before it."""

    events: list[Selection]
    within_days: int = Field(gt=0)
    from_days_before: int = Field(0, ge=0)


class Definitions(_Strict):
    """The content of decisions.yaml."""

    worries: Worries
    pattern: Pattern
    little_days: int
    decided: dict[str, Decided]
    forward: str
    passed_on: str
    closed: str
    without_consent: list[str]
    after: dict[str, After]
    open_assessment: State
    returns_within_days: list[int]


def load_decisions(vocabulary: Vocabulary) -> Definitions | None:
    """Return what the audit looks for; None where the vocabulary lacks its words, so that no decisions can be recorded."""
    found = read_model(Path(str(files(__package__) / "decisions.yaml")), Definitions)
    chosen = [*found.worries.events, *(each for after in found.after.values() for each in after.events)]
    chosen += [found.open_assessment.start, found.open_assessment.end]
    outcomes = {outcome for decided in found.decided.values() for outcome in decided.outcomes}
    lacking = [line for each in chosen for line in unknown_words("decisions.yaml", each, vocabulary)]
    if lacking or vocabulary.index is None or outcomes - set(vocabulary.allowed("outcome")):
        return None
    return found


def tables_of(selections: list[Selection], vocabulary: Vocabulary) -> set[str]:
    """Return the coverage tables that hold what the selections are about."""
    return {vocabulary.event_types[kind].table for each in selections for kind in event_types_of(each, vocabulary)}
