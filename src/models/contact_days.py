"""Contact-days: each contact once, on the day that its last record gives, and the local rule as it stood on that day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..chronology.vocabulary import Vocabulary
from ..errors import BadInput
from ..params import Cohort

_DAY = ["child_id", "event_date"]


@dataclass(frozen=True)
class ContactDays:
    """The contact-days, and what became of the rows of contacts.

    Attributes
    ----------
    points : one row for each (child, day): point_id, child_id, as_of, agencies, contacts_in_window, rule.
    rows : every row of a contact, its corrections included: child_id.
    contacts : the last row of each contact: child_id.
    moved : those of `contacts` that are about another day or child than their first row was.
    """

    points: pd.DataFrame
    rows: pd.DataFrame
    contacts: pd.DataFrame
    moved: pd.DataFrame

    def steps(self) -> dict[str, pd.DataFrame]:
        """Return the rows at each step from records to contact-days, by its name in the flow."""
        named = {"contact rows": self.rows, "contacts, with their corrections": self.contacts}
        moved = {"of these, moved to another day or child by a correction": self.moved} if len(self.moved) else {}
        return named | moved | {"contact-days": self.points}


def contact_days(events: pd.DataFrame, vocabulary: Vocabulary, cohort: Cohort) -> ContactDays:
    """Return the days of contact about each child, with their sources and the local rule on repeat contacts.

    A contact happened on the day that its last record gives: a later correction moves its point, because a point on a mistaken
    day would see what came after the contact, or follow what came before it. A contact that is taken back keeps its point:
    on its day nobody could know.

    Raises
    ------
    BadInput : there is no contact.
    """
    rows = _contact_rows(events, vocabulary)
    if rows.empty:
        raise BadInput(
            "The chronology holds no contact.",
            where=f"events.event_type: {vocabulary.index}",
            do="bring a source of contacts, or supply prediction points (cohort.kind: points)",
        )
    contacts = rows.drop_duplicates("contact", keep="last")
    first = rows.drop_duplicates("contact").set_index("contact")[_DAY].reindex(contacts["contact"])
    points = _joined_agencies(contacts).rename(columns={"event_date": "as_of", "agency": "agencies"})
    points.insert(0, "point_id", points["child_id"] + "@" + points["as_of"].dt.strftime("%Y-%m-%d"))
    days = contacts[["contact", *_DAY]].rename(columns={"event_date": "as_of"})
    known = points.merge(days, on=["child_id", "as_of"])[["contact", "point_id"]]
    points["contacts_in_window"] = 1 + _earlier_days(points, rows.merge(known, on="contact"), cohort.rule_window_days)
    points["rule"] = points["contacts_in_window"] >= cohort.rule_contacts
    moved = (contacts[_DAY].to_numpy() != first.to_numpy()).any(axis=1)
    return ContactDays(points, rows, contacts, contacts[moved])


def _contact_rows(events: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the rows of contacts, each correction after what it corrects, with two further columns.

    contact : a number that all rows of one contact share. until : the day on which the first row that replaces this one became
    known, empty without one.
    """
    first, steps = _corrected_rows(events)
    replaced = events.dropna(subset="replaces").groupby("replaces")["known_date"].min()
    of_contacts = (events["event_type"] == vocabulary.index).to_numpy()
    rows = events[of_contacts].assign(contact=first[of_contacts], steps=steps[of_contacts])
    rows = rows.assign(until=replaced.reindex(rows["event_id"]).to_numpy())
    return rows.sort_values(["steps", "known_date", "event_id"], kind="stable")


def _corrected_rows(events: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return for each row the position of the one with which its corrections began, and how many corrections lead to it.

    A row that replaces nothing, or nothing that is there, is its own first.
    """
    first, steps = np.arange(len(events)), np.zeros(len(events), np.int64)
    corrections = np.flatnonzero(events["replaces"].notna())
    if corrections.size:
        found = pd.Index(events["event_id"]).get_indexer(events["replaces"].iloc[corrections])
        corrections, found = corrections[found >= 0], found[found >= 0]
        first[corrections], steps[corrections] = found, 1
    for _ in range(len(corrections).bit_length()):  # rows that replace each other in a circle have no first one
        steps, first = steps + steps[first], first[first]
    return first, steps


def _earlier_days(points: pd.DataFrame, rows: pd.DataFrame, window_days: int) -> np.ndarray:
    """Return on how many earlier days of the window contacts could be read at each point, leaving out its own earlier records.

    Parameters
    ----------
    rows : rows of contacts, with point_id of the point that their contact belongs to.
    """
    others = rows[[*_DAY, "known_date", "until", "point_id"]].rename(columns={"point_id": "belongs_to"})
    both = points.reset_index(names="number")[["number", "point_id", "child_id", "as_of"]].merge(others, on="child_id")
    back = (both["as_of"] - both["event_date"]).dt.days
    visible = (both["known_date"] < both["as_of"]) & ~(both["until"] < both["as_of"]) & (both["belongs_to"] != both["point_id"])
    inside = both[(back > 0) & (back < window_days) & visible].groupby("number")["event_date"].nunique()
    return inside.reindex(range(len(points)), fill_value=0).to_numpy()


def _joined_agencies(rows: pd.DataFrame) -> pd.DataFrame:
    """Return child_id, event_date and the agencies of that day in alphabetical order, joined by semicolons."""
    once = rows[[*_DAY, "agency"]].drop_duplicates().sort_values([*_DAY, "agency"], ignore_index=True)
    several = once.duplicated(_DAY, keep=False)
    joined = once[several].groupby(_DAY, sort=False)["agency"].agg(";".join).reset_index()
    return pd.concat([once[~several], joined]).sort_values(_DAY, ignore_index=True)
