"""What is wrong with a whole chronology, so that no row can be set aside for it: the run stops."""

from __future__ import annotations

import pandas as pd

from ...errors import BadInput
from ..vocabulary import Vocabulary
from .quarantine import Batch


def first_places(places: pd.Series, count: int = 3) -> str:
    """Return the first places as "file:row, file:row, file:row and 12 more"."""
    more = f" and {len(places) - count:,} more" if len(places) > count else ""
    return ", ".join(places.head(count)) + more


def stop_if_nothing_is_left(batches: dict[str, Batch]) -> None:
    """Stop if all rows of a table are in quarantine, with the rules that they broke."""
    for name, batch in batches.items():
        if not batch.good.any():
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
    """Stop if rows name children or events that are nowhere, or a contact or referral carries its outcome.

    Parameters
    ----------
    batches : the rows of each table.
    orphans : for each table, which rows name a parent row that is nowhere.
    """
    for name, wrong in orphans.items():
        if wrong.any():
            child = name != "event_codes"
            raise BadInput(
                f"The table {name} names {'children' if child else 'events'} that the table "
                f"{'children' if child else 'events'} does not hold.",
                where=f"{int(wrong.sum()):,} rows: {first_places(batches[name].faults.loc[wrong, 'place'])}",
                expected=f"every {'child_id' if child else 'event_id'} in {'children' if child else 'events'}",
                do="export both tables on the same day and with the same pseudonyms",
            )
    bare = [name for name, kind in vocabulary.event_types.items() if not kind.outcome]
    events = batches["events"]
    if "outcome" in events.rows:
        wrong = events.good & events.rows["event_type"].isin(bare) & events.rows["outcome"].notna()
        if wrong.any():
            raise BadInput(
                f"Rows of {' or '.join(bare)} carry their own outcome, which was not known when they were made.",
                where=f"column outcome, {int(wrong.sum()):,} rows: {first_places(events.faults.loc[wrong, 'place'])}",
                expected="the decision as a row of its own, with its own known date",
                do=f"move each outcome to a row of type {_decision(vocabulary, bare)}",
            )


def _decision(vocabulary: Vocabulary, bare: list[str]) -> str:
    decisions = [f"{name}_decision" for name in bare if f"{name}_decision" in vocabulary.event_types]
    return " or ".join(decisions) or "its own"
