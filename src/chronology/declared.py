"""The gate for what leaves: text may hold only words that the project or this package declares.

A detector of identifiers misses some; a name that nobody declared as a word does not pass here, whatever it looks like.
"""

from __future__ import annotations

import ast
import base64
import calendar
import re
from collections.abc import Callable, Container, Iterable
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from .days_in_text import days_in
from .identifier_patterns import IN_SENTENCES, Pattern
from .plain_form import plain_form

WITHHELD = "[withheld]"
_OWN_FILES = (".yaml", ".html", ".py")
_NOT_OURS = ("simulate", "__pycache__")  # simulate holds made-up records
# Their words are in messages, and on pages that stay inside.
_STAY_INSIDE = ("chronology", "cli", "erasure", "extracts", "monitoring", "pseudonyms", "review")
_WORD = re.compile(r"[^\W_]+")
_HASH = r"(?=[a-f]*\d)(?=\d*[a-f])(?:[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})"
_SAFE = re.compile(rf"\d{{1,7}}|\d{{0,4}}[A-Za-z]|[A-Za-z]{{1,3}}\d{{1,4}}[A-Za-z]?|\d{{1,4}}[A-Za-z]{{2}}|{_HASH}|v?\d+e\d+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MARKUP = re.compile(r"(<style\b.*?</style>|<script\b.*?</script>|<!--.*?-->|<[^>]*>)", re.DOTALL | re.IGNORECASE)
_PLACE = re.compile(r'(<a id="[a-z-]+"></a>)')  # all the markup that our Markdown holds
_PICTURE = "data:image/svg+xml;base64,"
_ATTRIBUTE = re.compile(rf'((?<=\s)(?:alt|title|aria-label|content)="|{re.escape(_PICTURE)})([^"]*)')
_WORD_OR_WITHHELD = re.compile(rf"{re.escape(WITHHELD)}|{_WORD.pattern}")
_SEVERAL = re.compile(rf"{re.escape(WITHHELD)}(?:[\s,.'-]+{re.escape(WITHHELD)})+")
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]{}]+", re.IGNORECASE)
_MAY_BE_WHOLE = re.compile(r"\d|@|://|www", re.IGNORECASE)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, in lower case, and their full dates and web addresses, which leave whole or not at all."""
    listed = set(texts)
    lower = "\n".join(text.lower() for text in listed)
    return days_of(listed).union(_WORD.findall(lower), _web_addresses(lower))


def days_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the full dates of texts, in a form that is no word."""
    return frozenset(day for text in texts for day in days_in(text).values())


def days_of_settings(settings: Any) -> frozenset[str]:
    """Return the dates among settings (JSON), as `days_of`: of a sentence none, which may hold somebody's day of birth."""
    if isinstance(settings, dict):
        return frozenset().union(*map(days_of_settings, settings.values()))
    if isinstance(settings, list):
        return frozenset().union(*map(days_of_settings, settings))
    return days_of([settings]) if isinstance(settings, str) and _DATE.fullmatch(settings) else frozenset()


def _web_addresses(text: str) -> set[str]:
    return {found.rstrip(".,;:") for found in _WEB_ADDRESS.findall(text)}


@cache
def package_words() -> frozenset[str]:
    """Return the words of all sentences, keys and templates of this package, and those of dates."""
    return _words_without(_NOT_OURS)


@cache
def _data_words() -> frozenset[str]:
    return words_of(_own_texts(files(__package__.split(".")[0]), _NOT_OURS, (".yaml",)))


def found_by(test: Callable[[frozenset[str]], Any], own: frozenset[str] = frozenset()) -> Any:
    """Return what a test finds with `package_words` and the project's `own` as declared words; more words let it find less.

    Reading our own code for its words takes most of a second, so it is done only if the words of our data files leave something.
    """
    return test(_data_words() | own) and test(package_words() | own)


@cache
def leaving_words() -> frozenset[str]:
    """Return those of `package_words` that what leaves may need: of the rooms that write it."""
    return _words_without((*_NOT_OURS, *_STAY_INSIDE))


def _words_without(rooms: Container[str]) -> frozenset[str]:
    dates = [*calendar.month_name, *calendar.month_abbr, *calendar.day_name, *calendar.day_abbr]
    return words_of(_own_texts(files(__package__.split(".")[0]), rooms)) | words_of(dates)


def _own_texts(folder: Traversable, without: Container[str], kinds: tuple[str, ...] = _OWN_FILES) -> Iterable[str]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in without:
            yield from _own_texts(path, without, kinds)
        elif path.name.endswith(kinds):
            text = path.read_text(encoding="utf-8")
            yield from texts_of_code(text) if path.name.endswith(".py") else [text]


