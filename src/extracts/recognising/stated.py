"""What a file or its name states of the extract: its day, when it was made, and its number in a series."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from ..cells.dates import read_dates

_DATE_IN_NAME = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)")
_BRITISH_DATE_IN_NAME = re.compile(r"(?<!\d)([0-2]?\d|3[01])[-_.](0?[1-9]|1[0-2])[-_.](20\d{2})(?!\d)")
_TIME = re.compile(r"[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? *(Z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_ZONE = "Europe/London"


@dataclass(frozen=True)
class Stated:
    """What a file states of its extract; None where it states nothing that can be read.

    Attributes
    ----------
    day : the day up to which it tells.
    made : when it was made, by the clock in Britain.
    serial : its number among the returns of its day.
    """

    day: pd.Timestamp | None = None
    made: pd.Timestamp | None = None
    serial: int | None = None


def stated_in_header(header: Mapping[str, str]) -> Stated:
    """Return what the header of a census file states; `header` holds its elements ReferenceDate, DateTime and SerialNo."""
    serial = header.get("SerialNo", "")
    return Stated(
        _last_day_of_census_year(_day(header.get("ReferenceDate"))),
        _moment(header.get("DateTime", "")),
        int(serial) if serial.isascii() and serial.isdecimal() else None,
    )


def _day(text: str | None) -> pd.Timestamp | None:
    if not text:
        return None
    day = read_dates(pd.Series([text], dtype="str")).days.iloc[0]
    return None if pd.isna(day) else day


def _moment(text: str) -> pd.Timestamp | None:
    """Return a day with its time, if it has one; a time with a zone is converted, because the order of returns rests on it."""
    time = _TIME.search(text)
    day = _day(text[: time.start()] if time else text)
    if day is None or time is None:
        return day
    hour, minute, second, zone = time.groups()
    moment = pd.to_datetime(f"{day:%Y-%m-%d} {hour:0>2}:{minute}:{second or '00'}{zone or ''}", errors="coerce")
    if pd.isna(moment):
        return day
    local: pd.Timestamp = moment.tz_convert(_ZONE).tz_localize(None) if moment.tzinfo else moment
    return local.as_unit("s")


def _last_day_of_census_year(reference: pd.Timestamp | None) -> pd.Timestamp | None:
    """Return the reference date of a census; one that is the first day of the census year stands for the last."""
    if reference is not None and (reference.month, reference.day) == (4, 1):
        return reference + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    return reference


def stated_in_path(name: str) -> pd.Timestamp | None:
    """Return the day in a file's name, the last one of a period; without one that of the nearest folder around it with a day."""
    for part in reversed(PurePosixPath(name).parts):
        british = _BRITISH_DATE_IN_NAME.findall(_DATE_IN_NAME.sub(" ", part))
        found = _DATE_IN_NAME.findall(part) + [groups[::-1] for groups in british]
        written = [f"{year}-{int(month):02}-{int(day):02}" for year, month, day in found]
        days = pd.Series(pd.to_datetime(pd.Series(written, dtype="str"), format="%Y-%m-%d", errors="coerce")).dropna()
        if len(days):
            latest: pd.Timestamp = days.max()
            return latest.as_unit("s")
    return None
