"""Evaluating the rules between the records of one child: overlaps, order, missing records.

Each rule is a function of the rows in force, and returns whether it holds for each row that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..reading.cells import among
from ..vocabulary import Vocabulary
from .rules import Alone, Apart, Follows, HasCode, NeverBoth, NoneAfter, Rule, SameDay, WhileOpen, event_types_of

_FOREVER = 1 << 20  # days: the largest number in a key of child and day


@dataclass(frozen=True)
class Records:
    """The rows in force that rules use.

    Attributes
    ----------
    events : event_id, event_type, outcome, day (days since 1970), child and spell (numbers; -1 for no spell).
    codes : the codes of events in force: event_id, system, code.
    covered : for each event type, the periods that some source covers, as (start, end) in days since 1970.
    """

    events: pd.DataFrame
    codes: pd.DataFrame
    covered: dict[str, list[tuple[int, int]]]

    def of(self, *types: str) -> pd.DataFrame:
        """Return the events of some types."""
        return self.events[self.events["event_type"].isin(types)]


def records_in_force(frames: Mapping[str, pd.DataFrame], rules: Iterable[Rule], vocabulary: Vocabulary) -> Records:
    """Return the rows that `rules` use and that no other row replaces.

    Parameters
    ----------
    frames : the canonical tables events, event_codes and coverage.
    rules : rules that are applicable to the vocabulary.
    vocabulary : the coverage table of each event type.
    """
    rules = list(rules)
    events, codes, coverage = frames["events"], frames["event_codes"], frames["coverage"]
    kinds = {kind for rule in rules for kind in event_types_of(rule)}
    replaced = events["replaces"].dropna()
    chosen = events[events["event_type"].isin(kinds)]
    chosen = chosen[~among(chosen["event_id"], replaced)]
    codes = codes[codes["system"].isin({rule.system for rule in rules if isinstance(rule, HasCode | Alone)})]
    child = pd.factorize(chosen["child_id"])[0]
    spell = pd.factorize(chosen["spell_id"])[0]
    # A spell is that of one child: brothers and sisters may share the identifier of a referral.
    own_spell = pd.factorize(child * (spell.max(initial=0) + 1) + spell)[0]
    kept = pd.DataFrame(
        {
            "event_id": chosen["event_id"], "event_type": chosen["event_type"].astype("str"),
            "outcome": chosen["outcome"].astype("str"), "day": _days(chosen["event_date"]),
            "child": child, "spell": np.where(spell < 0, -1, own_spell),
        },
        index=chosen.index,
    )  # fmt: skip
    table = {name: kind.table for name, kind in vocabulary.event_types.items() if name in kinds}
    periods = pd.DataFrame({"start": _days(coverage["start"]), "end": _days(coverage["end"])}, index=coverage.index)
    covered = {
        name: [(start, end) for start, end in periods[coverage["table"] == of].itertuples(index=False)]
        for name, of in table.items()
    }
    return Records(kept, codes[~among(codes["event_id"], replaced)], covered)


def holds(rule: Rule, records: Records) -> pd.Series:
    """Return whether `rule` holds for each row that it concerns (bool, with the index of the rows)."""
    match rule:
        case Apart():
            return _apart(rule, records)
        case NeverBoth():
            one, other = (_spells([pair[0]], pair[1], records) for pair in rule.spells)
            return pd.concat([~_open_on(other, one), ~_open_on(one, other)])
        case WhileOpen():
            return _while_open(rule, records)
        case NoneAfter():
            return _none_after(rule, records)
        case SameDay():
            return _same_day(rule, records)
        case Follows():
            return _follows(rule, records)
        case HasCode():
            events, codes = records.of(rule.type), records.codes
            return among(events["event_id"], codes.loc[codes["system"] == rule.system, "event_id"])
        case Alone():
            codes = records.codes[records.codes["system"] == rule.system]
            alone = codes.groupby("event_id", observed=True)["code"].transform("nunique") == 1
            return alone[codes["code"].astype("str") == rule.code]


def _days(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy("datetime64[D]").astype("int64")


def _spells(begin: list[str], end_type: str, records: Records) -> pd.DataFrame:
    """Return a row for each start: child, day, and the day of its end (`_FOREVER` if it is open; never before the start).

    The end is the first that names the same spell, or if the start names none, the child's first end from that day on.
    """
    starts, ends = records.of(*begin), records.of(end_type)
    named = ends[ends["spell"] >= 0].groupby("spell")["day"].min()
    end = starts["spell"].map(named).where(starts["spell"] >= 0)
    nameless = starts["spell"] < 0
    end[nameless] = _next(starts[nameless], ends)
    return starts.assign(end=np.maximum(end.fillna(_FOREVER), starts["day"]).astype("int64"))


def _keys(rows: pd.DataFrame, day: str = "day", group: str = "child") -> np.ndarray:
    """Return one number for group and day; sorted, they are in the order of groups and then days."""
    keys: np.ndarray = (rows[group].to_numpy("int64") << 22) + rows[day].to_numpy("int64") + _FOREVER
    return keys


def _days_in_group(found: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Return the days in the keys `found` (NaN if the group differs from that of the row's own key)."""
    days: np.ndarray = np.where(found >> 22 == keys >> 22, (found & ((1 << 22) - 1)) - _FOREVER, np.nan)
    return days


