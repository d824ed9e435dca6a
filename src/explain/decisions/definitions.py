"""What the decision audit looks for, read from decisions.yaml, and whether a vocabulary has the words for it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...chronology.vocabulary import Vocabulary
from ...features.selection import Selection, event_types_of, unknown_words
from ...models.labels import State
from ...wording.sentences import Count, number_word, window_words
from ...yamls import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Worries(_Strict):
    """Which records are worries: in words, and as selections of events."""

    means: str
    events: list[Selection]


class Pattern(_Strict):
    """A repeated pattern: worries on at least `days` days, by at least `agencies` agencies, in the window before a contact."""

    days: int = Field(gt=0)
    agencies: int = Field(gt=0)
    window_days: int = Field(gt=0)


class Decided(_Strict):
    """A group of decisions that the audit counts as one."""

    outcomes: list[str]
    means: str


class After(_Strict):
    """Events looked for from `from_days_before` days before the day of a contact to `within_days` days after it."""

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
    """Return what the audit looks for; None where the vocabulary lacks words for it, so that no decisions can be recorded."""
    definitions = read_model(Path(str(files(__package__) / "decisions.yaml")), Definitions)
    selections = [*definitions.worries.events, *(each for after in definitions.after.values() for each in after.events)]
    selections += [definitions.open_assessment.start, definitions.open_assessment.end]
    outcomes = {outcome for decided in definitions.decided.values() for outcome in decided.outcomes}
    lacking = [line for each in selections for line in unknown_words("decisions.yaml", each, vocabulary)]
    if lacking or vocabulary.index is None or outcomes - set(vocabulary.allowed("outcome")):
        return None
    return definitions


def coverage_tables(selections: list[Selection], vocabulary: Vocabulary) -> set[str]:
    """Return the coverage tables of the event types that are selected."""
    return {vocabulary.event_types[kind].table for each in selections for kind in event_types_of(each, vocabulary)}


def sentence_values(definitions: Definitions, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the values with which the sentences of `wording/decision_audit.py` are filled: nouns and these definitions."""
    return vocabulary.nouns.model_dump() | {
        **{f"{name}_days": after.within_days for name, after in definitions.after.items()},
        "little_days": Count(definitions.little_days),
        "pattern_agencies": number_word(definitions.pattern.agencies),
        "pattern_days": number_word(definitions.pattern.days),
        "soonest_return_days": min(definitions.returns_within_days),
        "window": window_words(definitions.pattern.window_days),
        "worries": definitions.worries.means,
    }
