"""Parsing dates as they appear in files: date cells, spreadsheet serial numbers, and text with the day first; never a guess."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...chronology.reading.clocks import TIME, ZONE, Clock, british_moments, british_times
from ...chronology.reading.distinct import factorise, no_text, spread
from ...chronology.reading.ids import PLACEHOLDERS
from ...chronology.reading.no_date import stands_for_no_date
from .plain_dates import DAY_FIRST, YEAR_FIRST, existing_days, plain_days

PLACEHOLDER = "placeholder"
NO_DATE = "not a date"
MONTH_FIRST = "the month stands before the day"
AMBIGUOUS = "day and month cannot be told apart"
YEAR_FIRST_OR_LAST = "a year of two digits may stand first"
OUT_OF_RANGE = "not between 1900 and 2100"

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_SERIALS = (10_000, 73_415)  # 1927 to 2100: smaller numbers are years, ages and counts
_EMPTY_SERIALS = (0, 2)  # days 0 to 2 of the system mean no date
_EPOCH = np.datetime64("1899-12-30", "D")  # day 0 for serial numbers of the 1900 system from March 1900 on
_TWO_DIGITS_FROM = 50  # 50 is 1950, 49 is 2049
_FEW = 0.05
_ENOUGH = 8  # date cells: all have a day up to 12 by chance less than once in a thousand
_NONE = np.datetime64("NaT", "D")
_DAY = 24 * 60 * 60  # seconds
_MAY_BE_YEARS = (5, 29)  # of this century
_FAR_APART = 20  # years; what is about children spans fewer
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_TIME = rf"(?:[T ] *{TIME})?"
_DAY_OF_ZONE = rf"(?:{ZONE})?"  # as XML writes a day; it is the day that is written
_UNAMBIGUOUS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_TIME}",
        rf"(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}}){_DAY_OF_ZONE}",
        rf"(?P<y>\d{{4}})(?P<m>\d{{2}})(?P<d>\d{{2}})(?:\.0+)?{_TIME}",
        rf"(?P<y>\d{{4}})[-/. ](?P<m>[A-Za-z]{{3,9}})[-/. ](?P<d>\d{{1,2}}){_TIME}",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]*(?P<m>[A-Za-z]{{3,9}})[-/., ]*(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    )
)
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}}) ?[-/. ] ?(?P<m>\d{{1,2}}) ?[-/. ] ?(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII,
)
_SHORT_YEAR = r"^\d{1,2} ?[-/. ] ?\d{1,2} ?[-/. ] ?\d{2}(?:\D|$)"
_MONTH_ALONE = (
    r"(?P<y>\d{4})[-/. ]?(?P<m>\d{2})",
    r"(?P<m>\d{1,2})[-/. ](?P<y>\d{4})",
    r"(?P<m>[A-Za-z]{3,9})[-/., ]*(?P<y>\d{4})",
    r"(?P<y>\d{4})[-/. ](?P<m>[A-Za-z]{3,9})",
)
_SERIAL = r"\d{1,6}(?:\.\d+)?"
_PARTLY = r"(?i)(?=.*[a-z]|00.00.0000)(?:zz?|dd?|\d{1,2})[-/](?:zz?|mm?|\d{1,2})[-/](?:z{2,4}|y{2,4}|\d{4})|0000-00-00.*"


@dataclass(frozen=True)
class ReadDates:
    """A column read as dates.

    Attributes
    ----------
    days : datetime64[s], NaT where there is no day.
    fault : why a cell that is not empty gave no day (dtype str); else empty. `PLACEHOLDER` is not an error in the row: the
        cell says that there is no date.
    clock : the values whose time was converted to British time.
    seconds : the time of day in Britain (int32; 0 where none is given); None where no cell gives one.
    """

    days: pd.Series
    fault: pd.Series
    clock: Clock
    seconds: pd.Series | None = None


@dataclass
class _Values:
    """Distinct values that are being read; a value is open until it has a day or a fault. `seconds` is the time of serials."""

    text: pd.Series
    days: np.ndarray
    fault: np.ndarray
    seconds: np.ndarray

    @property
    def open(self) -> np.ndarray:
        return np.asarray(np.isnat(self.days) & (self.fault == ""))

    def settle(self, where: np.ndarray, fault: str) -> None:
        self.fault[where & self.open] = fault


def read_dates(cells: pd.Series, of_birth: bool = False) -> ReadDates:
    """Read one column as dates, with the day before the month.

    Values such as 03/04/2024 are read by the unambiguous values of the column: day first, unless more than 5 in 100 of
    these have the month first. Then ambiguous values are a fault; a value with the month first always is. Date cells are a
    fault if a program has evidently swapped days and months: all have a day up to 12, and all later days are text.
    Days that stand for no date (`chronology.reading.no_date`) are placeholders; fewer do in dates `of_birth`.
    """
    if pd.api.types.is_datetime64_any_dtype(cells):
        times, clock = british_times(cells)
        codes, moments = pd.factorize(times.to_numpy().astype("datetime64[s]"))
        return _result(moments, np.full(len(moments), "", dtype=object), codes, cells.index, clock, of_birth)
    codes, distinct = factorise(cells)
    plain = _if_all_plain(distinct) if cells.dtype == "str" else None
    if plain is not None:
        return _result(plain, np.full(len(plain), "", dtype=object), codes, cells.index, Clock(), of_birth)
    values = _read(list(distinct))
    moments, clock = british_moments(values.text, values.days, np.bincount(codes[codes >= 0], minlength=len(values.text)))
    return _result(moments + values.seconds, values.fault, codes, cells.index, clock, of_birth)


def _if_all_plain(distinct: Any) -> np.ndarray | None:
    """Return the days of values that are all written as 2024-04-03 or 03/04/2024 (day first), and exist; else None."""
    days = plain_days(distinct, YEAR_FIRST)
    open_ = np.isnat(days)
    if open_.any():
        days[open_] = plain_days(distinct[open_], DAY_FIRST)
    return None if np.isnat(days).any() else days


def read_months(cells: pd.Series) -> ReadDates:
    """Read one column as months (their first days): 2015-03, 03/2015, March 2015, or any day of the month.

    Days of birth are kept by month only (design rule 4), and pseudonymised files hold months.
    """
    months = _first_days(cells) if not pd.api.types.is_datetime64_any_dtype(cells) else cells
    read = read_dates(months, of_birth=True)
    first_days = read.days.to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    return ReadDates(pd.Series(first_days, index=cells.index), read.fault, read.clock)


def _first_days(cells: pd.Series) -> pd.Series:
    """Return `cells` with each month without a day as the text of its first day (ISO)."""
    codes, distinct = factorise(cells)
    if cells.dtype == "str" and _if_all_plain(distinct) is not None:
        return cells
    text = pd.Series([value if isinstance(value, str) else None for value in distinct], dtype="str").str.strip()
    whole: list[Any] = list(distinct)
    for pattern in _MONTH_ALONE:
        found = text.str.extract(f"^{pattern}$").dropna()
        months = found["m"].str.lower().str[:3].map(_MONTHS).fillna(pd.to_numeric(found["m"], errors="coerce"))
        for place, year, month in zip(found.index, found["y"], months, strict=True):
            whole[place] = f"{year}-{month:02.0f}-01" if month == month else whole[place]
    return pd.Series(pd.Series([*whole, None], dtype="object").to_numpy()[codes], index=cells.index, dtype="object")


def _result(
    moments: np.ndarray, fault: np.ndarray, codes: np.ndarray, index: pd.Index, clock: Clock, of_birth: bool
) -> ReadDates:
    """Return what cells give, from the times and faults of distinct values and the number of each cell's value (-1: empty)."""
    days = moments.astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype("int64") + 1970
    there = ~np.isnat(days)
    empty = stands_for_no_date(days, of_birth)
    outside = there & ~empty & ((years < _FIRST_YEAR) | (years > _LAST_YEAR))
    fault = np.where(empty, PLACEHOLDER, np.where(outside, OUT_OF_RANGE, fault))
    days = np.where(empty | outside, _NONE, days).astype("datetime64[s]")
    each = pd.Series(np.append(days, _NONE)[codes], index=index)  # code -1 selects the last item
    seconds = _seconds(moments - days, codes, index)
    if not (fault != "").any():
        return ReadDates(each, no_text(index), clock, seconds)
    reasons = pd.Series(pd.array(fault, dtype="str"))
    return ReadDates(each, spread(reasons.where(reasons != ""), codes, index), clock, seconds)


