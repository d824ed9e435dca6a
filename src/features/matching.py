"""Which events each indicator is about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from .catalogue import Catalogue
from .selection import Selection, event_types_of


def matches(chosen: Selection, events: pd.DataFrame, codes: pd.DataFrame, vocabulary: Vocabulary) -> np.ndarray:
    """Return for each event whether the selection is about it (bool, one an event)."""
    found = events["event_type"].isin(event_types_of(chosen, vocabulary)).to_numpy()
    for key in ("outcome", "agency", "scope", "seen", "basis", "consent_to_share", "consent_to_service"):
        if words := getattr(chosen, key):
            found = found & events[key].isin(words).to_numpy()
    if chosen.concern:
        found = found & _having(events["concern"], lambda concerns: bool(set(concerns.split(";")) & set(chosen.concern)))
    if chosen.code:
        coded = codes.loc[codes["code"].isin(chosen.code) & (codes["system"] != "original"), "event_id"]
        found = found & events["event_id"].isin(coded).to_numpy()
    if chosen.value_at_least is not None:
        found = found & (events["value"] >= chosen.value_at_least).to_numpy()
    if chosen.value_at_most is not None:
        found = found & (events["value"] <= chosen.value_at_most).to_numpy()
    return found


def _having(words: pd.Series, test: Callable[[str], bool]) -> np.ndarray:
    """Apply `test` to each distinct set of words; an empty cell holds none."""
    passing = [word for word in words.dropna().unique() if test(word)]
    return words.isin(passing).to_numpy()


def match_matrix(catalogue: Catalogue, events: pd.DataFrame, codes: pd.DataFrame, vocabulary: Vocabulary) -> np.ndarray:
    """Return events x indicators (bool): which indicator is about which event."""
    matrix = np.zeros((len(events), len(catalogue.indicators)), bool)
    for column, entry in enumerate(catalogue.indicators.values()):
        if entry.events:
            matrix[:, column] = matches(entry.events, events, codes, vocabulary)
    return matrix


def about_siblings(catalogue: Catalogue, matrix: np.ndarray) -> np.ndarray:
    """Return for each row of a match matrix whether any indicator about siblings is about it (bool)."""
    columns = [entry.events is not None and entry.events.about == "siblings" for entry in catalogue.indicators.values()]
    return np.asarray(matrix[:, columns].any(axis=1))
