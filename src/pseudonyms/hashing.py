"""Pseudonyms: keyed HMAC-SHA-256 of the kind of an identifier and of the identifier itself."""

from __future__ import annotations

import hmac
from typing import Literal

import pandas as pd

from .keys import Key

Kind = Literal["child", "household", "event", "spell", "team", "point", "place", "file", "key"]

LENGTH = 24  # letters of four bits: ten million identifiers share one with a probability of about 10^-15
SHORT = 8  # for files, which are few and whose names stay inside the boundary
# Consonants only: a pseudonym is never a word, a number or a postcode.
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"bcdfghjkmnpqrstv")
_ABOUT = b"neglect-triage pseudonym 1"


def pseudonym(key: Key, kind: Kind, identifier: str, length: int = LENGTH) -> str:
    """Return the pseudonym of an identifier: always the same under one key, different for each kind and key."""
    message = b"\0".join((_ABOUT, kind.encode(), identifier.encode()))
    return hmac.digest(key.secret, message, "sha256").hex().encode().translate(_LETTERS)[:length].decode()


def pseudonyms(key: Key, kind: Kind, identifiers: pd.Series) -> pd.Series:
    """Return the pseudonyms of a column (dtype str); an empty cell stays empty."""
    codes, values = pd.factorize(identifiers)
    made = pd.array([pseudonym(key, kind, str(value)) for value in values], dtype="str")
    return pd.Series(made.take(codes, allow_fill=True), index=identifiers.index, dtype="str")
