"""The article before a noun that only the project knows: a student, but an employee."""

from __future__ import annotations

import re
from collections.abc import Iterable

_VOWEL = re.compile(r"[aeiou]|h(our|onest|eir)", re.IGNORECASE)
_AS_YOU = re.compile(r"(uni(?!n|m)|us[aeu]|eu|one\b|once\b)", re.IGNORECASE)
_SPELT_OUT = re.compile(r"[A-Z]{2}")
_LETTERS_WITH_AN = "AEFHILMNORSX"


def with_articles(text: str, nouns: Iterable[str]) -> str:
    """Return a text in which each of these nouns has its article: "an" before the sound of a vowel, otherwise "a"."""
    named = sorted({noun for noun in nouns if noun}, key=lambda noun: (-len(noun), noun))
    if not named:
        return text
    # A word's beginning is asked for after its letter: a pattern that begins with letters is searched for many times faster.
    before = re.compile(rf"([Aa])(?<!\w[Aa])n?(\s+)(?=({'|'.join(map(re.escape, named))})\b)")
    return before.sub(lambda found: found[1] + ("n" if _takes_an(found[3]) else "") + found[2], text)


def _takes_an(noun: str) -> bool:
    if _SPELT_OUT.match(noun):
        return noun[0] in _LETTERS_WITH_AN
    return bool(_VOWEL.match(noun)) and not _AS_YOU.match(noun)
