"""Labels: what agencies recorded after a contact, and the states that were known before it (design section 5)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict

from ..chronology.one_run import are_among
from ..chronology.recorded_days import covered_periods
from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..features.matching import matches
from ..features.selection import Selection, event_types_of, unknown_words
from ..yamls import read_model

Chronology = dict[str, pd.DataFrame]

# The columns that labels and states are read from; the cohort reads no others.
EVENT_COLUMNS = [
    "event_id", "child_id", "event_date", "known_date", "event_type", "agency", "outcome", "concern", "seen", "basis",
    "consent_to_share", "consent_to_service", "value", "replaces",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Strict):
    """One part of the label: its meaning, and the events that it counts."""

    means: str
    events: list[Selection]


class State(_Strict):
    """A state that lasts from a start until an end."""

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
    BadInput : the vocabulary lacks a word that the definitions need.
    """
    found = definitions()
    selections = [*(s for label in found.labels.values() for s in label.events), found.closed, found.decision]
    selections += [s for state in (*found.not_triage.values(), *found.open_work.values()) for s in (state.start, state.end)]
    if problems := [line for selection in selections for line in unknown_words("cohort.yaml", selection, vocabulary)]:
        raise BadInput(
            "This vocabulary cannot carry contacts and their outcomes.",
            where="\n            ".join(problems),
            do="supply prediction points with labels (cohort.kind: points), or complete the vocabulary",
        )
    return found


@cache
def definitions() -> Definitions:
    """Return the content of cohort.yaml, with words not yet checked against a vocabulary."""
    return read_model(Path(str(files(__package__) / "cohort.yaml")), Definitions)


def tables_of(definitions: Definitions, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Return the coverage tables that each part of the label needs, and those of `either`."""
    found = {
        name: {vocabulary.event_types[kind].table for selection in label.events for kind in event_types_of(selection, vocabulary)}
        for name, label in definitions.labels.items()
    }
    return found | {"either": set().union(*found.values())}


def final(events: pd.DataFrame, withdrawal: str | None) -> pd.DataFrame:
    """Return the final version of the events: without rows that were replaced, and without withdrawals."""
    return events[~are_among(events["event_id"], events["replaces"].dropna()) & (events["event_type"] != withdrawal)]


def outcomes(chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the recorded outcomes, one row for each event that a part of the label counts: child_id, date, label (its part)."""
    events = final(chronology["events"], vocabulary.withdrawal)
    parts = []
    for name, label in definitions.labels.items():
        for selection in label.events:
            found = events[matches(selection, events, chronology["event_codes"], vocabulary)]
            parts.append(pd.DataFrame({"child_id": found["child_id"], "date": found["event_date"], "label": name}))
    return pd.concat(parts, ignore_index=True).drop_duplicates().sort_values(["child_id", "date", "label"], ignore_index=True)


def first_outcome(points: pd.DataFrame, found: pd.DataFrame, horizon_days: int) -> pd.Series:
    """Return for each point the date of the first outcome from the day after it to `horizon_days` after it; NaT without one."""
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(found, on="child_id")
    ahead = (both["date"] - both["as_of"]).dt.days
    return both[(ahead >= 1) & (ahead <= horizon_days)].groupby("index")["date"].min().reindex(points.index)


def known_states(points: pd.DataFrame, chronology: Chronology, state: State, vocabulary: Vocabulary) -> pd.Series:
    """Return whether each point was known to be in a state: on the last day where they differ, starts outnumber ends.

    A row that was corrected or withdrawn before the point does not count. A day with as many starts as ends (an enquiry that
    began and concluded, a plan that follows another) leaves the state unchanged.
    """
    events, codes = chronology["events"], chronology["event_codes"]
    starts, ends = (matches(selection, events, codes, vocabulary) for selection in (state.start, state.end))
    rows = events.assign(change=starts.astype(int) - ends)[starts | ends]
    corrected = events.dropna(subset="replaces").groupby("replaces")["known_date"].min()
    rows = rows.assign(superseded=corrected.reindex(rows["event_id"]).to_numpy())
    rows = rows[["child_id", "event_date", "known_date", "superseded", "change"]]
    both = points.reset_index()[["index", "child_id", "as_of"]].merge(rows, on="child_id")
    visible = (both["known_date"] < both["as_of"]) & ~(both["superseded"] < both["as_of"])
    by_day = both[visible & (both["event_date"] < both["as_of"])].groupby(["index", "event_date"])["change"].sum()
    latest = by_day[by_day != 0].groupby("index").last() > 0
    return latest.reindex(points.index, fill_value=False)


def followed(points: pd.DataFrame, coverage: pd.DataFrame, tables: set[str], days: int) -> pd.Series:
    """Return whether every table is covered without a gap from the day after each point to `days` after it."""
    first, last = points["as_of"] + pd.Timedelta(days=1), points["as_of"] + pd.Timedelta(days=days)
    complete = pd.Series(True, index=points.index)
    for table in sorted(tables):
        periods = covered_periods(coverage[coverage["table"] == table])
        complete &= sum(((first >= start) & (last < end) for start, end in periods), pd.Series(False, index=points.index))
    return complete
