"""One rule for identifiers wherever they are read (docs/decisions/0016-one-rule-for-identifiers.md).

Spaces around an identifier, its Unicode form, the decimal point of a whole number and the grouping of an NHS number do not
count. Letter case, other spaces inside and zeros in front do: identifiers that differ in these alone are kept apart, and
`alike` finds them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .distinct import all_match, factorise, no_text, spread

_WORDS = """
    #N/A #VALUE! #REF! #NAME? #NULL! #DIV/0! #NUM! N/A NA <NA> NULL (NULL) NONE NAN NAT - -- . ? NIL UNKNOWN NOTKNOWN
    NOTRECORDED NOTAPPLICABLE NOTAVAILABLE NOTSTATED NOTALLOCATED NOTASSIGNED NOID NONUMBER N/K UNK UNAVAILABLE UNALLOCATED
    UNASSIGNED UNIDENTIFIED ANONYMOUS AWAITING AWAITED PENDING MISSING EMPTY BLANK (BLANK) TBA TBC TBD UNBORN UNBORNBABY
    UNBORNCHILD PLACEHOLDER PLACEHOLDERSTR SSD_PH
"""
PLACEHOLDERS = frozenset(_WORDS.split())  # what systems write for an empty cell, in upper case without spaces
# Keys that warehouses give to "unknown": zeros (also as a GUID), negative numbers, nines or crosses to the
# end of a field, and marks alone.
_NO_KEY = r"\{?0[0-]*\}?|-\d+(?:\.0+)?|9{8,}|X{2,}|[?*._-]+"
_INVISIBLE = r"[\u00ad\u200b-\u200f\u2060\ufeff]+"
_ROUNDED = r"\d(?:\.\d+)?[Ee]\+\d+"  # a long number that a spreadsheet has shortened: its digits are lost
_GROUPED = r"^(\d{3})[ -](\d{3})[ -](\d{4})$"  # as NHS numbers are printed; elsewhere they stand without the spaces
_EXACT = 2**53
# The rules change none of these, and most identifiers are of these forms.
_PLAIN = (
    r"[A-Za-z][A-Za-z_-]*[0-9][0-9A-Za-z_-]*|[0-9][0-9_-]*[A-Za-z][0-9A-Za-z_-]*"  # letters with a figure
    r"|[1-8][0-9]*|9[0-9]{0,6}"  # a number without a sign, a zero in front, or only nines
    r"|[1-9][0-9]*\.[1-9][0-9]*"  # the number of a part, as in "12.2"
)

NOTHING = "a word or number for nothing, not an identifier"
LOST_DIGITS = "an identifier that has lost its digits"
EXPECTED = "an identifier as text; not a word or number for nothing, such as NULL or -1"


@dataclass(frozen=True)
class ReadIds:
    """A column read as identifiers.

    Attributes
    ----------
    ids : text (dtype str), empty where there is no identifier.
    fault : why a cell that is not empty gave no identifier (`NOTHING`, `LOST_DIGITS`); else empty (dtype str).
    """

    ids: pd.Series
    fault: pd.Series


def read_ids(cells: pd.Series) -> ReadIds:
    """Read one column as identifiers: 1111, 1111.0 and " 1111 " are equal; letter case and zeros in front are kept."""
    if cells.dtype == "str" and all_match(cells, _PLAIN):
        return ReadIds(pd.Series(cells.array, index=cells.index), no_text(cells.index))
    codes, values = factorise(cells)
    text = pd.Series(values if cells.dtype == "str" else [_as_text(value) for value in values], dtype="str")
    plain = _one_form(text.fillna("")).str.strip().str.removeprefix("'")
    plain = plain.str.replace(r"\s+", " ", regex=True).str.strip()
    plain = plain.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)
    plain = plain.str.replace(_GROUPED, r"\1\2\3", regex=True)
    bare = plain.str.upper().str.replace(" ", "")
    lost = text.isna() | plain.str.fullmatch(_ROUNDED)
    nothing = bare.isin(list(PLACEHOLDERS)) | bare.str.fullmatch(_NO_KEY)
    fault = pd.Series(np.select([lost, nothing], [LOST_DIGITS, NOTHING], ""), dtype="str")
    fault, ids = fault.where(fault != ""), plain.where(~lost & ~nothing & (plain != ""))
    return ReadIds(spread(ids, codes, cells.index), spread(fault, codes, cells.index))


def _one_form(text: pd.Series) -> pd.Series:
    """Return text in Unicode form NFKC without invisible characters."""
    other = text.str.contains(r"[^\x00-\x7f]")
    if not other.any():
        return text
    normal = text[other].map(lambda value: unicodedata.normalize("NFKC", value)).astype("str")
    plain: pd.Series = pd.concat([text[~other], normal.str.replace(_INVISIBLE, "", regex=True)]).sort_index(kind="stable")
    return plain


def clean_ids(cells: pd.Series) -> pd.Series:
    """Return identifiers as text (dtype str), empty where there is none; see `read_ids`."""
    return read_ids(cells).ids


def loosely(ids: pd.Series) -> pd.Series:
    """Return identifiers (dtype str) in the form in which those that could be meant as one are equal."""
    return ids.str.upper().str.replace(" ", "").str.replace(r"\.0+$", "", regex=True).str.lstrip("0")


def one_id(given: str) -> str:
    """Return an identifier as a person typed or copied it, in the form in which it is read from tables; else what was given."""
    (read,) = clean_ids(pd.Series([given], dtype="str")).fillna(given)
    return str(read)


def nearly(given: str, ids: pd.Series) -> str:
    """Return how many of `ids` (dtype str) would be the one that is given if they were compared loosely, in words; else empty."""
    number = int((loosely(ids) == loosely(pd.Series([given], dtype="str"))[0]).sum())
    return f"; {number:,} would be it if letter case, spaces and zeros in front did not count" if number else ""


def alike(ids: pd.Series) -> int:
    """Return how many different identifiers differ from another one only in letter case, spaces inside or zeros in front."""
    return int(loosely(pd.Series(ids.dropna().unique(), dtype="str")).duplicated(keep=False).sum())


def _as_text(value: Any) -> str | None:
    if isinstance(value, tuple):
        return None
    if isinstance(value, float):
        if abs(value) >= _EXACT:
            return None
        whole = int(value)
        return str(whole if whole == value else value)
    return str(value)
