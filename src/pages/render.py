"""Rendering templates into self-contained HTML files: everything is escaped, and nothing may be left unfilled."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from .articles import with_articles
from .colours import NAMED
from .contents import with_contents
from .shares import chosen_share, of_100

# Marks of text direction can make a line read differently from what is stored.
_DIRECTION_MARKS = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9_.#-]+)\)")  # [words](page.html#place), within a report
CODE = re.compile(r"`([^`]+)`")

# The macros of the GOV.UK design system that templates call by their own names: the folder of each.
_COMPONENTS = {
    "govukDetails": "details",
    "govukInsetText": "inset-text",
    "govukPhaseBanner": "phase-banner",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTag": "tag",
    "govukWarningText": "warning-text",
}


class Edition(TypedDict):
    """For whom a page is made: a name, and what it means for whoever has the page."""

    name: str
    says: str


INTERNAL: Edition = {
    "name": "Internal edition",
    "says": "Holds small counts. It stays inside the secure area: do not pass this page on.",
}
RELEASE: Edition = {
    "name": "Release edition",
    "says": "Counts are to the nearest ten, and c stands for a small one or one that would give it away. Shares are rounded too.",
}
_edition: ContextVar[Edition] = ContextVar("edition", default=INTERNAL)


def printable(value: object) -> object:
    """Return `value` with control characters and marks of direction shown as replacement characters, if it is text.

    What a template has rendered is markup, whose values have been through here already.
    """
    if type(value) is not str or value.isprintable():  # marks of direction are not printable in Python's sense
        return value
    return value.translate({ord(mark): _REPLACEMENT for mark in set(value) if _is_hidden(mark)})


def _is_hidden(mark: str) -> bool:
    return mark in _DIRECTION_MARKS or (unicodedata.category(mark) in {"Cc", "Cs"} and mark not in "\n\t")


def linked(text: str) -> Markup:
    """Return text in which [words](page.html#place) is a link and `words` is code; everything else is escaped."""
    pieces = LINK.split(str(printable(text)))
    texts = [Markup(CODE.sub(r"<code>\1</code>", str(escape(words)))) for words in pieces[0::3]]
    links = [Markup('<a href="{}">{}</a>').format(place, words) for words, place in zip(pieces[1::3], pieces[2::3], strict=True)]
    return Markup("").join(part for pair in zip(texts, [*links, ""], strict=True) for part in pair)


@cache
def environment() -> Environment:
    """Return the jinja environment of all pages."""
    shared = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    shared.globals |= {**_components(), "colours": NAMED, "edition": INTERNAL}
    shared.filters["thousands"] = lambda number: f"{number:,}"
    shared.filters["summary_rows"] = summary_rows
    shared.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
    shared.filters["linked"] = linked
    shared.filters["pairs"] = lambda words: [(word, word[:1].upper() + word[1:]) for word in words]  # of a list to choose from
    shared.filters["with_contents"] = with_contents
    shared.filters["of_100"] = of_100
    shared.filters["chosen_share"] = chosen_share
    return shared


def summary_rows(lines: list[dict[str, str]]) -> list[dict[str, dict[str, str]]]:
    """Return lines of a label and what it says as rows of a summary list."""
    return [{"key": {"text": line["label"]}, "value": {"text": line["says"]}} for line in lines]


def _components() -> dict[str, Callable[..., Markup]]:
    """Return the macros of the design system. They use undefined values, which our environment refuses."""
    package = "govuk_frontend_jinja"
    components = Environment(
        loader=PrefixLoader({package: PackageLoader(package)}),
        autoescape=True,
        undefined=ChainableUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return {
        name: getattr(components.get_template(f"{package}/components/{folder}/macro.html").module, name)
        for name, folder in _COMPONENTS.items()
    }


@dataclass(frozen=True)
class Script:
    """One of our scripts, and the fingerprint by which a page allows it and no other."""

    text: Markup
    fingerprint: str


def script(name: str) -> Script:
    """Return a script from the folder of templates."""
    text = (files(__package__) / "templates" / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Script(Markup(text), f"sha256-{digest}")


def as_data(content: Any) -> Markup:
    """Return JSON for a script element: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def page(template: str, **content: object) -> str:
    """Return the HTML of `template`, filled with `content`.

    Every page extends page.html, which needs `synthetic` (the words of the banner, or "" for records of real people) and `home`
    (the path to index.html, or "" on the index itself). A page with one of our scripts needs `script` too. A page belongs to the
    internal edition unless another `edition` is given, or "" where it holds no record. `words` are the project's nouns, by name.

    Raises
    ------
    jinja2.UndefinedError : the template uses something that `content` does not hold.
    """
    html = environment().get_template(template).render(**{"edition": _edition.get()} | content)
    words = content.get("words")
    return html if words is None else with_articles(html, words.values() if isinstance(words, Mapping) else vars(words).values())


def picture(template: str, **content: object) -> Markup:
    """Return inline SVG: `template`, filled with `content`."""
    return Markup(environment().get_template(template).render(**content))


@contextmanager
def edition(chosen: Edition) -> Iterator[None]:
    """Mark the pages that are rendered in this context as belonging to an edition."""
    before = _edition.set(chosen)
    try:
        yield
    finally:
        _edition.reset(before)
