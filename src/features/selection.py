"""Which events an entry of the catalogue selects, and whether the vocabulary allows any."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from ..chronology.vocabulary import Kind, Vocabulary
from ..errors import did_you_mean

Words = Annotated[list[str], BeforeValidator(lambda words: words if isinstance(words, list) else [words])]
WORD_LISTS = {
    "outcome": "outcome",
    "agency": "agency",
    "scope": "scope",
    "seen": "seen",
    "basis": "basis",
    "concern": "concern",
    "consent_to_share": "consent",
    "consent_to_service": "consent",
}


class Selection(BaseModel):
    """Which events are selected: all conditions must be met; a list means any of its words.

    `worry: true` means every event type that the vocabulary marks as a worry.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Words = []
    worry: bool = False
    outcome: Words = []
    agency: Words = []
    scope: Words = []
    concern: Words = []
    code: Words = []
    seen: Words = []
    basis: Words = []
    consent_to_share: Words = []
    consent_to_service: Words = []
    value_at_least: float | None = None
    value_at_most: float | None = None

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        if bool(self.type) == self.worry:
            raise ValueError("name the event types, or set worry: true, and not both")
        if self.value_at_least is not None and self.value_at_most is not None and self.value_at_least > self.value_at_most:
            raise ValueError("no value is at least value_at_least and at most value_at_most")
        return self


class IndicatorEvents(Selection):
    """Which of the selected events count for a child, and when.

    `about: child` means the child's own events and the carer- and household-scope events of the household; `about: siblings`
    the child-scope events about other children who lived in the same private household on the day. `unshared: true` keeps
    an event only until it is shared with the hub, so that the hub view has none.
    """

    about: Literal["child", "siblings"] = "child"
    unshared: bool = False


def selection_of(kind: Kind, vocabulary: Vocabulary) -> Selection:
    """Return a kind of the vocabulary as a selection; without types, it is of all of them."""
    return Selection(**kind.model_dump() | {"type": kind.type or list(vocabulary.event_types)})


def event_types_of(chosen: Selection | None, vocabulary: Vocabulary) -> list[str]:
    """Return the event types that a selection can match (none for an indicator of age)."""
    if chosen is None:
        return []
    return chosen.type or vocabulary.worries


def is_part_of(one: IndicatorEvents, other: IndicatorEvents, vocabulary: Vocabulary) -> bool:
    """Return whether the conditions of two selections guarantee that every event of one is also in the other."""
    if one.about != other.about or (other.unshared and not one.unshared):
        return False
    if not set(event_types_of(one, vocabulary)) <= set(event_types_of(other, vocabulary)):
        return False
    words = all(
        not (wider := set(getattr(other, key))) or (getattr(one, key) and wider.issuperset(getattr(one, key)))
        for key in (*WORD_LISTS, "code")
    )
    low, high = (one.value_at_least, other.value_at_least), (one.value_at_most, other.value_at_most)
    return bool(
        words
        and (low[1] is None or (low[0] is not None and low[0] >= low[1]))
        and (high[1] is None or (high[0] is not None and high[0] <= high[1]))
    )


def unknown_words(place: str, chosen: Selection, vocabulary: Vocabulary) -> list[str]:
    """Return a line, with the nearest valid word, for every word of a selection that is not in the vocabulary."""
    kinds = [kind for kind in event_types_of(chosen, vocabulary) if kind in vocabulary.event_types]
    allowed = {"type": vocabulary.allowed("event_type"), "code": [code for kind in kinds for code in _codes(kind, vocabulary)]}
    allowed |= {key: vocabulary.allowed(name) for key, name in WORD_LISTS.items()}
    return [
        f"{place}.{key}: {did_you_mean(word, words)}"
        for key, words in allowed.items()
        for word in getattr(chosen, key)
        if word not in words
    ]


def unreachable(place: str, chosen: IndicatorEvents, windows_of_today: bool, vocabulary: Vocabulary) -> list[str]:
    """Return a line for every reason why no event can ever count for a selection whose words are all known."""
    kinds = set(event_types_of(chosen, vocabulary)) - {vocabulary.withdrawal}
    lines = []
    if not kinds:
        lines.append(f"{place}.type: no event can match (a record taken back is no event; no type has worry: true)")
    if chosen.outcome and not any(vocabulary.event_types[kind].outcome for kind in kinds):
        lines.append(f"{place}.outcome: no event can match, because these types never carry an outcome")
    if chosen.about == "siblings" and chosen.scope and "child" not in chosen.scope:
        lines.append(f"{place}.scope: no event can match, because about: siblings sees events of scope child only")
    if windows_of_today and vocabulary.index not in kinds:
        lines.append(f"{place}.type: no event can match in the window contact, which holds rows of type {vocabulary.index} only")
    if windows_of_today and (chosen.about == "siblings" or chosen.unshared):
        lines.append(f"{place}: the window contact goes with about: child and unshared: false")
    return lines


def _codes(kind: str, vocabulary: Vocabulary) -> list[str]:
    """Return the codes that an event of this type may have: those of its list, or any where it has no list."""
    system = vocabulary.event_types[kind].codes
    lists = [vocabulary.codes[system]] if system else vocabulary.codes.values()
    return [code for codes in lists for code in codes]
