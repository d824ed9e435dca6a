"""One plain form of text, so that a rule finds an identifier however it is spelt.

Compatibility forms, digits of every script, invisible characters, and the many spaces, dashes, dots and slashes of Unicode are
the same to a reader, and are made the same here.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

_SAME = {
    "-": "\u058a\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u207b\u208b\u2212\u2e3a\u2e3b\u301c\ufe58\ufe63\uff0d",
    ".": "\u00b7\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\uff0e\uff61",
    "/": "\u2044\u2215\u29f8\uff0f\\",
    "'": "\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032",
}
# Capitals and small letters of other alphabets that look like Latin ones.
_LOOK_ALIKE = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0423\u0405\u0406\u0408\u0430\u0435\u043e\u0440\u0441\u0445\u0443"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABEKMHOPCTXYSIJaeopcxyABEZHIKMNOPTYXo",
)
ENCODED = r"&#?\w{1,8};|%[0-9A-Fa-f]{2}"  # 943&nbsp;476, 943%20476
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


def decoded_form(text: str) -> str:
    """Return text in its plain form, without codes of HTML or web addresses, and with Latin letters for those that look alike."""
    while (shorter := unquote(html.unescape(text))) != text:
        text = shorter
    return plain_form(text.translate(_LOOK_ALIKE))