def _seconds(times: np.ndarray, codes: np.ndarray, index: pd.Index) -> pd.Series | None:
    """Return the time of day of each cell, from the times after midnight (timedelta64) of distinct values."""
    seconds = np.where(np.isnat(times), 0, times.astype("timedelta64[s]").astype("int64")).astype("int32")
    return pd.Series(np.append(seconds, np.int32(0))[codes], index=index) if seconds.any() else None


def _read(distinct: list[Any]) -> _Values:
    text = pd.Series([_as_text(value) for value in distinct], dtype="str")
    text = text.str.replace("\u00a0", " ").str.strip().str.removeprefix("'").str.strip()
    text = _with_plain_digits(text)
    days, none = plain_days(text.array, YEAR_FIRST), np.full(len(text), "", dtype=object)
    values = _Values(text, days, none, np.zeros(len(text), dtype="timedelta64[s]"))
    cells = np.array([isinstance(value, dt.date) for value in distinct], dtype=bool)
    dated = [np.datetime64(value.isoformat()[:10], "D") for value in distinct if isinstance(value, dt.date)]
    values.days[cells] = np.array(dated, dtype="datetime64[D]")
    values.settle(text.str.upper().str.replace(" ", "").isin([*PLACEHOLDERS, ""]).to_numpy(), PLACEHOLDER)
    for pattern in _UNAMBIGUOUS:
        _take(values, _parts(values, pattern))
    _read_serials(values)
    _read_day_first(values, cells)
    left = text[values.open]
    values.fault[left.index[left.str.fullmatch(_PARTLY, na=False)]] = PLACEHOLDER
    values.settle(np.ones(len(text), dtype=bool), NO_DATE)
    return values