def _next(rows: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Return the first day of `others` of the same child on or after each row's day (NaN: none)."""
    days = np.append(np.sort(_keys(others)), np.iinfo(np.int64).max)
    keys = _keys(rows)
    return _days_in_group(days[np.searchsorted(days, keys)], keys)


def _open_on(spells: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Return whether a spell of the child is open on each row's day: it has begun, and ends later."""
    begun, ended = np.sort(_keys(spells)), np.sort(_keys(spells, "end"))
    keys = _keys(rows)
    first = (keys >> 22) << 22  # before every day of the child
    count = [np.searchsorted(days, keys, side="right") - np.searchsorted(days, first) for days in (begun, ended)]
    return pd.Series(count[0] > count[1], index=rows.index)


def _apart(rule: Apart, records: Records) -> pd.Series:
    spells = _spells([rule.spell[0]], rule.spell[1], records).sort_values(["child", "day", "end"], kind="stable")
    latest_end = spells.groupby("child")["end"].cummax().groupby(spells["child"]).shift()
    return (latest_end.isna() | (spells["day"] >= latest_end)).astype(bool)


def _while_open(rule: WhileOpen, records: Records) -> pd.Series:
    spells = _spells(rule.begins, rule.ends, records)
    activity = records.of(*rule.activity)
    ended = _latest(activity, records.of(rule.ends), "child", before=True)
    never = pd.Series(np.isnan(ended), index=activity.index)
    return never | _open_on(spells.assign(end=spells["end"] + 1), activity)


def _none_after(rule: NoneAfter, records: Records) -> pd.Series:
    """Evaluate `NoneAfter`; a later decision with another outcome, or one on the same day, reopens the spell."""
    events = records.events[records.events["spell"] >= 0]
    decisions, activity = events[events["event_type"] == rule.decision], events[events["event_type"].isin(rule.activity)]
    closing = decisions["outcome"] == rule.outcome
    closed = _latest(activity, decisions[closing], "spell", before=True)
    opened = _latest(activity, decisions[~closing], "spell", before=False)
    return pd.Series(np.isnan(closed) | (opened >= closed), index=activity.index)


def _latest(rows: pd.DataFrame, others: pd.DataFrame, group: str, before: bool) -> np.ndarray:
    """Return the last day of `others` of the same group before (or not after) each row's day (NaN: none)."""
    days = np.insert(np.sort(_keys(others, group=group)), 0, -1)
    keys = _keys(rows, group=group)
    return _days_in_group(days[np.searchsorted(days, keys, side="left" if before else "right") - 1], keys)


def _same_day(rule: SameDay, records: Records) -> pd.Series:
    found = records.of(rule.type)
    day = found["day"].to_numpy()
    covered = np.zeros(len(found), dtype=bool)
    for start, end in records.covered[rule.as_]:
        covered |= (start <= day) & (day < end)
    found = found[covered]
    return pd.Series(np.isin(_keys(found), _keys(records.of(rule.as_))), index=found.index)


def _follows(rule: Follows, records: Records) -> pd.Series:
    found, starts = records.of(rule.type), records.of(rule.start)
    of_spell = starts[starts["spell"] >= 0].groupby("spell")["day"].min()
    first = found["spell"].map(of_spell).fillna(found["child"].map(starts.groupby("child")["day"].min()))
    return found["day"] > first if rule.strictly else found["day"] >= first
