"""Days in the two forms that nearly all files write, read from the bytes of all values at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

YEAR_FIRST = "yyyy-mm-dd"
DAY_FIRST = "dd/mm/yyyy"
_ZERO = ord("0")


def plain_days(values: Any, form: str) -> np.ndarray:
    """Return the day (datetime64[D]) of each value (dtype str) that is wholly of a form and exists in the calendar; else NaT.

    Parameters
    ----------
    values : text, none of it empty.
    form : `YEAR_FIRST` or `DAY_FIRST`; the letters y, m and d stand for figures.
    """
    text = pa.array(values, type=pa.large_string())
    days = np.full(len(text), np.datetime64("NaT", "D"))
    as_long = np.asarray(pc.equal(pc.binary_length(text), len(form)).to_numpy(zero_copy_only=False), dtype=bool)
    if not as_long.any():
        return days
    letters = np.frombuffer("".join(pc.filter(text, as_long).to_pylist()).encode(), dtype=np.uint8).reshape(-1, len(form))
    figures = np.array([mark.isalpha() for mark in form])
    of_form = (letters[:, ~figures] == [ord(mark) for mark in form if not mark.isalpha()]).all(axis=1)
    of_form &= ((letters[:, figures] >= _ZERO) & (letters[:, figures] <= _ZERO + 9)).all(axis=1)
    year, month, day = (_number(letters[of_form], form, part) for part in "ymd")
    days[np.flatnonzero(as_long)[of_form]] = existing_days(year, month, day)
    return days


def _number(letters: np.ndarray, form: str, part: str) -> np.ndarray:
    number = np.zeros(len(letters), dtype=np.int64)
    for place in (place for place, mark in enumerate(form) if mark == part):
        number = number * 10 + letters[:, place] - _ZERO
    return number


def existing_days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Return days (datetime64[D]) from their parts (int64); NaT where the calendar has none."""
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (days.astype("datetime64[M]") == months)
    return np.where(exists, days, np.datetime64("NaT", "D"))
