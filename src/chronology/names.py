"""What looks like the name of a person, in names of files, folders, sheets and columns. It may be wrong both ways.

Pages, notes and messages quote these names. A name is noticed if two words in turn, or an initial and a word, are none of this
package's or the vocabulary's own, or a title and such a word; or if it holds a number as long as those of persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from ..errors import BadInput
from .days_in_text import days_in
from .declared import found_by, words_of
from .identifier_patterns import IN_NAMES, IN_SENTENCES, MAY_HOLD, passes
from .plain_form import decoded_form, plain_form

_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")  # JohnSmith
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_BETWEEN = re.compile(r"[ _.,&+-]{1,3}")
_LONG_NUMBER = re.compile(r"(?<!\d)\d{9,12}(?!\d)")  # also mistyped; a time has 14 digits
_SHORTEST = 3
_USUAL = frozenset(("spring", "summer", "autumn", "winter", "termly", "city", "borough", "county", "provisional", "example"))
_TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof")


def is_of_a_person(name: str, declared: frozenset[str]) -> bool:
    """Return whether a name looks like that of a person; `declared` are words that are no names of people, in lower case."""
    plain = _HUMPS.sub(" ", plain_form(name))
    neighbours = (pair for pair in pairwise(_WORD.finditer(plain)) if _BETWEEN.fullmatch(plain[pair[0].end() : pair[1].start()]))
    return any(_could_be_one(one[0], other[0], declared) for one, other in neighbours)


def _could_be_one(one: str, other: str, declared: frozenset[str]) -> bool:
    strange = [len(word) >= _SHORTEST and not words_of([word]) <= declared | _USUAL for word in (one, other)]
    initial = [len(word) == 1 and word.isupper() for word in (one, other)]
    return all(strange) or (any(strange) and any(initial)) or (one.lower() in _TITLES and strange[1])


def could_identify(name: str, declared: frozenset[str]) -> bool:
    """Return whether a name looks like that of a person, or holds an identifier or a number as long as one."""
    plain = decoded_form(name)
    holds = _LONG_NUMBER.search(plain) or any(passes(pattern, plain) for pattern in IN_NAMES)
    return bool(holds) or is_of_a_person(name, declared)


def header_could_identify(header: str, declared: frozenset[str]) -> bool:
    """Return whether the header of a column could identify a person: as `could_identify`, or by a date, which files may have."""
    return bool(days_in(decoded_form(header))) or could_identify(header, declared)


def shown_name(name: str, otherwise: str) -> str:
    """Return a user's own name of something as messages may show it: itself, or `otherwise` if it could identify a person."""
    return otherwise if found_by(partial(could_identify, name)) else name


def shown_header(header: str, number: int) -> str:
    """Return the header of a column as messages may show it: itself, or the column's number if it could identify a person."""
    return str(number) if found_by(partial(header_could_identify, header)) else header


def refuse_identifiers_in(content: Any, file: str = "") -> None:
    """Stop if words that may leave hold an identifier: those of a vocabulary, and of a log that git carries.

    Names of people cannot be told from other words there.

    Parameters
    ----------
    content : what stands in the YAML file `file`, or in the options of a command.

    Raises
    ------
    BadInput : with the place, and never the words.
    """
    for place, text in _texts_in(content):
        plain = decoded_form(text)
        found = re.search(MAY_HOLD, plain) and next((each for each in IN_SENTENCES if passes(each, plain)), None)
        if found:
            keys = ".".join(shown_header(key, number) for key, number in place) or "the whole file"
            raise BadInput(
                f"Words that may leave hold what looks like {found.means}.",
                where=f"{file}: {keys}" if file else keys,
                expected="words that may stand on pages, in what leaves, and in what git carries",
                do="write there what it means, and not about whom",
            )


def _texts_in(content: Any, place: tuple[tuple[str, int], ...] = ()) -> Iterator[tuple[tuple[tuple[str, int], ...], str]]:
    """Yield each text with its place: the keys that lead to it, each with its number among its neighbours."""
    if isinstance(content, str):
        yield place, content
    elif isinstance(content, dict | list):
        pairs = content.items() if isinstance(content, dict) else ((str(nth), each) for nth, each in enumerate(content))
        for number, (key, value) in enumerate(pairs, start=1):
            inner = (*place, (str(key), number))
            yield inner, str(key)
            yield from _texts_in(value, inner)
