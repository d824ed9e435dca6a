"""Convert numbers of the running world to the identifiers, dates and text of the canonical tables."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..chronology.tables import empty_table
from .log import Ints
from .town import Town

DIGITS = 5  # at least
Numbers: TypeAlias = pd.Series | Ints


def canonical(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with the columns and dtypes of the canonical table `name`; categories become text."""
    empty = empty_table(name)
    texts = {str(key): as_text(frame[key]) for key, kind in frame.dtypes.items() if isinstance(kind, pd.CategoricalDtype)}
    return frame.assign(**texts).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())


def as_text(words: pd.Series) -> pd.Series:
    """Return a categorical column as text."""
    text = words.cat.categories.astype("str").array.take(words.cat.codes.to_numpy(), allow_fill=True)
    return pd.Series(text, index=words.index)


def identifiers(letter: str, block: int, numbers: Numbers, digits: int) -> pd.Series:
    """Return a pseudonym for each number: letter, block, number; empty if the number is missing."""
    column = pd.Series(numbers)
    text = pc.utf8_lpad(pc.cast(pa.array(column, pa.int64(), from_pandas=True), pa.large_string()), digits, "0")
    prefix = pa.scalar(f"{letter}{block:0{DIGITS}d}", pa.large_string())
    named = pc.binary_join_element_wise(prefix, text, pa.scalar("", pa.large_string()))
    return pd.Series(pd.array(named, dtype="str"), index=column.index)


def child_ids(town: Town, numbers: Numbers) -> pd.Series:
    """Return the pseudonyms of children, by number."""
    return _taken(identifiers("C", town.block, town.everyone, DIGITS), numbers)


def household_ids(town: Town, numbers: Numbers) -> pd.Series:
    """Return the pseudonyms of homes, by number; a family has several homes."""
    return _taken(identifiers("H", town.block, np.arange(2 * town.people.homes), DIGITS), numbers)


def _taken(names: pd.Series, numbers: Numbers) -> pd.Series:
    column = pd.Series(numbers)
    return names.take(column.to_numpy()).set_axis(column.index)


def dates(town: Town, days: Numbers) -> pd.Series:
    """Return the dates of days since the start of the world; empty if the day is missing."""
    return (town.start + pd.to_timedelta(pd.Series(days), unit="D")).astype("datetime64[s]")


def one_word(word: str, rows: int) -> pd.Categorical[str]:
    """Return a categorical column with the same word in every row."""
    return pd.Categorical.from_codes(np.zeros(rows, dtype=np.int8), pd.Index([word]))
