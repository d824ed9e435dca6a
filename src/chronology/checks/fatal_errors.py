"""Errors in a whole chronology that no quarantine of rows can cure: the source stage stops."""

from __future__ import annotations

import pandas as pd

from ...errors import BadInput
from ..joins import join_of
from ..vocabulary import Vocabulary
from .quarantine import Batch, first_places

_NO_TYPE = "add a type of event for decisions to the vocabulary, and move each outcome to a row of that type"


def stop_if_all_quarantined(batches: dict[str, Batch]) -> None:
    """Stop if all rows of a table are in quarantine; the BadInput raised names the rules that they broke."""
    for name, batch in batches.items():
        if len(batch.rows) and not batch.good.any():
            rules = [
                f"{rule} ({column}): {len(faults):,} rows, {first_places(faults['place'])}"
                for (rule, column), faults in batch.faults.groupby(["rule", "column"], sort=True)
            ]
            expected = batch.faults["expected"].iloc[0]
            raise BadInput(
                f"No row of the table {name} can be used.",
                where="\n            ".join(rules),
                expected=expected,
                do="mend the export, or its mapping",
            )


def stop_at_contradictions(batches: dict[str, Batch], orphans: dict[str, pd.Series], vocabulary: Vocabulary) -> None:
    """Stop if rows refer to unknown children or events, or a contact or referral carries its outcome.

    Parameters
    ----------
    batches : the rows of each table.
    orphans : for each table, which rows refer to an unknown parent row.
    vocabulary : which event types may not carry an outcome.

    Raises
    ------
    BadInput : with the number and first places of the rows.
    """
    for name, wrong in orphans.items():
        if wrong.any():
            child = name != "event_codes"
            places = first_places(batches[name].faults.loc[wrong, "place"])
            near = _nearly(batches, name, wrong, *(("child_id", "children") if child else ("event_id", "events")))
            raise BadInput(
                f"The table {name} names {'children' if child else 'events'} that the table "
                f"{'children' if child else 'events'} does not hold.",
                where=f"{int(wrong.sum()):,} rows: {places}{near}",
                expected=f"every {'child_id' if child else 'event_id'} in {'children' if child else 'events'}",
                do="export both tables on the same day and with the same pseudonyms",
            )
    bare = vocabulary.types_without_outcome
    events = batches["events"]
    if "outcome" in events.rows:
        wrong = events.good & events.rows["event_type"].isin(bare) & events.rows["outcome"].notna()
        if wrong.any():
            carrying = sorted(events.rows.loc[wrong, "event_type"].unique())
            decisions = [f"{name}_decision" for name in carrying if f"{name}_decision" in vocabulary.event_types]
            raise BadInput(
                f"Rows of {' and '.join(carrying)} carry their own outcome, which was not known when they were made.",
                where=f"column outcome, {int(wrong.sum()):,} rows: {first_places(events.faults.loc[wrong, 'place'])}",
                expected="the decision as a row of its own, with its own known date",
                do=f"move each outcome to a row of type {' and '.join(decisions)}" if decisions else _NO_TYPE,
            )


def _nearly(batches: dict[str, Batch], name: str, orphans: pd.Series, key: str, parents: str) -> str:
    """Return, in words, how many orphans would find their parent row if identifiers were compared loosely; else empty."""
    found = join_of("", name, parents, key, batches[name].rows.loc[orphans, key], batches[parents].rows[key])
    return f"; {found.nearly}" if found.nearly else ""
