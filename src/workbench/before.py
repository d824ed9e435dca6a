"""What somebody sees before judging: what came in, and the records that could be read. No model, no band, no line."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..explain.contact_page import the_contact
from ..explain.household import residents
from ..explain.household_picture import household_picture
from ..explain.record import Record, Sources, as_shown, record_of
from ..explain.timeline import themes_of, timeline_of
from ..features.seen import date_of
from ..params import View as PageView
from ..wording.contact_page import LAST_SEEN_LABEL
from ..wording.sentences import british_date
from .samples import View

SHARED, UNSHARED = "yes", "no"


@dataclass(frozen=True)
class Filters:
    """Which records to list; "" lists all: a theme, an agency, first and last day (ISO), whether it had reached the hub."""

    theme: str = ""
    agency: str = ""
    first: str = ""
    last: str = ""
    reached: str = ""

    def let_through(self, row: Mapping[str, Any]) -> bool:
        """Return whether a record is listed."""
        asked = (self.theme, row["theme"]), (self.agency, row["agency"]), (self.reached, row["reached"])
        return (
            all(wanted in ("", has) for wanted, has in asked)
            and row["iso_date"] >= self.first
            and (not self.last or row["iso_date"] <= self.last)
        )


def before(point: Mapping[Hashable, Any], records: Mapping[PageView, Sources], view: View, filters: Filters) -> dict[str, Any]:
    """Return what the form shows.

    Parameters
    ----------
    records : the chronology as each view has it, without anything of a model.

    Returns
    -------
    dict : the day, the contact, the records listed and how many there are, how many that partners held are not shown, what can
        be filtered by, and what the pictures draw.
    """
    sources = records["hub" if view == "neither" else view]
    record = record_of(sources, point["child_id"], point["as_of"])
    if view == "neither":
        record = replace(record, visible=record.visible.take(record.visible.today))
    themes = themes_of(record, sources)
    rows = _rows(record, themes, sources)
    drawn: dict[str, Any] = {"timeline": None, "household_picture": None}
    if view != "neither":
        people = residents(record, sources) if sources.vocabulary.page.others else [record]
        drawn = {"timeline": timeline_of(record, themes, sources), "household_picture": household_picture(people, sources)}
    return drawn | {
        "date": british_date(record.as_of),
        "iso_date": f"{record.as_of:%Y-%m-%d}",
        "contact": _of_the_day(point, record, sources, view),
        "records": [row for row in rows if filters.let_through(row)],
        "count": len(rows),
        "hidden": hidden_from(point, records["partnership"]) if view == "hub" else 0,
        "themes": sorted({row["theme"] for row in rows}),
        "agencies": sorted({row["agency"] for row in rows}),
        "kept_apart": view == "partnership" and bool(sources.dates_kept_apart),
    }


def hidden_from(point: Mapping[Hashable, Any], partnership: Sources) -> int:
    """Return how many records that could be read on the day had not reached the hub."""
    return int((~record_of(partnership, point["child_id"], point["as_of"]).visible.in_hub).sum())


def _of_the_day(point: Mapping[Hashable, Any], seen: Record, sources: Sources, view: View) -> list[dict[str, str]]:
    """Return the contact as labelled lines; where no record may be seen, without what only records say."""
    if view != "neither":
        return the_contact(point, seen, sources)
    lines = the_contact({**point, "contacts_in_window": 0}, seen, sources)
    return [line for line in lines if line["label"] != LAST_SEEN_LABEL]


def _rows(record: Record, themes: Mapping[int, str], sources: Sources) -> list[dict[str, Any]]:
    visible = record.visible
    shown = as_shown(visible, sources)
    days = [f"{date_of(day):%Y-%m-%d}" for day in visible["event_date"]]
    reached = {True: SHARED, False: UNSHARED, None: ""}
    return [
        {**row, "theme": themes[at], "iso_date": day, "reached": reached[row["in_hub"]]}
        for at, day, row in zip(visible.row.tolist(), days, shown, strict=True)
    ]
