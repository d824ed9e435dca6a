"""Refusing data that could name somebody (design rule 4), by column names and by patterns of values.

A message gives file, column, number of rows and first row, and never a cell's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from stdnum.gb import nhs, upn

from ..errors import BadInput
from .reading.cells import as_dates, as_text
from .reading.own_files import OwnFile

# Column names as "_word_word_", after CamelCase and punctuation are split.
_NAMING_WORDS = re.compile(
    r"_(forenames?|surnames?|firstname|lastname|fullname|initials|alias(es)?|dob|birthdate|birthday|nhs|upn|uln|nino|passport"
    r"|postcodes?|postal|emails?|e_mail|phones?|telephones?|tel|mobile|fax|comments?|notes?|narratives?|free_?text"
    r"|date_of_birth|birth_date|date_birth|birth_day)_"
    r"|_worker_$|_address(_line)?(_\d+)?_$|_address_line"
)
# Column names written as one word: dateofbirth, nhsnumber.
_NAMING_RUNS = re.compile(
    r"forename|surname|firstname|lastname|middlename|familyname|givenname|fullname|knownas|dateofbirth|birthdate|nhsn(o|um)|upnn"
    r"|postcode|emailadd|telephone|phonen(o|um)|mobilen(o|um)|homeaddress|addressline|freetext|casenotes?|workername"
)
# "..._name" is refused unless it is the name of one of these things.
_NAME = re.compile(r"_(?P<of>[a-z0-9]*)_?names?_$")
_NAMED_THING = re.compile("agency|category|column|course|event|field|file|module|source|system|table|team|type")

_LONGEST_TEXT = 64

REMEDY = "run `neglect-triage pseudonymise` on this folder inside your own systems, and read what it writes"
PSEUDONYMISED = "pseudonymised data: no names, addresses, dates of birth, numbers of persons, or free text"

_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU"
    "|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH"
    "|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_OUTWARD, _INWARD = rf"(?:{_AREAS})\d[A-Z\d]?", r"\d[ABD-HJLNP-UW-Z]{2}"


@dataclass(frozen=True)
class Pattern:
    """What an identifier looks like.

    Attributes
    ----------
    means : what it is, with an article.
    looks : a regular expression that finds candidates in a cell (its group).
    holds : checks the digits of a candidate.
    above : a column is refused if more than this part of the distinct cells with candidates pass the check. It is over 0
        where harmless numbers look the same (one in eleven passes the NHS check, one in 23 the UPN check).
    """

    means: str
    looks: str
    holds: Callable[[str], bool] = bool
    above: float = 0.0


def _upn_holds(number: str) -> bool:
    # The check letter alone: the list of local authorities in stdnum is that of 2011.
    return upn.calc_check_digit(number[1:].upper()) == number[0].upper()


# Without look-ahead and look-behind, which Arrow does not support; Arrow scans millions of cells with these.
PATTERNS = [
    Pattern(
        "an NHS number", r"(?:^|[^\w-])(\d{3}[ -]\d{3}[ -]\d{4})(?:[^\w-]|$)", lambda found: nhs.is_valid(found.replace("-", " "))
    ),
    Pattern("an NHS number", r"(?:^|\D)([1-9]\d{9})(?:\D|$)", nhs.is_valid, above=0.5),
    Pattern(
        "a unique pupil number",
        r"(?:^|[^A-Za-z\d])([A-HJ-NP-RT-Za-hj-np-rt-z]\d{11}[A-Za-z\d])(?:[^A-Za-z\d]|$)",
        _upn_holds,
        above=0.5,
    ),
    Pattern("a postcode", rf"(?i)(?:^|[^A-Z\d])((?:{_OUTWARD} {_INWARD})|GIR 0AA)(?:[^A-Z\d]|$)"),
    Pattern("a postcode", rf"(?i)^({_OUTWARD}{_INWARD})$"),
    Pattern("an e-mail address", r"([^\s@]+@[^\s@]+\.[A-Za-z]{2,})"),
    Pattern(
        "a telephone number", r"(?:^|[^\w.+-])((?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?[1-9]|\(?0[1-9])(?:\)?[ -]?\d){9})(?:[^\w-]|$)"
    ),
    Pattern("free text", r"^(\S+(?:\s+\S+){4,})$", lambda found: len(found) > _LONGEST_TEXT),
]


def refuse_identifiers(files: Iterable[OwnFile], birth_columns: Iterable[tuple[str, str]]) -> None:
    """Stop if the name or content of any column of `files`, mapped or not, could name a person.

    Parameters
    ----------
    files : the user's own files.
    birth_columns : (file, own column) of months of birth or death, which may not hold days.

    Raises
    ------
    BadInput : with file, column, number of rows and first row.
    """
    births = set(birth_columns)
    for own in files:
        for place, name in enumerate(map(str, own.cells.columns), start=1):
            _refuse_name(own.name, name, place)
            refuse_values(own.name, name, own.cells.iloc[:, place - 1])
            if (own.name, name) in births:
                refuse_days(own.name, name, own.cells[name])


def is_identifying(name: str) -> bool:
    """Return whether a column with this name could identify a person."""
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    snake = "_" + re.sub(r"[^a-z\d]+", "_", words.lower()).strip("_") + "_"
    named = _NAME.search(snake)
    return bool(
        _NAMING_WORDS.search(snake)
        or _NAMING_RUNS.search(snake.replace("_", ""))
        or (named and not _NAMED_THING.fullmatch(named["of"] or ""))
    )


def _refuse_name(file: str, name: str, place: int) -> None:
    found = next((pattern for pattern in PATTERNS if _passes(pattern, name)), None)
    if found:
        raise BadInput(
            f"The first row of a file holds {found.means} where the names of columns are expected.",
            where=f"{file}, column {place}",
            expected="a first row with column names",
            do=f"add a first row of column names, and {REMEDY}",
        )
    if is_identifying(name):
        raise BadInput(
            "A column's name says that it can identify a person. Nothing was written.",
            where=f"{file}, column {name}",
            expected=PSEUDONYMISED,
            do=f"{REMEDY}; or take the column out of the file (leaving it out of the mapping is not enough), or rename it if it "
            "holds none",
        )


def refuse_values(file: str, name: str, cells: pd.Series) -> None:
    """Stop if the cells of a column look like something that names a person.

    Raises
    ------
    BadInput : with file, column, number of rows and first row.
    """
    if pd.api.types.is_datetime64_any_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return
    if pd.api.types.is_numeric_dtype(cells) and not cells.max() >= 1e9:
        return
    text = as_text(cells).dropna()
    for pattern in PATTERNS:
        rows = _rows_that_match(text, pattern)
        if len(rows):
            refuse(file, name, rows, pattern.means, f"{REMEDY}; or take the column out of the file")


def _rows_that_match(text: pd.Series, pattern: Pattern) -> pd.Index:
    candidates = text[_scan(text, pattern.looks)]
    if candidates.empty:
        return candidates.index
    passes = {cell: _passes(pattern, cell) for cell in candidates.unique()}
    enough = sum(passes.values()) / len(passes) > pattern.above
    return candidates.index[candidates.map(passes).astype(bool)] if enough else candidates.index[:0]


def _passes(pattern: Pattern, text: str) -> bool:
    return any(map(pattern.holds, re.findall(pattern.looks, text)))


def _scan(text: pd.Series, looks: str) -> pd.Series:
    found = pc.match_substring_regex(pa.array(text, type=pa.large_string(), from_pandas=True), looks)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=text.index)


def refuse_days(file: str, name: str, cells: pd.Series) -> None:
    """Stop if a column of months of birth or death holds days; see `refuse_values` for what is raised."""
    days = as_dates(cells)
    rows = days.index[days.dt.day > 1]
    if len(rows):
        refuse(
            file, name, rows, "a full date of birth or death", f"{REMEDY}; or give the month only, as 2024-03 or its first day"
        )


def refuse(file: str, name: str, rows: pd.Index, means: str, do: str) -> None:
    """Raise BadInput because these rows of a column look like something that names a person."""
    raise BadInput(
        f"A column holds what looks like {means}. Nothing was written.",
        where=f"{file}, column {name}: {len(rows):,} row{'s' * (len(rows) > 1)}, the first is row {rows[0]}",
        expected=PSEUDONYMISED,
        do=do,
    )
