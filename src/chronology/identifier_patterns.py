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
_BETWEEN = r"[ ./_+-]{1,3}"
_MAYBE_BETWEEN = r"[ ./_-]{0,2}"
_STREETS = "street|road|avenue|lane|crescent|cres|terrace|gardens|mews|boulevard|blvd|parade|rd|ave|ln"
_STREETS_IF_NAMED = "Close|Drive|Way|Court|Place|Walk|Grove|Rise|Hill|Row|Square|Green|Park|View|St"
_WELSH_STREETS = "Heol|Ffordd|Stryd|Rhodfa|Maes|Clos|Bryn|Cwrt|L[o\u00f4]n"
_MONTHS = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = rf"(?:\d{{6,8}}|\d{{1,4}}(?:st|nd|rd|th)?(?: of)?[ ./-]?(?:\d\d?|{_MONTHS})[ ./,-]{{0,2}}\d{{1,4}})"
_NETWORKS = "snapchat|insta(?:gram)?|tiktok|whatsapp|facebook|fb|twitter|gamertag|psn|xbox|discord|kik|skype|telegram"
_SHORT_LINKS = r"t\.me|wa\.me|fb\.me|bit\.ly|discord\.gg|youtu\.be|goo\.gl|t\.co|x\.com|linktr\.ee|tinyurl\.com"
_ENDINGS = r"com|org|net|(?:co|gov|org|ac|nhs|sch|me|police)\.uk"
_NAMES = "sur|fore|first|last|full|given|family|maiden|middle|child|pupil|client|mother|father|carer|parent|worker"


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
    r"(?i)(?:\d[ .,:;|/_+()-]{0,4}){10}|\+\d|[a-z]{2}[ ./_-]{0,2}(?:\d[ ./_-]{0,2}){6}[a-d]"
    r"|[a-z]\d[a-z\d]?[ ./_+-]{0,3}\d[a-z]{2}|gir|@|%40|at[)\]}>]| at [\w.-]+(?:\.| dot )|\d\.\d{1,3}\.\d|(?:[\da-f]{1,4}:){7}"
    r"|\d{6}[a-z]|[a-z]{2}\d\d [a-z]{3}|passport|\.\d{4,}[,;/]|//|www|[a-z]:/|\.(?:com|org|net|uk)|\.[a-z]{2}/"
    r"|(?:names?|chat|insta|gram|tok|app|book|fb|tter|tag|psn|xbox|cord|kik|type|handle|id)[\"']? ?[:=]"
    r"|(?:flat|apartment|apt|box) ?\d|\d[a-z]?,?[ _][a-z'-]+[ _][a-z]|d\.?o\.?b|birth|born|b\. ?\d|a\.?k\.?a|known|n[eé]e "
    r"|^.{65}"
)
_UPN_LETTER = "A-HJ-NP-RT-Za-hj-np-rt-z"
PATTERNS = [
    # Whatever its check digit: a mistyped number still finds the person, and nothing else is written in this way.
    Pattern("an NHS number", rf"(?:^|[^\w./-])(\d{{3}}{_BETWEEN}\d{{3}}{_BETWEEN}\d{{4}})(?:[^\w-]|$)"),
    Pattern("an NHS number", r"(?:^|\D)0{0,3}([1-9]\d{9})(?:\D|$)", _nhs_holds, chance=1 / 11),
    Pattern(
        "an NHS number",
        r"(?:^|[^\w.-])(\(\d{3}\) ?\d{3}[ -]\d{4}|\d{5}[ .-]\d{5}|\d\d(?:[ .]\d\d){4}|\d(?:[ .]\d){9})(?:[^\w.-]|$)",
        _nhs_holds,
        chance=1 / 11,
    ),
    Pattern("an NHS number", r"^([1-9]\.\d{9}[Ee]\+?0?9)$", _shortened_nhs_holds, chance=1 / 11),
    Pattern(
        "a unique pupil number",
        rf"(?:^|UPN|[^A-Za-z\d])([{_UPN_LETTER}](?:{_MAYBE_BETWEEN}\d){{11}}{_MAYBE_BETWEEN}[A-Za-z\d])(?:[^A-Za-z\d]|$)",
        _upn_holds,
        chance=1 / 23,
    ),
    Pattern(
        "a temporary unique pupil number",
        rf"(?:^|UPN|[^A-Za-z\d])([{_UPN_LETTER}](?:{_MAYBE_BETWEEN}\d){{11}}{_MAYBE_BETWEEN}[A-Za-z])(?:[^A-Za-z\d]|$)",
    ),
    Pattern(
        "a national insurance number",
        rf"(?i)(?:^|NINO|[^A-Z\d])((?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)(?:{_MAYBE_BETWEEN}\d){{6}}{_MAYBE_BETWEEN}[A-D])"
        r"(?:[^A-Z\d]|$)",
    ),
    Pattern("a postcode", rf"(?i)(?:^|[^A-Z\d])((?:{_OUTWARD}{_BETWEEN}{_INWARD})|GIR{_BETWEEN}0AA)(?:[^A-Z\d]|$)"),
    Pattern("a postcode", rf"(?i)(?:^|[ ,;:|=(\[{{\"'])({_OUTWARD}{_INWARD})(?:[ ,.;:|)\]}}\"']|$)"),
    Pattern(
        "an e-mail address",
        r"(?i)([^\s@]+ ?(?:@|[(\[{<]at[)\]}>]|%40) ?(?:[^\s@]+\.|[^\s@]+ ?[(\[{<]dot[)\]}>] ?)[a-z]{2,})",
    ),
    Pattern(
        "an e-mail address",
        r"(?i)(?:^|[^\w])([a-z][\w.+-]*@[a-z][\w.-]+|[\w.-]+ at [\w.-]+(?:\.| dot )(?:com|org|net|uk))(?:\W|$)",
    ),
    Pattern(
        "a telephone number",
        r"(?:^|[^\w./+-])((?:(?:\+|00 ?)44[ ./_-]?(?:\(0\)[ ./_-]?)?[1-9]|\(?0[1-9])(?:\)?[ .,/_-]{0,2}\d){9})(?:[^\w-]|$)",
    ),
    Pattern("a telephone number", r"(?:^|[^\w+])(\+[1-9]\d{0,2}(?:[ ./()-]{0,2}\d){7,11})(?:[^\w-]|$)"),
    Pattern("a telephone number", r"(?i)(?:^|[^\da-f])(44[127]\d{9})(?:[^\da-f]|$)"),
    Pattern("a telephone number", r"^([1-9]\d{9})$", lambda found: found.startswith("7"), chance=1 / 9),
    Pattern(
        "a web address",
        rf"(?i)([a-z]{{2,9}}://[^\s]|(?:^|[^\w])www\.[a-z\d-]+\.|[a-z\d-]+\.(?:{_ENDINGS})/|^///\w+\.\w+\.\w+$"
        rf"|(?:^|[^\w.@])[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:{_ENDINGS})$|(?:^|[^\w.])(?:{_SHORT_LINKS})/\w)",
    ),
    Pattern("a place of a file", r"(?i)(?:^|[^\w:/])([a-z]:/\w|//[a-z][\w.-]+/\w|/(?:users|home)/\w)"),
    Pattern("a name on social media", r"(?:^|[^\w./@-])(@[A-Za-z_][\w.]{2,})"),
    Pattern("a name on social media", rf"(?i)(?:^|\W)((?:{_NETWORKS})(?: name| handle| id)? ?[:=] ?@?\w[\w.]{{2,}})"),
    Pattern("an address", r"(?i)(?:^|\W)((?:flat|apartment|apt) ?\d+[a-z]?)(?:\W|$)"),
    Pattern("an address", r"(?i)(?:^|\W)(p\.?o\.? ?box ?\d+)(?:\W|$)"),
    Pattern("an address", rf"(?i)(?:^|\W)(\d+[a-z]?,?[ _](?:[a-z'-]+[ _]){{1,3}}(?:{_STREETS}))(?:[\W_]|$)"),
    Pattern("an address", rf"(?:^|\W)(\d+[A-Z]?,? (?:[A-Z'-]+ ){{1,3}}(?:{_STREETS_IF_NAMED.upper()}))(?:[,.;]|$)"),
    Pattern("an address", rf"(?:^|\W)(\d+[a-zA-Z]?,? (?:{_WELSH_STREETS}) [\w' ]+)(?:\W|$)"),
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
IN_NAMES = [one for one in PATTERNS if one.means != "free text"]  # of files and columns, which may be long
IN_SENTENCES = [one for one in IN_NAMES if one.means != "a web address"]
# Spellings that figures, dates and sentences of our own pages have too: looked for in records, and not in what leaves.
SPELLINGS_IN_RECORDS = [
    Pattern(
        "an NHS number",
        r"(?:^|[^\w.-])(\d{3}[ .,:;|/_+()-]{1,4}\d{3}[ .,:;|/_+()-]{1,4}\d{4}|[1-9],\d{3},\d{3},\d{3})(?:[^\w.-]|$)",
        _nhs_holds,
        chance=1 / 11,
    ),
    Pattern(
        "a date of birth",
        r"(?i)(?:^|[^a-z])((?:d\.?o\.?b\.?|(?:date|day)[ _]?of[ _]?birth|birth[ _]?da(?:te|y)|born|b\.)"
        rf"[\"' :=.-]{{0,5}}(?:on )?{_DAY})(?:\D|$)",
    ),
    Pattern(
        "a name of a person",
        rf"(?i)(?:^|[^a-z])((?:(?:{_NAMES})[ _]?names?[\"']? ?[:=]|[\"']names?[\"'] ?:) ?[\"']?[^\W\d_])",
    ),
    Pattern("a name of a person", r"(?:^|[^\w])((?:[Kk]nown as|AKA|[Aa]ka|a\.k\.a\.|n[eé]e) [A-Z])"),
]
