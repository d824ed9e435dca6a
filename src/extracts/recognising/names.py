"""Comparing the names of headers, sheets and files, which people and programs spell in many ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from ...errors import nearest

# How well a header in a file matches a name: lower is better. None: no match.
EXACT, SPELLED, WITHOUT_BRACKETS, CUT_SHORT = range(4)
_CACHED = 100_000
SHORTEST_CUT = 20  # letters and digits that a truncated header must have
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_RANGE = re.compile(r"list[\s_-]*\d{1,2}\s*(?:-|\u2013|to|and|&)\s*\d{1,2}(?!\d)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=_CACHED)
def fold_spaces(name: str) -> str:
    """Return `name` in Unicode form NFKC, on one line, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


@lru_cache(maxsize=_CACHED)
def fold_name(name: str) -> str:
    """Return the letters and digits of `name` in lower case: spaces, CamelCase, quotes and punctuation are ignored."""
    plain = unicodedata.normalize("NFKC", name).replace("&", " and ").casefold()
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=_CACHED)
def fold_without_brackets(name: str) -> str:
    """Return `fold_name(name)` without text in brackets, such as "(Y/N)" or "(Years)"."""
    return fold_name(_BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=_CACHED)
def match_level(own: str, name: str) -> int | None:
    """Return how well a header in a file matches a name, from `EXACT` to `CUT_SHORT`, or None."""
    if fold_spaces(own) == fold_spaces(name):
        return EXACT
    short, full = fold_name(own), fold_name(name)
    if not short or not full:
        return None
    if short == full:
        return SPELLED
    if fold_without_brackets(own) == fold_without_brackets(name) != "":
        return WITHOUT_BRACKETS
    return CUT_SHORT if len(short) >= SHORTEST_CUT and full.startswith(short) else None


def is_name(own: str, names: Iterable[str]) -> bool:
    """Return whether a header is one of `names`, spelled in whatever way."""
    return any(match_level(own, name) in (EXACT, SPELLED, WITHOUT_BRACKETS) for name in names)


def near_name(name: str, others: Iterable[str]) -> str:
    """Return the one of `others` that is spelled most like `name`, or "" if none is near."""
    folded = {fold_name(other): other for other in others}
    return folded.get(nearest(fold_name(name), folded), "")


def split_words(name: str) -> list[str]:
    """Return the words and numbers of a name, CamelCase split, in lower case: "List_03Referrals" is list, 03, referrals."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", name))]


def list_number(name: str) -> int | None:
    """Return the number after the word "list" in the name of a sheet or file: never 1 for "List 10"; None for "Lists 1-11"."""
    if _RANGE.search(name):
        return None
    parts = split_words(name)
    numbers = {int(after) for word, after in pairwise(parts) if word == "list" and after.isdecimal()}
    return numbers.pop() if len(numbers) == 1 else None


def contains_words(name: str, title: str) -> bool:
    """Return whether a sheet or file name contains the words of `title`, in order and next to each other."""
    parts, sought = split_words(name), split_words(title)
    return bool(sought) and any(parts[start : start + len(sought)] == sought for start in range(len(parts) - len(sought) + 1))
