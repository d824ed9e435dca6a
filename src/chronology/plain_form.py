"""One plain form of text, so that a rule finds an identifier however it is spelt.

Compatibility forms, digits of every script, invisible characters, and the many spaces, dashes, dots and slashes of Unicode are
the same to a reader, and are made the same here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

_SAME = {
    "-": "\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u208b\u2212\u2e3a\u2e3b\u301c\ufe58\ufe63\uff0d",
    ".": "\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff61",
    "/": "\u2044\u2215\u29f8\uff0f\\",
    "'": "\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032",
}
_ONE_FOR = {ord(mark): plain for plain, marks in _SAME.items() for mark in marks}


def plain_form(text: str) -> str:
    """Return text in its plain form: ASCII digits, `-` `.` `/` and `'` for all their kind, single spaces, nothing invisible."""
    if text.isascii():
        return " ".join(text.replace("\\", "/").split())
    dashed = text.translate(_ONE_FOR)  # before NFKC, which makes spaces of some
    composed = unicodedata.normalize("NFKC", dashed).translate(_ONE_FOR)
    return " ".join("".join(map(_plain_mark, composed)).split())


@cache
def _plain_mark(mark: str) -> str:
    rules: dict[str, Callable[[str], str]] = {
        "Nd": lambda digit: str(unicodedata.digit(digit)),
        "Cf": lambda _: "",
        "Mn": lambda joined: "" if joined == "\u034f" else joined,
        "Zs": lambda _: " ",
        "Pd": lambda _: "-",
    }
    return rules.get(unicodedata.category(mark), str)(mark)
