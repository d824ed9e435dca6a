"""Times of other clocks as days in Britain: midnight in London, written in UTC, is the day before for half of the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LONDON = "Europe/London"
_OFFSETS = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 60}  # minutes
_NAMED = r"(?:\[[A-Za-z_]+(?:/[A-Za-z_]+)*\])?"
ZONE = rf"(?:Z|UTC|GMT|BST|[+-]\d{{2}}(?::?\d{{2}})?){_NAMED}|\[Europe/London\]"
_HOUR_OF_DAY = r"(?:[01]?\d|2[0-4])"  # 24:00 ends the day that is written
TIME = rf"{_HOUR_OF_DAY}:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?: *[AaPp]\.?[Mm]\.?)?(?: *(?:{ZONE}))?"
_PARTS = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?: *(?P<half>[AaPp])\.?[Mm]\.?)?"
    rf" *(?P<zone>Z|UTC|GMT|BST|[+-]\d{{2}}(?::?\d{{2}})?)?{_NAMED}$"
)
# Times without a zone are in UTC if nearly all are midnight in London then, and enough of them are written as 23:00.
_NEARLY_ALL, _ENOUGH = 0.95, 5
_HOUR = np.timedelta64(3600, "s")
_LAST_SECOND = 24 * 60 * 60 - 1


@dataclass(frozen=True)
class Clock:
    """Values of one column whose time was converted: in a zone that they name, or in UTC without saying so.

    Attributes
    ----------
    zoned, unsaid : number of values that name a zone; that are evidently in UTC and do not say so.
    moved : of both, how many fall on another day in Britain than the one written.
    local : number of other values with a time, which are taken to be in British time.
    """

    zoned: int = 0
    unsaid: int = 0
    moved: int = 0
    local: int = 0

    def says(self, where: str) -> list[str]:
        """Return notes on the conversion for the reader: none if nothing was converted."""
        if not self.zoned and not self.unsaid:
            return []
        how = "name a time zone" if self.zoned else "are midnight in Britain written in UTC, without saying so,"
        line = (
            f"{where}: {self.zoned or self.unsaid:,} values {how} and were converted to British time; "
            f"{self.moved:,} of these fall on another day than the one written."
        )
        mixed = f"WARNING: {where}: {self.local:,} other values give a time without a zone and were taken to be in British time."
        return [line, mixed] if self.zoned and self.local else [line]


def british_times(times: pd.Series) -> tuple[pd.Series, Clock]:
    """Return times (datetime64, with or without a zone) in British time without a zone, and what was converted."""
    if times.dt.tz is not None:
        local = times.dt.tz_convert(LONDON).dt.tz_localize(None)
        moved = local.dt.floor("D") != times.dt.tz_localize(None).dt.floor("D")
        return local, Clock(zoned=int(times.notna().sum()), moved=int((moved & times.notna()).sum()))
    as_written = times.to_numpy().astype("datetime64[s]")
    unsaid = _in_utc(as_written[~np.isnat(as_written)])
    if not unsaid:
        return times, Clock()
    local = pd.Series(_from_utc(as_written), index=times.index)
    return local, Clock(
        unsaid=int(times.notna().sum()), moved=int((local.dt.floor("D") != times.dt.floor("D"))[times.notna()].sum())
    )


def british_moments(text: pd.Series, days: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, Clock]:
    """Return the times in Britain (datetime64[s]) of dates and times read from text, and what was converted.

    Parameters
    ----------
    text : distinct values as written (a date, and perhaps a time and a zone).
    days : the day that is written in each (datetime64[D]; NaT: none).
    weights : how many cells hold each value.
    """
    timed = np.flatnonzero(text.str.contains(":", regex=False, na=False).to_numpy() & ~np.isnat(days))
    parts = text.iloc[timed].str.extract(_PARTS)
    there = parts["hour"].notna().to_numpy()
    timed, parts = timed[there], parts[there]
    result = days.astype("datetime64[s]")
    if not len(timed):
        return result, Clock()
    seconds = _seconds(parts)
    written = days[timed].astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    zoned = parts["zone"].notna().to_numpy()
    unsaid = not zoned.any() and _in_utc(written)
    converted = zoned | unsaid
    instants = written - _offsets(parts["zone"]).astype("timedelta64[s]")
    result[timed] = np.where(converted, _from_utc(instants), written)
    of, moved = weights[timed], result[timed].astype("datetime64[D]") != days[timed]
    counts = {"zoned": zoned, "unsaid": converted & ~zoned, "moved": converted & moved, "local": ~converted}
    return result, Clock(**{name: int(of[where].sum()) for name, where in counts.items()})


def _seconds(parts: pd.DataFrame) -> np.ndarray:
    hour, minute, second = (parts[name].fillna("0").astype("int64").to_numpy() for name in ("hour", "minute", "second"))
    half = parts["half"].str.lower()
    hour = np.where(half.notna(), hour % 12 + 12 * (half == "p").to_numpy(), hour)
    return np.asarray(np.minimum(3600 * hour + 60 * minute + second, _LAST_SECOND))


def _offsets(zones: pd.Series) -> np.ndarray:
    """Return by how many seconds each zone is ahead of UTC (0 without a zone)."""

    def minutes(zone: str) -> int:
        if zone in _OFFSETS:
            return _OFFSETS[zone]
        digits = zone[1:].replace(":", "").ljust(4, "0")
        return int(f"{zone[0]}1") * (60 * int(digits[:2]) + int(digits[2:]))

    known = {zone: 60 * minutes(zone) for zone in zones.dropna().unique()}
    return zones.map(known).fillna(0).astype("int64").to_numpy()


def _from_utc(instants: np.ndarray) -> np.ndarray:
    local = pd.Series(instants).dt.tz_localize("UTC").dt.tz_convert(LONDON).dt.tz_localize(None)
    return local.to_numpy().astype("datetime64[s]")


def _in_utc(written: np.ndarray) -> bool:
    """Return whether times without a zone (seconds) are evidently midnights in London that were written in UTC."""
    local = _from_utc(written)
    midnight = local == local.astype("datetime64[D]")
    summer = local - written == _HOUR
    enough = int((midnight & summer).sum()) >= _ENOUGH
    return bool(enough and midnight.mean() >= _NEARLY_ALL and midnight[summer].mean() >= _NEARLY_ALL)
