"""What a measure counts: a row for each record, with its month, as far as it was known when the month matured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..features.matching import matches
from ..features.selection import Selection, event_types_of
from .definitions import Measure
from .months import first_days, month_numbers

NEVER = np.iinfo(np.int64).max
_CHILD = 1_000_000  # children are this far apart in a key of child and day
RULE = "rule"
COLUMNS = [
    "event_id", "child_id", "event_date", "known_date", "known_basis", "event_type", "agency", "outcome", "concern", "seen",
    "basis", "consent_to_share", "consent_to_service", "scope", "value", "replaces",
]  # fmt: skip


@dataclass(frozen=True)
class Records:
    """The events of a chronology, ready to be counted.

    Attributes
    ----------
    events : the columns in COLUMNS, and child (its place in `children`), day and known (days since 1970), and until (the first
        day on which a correction or withdrawal of the row was known; `NEVER` without one). No withdrawals.
    codes : the canonical table event_codes. children : ids, in order.
    """

    events: pd.DataFrame
    codes: pd.DataFrame
    children: pd.Index


def records_of(events: pd.DataFrame, codes: pd.DataFrame, children: pd.Series, vocabulary: Vocabulary) -> Records:
    """Return the records of a chronology. `events`, `codes` : canonical tables. `children` : child_id, each once."""
    ids = pd.Index(children)
    place = ids.get_indexer(pd.Index(events["child_id"]))
    superseded = events.dropna(subset=["replaces"]).groupby("replaces")["known_date"].min()
    until = _days(superseded)[superseded.index.get_indexer(pd.Index(events["event_id"]))] if len(superseded) else np.empty(0)
    replaced = events["event_id"].isin(superseded.index).to_numpy()
    rows = events.assign(
        child=place,
        day=_days(events["event_date"]),
        known=_days(events["known_date"]),
        until=np.where(replaced, until, NEVER) if len(superseded) else NEVER,
    )
    kept = (rows["event_type"] != vocabulary.withdrawal) & (rows["child"] >= 0)
    return Records(rows[kept].reset_index(drop=True), codes, ids)


def counted_rows(measure: Measure, records: Records, vocabulary: Vocabulary, delay_days: int, last_day: int) -> pd.DataFrame:
    """Return the records that a measure counts, each child and day once.

    Parameters
    ----------
    delay_days : so many days after a month, and after the days in which something may follow, the month is counted.
    last_day : the last day on which records could be known (days since 1970); a month that matures later is counted as of then.

    Returns
    -------
    pandas.DataFrame : child (place), day (days since 1970), month (months since 1970), yes (bool: whether it is among what the
        measure wants to know), by_rule (bool: whether a known date that was read rests on a rule).
    """
    rows = _selected(measure.anchors, records, vocabulary)
    rows = rows.assign(month=month_numbers(rows["day"].to_numpy()))
    rows = rows.assign(cut=np.minimum(first_days(rows["month"].to_numpy() + 1) + measure.within_days + delay_days, last_day + 1))
    rows = rows[(rows["known"] < rows["cut"]) & (rows["until"] >= rows["cut"])]
    rows = rows.assign(by_rule=rows["known_basis"] == RULE, yes=_is_meant(measure, rows, records, vocabulary))
    rows = rows.groupby(["child", "day"], as_index=False, sort=True).agg(
        month=("month", "first"), cut=("cut", "first"), yes=("yes", "any"), by_rule=("by_rule", "any")
    )
    rows = rows[_is_asked_for(measure, rows)].reset_index(drop=True)
    if measure.kind == "followed":
        followers = _selected(measure.events, records, vocabulary)
        rows = rows.assign(yes=_followed(rows, followers, measure.from_days, measure.within_days))
    return rows[["child", "day", "month", "yes", "by_rule"]]


def known_children(records: Records, births: pd.Series, deaths: pd.Series, first: int, last: int, back: int) -> np.ndarray:
    """Return which children were known in which month (children x months, bool): under 18, alive, a record known lately.

    Parameters
    ----------
    births, deaths : month of birth (or when it is expected) and of death of each child, in the order of the records' children.
    first, last : the first month, and the month after the last (months since 1970). back : months in which a record counts.
    """
    known = month_numbers(records.events["known"].to_numpy())
    start = first - back
    inside = (known >= start) & (known < last)
    found = np.zeros((len(records.children), last - start), bool)
    found[records.events["child"].to_numpy()[inside], known[inside] - start] = True
    sums = np.cumsum(found, axis=1, dtype=np.int32)
    sums = np.concatenate([np.zeros((len(sums), 1), np.int32), sums], axis=1)
    lately = sums[:, back : last - start] > sums[:, : last - start - back]
    months = np.arange(first, last)
    born = _months(births, -NEVER)[:, None]
    return np.asarray(lately & (months < born + 12 * 18) & (months <= _months(deaths, NEVER)[:, None]))


def _selected(selections: Sequence[Selection], records: Records, vocabulary: Vocabulary) -> pd.DataFrame:
    types = {kind for each in selections for kind in event_types_of(each, vocabulary)}
    rows = records.events[records.events["event_type"].isin(types)]
    return rows[_any(selections, rows, records.codes, vocabulary)]


def _any(selections: Sequence[Selection], rows: pd.DataFrame, codes: pd.DataFrame, vocabulary: Vocabulary) -> np.ndarray:
    return np.asarray(np.logical_or.reduce([matches(each, rows, codes, vocabulary) for each in selections]))


def _is_meant(measure: Measure, rows: pd.DataFrame, records: Records, vocabulary: Vocabulary) -> np.ndarray:
    if measure.kind == "share":
        return _any(measure.events, rows, records.codes, vocabulary)
    return np.full(len(rows), measure.kind == "rate")


def _is_asked_for(measure: Measure, rows: pd.DataFrame) -> np.ndarray:
    """Return whether each row (by child and day) is the nth in some days, or the first after some days without one."""
    key = rows["child"].to_numpy(np.int64) * _CHILD + rows["day"].to_numpy()
    place = np.arange(len(key))
    asked = np.ones(len(key), bool)
    if measure.repeated:
        asked &= place - np.searchsorted(key, key - measure.repeated.in_days, side="right") + 1 >= measure.repeated.times
    if measure.new_after_days:
        asked &= np.searchsorted(key, key - measure.new_after_days) == place
    return asked


def _followed(rows: pd.DataFrame, followers: pd.DataFrame, from_days: int, within_days: int) -> np.ndarray:
    """Return whether a follower about the same child lies in the days around each row, and was known when its month matured."""
    followers = followers.sort_values(["child", "day"])
    keys = followers["child"].to_numpy(np.int64) * _CHILD + followers["day"].to_numpy()
    anchor = rows["child"].to_numpy(np.int64) * _CHILD + rows["day"].to_numpy()
    low = np.searchsorted(keys, anchor + from_days)
    number = np.searchsorted(keys, anchor + within_days, side="right") - low
    row = np.repeat(np.arange(len(rows)), number)
    other = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number) + np.repeat(low, number)
    cut = rows["cut"].to_numpy()[row]
    seen = (followers["known"].to_numpy()[other] < cut) & (followers["until"].to_numpy()[other] >= cut)
    return np.bincount(row[seen], minlength=len(rows)) > 0


def _days(dates: pd.Series) -> np.ndarray:
    return np.asarray(dates.to_numpy("datetime64[D]").astype(np.int64))


def _months(dates: pd.Series, without: int) -> np.ndarray:
    """Return months since 1970; `without` where there is none."""
    months = dates.to_numpy("datetime64[M]").astype(np.int64)
    return np.where(dates.isna(), without // 2, months)
