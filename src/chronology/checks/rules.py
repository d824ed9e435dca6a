"""The kinds of rule between the records of one child that warnings.yaml may use, as data."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..vocabulary import Vocabulary

Pair = tuple[str, str]  # the event types that begin and end a spell


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Apart(_Strict):
    """A spell begins only when no other spell of its kind is open."""

    kind: Literal["apart"]
    spell: Pair


class NeverBoth(_Strict):
    """No spell of one kind begins while one of the other is open."""

    kind: Literal["never_both"]
    spells: tuple[Pair, Pair]


class WhileOpen(_Strict):
    """After a child's first spell has ended, activity is recorded only on days within a spell, its last day included."""

    kind: Literal["while_open"]
    begins: list[str]
    ends: str
    activity: list[str]


class NoneAfter(_Strict):
    """After the day of a spell's latest decision, if it has this outcome, the spell has no activity; other events are ignored."""

    kind: Literal["none_after"]
    decision: str
    outcome: str
    activity: list[str]


class SameDay(_Strict):
    """Each event has one of another type on the same day; days on which no source covers the other type are ignored."""

    kind: Literal["same_day"]
    type: str
    as_: str = Field(alias="as")


class Follows(_Strict):
    """Each event is after the start of its spell, or if no start names its spell, after the child's first start."""

    kind: Literal["follows"]
    type: str
    start: str
    strictly: bool = False


class HasCode(_Strict):
    """Each event of a type has a code from a list."""

    kind: Literal["has_code"]
    type: str
    system: str


class Alone(_Strict):
    """A code that means "none" is the only one of its list."""

    kind: Literal["alone"]
    system: str
    code: str


Rule = Annotated[Apart | NeverBoth | WhileOpen | NoneAfter | SameDay | Follows | HasCode | Alone, Field(discriminator="kind")]


def is_applicable(rule: Rule, vocabulary: Vocabulary) -> bool:
    """Return whether the vocabulary has the event types and codes that a rule needs."""
    if isinstance(rule, HasCode | Alone) and rule.system not in vocabulary.codes:
        return False
    match rule:
        case NoneAfter():
            kinds = {rule.decision}
        case WhileOpen():
            kinds = {rule.ends}
        case _:
            kinds = event_types_of(rule)
    return kinds <= set(vocabulary.event_types)


def event_types_of(rule: Rule) -> set[str]:
    """Return the event types that a rule uses."""
    match rule:
        case Apart():
            return set(rule.spell)
        case NeverBoth():
            return {kind for pair in rule.spells for kind in pair}
        case NoneAfter():
            return {rule.decision, *rule.activity}
        case WhileOpen():
            return {*rule.begins, rule.ends, *rule.activity}
        case SameDay():
            return {rule.type, rule.as_}
        case Follows():
            return {rule.type, rule.start}
        case HasCode():
            return {rule.type}
        case Alone():
            return set()
