"""The new contacts of a batch, and the pages of earlier batches that its records touch: points, features and scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..chronology.joins import Join, join_of
from ..chronology.vocabulary import Vocabulary
from ..features.catalogue import Catalogue
from ..features.engine.compute import compute_features
from ..models.cohort import points_as_of_now
from ..models.contact_days import contact_days
from ..models.families import families
from ..models.registered import Registered
from ..models.scoring import scored_by_registered
from ..params import Params
from .records import Joined

POINT_COLUMNS = [
    "point_id", "child_id", "as_of", "agencies", "stratum", "family", "history_days", "enough_history", "rule",
    "contacts_in_window", "decision", "taken_forward",
]  # fmt: skip


@dataclass(frozen=True)
class Contacts:
    """Contact-days that are scored now.

    points : rows of the cohort without labels, with margin, attention, frequencies, standing. new : which of them no earlier file
    held (bool); the others had a page in an earlier batch. features : of the same rows. flow : from the new contact-days to the
    new points. known_before : how many of the new contact-days are about a child who was known.
    """

    points: pd.DataFrame
    new: pd.Series
    features: pd.DataFrame
    flow: list[dict[str, Any]]
    known_before: Join


def contacts_of(
    records: Joined, registered: Registered, catalogue: Catalogue, vocabulary: Vocabulary, params: Params
) -> Contacts:
    """Return the new contact-days of a batch, and those with a page in an earlier batch, scored by the registered model.

    Parameters
    ----------
    records : the new records, joined to what was known.
    """
    before = _contact_days(records.before["events"], vocabulary, params)
    days = _contact_days(records.after["events"], vocabulary, params)
    is_new = ~days["point_id"].isin(before["point_id"])
    wanted = days[is_new | days["point_id"].isin(list(records.paged))].reset_index(drop=True)
    new = days.loc[is_new, "point_id"]
    _, flow = points_as_of_now(wanted[wanted["point_id"].isin(new)], records.after, vocabulary, params.cohort)
    points, _ = points_as_of_now(wanted, records.after, vocabulary, params.cohort)
    family = families(records.after["children"]["child_id"], records.after["households"])
    points = points.assign(family=points["child_id"].map(family))[POINT_COLUMNS]
    view = registered.manifest["train"]["view"]
    features = compute_features(points, records.after, catalogue, vocabulary, view)
    scored = scored_by_registered(points, features, registered, catalogue)
    met = join_of("the new records", vocabulary.nouns.points, "children", "child_id",
                  days.loc[is_new, "child_id"], records.before["children"]["child_id"])  # fmt: skip
    return Contacts(scored, scored["point_id"].isin(new), features, flow, met)


def _contact_days(events: pd.DataFrame, vocabulary: Vocabulary, params: Params) -> pd.DataFrame:
    """Return the contact-days of events; none where they hold no contact."""
    if not (events["event_type"] == vocabulary.index).any():
        columns = {"point_id": "str", "child_id": "str", "as_of": "datetime64[s]", "agencies": "str"}
        empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
        return empty.assign(contacts_in_window=pd.Series(dtype="int64"), rule=pd.Series(dtype=bool))
    return contact_days(events, vocabulary, params.cohort).points
