"""The identifiers that are looked for, in every spelling that files give them, as patterns for bytes and for text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote_to_bytes

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SHORT = 6  # characters of the shortest identifier that no number or word is by chance
_AT_ONCE = 100  # alternatives in one pattern: with many more the automaton does not fit its memory, and crawls
_FEW = 500  # with more identifiers the words of the data are looked up first, and so are those of
_SMALL = 1 << 20  # bytes at most: to compile all patterns would take longer
_WORD = re.compile(rb"[0-9A-Za-z]+")
_LETTER = "[0-9A-Za-z]"
_LOOSE, _WHOLE = "[^0-9A-Za-z]", "[\"'>\n<]"
_ESCAPE = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(/))")
_MARKUP = re.compile(rb"<[^<>]*>")
_NAMES_CHILDREN = re.compile(r"(la)?(child|person|pupil|client|student)s?(unique)?(id|identifier|ref|key)?s?")
_NAMES_RECORDS = {"eventid", "pointid", "spellid", "sourceref", "replaces"}
ERASED = "erased"


def is_weak(one: str) -> bool:
    """Return whether an identifier could be any number or word: it has few characters, or digits alone."""
    return len(one) < SHORT or one.isdigit()


@dataclass(frozen=True)
class Ids:
    """Whom a search is for.

    Attributes
    ----------
    children : pseudonyms of the children.
    others : identifiers that belong to these children alone: of events, contacts, spells and places of records.
    known : pseudonyms of all children of the project, by which a column of children is known.
    """

    children: frozenset[str]
    others: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @property
    def every(self) -> frozenset[str]:
        """All identifiers."""
        return self.children | self.others

    @cached_property
    def weak(self) -> frozenset[str]:
        """Identifiers that could be any number or word: they count only in columns of identifiers."""
        return frozenset(one for one in self.every if is_weak(one))

    @cached_property
    def in_every(self) -> Finder:
        """A search for all identifiers."""
        return Finder(self.every)

    def weak_in(self, name: str) -> frozenset[str]:
        """Return which weak identifiers a column of this name, or a key of JSON, holds as identifiers; none in any other."""
        letters = re.sub(r"[^a-z]", "", name.casefold())
        if _NAMES_CHILDREN.fullmatch(letters):
            return self.weak & self.children
        return self.weak & self.others if letters in _NAMES_RECORDS else frozenset()


class Finder:
    """A search for identifiers, compiled once: in bytes of any size, and in text."""

    def __init__(self, ids: Iterable[str], few: bool = False) -> None:
        ids = sorted(ids)
        self._distinct, self._weak = [one for one in ids if not is_weak(one)], [one for one in ids if is_weak(one)]
        self._by_word: dict[bytes, list[str]] = {}
        for one in [] if few else self._distinct:
            for word in {max(_WORD.findall(each.encode()), key=len, default=b"") for each in _spellings(one)}:
                self._by_word.setdefault(word, []).append(one)
        self._narrower: dict[tuple[str, ...], Finder] = {(): self} if few else {(): Finder([], few=True)}

    def in_bytes(self, data: bytes | memoryview) -> bool:
        """Return whether bytes hold an identifier that is no number or short word, as a word in one of its spellings."""
        if self._by_word and (len(data) <= _SMALL or len(self._distinct) > _FEW):
            return self._of_words_in(data).in_bytes(data)
        return _matches(data, self._patterns)

    def in_any_spelling(self, data: bytes | memoryview) -> bool:
        """Return the same of text in which JSON, HTML, addresses or markup can hide characters."""
        return self.in_bytes(data) or any(self.in_bytes(each) for each in _unescaped(bytes(data)) if each != data)

    def anywhere_in(self, data: bytes | memoryview) -> bool:
        """Return whether bytes hold an identifier, whatever stands beside it: in binary files a letter can be a length."""
        return _matches(data, self._anywhere)

    def as_value_in(self, data: bytes | memoryview) -> bool:
        """Return whether bytes hold a number or short word that is an identifier as a whole value, line or element."""
        return _matches(data, self._values)

    def in_text(self, text: str) -> bool:
        """Return whether a text holds an identifier as a word."""
        return (self._of_words_in(text.encode()) if self._by_word else self)._text.search(text) is not None

    def replaced(self, text: str) -> str:
        """Return a text with `erased` for every identifier."""
        return (self._of_words_in(text.encode()) if self._by_word else self)._text.sub(ERASED, text)

    @cached_property
    def _spelled(self) -> list[str]:
        return sorted({each for one in self._distinct for each in _spellings(one)}, key=lambda one: (-len(one), one))

    @cached_property
    def _patterns(self) -> list[str]:
        return [*_between(self._spelled, _LOOSE), *_alternatives(_wide(self._distinct))]

    @cached_property
    def _text(self) -> re.Pattern[str]:
        return re.compile(f"(?<!{_LETTER})(?:{'|'.join(map(re.escape, self._spelled)) or '(?!)'})(?!{_LETTER})")

    @cached_property
    def _anywhere(self) -> list[str]:
        return _alternatives([*(_exactly(one.encode()) for one in self._distinct), *_wide(self._distinct)])

    @cached_property
    def _values(self) -> list[str]:
        return list(_between(self._weak, _WHOLE))

    def _of_words_in(self, data: bytes | memoryview) -> Finder:
        """Return a search for those identifiers alone whose longest word stands in the data, in UTF-16 and UTF-32 too."""
        data = bytes(data)
        words = {b"", *_WORD.findall(data), *(_WORD.findall(data.replace(b"\0", b"")) if b"\0" in data else ())}
        words |= {word[1:] for word in words if word.startswith(b"V")}  # as in the oldest pickles
        ids = tuple(sorted({one for word in words & self._by_word.keys() for one in self._by_word[word]}))
        if ids not in self._narrower:
            self._narrower[ids] = Finder(ids, few=True)
        return self._narrower[ids]


def _matches(data: bytes | memoryview, patterns: list[str]) -> bool:
    if not len(data) or not patterns:
        return False
    offsets = pa.py_buffer(np.array([0, len(data)], dtype="int64"))
    value = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)])
    return any(pc.match_substring_regex(value, each)[0].as_py() for each in patterns)


def _spellings(one: str) -> set[str]:
    """Return an identifier as it stands in text, pages, JSON, addresses and names of files."""
    return {one, html.escape(one), json.dumps(one)[1:-1], quote(one), re.sub(r"[^A-Za-z0-9_-]", "_", one)}


def _wide(ids: list[str]) -> list[str]:
    """Return patterns for UTF-16 and UTF-32 of either order: the last half of a text can be in the next character."""
    return [*(_exactly(one.encode("utf-16-le")[:-1]) for one in ids), *(_exactly(one.encode("utf-32-le")[:-3]) for one in ids)]


def _exactly(data: bytes) -> str:
    return "".join(chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"\\x{byte:02x}" for byte in data)


def _between(ids: list[str], edge: str) -> Iterator[str]:
    for each in _alternatives([_exactly(one.encode()) for one in ids]):
        yield f"(?:^|{edge}|\\nV)(?:{each})(?:$|{edge})"  # V: how the oldest pickles begin a text


def _alternatives(patterns: list[str]) -> list[str]:
    return ["|".join(patterns[start : start + _AT_ONCE]) for start in range(0, len(patterns), _AT_ONCE)]


def _unescaped(text: bytes) -> Iterator[bytes]:
    """Yield a text without the escapes of JSON, of HTML and of addresses, and without markup, where it has any."""
    if b"\\" in text:
        yield _ESCAPE.sub(lambda found: b"/" if found[3] else chr(int(found[1] or found[2], 16)).encode("utf-8", "replace"), text)
    if b"&" in text:
        yield html.unescape(text.decode("utf-8", "replace")).encode()
    if b"%" in text:
        yield unquote_to_bytes(text)
    if b"</" in text:
        yield _MARKUP.sub(b"", text)
