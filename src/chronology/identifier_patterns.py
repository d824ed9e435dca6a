"""What identifiers of people look like in text of the plain form (`plain_form`).

Without look-ahead and look-behind, which Arrow does not support; Arrow scans millions of cells with these.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.gb import nhs, upn

_LONGEST_TEXT = 64
_FEWEST_WORDS = 5
_BEYOND_CHANCE = 2.0  # standard deviations
_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU"
    "|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH"
    "|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_OUTWARD, _INWARD = rf"(?:{_AREAS})\d[A-Z\d]?", r"\d[ABD-HJLNP-UW-Z]{2}"
_BETWEEN = r"[ ./_-]{1,3}"
_MAYBE_BETWEEN = r"[ ./_-]?"
_STREETS = "street|road|avenue|lane|crescent|terrace|gardens|mews|rd|ave"
_STREETS_IF_NAMED = "Close|Drive|Way|Court|Place|Walk|Grove|Rise|Hill|Row|Square|Green|Park|View|St"


@dataclass(frozen=True)
class Pattern:
    """What an identifier looks like.

    Attributes
    ----------
    means : what it is, with an article.
    looks : a regular expression that finds candidates in a cell (its group).
    holds : checks a candidate.
    chance : which part of harmless cells that look the same passes the check (one number in eleven passes the NHS check). A
        column is refused if more of its distinct cells pass than chance gives; where it is 0, if one does.
    """

    means: str
    looks: str
    holds: Callable[[str], bool] = bool
    chance: float = 0.0


def passes(pattern: Pattern, text: str) -> bool:
    """Return whether a text of the plain form holds what the pattern describes."""
    return any(map(pattern.holds, re.findall(pattern.looks, text)))


def more_than_chance(found: int, candidates: int, chance: float) -> bool:
    """Return whether so many of the candidates pass a check that chance does not explain it."""
    if not found or not chance:
        return bool(found)
    expected = candidates * chance
    beyond = (found - 0.5 - expected) / math.sqrt(expected * (1 - chance))
    return found > candidates / 2 or beyond > _BEYOND_CHANCE


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _nhs_holds(number: str) -> bool:
    return nhs.is_valid(_digits(number))


def _shortened_nhs_holds(number: str) -> bool:
    return _nhs_holds(number.upper().split("E")[0])


def _upn_holds(number: str) -> bool:
    # The check letter alone: the list of local authorities in stdnum is that of 2011.
    plain = re.sub(r"[^A-Z\d]", "", number.upper())
    return upn.calc_check_digit(plain[1:]) == plain[0]


def _is_network_address(number: str) -> bool:
    # Versions and numbers of sections look the same, but are small.
    parts = [int(part) for part in number.split(".")]
    return max(parts) <= 255 and sum(part > 31 for part in parts) >= 2


def _is_free_text(text: str) -> bool:
    return len(text) > _LONGEST_TEXT and len(re.split(r"[ _]+", text)) >= _FEWEST_WORDS


# Part of whatever one of the patterns finds: one scan with this spares most cells the others.
MAY_HOLD = (
    r"(?i)(?:\d[ ./_()-]{0,3}){10}|[a-z]{2}[ ./_-]?(?:\d[ ./_-]?){6}[a-d]|[a-z]\d[a-z\d]?[ ./_-]{0,3}\d[a-z]{2}|gir|@|%40|at[)\]]"
    r"|\d\.\d{1,3}\.\d|(?:[\da-f]{1,4}:){7}|\d{6}[a-z]|[a-z]{2}\d\d [a-z]{3}|passport|\.\d{4,}[,;/]"
    r"|://|www|///|\.(?:com|org|net|uk)/|(?:flat|apartment|apt) ?\d|\d[a-z]?,? [a-z'-]+ [a-z]|^.{65}"
)
_UPN_LETTER = "A-HJ-NP-RT-Za-hj-np-rt-z"
PATTERNS = [
    # Whatever its check digit: a mistyped number still finds the person, and nothing else is written in this way.
    Pattern("an NHS number", rf"(?:^|[^\w./-])(\d{{3}}{_BETWEEN}\d{{3}}{_BETWEEN}\d{{4}})(?:[^\w-]|$)"),
    Pattern("an NHS number", r"(?:^|\D)([1-9]\d{9})(?:\D|$)", _nhs_holds, chance=1 / 11),
    Pattern("an NHS number", r"^([1-9]\.\d{9}[Ee]\+?0?9)$", _shortened_nhs_holds, chance=1 / 11),
    Pattern(
        "a unique pupil number",
        rf"(?:^|[^A-Za-z\d])([{_UPN_LETTER}](?:{_MAYBE_BETWEEN}\d){{11}}{_MAYBE_BETWEEN}[A-Za-z\d])(?:[^A-Za-z\d]|$)",
        _upn_holds,
        chance=1 / 23,
    ),
    Pattern(
        "a temporary unique pupil number",
        rf"(?:^|[^A-Za-z\d])([{_UPN_LETTER}](?:{_MAYBE_BETWEEN}\d){{11}}{_MAYBE_BETWEEN}[A-Za-z])(?:[^A-Za-z\d]|$)",
    ),
    Pattern(
        "a national insurance number",
        rf"(?i)(?:^|[^A-Z\d])((?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)(?:{_MAYBE_BETWEEN}\d){{6}}{_MAYBE_BETWEEN}[A-D])(?:[^A-Z\d]|$)",
    ),
    Pattern("a postcode", rf"(?i)(?:^|[^A-Z\d])((?:{_OUTWARD}{_BETWEEN}{_INWARD})|GIR{_BETWEEN}0AA)(?:[^A-Z\d]|$)"),
    Pattern("a postcode", rf"(?i)(?:^| )({_OUTWARD}{_INWARD})(?:[ ,.;]|$)"),
    Pattern("an e-mail address", r"(?i)([^\s@]+ ?(?:@|\(at\)|\[at\]|%40) ?[^\s@]+\.[a-z]{2,})"),
    Pattern(
        "a telephone number",
        r"(?:^|[^\w./+-])((?:(?:\+|00)44[ ./_-]?(?:\(0\)[ ./_-]?)?[1-9]|\(?0[1-9])(?:\)?[ ./_-]{0,2}\d){9})(?:[^\w-]|$)",
    ),
    Pattern("a telephone number", r"(?:^|\D)(44[127]\d{9})(?:\D|$)"),
    Pattern("a telephone number", r"^([1-9]\d{9})$", lambda found: found.startswith("7"), chance=1 / 9),
    Pattern(
        "a web address",
        r"(?i)((?:https?|ftp)://[^\s]|(?:^|[^\w])www\.[a-z\d-]+\.|[a-z\d-]+\.(?:com|org|net|co\.uk|gov\.uk)/|^///\w+\.\w+\.\w+$)",
    ),
    Pattern("a name on social media", r"(?:^| )(@[A-Za-z_][\w.]{2,})"),
    Pattern("an address", r"(?i)(?:^|\W)((?:flat|apartment|apt) ?\d+[a-z]?)(?:\W|$)"),
    Pattern("an address", rf"(?i)(?:^|\W)(\d+[a-z]?,? (?:[a-z'-]+ ){{1,3}}(?:{_STREETS}))(?:\W|$)"),
    Pattern("an address", rf"(?:^|\W)(\d+[a-zA-Z]?,? (?:[A-Z][a-z'-]+ ){{1,3}}(?:{_STREETS_IF_NAMED}))(?:\W|$)"),
    Pattern("a network address", r"(?:^|[^\w.])(\d{1,3}(?:\.\d{1,3}){3})(?:[^\w.]|$)", _is_network_address),
    Pattern("a network address", r"(?i)(?:^|[^\w:])((?:[\da-f]{1,4}:){7}[\da-f]{1,4})(?:[^\w:]|$)"),
    Pattern(
        "a driving licence number",
        r"(?i)(?:^|[^A-Z\d])([A-Z][A-Z9]{4}\d[0156]\d[0-3]\d\d[A-Z][A-Z9][A-Z\d][A-Z]{2})(?:[^A-Z\d]|$)",
    ),
    Pattern("a registration number of a vehicle", r"(?:^|[^\w-])([A-HJ-PR-Y]{2}\d\d [A-HJ-PR-Z]{3})(?:[^\w-]|$)"),
    Pattern("a passport number", r"(?i)passport\D{0,12}(\d{9})(?:\D|$)"),
    Pattern("a place on the map", r"(?:^|[^\w.])(-?\d{1,2}\.\d{4,}[,;/] ?-?\d{1,3}\.\d{4,})(?:[^\w.]|$)"),
    Pattern("free text", r"^([^ _]+(?:[ _]+[^ _]+){4,})$", _is_free_text),
]
