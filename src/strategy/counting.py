"""What a measure counts: a row for each record, with its month, as far as it was known when the month matured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..features.matching import matches
from ..features.selection import Selection, event_types_of
from ..features.visibility import OWN, sightings
from .definitions import Measure
from .months import first_days, month_numbers

NEVER = np.iinfo(np.int64).max // 2
_CHILD = 1_000_000  # children are this far apart in a key of child and day
RULE = "rule"
ADULT_FROM = 12 * 18  # months
MOST = 0.5  # a measure rests on a rule where more of what may follow than this does
COLUMNS = [
    "event_id", "child_id", "event_date", "known_date", "known_basis", "event_type", "agency", "outcome", "concern", "seen",
    "basis", "consent_to_share", "consent_to_service", "scope", "value", "is_snapshot", "replaces",
]  # fmt: skip


@dataclass(frozen=True)
class Records:
    """The events of a chronology as they reach children, ready to be counted.

    Attributes
    ----------
    events : a row for each child that an event reaches: the columns in COLUMNS, and child (its place in `children`), day and
        known (days since 1970), until (the first day on which a correction or withdrawal of it was known), and own (bool; False
        where it is of a carer or household, and another child lived there on the day). No withdrawals, and no latest-only values.
    codes : the canonical table event_codes. children : ids, in order. last : the last month (since 1970) in which each is a
        child: under 18 and alive; a child whose birth is not recorded is a child.
    """

    events: pd.DataFrame
    codes: pd.DataFrame
    children: pd.Index
    last: np.ndarray


def records_of(
    events: pd.DataFrame, codes: pd.DataFrame, children: pd.DataFrame, households: pd.DataFrame, vocabulary: Vocabulary
) -> Records:
    """Return the records of a chronology. All but the vocabulary are canonical tables; `children` has each child once."""
    ids = pd.Index(children["child_id"])
    seen = sightings(events, households, "partnership", (events["event_type"] == vocabulary.withdrawal).to_numpy(bool))
    child = np.repeat(ids.get_indexer(pd.Index(seen.children.to_pandas())), np.diff(seen.start))
    kept = (child >= 0) & ~events["is_snapshot"].to_numpy(bool)[seen.event]
    rows = events.iloc[seen.event[kept]].reset_index(drop=True)
    days = {"day": seen.day, "known": seen.seen_from, "until": seen.seen_to}
    rows = rows.assign(
        child=child[kept], own=seen.through[kept] == OWN, **{name: each[kept].astype(np.int64) for name, each in days.items()}
    )
    last = np.minimum(_months(children["birth_month"]) + ADULT_FROM - 1, _months(children["death_month"]))
    return Records(rows, codes, ids, last)


def counted_rows(measure: Measure, records: Records, vocabulary: Vocabulary, delay_days: int, last_day: int) -> pd.DataFrame:
    """Return the records that a measure counts, each child and day once.

    Parameters
    ----------
    delay_days : so many days after a month, and after the days in which something may follow, the month is counted.
    last_day : the last day on which records could be known (days since 1970); a month that matures later is counted as of then.

    Returns
    -------
    pandas.DataFrame : child (place), day (days since 1970), month (months since 1970), yes (bool: whether it is among what the
        measure wants to know), by_rule (bool: whether a known date that was read, or most of what may follow, rests on a rule),
        days (to the first that follows; NaN where none does).
    """
    selected = _selected(measure.anchors, records, vocabulary)
    if measure.kind == "share":  # visits are recorded child by child, so one that failed counts for those children alone
        selected = selected[selected["own"]]
    rows = selected.assign(month=month_numbers(selected["day"].to_numpy()))
    rows = rows[rows["month"].to_numpy() <= records.last[rows["child"].to_numpy()]]
    rows = rows.assign(cut=np.minimum(first_days(rows["month"].to_numpy() + 1) + measure.within_days + delay_days, last_day + 1))
    rows = rows[(rows["known"] < rows["cut"]) & (rows["until"] >= rows["cut"])]
    rows = rows.assign(by_rule=rows["known_basis"] == RULE, yes=_is_meant(measure, rows, records, vocabulary))
    rows = rows.groupby(["child", "day"], as_index=False, sort=True).agg(
        month=("month", "first"), cut=("cut", "first"), yes=("yes", "any"), by_rule=("by_rule", "any")
    )
    rows = rows[_is_asked_for(measure, rows, selected)].reset_index(drop=True)
    if measure.kind == "followed":
        followers = _selected(measure.events, records, vocabulary)
        by_rule = bool((followers["known_basis"] == RULE).mean() > MOST)
        days = _around(rows, followers, measure.from_days, measure.within_days).groupby("row")["days"].min()
        rows = rows.assign(days=days.reindex(rows.index), by_rule=rows["by_rule"] | by_rule)
        rows = rows.assign(yes=rows["days"].notna())
    rows = rows if "days" in rows else rows.assign(days=np.nan)
    return pd.DataFrame(rows[["child", "day", "month", "yes", "by_rule", "days"]])


def known_children(records: Records, counts: np.ndarray, first: int, last: int, back: int) -> np.ndarray:
    """Return which children were known in which month (children x months, bool): under 18, alive, a record known lately.

    Parameters
    ----------
    counts : which records make a child known (bool). first, last : the first month, and the month after the last (months since
        1970). back : months before each in which a record counts.
    """
    known = month_numbers(records.events["known"].to_numpy())
    start = first - back
    inside = counts & (known >= start) & (known < last)
    found = np.zeros((len(records.children), last - start), bool)
    found[records.events["child"].to_numpy()[inside], known[inside] - start] = True
    sums = np.cumsum(found, axis=1, dtype=np.int32)
    sums = np.concatenate([np.zeros((len(sums), 1), np.int32), sums], axis=1)
    lately = sums[:, back : last - start] > sums[:, : last - start - back]
    return np.asarray(lately & (np.arange(first, last) <= records.last[:, None]))


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


def _is_asked_for(measure: Measure, rows: pd.DataFrame, selected: pd.DataFrame) -> np.ndarray:
    """Return whether each row is the nth in some days, or the first after some days without one, as its month was counted."""
    asked = np.ones(len(rows), bool)
    if measure.repeated:
        earlier = _around(rows, selected, 1 - measure.repeated.in_days, -1).drop_duplicates()
        asked &= np.bincount(earlier["row"], minlength=len(rows)) + 1 >= measure.repeated.times
    if measure.new_after_days:
        asked[_around(rows, selected, -measure.new_after_days, -1)["row"]] = False
    return asked


def _around(rows: pd.DataFrame, others: pd.DataFrame, from_days: int, within_days: int) -> pd.DataFrame:
    """Return other records about the child in some days around each row, known when its month matured: row, days (after it)."""
    others = others.sort_values(["child", "day"])
    keys = others["child"].to_numpy(np.int64) * _CHILD + others["day"].to_numpy()
    own = rows["child"].to_numpy(np.int64) * _CHILD + rows["day"].to_numpy()
    low = np.searchsorted(keys, own + from_days)
    number = np.searchsorted(keys, own + within_days, side="right") - low
    row = np.repeat(np.arange(len(rows)), number)
    other = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number) + np.repeat(low, number)
    cut = rows["cut"].to_numpy()[row]
    seen = (others["known"].to_numpy()[other] < cut) & (others["until"].to_numpy()[other] >= cut)
    apart = others["day"].to_numpy()[other] - rows["day"].to_numpy()[row]
    return pd.DataFrame({"row": row[seen], "days": apart[seen]})


def _months(dates: pd.Series) -> np.ndarray:
    """Return months since 1970; a month that never comes where there is none."""
    months = dates.to_numpy("datetime64[M]").astype(np.int64)
    return np.where(dates.isna(), NEVER, months)
