"""What the decision audit looks for, read from decisions.yaml, and whether a vocabulary has the words for it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...chronology.vocabulary import Vocabulary
from ...errors import BadInput
from ...features.selection import Selection, event_types_of, selection_of, unknown_words
from ...models.labels import State
from ...wording.sentences import Count, join_words, number_word, window_words
from ...yamls import read_model


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PossibleNeglect(_Strict):
    """Which records point to possible neglect: in words, and as selections of events. Worries are among them."""

    means: str
    events: list[Selection]


class Pattern(_Strict):
    """A repeated pattern: possible neglect on at least `days` days, from at least `agencies` agencies, in the window."""

    days: int = Field(gt=0)
    agencies: int = Field(gt=0)
    window_days: int = Field(gt=0)


class Decided(_Strict):
    """A group of decisions that the audit counts as one."""

    outcomes: list[str]
    means: str


class After(_Strict):
    """Events looked for from `from_days_before` days before the day of a contact to `within_days` days after it.

    `sighting` stands for the events that say that the person was seen, as the vocabulary defines them; `held_in` names the
    coverage tables of the events, if they are not those of their types.
    """

    events: list[Selection] = []
    sighting: bool = False
    held_in: list[str] = []
    within_days: int = Field(gt=0)
    from_days_before: int = Field(0, ge=0)


class Definitions(_Strict):
    """The content of decisions.yaml."""

    possible_neglect: PossibleNeglect
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
    """Return what the audit looks for; None where the vocabulary lacks words for it, so that no decisions can be recorded.

    Raises
    ------
    BadInput : the vocabulary has all words, and does not say which records are a sight of the person.
    """
    definitions = read_model(Path(str(files(__package__) / "decisions.yaml")), Definitions)
    selections = [*definitions.possible_neglect.events, *(each for after in definitions.after.values() for each in after.events)]
    selections += [definitions.open_assessment.start, definitions.open_assessment.end]
    outcomes = {outcome for decided in definitions.decided.values() for outcome in decided.outcomes}
    lacking = [line for each in selections for line in unknown_words("decisions.yaml", each, vocabulary)]
    if lacking or vocabulary.index is None or outcomes - set(vocabulary.allowed("outcome")):
        return None
    after = {name: _with_sightings(after, vocabulary) if after.sighting else after for name, after in definitions.after.items()}
    return definitions.model_copy(update={"after": after})


def _with_sightings(after: After, vocabulary: Vocabulary) -> After:
    sighting = vocabulary.page.sighting
    if sighting is None:
        raise BadInput(
            "The vocabulary does not say which records are a sight of the child, which the decision audit asks.",
            where="the vocabulary (source.vocabulary in params.yaml), key page.sighting",
            expected="any_of (kinds of events) and held_in (coverage tables), as in the package's own vocabulary",
            do="add the key; src/chronology/vocabulary.yaml shows it",
        )
    selections = [selection_of(kind, vocabulary) for kind in sighting.any_of]
    return after.model_copy(update={"events": selections, "held_in": sighting.held_in})


def tables_of(after: After, vocabulary: Vocabulary) -> set[str]:
    """Return the coverage tables that have to be covered before it can be told that nothing was recorded."""
    return set(after.held_in) or coverage_tables(after.events, vocabulary)


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
        "possible_neglect": definitions.possible_neglect.means,
        "worries": join_words([vocabulary.event_types[name].says for name in vocabulary.worries], "or"),
    }
