"""Conditions of an approval that the program itself checks before it scores new contacts; all others are words for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import BadInput, did_you_mean


@dataclass(frozen=True)
class Limit:
    """What a limit says, with {limit} for its value and nouns in braces, and how its value is read (ValueError if wrong)."""

    says: str
    read: Callable[[str], str | int]


def _day(text: str) -> str:
    return dt.date.fromisoformat(text).isoformat()


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError
    return int(text)


LIMITS = {
    "contacts_from": Limit("{points} from {limit} on", _day),
    "contacts_until": Limit("{points} up to {limit}", _day),
    "areas": Limit("{people} of these areas: {limit}", str),
    "youngest": Limit("{people} of {limit} years or more", _number),
    "oldest": Limit("{people} of {limit} years or less", _number),
    "most_drift_alarms": Limit(
        "at most {limit} alarms where the {points} are set beside those that the model learnt from", _number
    ),
    "most_days_old": Limit("records that end at most {limit} days before the last {point}", _number),
}


def limits_of(given: Sequence[str]) -> dict[str, str | int]:
    """Return limits as an approval keeps them (JSON), from `name=value` each.

    Raises
    ------
    BadInput : a limit is not known, is given twice, or its value is not of its kind.
    """
    limits: dict[str, str | int] = {}
    for number, each in enumerate(given, 1):
        name, _, value = (part.strip() for part in each.partition("="))
        if name not in LIMITS or name in limits or not value:
            raise BadInput(
                "A limit is not one that the program can check, has no value, or is given twice.",
                where=f"--limit, number {number}",
                expected=f"name=value, each once; {did_you_mean(name, LIMITS)}",
                do="give other conditions in words: --condition",
            )
        try:
            limits[name] = LIMITS[name].read(value)
        except ValueError:
            raise BadInput(
                "The value of a limit is not of its kind.",
                where=f"--limit {name}",
                expected="days as 2027-03-31, numbers as 5, areas as North,South",
            ) from None
    return limits


def limits_in(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the limits of a line of the log of approvals; empty where none was set."""
    return dict(entry.get("limits", {}))


def in_words(limits: Mapping[str, Any], nouns: Mapping[str, Any]) -> list[str]:
    """Return limits in words."""
    return [LIMITS[name].says.format_map(dict(nouns) | {"limit": limit}) for name, limit in limits.items()]


def check_limits(limits: Mapping[str, Any], broken: Mapping[str, str], nouns: Mapping[str, Any], where: str) -> None:
    """Stop where contacts break a limit of the approval under which they would be scored.

    Parameters
    ----------
    limits : of the approval. broken : by name of a limit, what was found. where : the line of the log.

    Raises
    ------
    BadInput : a limit is broken.
    """
    if broken:
        says = dict(zip(limits, in_words(limits, nouns), strict=True))
        raise BadInput(
            "A condition of the approval does not hold. Nothing was scored.",
            where="; ".join([where, *(f"{name}: {found}" for name, found in broken.items())]),
            expected="; ".join(says[name] for name in broken),
            do="put this before those who approved the model, and record what they decide: neglect-triage approve",
        )
