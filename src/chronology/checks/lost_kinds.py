"""Kinds of record that quarantine takes away: all of their rows, or more of them than the project accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ...errors import BadInput, did_you_mean
from ...pages.shares import chosen_share
from .quarantine import EXACT_DUPLICATE, Batch, first_places

# Fewer rows stop nothing: they are listed in quarantine, and named as an error if they are all there were.
LEAST_ROWS = 10
_MOST_NAMED = 10
_BY_WORD = {"events": "event_type", "event_codes": "system"}


@dataclass(frozen=True)
class Kind:
    """The rows of one kind of record.

    Attributes
    ----------
    name : the table, and for events and codes the word: "events.visit". The table alone counts as lost, among all its rows, those
        without a readable word.
    read, kept : numbers of rows.
    rules : why rows are in quarantine, with places.
    """

    name: str
    read: int
    kept: int
    rules: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Rows in quarantine."""
        return self.read - self.kept


def kinds_of_record(batches: Mapping[str, Batch]) -> list[Kind]:
    """Return the kinds of record in the tables that are read; rows dropped as exact duplicates are not counted."""
    kinds = []
    for table, batch in batches.items():
        faults = batch.faults.assign(good=batch.good)
        word = _BY_WORD.get(table, "")
        faults["word"] = batch.rows[word] if word in batch.rows else pd.Series(index=faults.index, dtype="str")
        counted = faults[faults["rule"] != EXACT_DUPLICATE]
        wordless = counted[counted["word"].isna() & ~counted["good"]]
        kinds.append(Kind(table, len(counted), len(counted) - len(wordless), rules_of(wordless)))
        for name, rows in counted.groupby("word", sort=True):
            kinds.append(Kind(f"{table}.{name}", len(rows), int(rows["good"].sum()), rules_of(rows[~rows["good"]])))
    return kinds


def rules_of(faults: pd.DataFrame) -> list[str]:
    """Return each rule that rows broke (place, column, rule), with its rows and their first places."""
    return [
        f"{rule} ({column}): {len(rows):,} rows, {first_places(rows['place'])}"
        for (rule, column), rows in faults.groupby(["rule", "column"], sort=True)
    ]


def errors_of_lost(kinds: Iterable[Kind]) -> list[str]:
    """Return a line for the kinds of which rows were read and none is kept, those that broke the same rules in one."""
    return [
        f"ERROR: no row of {_named([f'{kind.name} ({kind.read:,} read)' for kind in alike])} can be used: {_rules(alike)}."
        for alike in _alike(kind for kind in kinds if kind.read and not kind.kept)
    ]


def _alike(kinds: Iterable[Kind]) -> list[list[Kind]]:
    """Return the kinds in groups of those whose rows broke the same rules of one table, in the order of the first of each."""
    groups: dict[tuple[str, ...], list[Kind]] = {}
    for kind in kinds:
        rules = sorted({rule.partition(":")[0] for rule in kind.rules})
        groups.setdefault((kind.name.partition(".")[0], *rules), []).append(kind)
    return list(groups.values())


def _named(kinds: list[str]) -> str:
    more = len(kinds) - _MOST_NAMED
    return ", ".join(kinds[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _rules(alike: list[Kind]) -> str:
    first = "; ".join(alike[0].rules)
    return (
        first
        if len(alike) == 1
        else f"{first} (of {alike[0].name}; the others broke the same rule{'s' * (len(alike[0].rules) > 1)})"
    )


_MEND = "mend the rows, the mapping or the vocabulary"
_MEND_FILE = "mend the rows or the vocabulary, or take the rows out of the file"


def stop_where_files_lose_kinds(kinds: list[Kind], most: float, accept: Mapping[str, str]) -> list[str]:
    """Do for files that a command reads what `stop_at_lost_kinds` does for a project's source, which need not be the same."""
    there = {kind.name for kind in kinds}
    return stop_at_lost_kinds(kinds, most, {name: why for name, why in accept.items() if name in there}, _MEND_FILE)


def stop_at_lost_kinds(kinds: list[Kind], most: float, accept: Mapping[str, str], mend: str = _MEND) -> list[str]:
    """Stop if a kind of record loses more than `most` of its rows; return what was accepted, with the reason.

    Parameters
    ----------
    kinds : see `kinds_of_record`.
    most : the share of the rows of a kind that may be in quarantine. Up to nine rows are no reason to stop.
    accept : by the name of a kind, why the project goes on without these rows.
    mend : what to do, if not that.

    Raises
    ------
    BadInput : with the kinds, their rows and the rules that they broke; or `accept` names a kind of which there are no rows.
    """
    names = [kind.name for kind in kinds]
    if unknown := sorted(set(accept) - set(names)):
        raise BadInput(
            "There is no such kind of record in the source.",
            where=f"params.yaml, source.quarantine.accept: {unknown[0]}",
            expected=did_you_mean(unknown[0], names),
            do="mend the name, or take it out",
        )
    lost = [kind for kind in kinds if kind.lost >= LEAST_ROWS and kind.lost > most * kind.read]
    if stopping := [kind for kind in lost if kind.name not in accept]:
        raise BadInput(
            "Quarantine takes away a kind of record.",
            where=_where(stopping),
            expected=f"at most {chosen_share(most)}% of the rows of a kind in quarantine (source.quarantine.most)",
            do=f"{mend}; or accept the loss by name, with your reason: params.yaml, "
            f'source.quarantine.accept: {{{stopping[0].name}: "why, in 20 letters or more"}}',
        )
    return [
        f"{kind.name}: {kind.lost:,} of {kind.read:,} rows are in quarantine, which the project accepts: {accept[kind.name]}"
        for kind in lost
    ]


def _where(stopping: list[Kind]) -> str:
    """Return a line for each group of kinds that broke the same rules, the largest loss first; at most ten."""
    groups = sorted(_alike(stopping), key=lambda alike: -sum(kind.lost for kind in alike))
    lines = [
        f"{_named([f'{kind.name}: {kind.lost:,} of {kind.read:,} rows' for kind in alike])}; {_rules(alike)}" for alike in groups
    ]
    rest = sum(map(len, groups[_MOST_NAMED:]))
    return "\n            ".join([*lines[:_MOST_NAMED], *([f"and {rest:,} more kinds"] if rest else [])])
