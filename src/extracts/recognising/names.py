"""Whether two names are the same: headers, sheets and files as people and programs spell them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# How well an own header fits a name: lower is better. None: it does not.
EXACT, SPELLED, WITHOUT_BRACKETS, CUT_SHORT = range(4)
_REMEMBERED = 100_000
SHORTEST_CUT = 20  # squashed characters that a cut-off header must have
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_RANGE = re.compile(r"list[\s_-]*\d{1,2}\s*(?:-|\u2013|to|and|&)\s*\d{1,2}(?!\d)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=_REMEMBERED)
def normal(name: str) -> str:
    """Return `name` in the plainest form of its letters (NFKC), in one line, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


@lru_cache(maxsize=_REMEMBERED)
def squashed(name: str) -> str:
    """Return the letters and digits of `name`, in lower case: spaces, CamelCase, quotes and punctuation make no difference."""
    plain = unicodedata.normalize("NFKC", name).replace("&", " and ").casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=_REMEMBERED)
def without_brackets(name: str) -> str:
    """Return `squashed(name)` without what stands in brackets, as "(Y/N)" or "(Years)"."""
    return squashed(_BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)))


def fit(own: str, name: str) -> int | None:
    """Return how well an own header fits a name, from `EXACT` to `CUT_SHORT`, or None."""
    if normal(own) == normal(name):
        return EXACT
    short, full = squashed(own), squashed(name)
    if not short or not full:
        return None
    if short == full:
        return SPELLED
    if without_brackets(own) == without_brackets(name) != "":
        return WITHOUT_BRACKETS
    return CUT_SHORT if len(short) >= SHORTEST_CUT and full.startswith(short) else None


def words(name: str) -> list[str]:
    """Return the words and numbers of a name, CamelCase taken apart, in lower case: "List_03Referrals" is list, 03, referrals."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]


def list_number(name: str) -> int | None:
    """Return the number after the word "list" in the name of a sheet or file: never 1 for "List 10"; None for "Lists 1-11"."""
    if _RANGE.search(name):
        return None
    parts = words(name)
    numbers = {int(after) for word, after in pairwise(parts) if word == "list" and after.isdecimal()}
    return numbers.pop() if len(numbers) == 1 else None


def says(name: str, title: str) -> bool:
    """Return whether a sheet or file name holds the words of `title`, in order and side by side."""
    parts, sought = words(name), words(title)
    return bool(sought) and any(parts[start : start + len(sought)] == sought for start in range(len(parts) - len(sought) + 1))
