"""Cleaning identifiers as they appear in files: numbers, numbers as text, spaces and line breaks, lower case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

_WORDS = """
    #N/A #VALUE! #REF! #NAME? #NULL! #DIV/0! #NUM! N/A NA NULL NONE NAN NAT - -- . ? NIL UNKNOWN NOTKNOWN NOTRECORDED TBC
    PLACEHOLDERSTR SSD_PH
"""
PLACEHOLDERS = frozenset(_WORDS.split())  # what systems write for an empty cell, in upper case without spaces
_INVISIBLE = r"[\s\u00a0\u200b-\u200f\u2060\ufeff]+"
_ROUNDED = r"\d(?:\.\d+)?E\+\d+"  # a long number that a spreadsheet has shortened: its digits are lost
_EXACT = 2**53


def clean_ids(cells: pd.Series) -> pd.Series:
    """Return identifiers as text (dtype str): 1111, 1111.0 and " 1111 " are equal; upper case, no spaces, leading zeros kept.

    Placeholders ("N/A", "NULL") and numbers whose digits are lost (1.23E+11, or too large to be exact) become empty.
    """
    codes, values = factorise(cells)
    text = pd.Series([_as_text(value) for value in values], dtype="str")
    text = text.str.replace(_INVISIBLE, "", regex=True).str.upper().str.removeprefix("'")
    text = text.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
    text = text.where(text.ne("") & ~text.isin(PLACEHOLDERS) & ~text.str.fullmatch(_ROUNDED, na=False))
    return pd.Series(text.array.take(codes, allow_fill=True), index=cells.index, dtype="str")


def factorise(cells: pd.Series) -> tuple[np.ndarray, Any]:
    """Return the index of each cell's value in the distinct values (-1: empty), and those values; a list counts as ()."""
    try:
        return pd.factorize(cells)
    except TypeError:
        return pd.factorize(cells.map(lambda value: () if isinstance(value, list | dict | np.ndarray) else value))


def _as_text(value: Any) -> str | None:
    if isinstance(value, tuple):
        return None
    if isinstance(value, float):
        if abs(value) >= _EXACT:
            return None
        whole = int(value)
        return str(whole if whole == value else value)
    return str(value)
