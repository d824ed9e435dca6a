"""Converting cells to the types of the canonical columns; a cell that cannot be read becomes empty, never a guess."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..tables import Column
from ..vocabulary import Vocabulary
from .clocks import TIME, ZONE, Clock, british_moments, british_times
from .ids import clean_ids
from .no_date import stands_for_no_date

EXPECTED = {
    "text": "text",
    "date": "a date between 1900 and 2100, as 2024-03-31 or 31/03/2024; none as an empty cell, not as 1970-01-01 and the like",
    "month": "a month, as 2024-03",
    "number": "a number",
    "flag": "true or false",
    "word": "a word of the vocabulary's list",
    "words": 'words of the vocabulary\'s list, joined by ";"',
}

FLAGS = {"true": True, "yes": True, "1": True, "1.0": True, "false": False, "no": False, "0": False, "0.0": False}
MONTH_FIRST = 0.05  # of the days that show it: a larger part makes the others doubtful
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_TIME_AFTER_ISO_DAY = rf"^(\d{{4}}-\d{{2}}-\d{{2}})(?:[T ]{TIME}|{ZONE})$"


def among(cells: pd.Series, values: pd.Series) -> pd.Series:
    """Return whether each of `cells` is one of `values`, both text (`isin` of pandas is slow for many values)."""
    known = pa.array(values.dropna(), type=pa.large_string())
    found = pc.is_in(pa.array(cells, type=pa.large_string(), from_pandas=True), value_set=known)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=cells.index)


def as_text(cells: pd.Series) -> pd.Series:
    """Return `cells` as text, whole numbers without a decimal point, empty cells empty."""
    if pd.api.types.is_float_dtype(cells) and (cells.dropna() % 1 == 0).all():
        cells = cells.astype("Int64")
    text = cells if cells.dtype == "str" else cells.astype("str").where(cells.notna()).astype("str")
    text = text.str.strip()
    return text.where(text != "") if (text == "").any() else text


def as_dates(cells: pd.Series) -> pd.Series:
    """Return `cells` as days in Britain (datetime64[s]): ISO dates and times, and UK dates day first.

    Days such as 03/04/2024 are none in a column of which more than 5 in 100 others have the month first.
    """
    return read_days(cells)[0]


def read_days(cells: pd.Series) -> tuple[pd.Series, Clock]:
    """Return `cells` as days in Britain, see `as_dates`, and the times that were converted to British time."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        times, clock = british_times(cells)
        days = times.dt.floor("D").astype("datetime64[s]")
    else:
        codes, values = pd.factorize(as_text(cells))
        text = pd.Series(values, dtype="str")
        day = text.str.replace(_TIME_AFTER_ISO_DAY, r"\1", regex=True)
        iso = day.where(day.str.fullmatch(r"\d{4}-\d{2}-\d{2}", na=False))
        british = day.where(day.str.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", na=False))
        rows = np.bincount(codes[codes >= 0], minlength=len(text))
        british = british.where(~_of_unknown_order(british, rows))
        written = _parsed(iso, "%Y-%m-%d").fillna(_parsed(british, "%d/%m/%Y")).to_numpy().astype("datetime64[D]")
        found, clock = british_moments(text, written, rows)
        # An empty cell has code -1, which selects the last item.
        days = np.append(found.astype("datetime64[D]"), np.datetime64("NaT", "D"))
        days = pd.Series(days[codes].astype("datetime64[s]"), index=cells.index)
    return days.where(days.dt.year.between(_FIRST_YEAR, _LAST_YEAR)), clock


def _of_unknown_order(british: pd.Series, rows: np.ndarray) -> pd.Series:
    """Return which days, such as 03/04/2024, may have the month first, because other values of their column have it.

    Parameters
    ----------
    british : distinct values of a column as d/m/yyyy, empty where another form is used.
    rows : number of rows with each.
    """
    parts = british.str.extract(r"^(\d{1,2})/(\d{1,2})/").astype("float64")
    month_first, day_first = (parts[1] > 12) & (parts[0] <= 12), (parts[0] > 12) & (parts[1] <= 12)
    if rows[month_first].sum() <= MONTH_FIRST * rows[month_first | day_first].sum():
        return pd.Series(False, index=british.index)
    return parts.max(axis=1).le(12) & (parts[0] != parts[1])


def _parsed(text: pd.Series, pattern: str) -> pd.Series:
    # A year of four digits can lie outside the nanosecond range: "coerce" at second resolution keeps it readable.
    return pd.to_datetime(text, format=pattern, errors="coerce").astype("datetime64[s]")


def read_record_days(cells: pd.Series) -> tuple[pd.Series, Clock]:
    """Return what `read_days` does, without the days that systems write where there is no date."""
    days, clock = read_days(cells)
    return days.mask(stands_for_no_date(days.to_numpy("datetime64[D]"))), clock


def as_months(cells: pd.Series) -> pd.Series:
    """Return `cells` as the first day of a month; a day within the month is not a month, nor is the zero of a calendar."""
    if not pd.api.types.is_datetime64_any_dtype(cells):
        cells = as_text(cells).str.replace(r"^(\d{4}-\d{2})$", r"\1-01", regex=True)
    days = as_dates(cells)
    return days.where((days.dt.day == 1) & ~stands_for_no_date(days.to_numpy("datetime64[D]"), of_birth=True))


def _as_numbers(cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _as_flags(cells: pd.Series) -> pd.Series:
    return cells if cells.dtype == "bool" else as_text(cells).str.lower().map(FLAGS)


def _as_words(cells: pd.Series, allowed: list[str]) -> pd.Series:
    """Return each cell's words once, in the vocabulary's order; a cell with any other word becomes empty."""
    text = as_text(cells)

    def ordered(cell: str) -> str | None:
        words = {word.strip() for word in cell.split(";") if word.strip()}
        return ";".join(word for word in allowed if word in words) if words and words <= set(allowed) else None

    return text.map({cell: ordered(cell) for cell in text.dropna().unique()}).astype("str")


def convert_cells(cells: pd.Series, column: Column, vocabulary: Vocabulary) -> pd.Series:
    """Return `cells` as the type of `column` (flags with empty cells as object); a cell that cannot be read becomes empty."""
    readers: dict[str, Callable[[pd.Series], pd.Series]] = {
        "text": as_text,
        "date": lambda own: read_record_days(own)[0],
        "month": as_months,
        "number": _as_numbers,
        "flag": _as_flags,
    }
    if column.id:
        return clean_ids(cells)
    if column.words is None:
        return readers[column.type](cells)
    allowed = vocabulary.allowed(column.words)
    if column.type == "words":
        return _as_words(cells, allowed)
    text = as_text(cells)
    known = text.isin(allowed)
    return text if (known | text.isna()).all() else text.where(known)
