"""Which events each indicator selects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..chronology.one_run import are_among
from ..chronology.tables import to_frame
from ..chronology.vocabulary import Vocabulary
from .catalogue import Catalogue
from .engine.columns import Table, codes, flags, numbers, text
from .selection import IndicatorEvents, Selection, event_types_of

WORDS = ("outcome", "agency", "scope", "seen", "basis", "consent_to_share", "consent_to_service")


def matches(chosen: Selection, events: pd.DataFrame, event_codes: pd.DataFrame, vocabulary: Vocabulary) -> np.ndarray:
    """Return whether each event is selected (bool)."""
    selected = events["event_type"].isin(event_types_of(chosen, vocabulary)).to_numpy()
    for key in WORDS:
        if words := getattr(chosen, key):
            selected = selected & events[key].isin(words).to_numpy()
    if chosen.concern:
        selected = selected & _having(events["concern"], lambda concerns: bool(set(concerns.split(";")) & set(chosen.concern)))
    if chosen.code:
        relevant = event_codes["code"].isin(chosen.code) & (event_codes["system"] != "original")
        selected = selected & are_among(events["event_id"], event_codes.loc[relevant, "event_id"]).to_numpy()
    if chosen.value_at_least is not None:
        selected = selected & (events["value"] >= chosen.value_at_least).to_numpy()
    if chosen.value_at_most is not None:
        selected = selected & (events["value"] <= chosen.value_at_most).to_numpy()
    return selected


def _having(words: pd.Series, test: Callable[[str], bool]) -> np.ndarray:
    """Apply `test` to each distinct set of words; an empty cell passes none."""
    passing = [word for word in words.dropna().unique() if test(word)]
    return words.isin(passing).to_numpy()


@dataclass(frozen=True)
class Kinds:
    """Events that no indicator of a catalogue can distinguish are of one kind.

    kind : of each event (int32). By kind: matrix (kinds x indicators, bool: which indicators select it), taken_back
    (withdrawals), index (contact rows, whose days are the points), snapshot, and siblings (an indicator about siblings selects
    it).
    """

    kind: np.ndarray
    matrix: np.ndarray
    taken_back: np.ndarray
    index: np.ndarray
    snapshot: np.ndarray
    siblings: np.ndarray


def kinds_of(catalogue: Catalogue, events: Table, event_codes: Table, vocabulary: Vocabulary) -> Kinds:
    """Return the kinds of events. Selections are matched with one event of each kind, not with every event."""
    chosen = [entry.events for entry in catalogue.indicators.values()]
    kind, number = np.zeros(len(events), np.int32), 1
    for digit, several in _digits([each for each in chosen if each], events, event_codes, vocabulary):
        kind, number = _combined(kind, number, digit, several)
    one_of_each = np.zeros(number if len(kind) else 0, np.int64)
    one_of_each[kind] = np.arange(len(kind))
    examples = _rows(events, one_of_each)
    of_examples = pc.is_in(text(event_codes, "event_id"), value_set=text(examples, "event_id"))
    matrix = match_matrix(catalogue, examples, _rows(event_codes, np.flatnonzero(of_examples)), vocabulary)
    about_siblings = [each is not None and each.about == "siblings" for each in chosen]
    return Kinds(
        kind,
        matrix,
        (examples["event_type"] == vocabulary.withdrawal).to_numpy(bool),
        (examples["event_type"] == vocabulary.index).to_numpy(bool),
        examples["is_snapshot"].to_numpy(bool),
        np.any(matrix[:, about_siblings], axis=1),
    )


def match_matrix(catalogue: Catalogue, events: pd.DataFrame, event_codes: pd.DataFrame, vocabulary: Vocabulary) -> np.ndarray:
    """Return events x indicators (bool): which indicator selects which event."""
    matrix = np.zeros((len(events), len(catalogue.indicators)), bool)
    for column, entry in enumerate(catalogue.indicators.values()):
        if entry.events:
            matrix[:, column] = matches(entry.events, events, event_codes, vocabulary)
    return matrix


def _rows(table: Table, rows: np.ndarray) -> pd.DataFrame:
    return table.iloc[rows] if isinstance(table, pd.DataFrame) else to_frame(table.take(pa.array(rows)))


def _digits(
    chosen: list[IndicatorEvents], events: Table, event_codes: Table, vocabulary: Vocabulary
) -> Iterator[tuple[np.ndarray, int]]:
    """Yield, for each column that a selection reads, a number for what selections distinguish in it, and how many there are."""
    types = {kind for each in chosen for kind in event_types_of(each, vocabulary)}
    used = {"event_type": types | {str(vocabulary.index), str(vocabulary.withdrawal)}}
    used |= {name: {word for each in chosen for word in getattr(each, name)} for name in (*WORDS, "concern")}
    for name, words in used.items():
        if words:
            yield _of_words(events, name, words)
    if (snapshot := flags(events, "is_snapshot")).any():
        yield snapshot.astype(np.int32), 2
    lowest = np.unique([each.value_at_least for each in chosen if each.value_at_least is not None])
    highest = np.unique([each.value_at_most for each in chosen if each.value_at_most is not None])
    if len(lowest) or len(highest):
        yield _of_values(numbers(events, "value"), lowest, highest)
    if named := {code for each in chosen for code in each.code}:
        yield _of_codes(text(events, "event_id"), event_codes, named)


def _of_words(table: Table, name: str, used: set[str]) -> tuple[np.ndarray, int]:
    """Return a number for the set of used words in each cell; 0 for none."""
    code, words = codes(table, name)
    sets = [frozenset(word.split(";")) & used for word in words]
    number = {each: nth for nth, each in enumerate(dict.fromkeys([frozenset(), *sets]))}
    return np.array([*(number[each] for each in sets), 0], np.int32)[code], len(number)


def _of_values(values: np.ndarray, lowest: np.ndarray, highest: np.ndarray) -> tuple[np.ndarray, int]:
    """Return a number for how many of the minima each value reaches, and how many of the maxima it does not exceed."""
    reached = np.where(np.isnan(values), 0, np.searchsorted(lowest, values, side="right"))
    within = len(highest) - np.searchsorted(highest, values, side="left")
    return (reached * (len(highest) + 1) + within).astype(np.int32), (len(lowest) + 1) * (len(highest) + 1)


def _of_codes(ids: pa.Array, event_codes: Table, used: set[str]) -> tuple[np.ndarray, int]:
    """Return a number for the set of used codes that each event has; 0 for none."""
    code, several = _of_words(event_codes, "code", used)
    system, systems = codes(event_codes, "system")
    rows = np.flatnonzero((code > 0) & np.array([*(word != "original" for word in systems), True])[system])
    owners = text(event_codes, "event_id").take(pa.array(rows)).dictionary_encode()
    sets = _numbered_sets(np.asarray(owners.indices), code[rows], len(owners.dictionary), several)
    position = np.asarray(pc.index_in(ids, value_set=owners.dictionary).fill_null(len(sets)))
    return np.append(sets, 0).astype(np.int32)[position], int(sets.max(initial=0)) + 1


def _numbered_sets(owner: np.ndarray, code: np.ndarray, owners: int, several: int) -> np.ndarray:
    """Return a number (from 1 on) for the set of codes of each owner, the same for the same set.

    Sets grow by one code at a time, in the order of codes; equal sets have one number at each step, as in a prefix tree.
    """
    pairs = np.unique(owner * several + code.astype(np.int64))
    owner, code = pairs // several, pairs % several
    rank = np.arange(len(pairs)) - np.searchsorted(owner, owner)
    sets = np.zeros(owners, np.int64)
    for nth in range(int(rank.max(initial=-1)) + 1):
        step = rank == nth
        _, branch = np.unique(sets[owner[step]] * several + code[step], return_inverse=True)
        sets[owner[step]] = sets.max() + 1 + branch
    return sets


def _combined(kind: np.ndarray, number: int, digit: np.ndarray, several: int) -> tuple[np.ndarray, int]:
    """Return kinds that differ where `kind` or `digit` does, numbered without gaps, and how many there are."""
    both = kind * np.int64(several) + digit
    used = np.zeros(number * several, bool)
    used[both] = True
    renumbered = np.cumsum(used, dtype=np.int32) - np.int32(1)
    return renumbered[both], max(int(used.sum()), 1)
