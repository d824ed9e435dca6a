"""Contacts with what is true of them: joined by child and day, and counted."""

from __future__ import annotations

import pandas as pd

from ..chronology.joins import Join, join_of

OF_ONE_WORLD = "regenerate records and truth in one world: dvc repro; if so few are right, lower source.least_link_rate"


def with_truth(contacts: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts (child_id, as_of) that have a truth (child_id, date), with its columns, in their own order."""
    return contacts.merge(truth, left_on=["child_id", "as_of"], right_on=["child_id", "date"], validate="many_to_one")


def truth_join(contacts: pd.DataFrame, truth: pd.DataFrame) -> Join:
    """Return how many contacts have a truth; a child who was not yet born has none."""
    ids = [rows["child_id"] + "@" + rows[day].dt.strftime("%Y-%m-%d") for rows, day in ((contacts, "as_of"), (truth, "date"))]
    return join_of("test period", "contacts", "the truth", "child_id and day", *ids)
