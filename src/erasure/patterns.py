"""The identifiers that are looked for, in every spelling that files give them, as patterns for bytes and for text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SHORT = 6  # an identifier with fewer characters, or of digits alone, could be any number or word: only whole cells count
_AT_ONCE = 100  # alternatives in one pattern: with many more the automaton does not fit its memory, and crawls
_FEW = 500  # with more identifiers, the words of the data are looked up first
_WORD = re.compile(rb"[0-9A-Za-z]+")
_LETTER = "[0-9A-Za-z]"
_LOOSE, _WHOLE, _CELL = "[^0-9A-Za-z]", "[\"'>\n<]", "[\"'>\n<,;|\t\r]"
ERASED = "erased"


@dataclass(frozen=True)
class Ids:
    """Whom a search is for.

    Attributes
    ----------
    children : pseudonyms of the children.
    others : identifiers that belong to these children alone: of events, contacts, spells and places of records.
    """

    children: frozenset[str]
    others: frozenset[str] = field(default=frozenset())

    @property
    def every(self) -> frozenset[str]:
        """All identifiers."""
        return self.children | self.others

    @cached_property
    def in_children(self) -> Finder:
        """A search for the children alone."""
        return Finder(self.children)

    @cached_property
    def in_every(self) -> Finder:
        """A search for all identifiers."""
        return Finder(self.every)


class Finder:
    """A search for identifiers, compiled once: in bytes of any size, and in text."""

    def __init__(self, ids: Iterable[str], few: bool = False) -> None:
        ids = sorted(ids)
        self._by_word: dict[bytes, list[str]] = {}
        if len(ids) > _FEW and not few:
            for one in ids:
                for word in {max(_WORD.findall(each.encode()), key=len, default=b"") for each in _spellings(one)}:
                    self._by_word.setdefault(word, []).append(one)
            return
        distinct, weak = set[str](), set[str]()
        for one in ids:
            (weak if len(one) < SHORT or one.isdigit() else distinct).update(_spellings(one))
        self._distinct, self._weak = sorted(distinct), sorted(weak)
        wide = [_wide(one) for one in (*self._distinct, *self._weak)]
        shared = [*_patterns(self._distinct, _LOOSE), *("|".join(some) for some in _portions(wide))]
        self._anywhere = [*shared, *_patterns(self._weak, _WHOLE)]
        self._in_cells = [*shared, *_patterns(self._weak, _CELL)]
        self._text = re.compile("|".join(_text_patterns(self._distinct, self._weak)) or "(?!)")

    def in_bytes(self, data: bytes | memoryview, cells: bool = False) -> bool:
        """Return whether the bytes hold an identifier; `cells`: they are a table in text, whose separators end a cell."""
        if not len(data):
            return False
        if self._by_word:
            return self._of_words_in(data).in_bytes(data, cells)
        offsets = pa.py_buffer(np.array([0, len(data)], dtype="int64"))
        value = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)])
        return any(pc.match_substring_regex(value, each)[0].as_py() for each in (self._in_cells if cells else self._anywhere))

    def in_text(self, text: str) -> bool:
        """Return whether a text holds an identifier."""
        if self._by_word:
            return self._of_words_in(text.encode()).in_text(text)
        return self._text.search(text) is not None

    def replaced(self, text: str) -> str:
        """Return a text with `erased` for every identifier."""
        return (self._of_words_in(text.encode()) if self._by_word else self)._text.sub(ERASED, text)

    def _of_words_in(self, data: bytes | memoryview) -> Finder:
        """Return a search for those of very many identifiers whose longest word stands in the data, in UTF-16 too."""
        words = set(_WORD.findall(data)) | set(_WORD.findall(bytes(data).replace(b"\0", b""))) | {b""}
        return Finder([one for word in sorted(words & self._by_word.keys()) for one in self._by_word[word]], few=True)


def _spellings(one: str) -> set[str]:
    """Return an identifier as it stands in text, pages, JSON, addresses and names of files."""
    return {one, html.escape(one), json.dumps(one)[1:-1], quote(one), re.sub(r"[^A-Za-z0-9_-]", "_", one)}


def _wide(one: str) -> str:
    """Return a pattern for an identifier in UTF-16 of either order: the last half of it can be in the next character."""
    return re.escape(one.encode("utf-16-le")[:-1].decode("latin-1"))


def _portions(patterns: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(patterns), _AT_ONCE):
        yield patterns[start : start + _AT_ONCE]


def _patterns(ids: list[str], edge: str) -> list[str]:
    return [f"(?:^|{edge})(?:{'|'.join(some)})(?:$|{edge})" for some in _portions([re.escape(one) for one in ids])]


def _text_patterns(distinct: list[str], weak: list[str]) -> Iterator[str]:
    """Yield patterns for a cell of text: an identifier that is distinct anywhere in it, one that is not as the whole cell."""
    longest_first = sorted(distinct, key=lambda one: (-len(one), one))
    if distinct:
        yield f"(?<!{_LETTER})(?:{'|'.join(map(re.escape, longest_first))})(?!{_LETTER})"
    if weak:
        yield rf"\A(?:{'|'.join(map(re.escape, weak))})\Z"
