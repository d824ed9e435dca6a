"""Labels: what agencies recorded after a contact, and the states that were known before it (design section 5)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.catalogue import Selection, unknown_words
from ..features.matching import matches
from ..yamls import read_model

Chronology = dict[str, pd.DataFrame]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Strict):
    """One part of the label: what it means, and the events that it counts."""

    means: str
    events: list[Selection]


class State(_Strict):
    """A state that holds from a start until an end."""

    start: Selection
    end: Selection


class Definitions(_Strict):
    """The content of cohort.yaml."""

    labels: dict[str, Label]
    closed: Selection
    decision: Selection
    not_triage: dict[str, State]
    open_work: dict[str, State]


def load_definitions(vocabulary: Vocabulary) -> Definitions:
    """Read cohort.yaml and check its words against the vocabulary.

    Raises
    ------
    BadInput : the vocabulary does not hold a word that the definitions need.
    """
    path = Path(str(files(__package__) / "cohort.yaml"))
    found = read_model(path, Definitions)
    chosen = [*(s for label in found.labels.values() for s in label.events), found.closed, found.decision]
    chosen += [s for state in (*found.not_triage.values(), *found.open_work.values()) for s in (state.start, state.end)]
    if problems := [line for selection in chosen for line in unknown_words("cohort.yaml", selection, vocabulary)]:
        raise BadInput(
            "This vocabulary cannot carry contacts and their outcomes.",
            where="\n            ".join(problems),
            do="supply prediction points with labels (cohort.kind: points), or complete the vocabulary",
        )
    return found


def final(events: pd.DataFrame, withdrawal: str | None) -> pd.DataFrame:
    """Return the events as they stand at the end: without rows that were replaced, and without withdrawals."""
    return events[~events["event_id"].isin(events["replaces"].dropna()) & (events["event_type"] != withdrawal)]


def outcomes(chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the recorded outcomes: child_id, date, label (its part), one row an event that a part counts."""
    events = final(chronology["events"], vocabulary.withdrawal)
    parts = []
    for name, label in definitions.labels.items():
        for chosen in label.events:
            found = events[matches(chosen, events, chronology["event_codes"], vocabulary)]
            parts.append(pd.DataFrame({"child_id": found["child_id"], "date": found["event_date"], "label": name}))
    return pd.concat(parts, ignore_index=True).drop_duplicates().sort_values(["child_id", "date", "label"], ignore_index=True)


def first_outcome(points: pd.DataFrame, found: pd.DataFrame, horizon_days: int) -> pd.Series:
    """Return for each point the date of the first outcome from the day after it to `horizon_days` after it, or NaT."""
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(found, on="child_id")
    ahead = (both["date"] - both["as_of"]).dt.days
    return both[(ahead >= 1) & (ahead <= horizon_days)].groupby("index")["date"].min().reindex(points.index)


def known_states(points: pd.DataFrame, chronology: Chronology, state: State, vocabulary: Vocabulary) -> pd.Series:
    """Return whether a state was known to hold at each point: the latest start or end known before it is a start."""
    events, codes = chronology["events"], chronology["event_codes"]
    starts, ends = (matches(chosen, events, codes, vocabulary) for chosen in (state.start, state.end))
    rows = events.assign(begins=starts)[starts | ends][["child_id", "event_date", "known_date", "begins"]]
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(rows, on="child_id")
    both = both[(both["known_date"] < both["as_of"]) & (both["event_date"] < both["as_of"])]
    latest = both.sort_values(["event_date", "begins"], kind="stable").groupby("index")["begins"].last()
    return latest.reindex(points.index).fillna(False).astype(bool)
