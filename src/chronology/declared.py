"""The gate for what leaves: text may hold only words that the project or this package declares.

A detector of identifiers misses some; a name that nobody declared as a word does not pass here, whatever it looks like.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .identifier_patterns import PATTERNS
from .plain_form import plain_form

WITHHELD = "[withheld]"
_TEXTS = (".py", ".yaml", ".html")
_NOT_OURS = ("simulate", "__pycache__")  # simulate holds made-up records
_WORD = re.compile(r"[^\W_]+")
_SAFE = re.compile(r"\d{1,8}|\d{0,4}[A-Za-z]|[A-Za-z]{1,3}\d{1,4}[A-Za-z]?|\d{1,4}[A-Za-z]{2}|(?=\w*\d)[0-9a-f]{8,64}|v?\d+e\d+")
_MARKUP = re.compile(
    r"(<style\b.*?</style>|<script\b.*?</script>|<!--.*?-->|<[^>]*>|data:[a-z/+]+;base64,[\w+/=]+)", re.DOTALL | re.IGNORECASE
)
_ATTRIBUTE = re.compile(r'(?<=\s)(alt|title|aria-label|content)="([^"]*)"')
_NUMBERS = [one for one in PATTERNS if one.means not in ("free text", "a web address", "an e-mail address", "an address")]


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, in lower case."""
    return frozenset(word for text in texts for word in _WORD.findall(text.lower()))


@cache
def package_words() -> frozenset[str]:
    """Return the words of this package's own code, sentences and templates, and those of dates."""
    dates = [*calendar.month_name, *calendar.month_abbr, *calendar.day_name, *calendar.day_abbr]
    return words_of(_own_texts(files(__package__.split(".")[0]))) | words_of(dates)


def _own_texts(folder: Traversable) -> Iterable[str]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _NOT_OURS:
            yield from _own_texts(path)
        elif path.name.endswith(_TEXTS):
            yield path.read_text(encoding="utf-8")


def only_declared(content: Any, declared: frozenset[str]) -> tuple[Any, int]:
    """Return content without the words that nobody declared, and how many were withheld.

    Parameters
    ----------
    content : text, a page (HTML), or JSON, whose keys count too; numbers stay as they are.
    declared : words in lower case, those of the project; see `package_words` for ours.
    """
    if isinstance(content, dict):
        pairs = [(only_declared(key, declared), only_declared(value, declared)) for key, value in content.items()]
        kept: dict[Any, Any] = {}
        for (key, _), (value, _) in pairs:  # two keys that were withheld stay two
            kept[key if key not in kept else f"{key} {len(kept)}"] = value
        return kept, sum(one + other for (_, one), (_, other) in pairs)
    if isinstance(content, list | tuple):
        each = [only_declared(value, declared) for value in content]
        return [value for value, _ in each], sum(count for _, count in each)
    return _in_markup(content, declared) if isinstance(content, str) else (content, 0)


def _in_markup(text: str, declared: frozenset[str]) -> tuple[str, int]:
    parts, count = _MARKUP.split(text), 0
    for place, part in enumerate(parts):
        if place % 2 == 0:
            parts[place], found = _in_text(part, declared)
            count += found
        elif _ATTRIBUTE.search(part):
            changed = [(match, _in_text(match[2], declared)) for match in _ATTRIBUTE.finditer(part)]
            for match, (value, found) in reversed(changed):
                part = f'{part[: match.start()]}{match[1]}="{value}"{part[match.end() :]}'
                count += found
            parts[place] = part
    return "".join(parts), count


def _in_text(text: str, declared: frozenset[str]) -> tuple[str, int]:
    count = 0

    def kept(match: re.Match[str]) -> str:
        nonlocal count
        word = match[0].lower()
        if _is_declared(word, declared) or _SAFE.fullmatch(match[0]):
            return match[0]
        count += 1
        return WITHHELD

    text = _without_numbers(text) if any(map(str.isdigit, text)) else text
    return re.sub(rf"{re.escape(WITHHELD)}(?:[\s,.'-]+{re.escape(WITHHELD)})+", WITHHELD, _WORD.sub(kept, text)), count


def _is_declared(word: str, declared: frozenset[str]) -> bool:
    return any(each in words for each in (word, word.removesuffix("s"), f"{word}s") for words in (declared, package_words()))


def _without_numbers(text: str) -> str:
    """Return text without numbers of people, in its plain form if there is one."""
    plain = plain_form(text)
    for pattern in _NUMBERS:
        for found in re.findall(pattern.looks, plain):
            if pattern.holds(found) and not re.fullmatch(r"[0-9a-f]{32,64}", found):
                plain = plain.replace(found, WITHHELD)
                text = plain
    return text
