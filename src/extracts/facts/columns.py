"""Columns of facts while they are made: few words as numbers, so that a rule works on distinct values and not on rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...chronology.reading.distinct import no_text
from ..tables.typed import TypedTable


@dataclass(frozen=True)
class Words:
    """A column of few words: the word of each row is at its place in `words`, or nothing (None, or NaN of pandas)."""

    places: np.ndarray
    words: Sequence[str | None] | pd.Index


def one_word(word: str | None, rows: int) -> Words:
    """Return a column with one word, or None for empty cells, in every row."""
    return Words(np.zeros(rows, dtype=np.int8), [word])


def joined_words(columns: Sequence[Words]) -> Words:
    """Return the words of each row (none of them None, some may be "") joined by ";"."""
    first, *others = columns
    for other in others:
        places, pairs = pd.factorize(first.places.astype(np.int64) * len(other.words) + other.places)
        both = (divmod(int(pair), len(other.words)) for pair in pairs)
        first = Words(
            places.astype(np.int32), [";".join(filter(None, (first.words[left], other.words[right]))) for left, right in both]
        )
    return first


class Rows:
    """Rows of a table from which facts are made; each column of the table is factorised once.

    Parameters
    ----------
    table : the table.
    which : the places of the rows in it; None: all.
    """

    def __init__(self, table: TypedTable, which: np.ndarray | None = None) -> None:
        self.table, self.which = table, which
        self.count = len(table.cells) if which is None else len(which)
        self._distinct: dict[tuple[str, bool], Words] = {}

    def at(self, which: np.ndarray) -> Rows:
        """Return some of these rows, which are all rows of the table, by their places."""
        if len(which) == self.count:
            return self
        part = Rows(self.table, which)
        part._distinct = self._distinct
        return part

    def words(self, role: str | None, unknown: bool = False) -> Words:
        """Return a column of text, or of the codes that no list has; its last word is NaN, for empty cells."""
        columns = self.table.unknown if unknown else self.table.cells
        if role is None or role not in columns:
            return one_word(None, self.count)
        if (role, unknown) not in self._distinct:
            places, values = pd.factorize(columns[role])
            places = np.where(places < 0, len(values), places).astype(np.int32)
            self._distinct[role, unknown] = Words(places, values.insert(len(values), None))
        every = self._distinct[role, unknown]
        return every if self.which is None else taken(every, self.which)

    def translated(self, role: str | None, word: Callable[[str | None], str | None], unknown: bool = False) -> Words:
        """Return what `word` makes of each cell of a column (None: an empty cell)."""
        own = self.words(role, unknown)
        return Words(own.places, [word(value if isinstance(value, str) else None) for value in own.words])

    def have(self, role: str, codes: list[str]) -> np.ndarray:
        """Return which rows have any of these codes in a column."""
        own, wanted = self.words(role), set(codes)
        has = [isinstance(value, str) and not wanted.isdisjoint(value.split(";")) for value in own.words]
        return np.asarray(np.array(has, dtype=bool)[own.places])

    def days(self, role: str | None) -> np.ndarray:
        """Return a column of days (datetime64[s])."""
        if role is None or role not in self.table.cells:
            return np.full(self.count, np.datetime64("NaT", "s"))
        return np.asarray(self.of(self.table.cells[role].to_numpy("datetime64[s]")))

    def seconds(self, role: str) -> np.ndarray:
        """Return the time of day in a column of dates (int32; 0 where none is given)."""
        if role not in self.table.seconds:
            return np.zeros(self.count, dtype=np.int32)
        return np.asarray(self.of(self.table.seconds[role].to_numpy()))

    def text(self, role: str | None) -> pd.Series:
        """Return a column of text with many values, or of days."""
        if role is None or role not in self.table.cells:
            return no_text(pd.RangeIndex(self.count))
        return pd.Series(self.of(self.table.cells[role].array))

    def of(self, column: Any) -> Any:
        """Return the cells of these rows in a column (an array) of all rows of the table."""
        return column if self.which is None else column.take(self.which)


def taken(column: Any, rows: np.ndarray) -> Any:
    """Return a column at some rows (their places)."""
    if isinstance(column, Words):
        return Words(column.places[rows], column.words)
    return column.take(rows)


def frame_of(parts: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows of all parts, which have the same columns, under each other; columns of few words are categorical."""
    columns = {name: [part[name] for part in parts] for name in (parts[0] if parts else ())}
    return pd.DataFrame({name: _under_each_other(column) for name, column in columns.items()}, copy=False)


def _under_each_other(column: list[Any]) -> Any:
    if not isinstance(column[0], Words):
        if isinstance(column[0], np.ndarray):
            return np.concatenate(column)
        return pd.concat(map(pd.Series, column), ignore_index=True).array
    lists = {_key(part.words): part.words for part in column}
    numbers, every = pd.factorize(pd.concat([pd.Series(words, dtype="str") for words in lists.values()], ignore_index=True))
    ends = np.cumsum([len(words) for words in lists.values()])
    numbers_of = dict(zip(lists, np.split(numbers.astype(np.int32), ends[:-1]), strict=True))
    places = np.concatenate([numbers_of[_key(part.words)][part.places] for part in column])
    return pd.Categorical.from_codes(places, pd.Index(every, dtype="str"))


def _key(words: Sequence[str | None] | pd.Index) -> object:
    """Return what several parts with the same words share: of the many words of a column of the table, that it is the same."""
    return id(words) if isinstance(words, pd.Index) else tuple(words)