def texts_of_code(code: str) -> Iterable[str]:
    """Yield what code may write: its texts, docstrings aside, and the fields of its classes, which are keys of files."""
    nodes = _nodes(ast.parse(code))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """Return all nodes of a tree, as `ast.walk` does in twice the time."""
    nodes = [tree]
    for node in nodes:
        for value in vars(node).values():
            if isinstance(value, list):
                nodes += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                nodes.append(value)
    return nodes


def only_declared(content: Any, declared: frozenset[str]) -> tuple[Any, int]:
    """Return content without the words that nobody declared, and how many were withheld.

    Parameters
    ----------
    content : a page (HTML, SVG or Markdown), or JSON, whose keys count too; numbers stay as they are.
    declared : the words that may leave, in lower case: those of the project, and `leaving_words` where our own text is in it.
    """
    return _in_page(content, declared) if isinstance(content, str) else _in_json(content, declared)


def _in_json(content: Any, declared: frozenset[str]) -> tuple[Any, int]:
    if isinstance(content, dict):
        pairs = [(_in_json(key, declared), _in_json(value, declared)) for key, value in content.items()]
        kept: dict[Any, Any] = {}
        for (key, _), (value, _) in pairs:  # two keys that were withheld stay two
            kept[key if key not in kept else f"{key} {len(kept)}"] = value
        return kept, sum(one + other for (_, one), (_, other) in pairs)
    if isinstance(content, list | tuple):
        each = [_in_json(value, declared) for value in content]
        return [value for value, _ in each], sum(count for _, count in each)
    return _in_text(content, declared) if isinstance(content, str) else (content, 0)


def declared_names(names: Iterable[str], declared: frozenset[str]) -> dict[str, str]:
    """Return each name as it may leave: without the words that nobody declared, and different from every other."""
    listed = list(names)
    kept, _ = only_declared(dict.fromkeys(listed), declared)
    return dict(zip(listed, kept, strict=True))


def undeclared_line(names: dict[str, str], kind: str) -> list[str]:
    """Return the line that says how many of the names of `declared_names` messages withhold, and what to do; none if all stay."""
    withheld = sum(name != kept for name, kept in names.items())
    if not withheld:
        return []
    return [
        f"{withheld:,} of {len(names):,} names of {kind} are withheld here, because the vocabulary does not list them. "
        f"To show them, list them in its words, under {kind}."
    ]


def _in_page(text: str, declared: frozenset[str]) -> tuple[str, int]:
    parts = (_MARKUP if text.lstrip().startswith("<") else _PLACE).split(text)
    changed = [(_in_tag if nth % 2 else _in_text)(part, declared) for nth, part in enumerate(parts)]
    return "".join(part for part, _ in changed), sum(count for _, count in changed)


def _in_tag(tag: str, declared: frozenset[str]) -> tuple[str, int]:
    count = 0

    def kept(match: re.Match[str]) -> str:
        nonlocal count
        value, found = (_in_picture if match[1] == _PICTURE else _in_text)(match[2], declared)
        count += found
        return f"{match[1]}{value}"

    return _ATTRIBUTE.sub(kept, tag), count


def _in_picture(encoded: str, declared: frozenset[str]) -> tuple[str, int]:
    picture, count = _in_page(base64.b64decode(encoded).decode(), declared)
    return base64.b64encode(picture.encode()).decode(), count


def _in_text(text: str, declared: frozenset[str]) -> tuple[str, int]:
    def kept(match: re.Match[str]) -> str:
        word = match[0]
        return word if word == WITHHELD or _is_declared(word.lower(), declared) or _SAFE.fullmatch(word) else WITHHELD

    left = _without_identifiers(text, declared) if _MAY_BE_WHOLE.search(text) else text
    left = _WORD_OR_WITHHELD.sub(kept, left)
    return _SEVERAL.sub(WITHHELD, left), left.count(WITHHELD) - text.count(WITHHELD)


def _is_declared(word: str, declared: frozenset[str]) -> bool:
    return any(each in declared for each in (word, word.removesuffix("s"), f"{word}s"))


def _without_identifiers(text: str, declared: frozenset[str]) -> str:
    """Return text without numbers of people, and days and web addresses that nobody declared; then in its plain form."""
    plain = plain_form(text)
    whole = days_in(plain) | {address: address.lower() for address in _web_addresses(plain)}
    undeclared = [written for written, key in whole.items() if key not in declared]
    for written in sorted(undeclared, key=len, reverse=True):
        text = plain = plain.replace(written, WITHHELD)
    for pattern in IN_SENTENCES:
        while found := next(filter(partial(_is_found, pattern), re.findall(pattern.looks, plain)), None):
            text = plain = plain.replace(found, WITHHELD)
    return text


def _is_found(pattern: Pattern, found: str) -> bool:
    return pattern.holds(found) and not _SAFE.fullmatch(found)
