"""Warnings of columns whose cells look like names of people. They may be wrong both ways, and stop nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import partial

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from .declared import found_by, words_of
from .identifiers import REMEDY
from .names import is_of_a_person
from .plain_form import decoded_form

_FEWEST_NAMES, _FEWEST_ALONE = 8, 20
_MOST_LOOKED_AT = 20_000
_LEAST_VARIED = 50  # rows for a different cell
_SHORTEST, _LEAST_VOWELS = 4, 0.3
_WORD = r"[^\W\d_a-z][^\W\d_]*(?:['-][^\W\d_]+)*"
_ANY_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"
# Two words in its plain form, as a name of a person is.
_COULD_BE_TWO_WORDS = r"\s|[\x0b\x1c-\x1f]|[^\x00-\x7f]|^[A-Z][A-Za-z'-]*[._,][A-Z]"
_COULD_BE_A_NAME = r"^[^0-9]{3,60}[0-9]{0,4}$"
_PERSON = re.compile(rf"{_WORD}(?:[.,]? |[._,]){_WORD}\.?(?:[ ._]{_WORD}\.?){{0,2}}(?:[ ,;]+[(\d].*)?$")
_TITLED = re.compile(rf"(?:^|[ ,])(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? {_WORD}")
_WORDS = re.compile(rf"{_ANY_WORD}(?:[ ._,-]+{_ANY_WORD}){{0,3}}[ ._-]?\d{{0,4}}")
_ALONE = re.compile(rf"{_ANY_WORD}(?:-{_ANY_WORD})?")
_CONSONANTS = re.compile(r"[^aeiouy]{4}")


def name_warnings(columns: Iterable[tuple[str, str, pd.Series]], own: frozenset[str]) -> list[str]:
    """Return a warning for each column (file, name, cells) that seems to hold names of people.

    Each of these is enough: in more than half of at least eight different cells two to four words of letters, capitalised or not
    declared, and perhaps a number or brackets after them; in more than half of at least twenty, such words, or a single one that
    is not declared and can be spoken, as most codes cannot, if there are more than a few words for all rows; in any cell a title
    such as Mrs before a capitalised word.

    Parameters
    ----------
    own : words of the project that are no names of people, in lower case, beside `package_words`.
    """
    lines = []
    for file, name, cells in columns:
        if cells.dtype not in ("object", "str"):
            continue
        different = pa.array(pd.Series(cells.dropna().unique()).astype("str"), pa.large_string())
        of_two = different.filter(pc.match_substring_regex(different, _COULD_BE_TWO_WORDS))
        titled = sum(bool(_TITLED.search(decoded_form(value))) for value in of_two.to_pylist())
        varied = _LEAST_VARIED * len(different) >= cells.count()
        found = found_by(partial(_names_among, different, varied), own)
        if titled or found:
            lines.append(
                f"WARNING: {file}, column {name}: {max(found, titled):,} of {len(different):,} different cells look like names "
                f"of people. If they are, {REMEDY}."
            )
    return lines


def _names_among(different: pa.Array, varied: bool, declared: frozenset[str]) -> int:
    """Return how many of the different cells look like names, of very many in proportion; 0 if they are too few to say."""
    step = len(different) // _MOST_LOOKED_AT + 1
    looked_at = different.take(pa.array(range(0, len(different), step), pa.int64()))
    possible = looked_at.filter(pc.match_substring_regex(looked_at, rf"{_COULD_BE_A_NAME}|{_COULD_BE_TWO_WORDS}"))
    cells = [decoded_form(value) for value in possible.to_pylist()]
    several = sum(_is_of_words(cell, declared) for cell in cells)
    if len(looked_at) >= _FEWEST_NAMES and 2 * several > len(looked_at):
        return several * step
    if not varied:
        return 0
    alone = sum(_is_one_name(cell, declared) for cell in cells)
    enough = len(looked_at) >= _FEWEST_ALONE and 2 * (several + alone) > len(looked_at)
    return (several + alone) * step if enough else 0


def _is_of_words(cell: str, declared: frozenset[str]) -> bool:
    return bool(_PERSON.match(cell) or (_WORDS.fullmatch(cell) and is_of_a_person(cell, declared)))


def _is_one_name(cell: str, declared: frozenset[str]) -> bool:
    if not _ALONE.fullmatch(cell) or words_of([cell]) <= declared:
        return False
    letters = unicodedata.normalize("NFKD", cell.lower())
    plain = "".join(letter for letter in letters if letter.isalpha() and not unicodedata.combining(letter))
    vowels = sum(letter in "aeiouy" for letter in plain)
    return len(plain) >= _SHORTEST and vowels >= _LEAST_VOWELS * len(plain) and not _CONSONANTS.search(plain)