def _with_plain_digits(text: pd.Series) -> pd.Series:
    """Return text with the digits of any script as 0 to 9, which are the only ones that Arrow's patterns know."""
    other = text.str.contains(r"[^\x00-\x7f]")
    plain = {
        value: "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in value)
        for value in text[other]
    }
    return text.mask(other, text.map(plain)).astype("str") if plain else text


def _as_text(value: Any) -> str:
    if isinstance(value, bool | np.bool_ | dt.time | dt.timedelta):
        return "no date"  # not to be read as a number
    return repr(float(value)) if isinstance(value, int | float | np.integer | np.floating) else str(value)


def _parts(values: _Values, pattern: re.Pattern[str]) -> np.ndarray:
    """Return place, year, month and day of the open values that are wholly of a pattern: a column for each."""
    places = np.flatnonzero(values.open)
    matches = ((place, pattern.fullmatch(text)) for place, text in zip(places, values.text.array[places], strict=True))
    found = [(place, _year(match["y"]), _month(match["m"]), int(match["d"])) for place, match in matches if match]
    return np.array(found, dtype=np.int64).reshape(-1, 4).T


def _year(written: str) -> int:
    year = int(written)
    return year if len(written) > 2 else year + (2000 if year < _TWO_DIGITS_FROM else 1900)


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _MONTHS.get(written[:3].lower(), 0)


def _take(values: _Values, parts: np.ndarray) -> None:
    """Set the days of values from their parts, except days that do not exist."""
    places, *written = parts
    days = existing_days(*written)
    exists = ~np.isnat(days)
    values.days[places[exists]] = days[exists]


def _read_serials(values: _Values) -> None:
    serials = values.text[values.open]
    serials = serials[serials.str.fullmatch(_SERIAL)].astype("float64")
    real = serials[serials.between(*_SERIALS)]
    whole = np.floor(real.to_numpy())
    values.days[real.index] = _EPOCH + whole.astype("int64")
    seconds = np.minimum(np.round((real.to_numpy() - whole) * _DAY), _DAY - 1)  # rounding makes no other day
    values.seconds[real.index] = seconds.astype("int64").astype("timedelta64[s]")
    values.fault[serials.index[serials.between(*_EMPTY_SERIALS)]] = PLACEHOLDER


def _years_first(first: np.ndarray, last: np.ndarray) -> bool:
    """Return whether dates look as if their year of two digits stood first: few years, which may be, and days far apart.

    Births that are all put on the first of their month, and returns of every 31 March, are no such dates.
    """
    may_be_years = _MAY_BE_YEARS[0] <= first.min() and first.max() <= _MAY_BE_YEARS[1] and last.max() <= 31
    return bool(may_be_years and np.ptp(last) >= _FAR_APART and len(np.unique(last)) > len(np.unique(first)))


def _read_day_first(values: _Values, cells: np.ndarray) -> None:
    parts = _parts(values, _DAY_FIRST)
    places, _, month, day = parts
    day_first = (day > 12) & (month <= 12)
    month_first = (month > 12) & (day <= 12)
    ambiguous = (day <= 12) & (month <= 12) & (day != month)
    values.fault[places[month_first]] = MONTH_FIRST
    short = values.text.iloc[places].str.contains(_SHORT_YEAR, regex=True).to_numpy()
    if short.sum() >= _ENOUGH and _years_first(day[short], parts[1][short] % 100):
        values.fault[places[short]] = YEAR_FIRST_OR_LAST  # as 23-01-28
    if month_first.sum() > _FEW * (month_first.sum() + day_first.sum()):
        values.fault[places[ambiguous]] = AMBIGUOUS
    _take(values, parts[:, values.open[places]])
    days = (values.days[cells] - values.days[cells].astype("datetime64[M]")).astype("int64") + 1
    if len(days) >= _ENOUGH and (days <= 12).all() and day_first.any() and day_first.all():
        values.days[cells], values.fault[cells] = _NONE, AMBIGUOUS
