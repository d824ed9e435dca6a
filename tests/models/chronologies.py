"""Chronologies written by hand for the tests of the cohort: contacts of one child among those of sixty others."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pandas as pd

from neglect_triage.models.cohort import contact_cohort
from neglect_triage.params import Cohort, Split
from tests.features.chronologies import WORDS, Row, covered, event, frames, stay

DAY = dt.timedelta(days=1)
CUT_1, CUT_2 = dt.date(2021, 1, 1), dt.date(2022, 7, 1)
COVERED_FROM, COVERED_TO = dt.date(2015, 1, 1), dt.date(2025, 1, 1)
T = dt.date(2019, 6, 10)  # a contact of the training period
COHORT = Cohort.model_validate({"kind": "contacts"})
SPLIT = Split.model_validate({"seed": 1, "cut_1": CUT_1, "cut_2": CUT_2, "largest_family_share": 0.5})
_NUMBERS = itertools.count()


def fact(kind: str, day: dt.date, child: str = "a", known: dt.date | None = None, **other: Any) -> Row:
    """Return one event of a kind, known on its day unless told."""
    return event(next(_NUMBERS), day, known, event_type=kind, child_id=child, **other)


def contact(day: dt.date, child: str = "a", **other: Any) -> Row:
    return fact("contact", day, child, **other)


def plan(day: dt.date, child: str = "a", **other: Any) -> Row:
    """Return the start of a child protection plan that names neglect."""
    return fact("cp_plan_start", day, child, **({"concern": "neglect"} | other))


def coded(row: Row, code: str, system: str = "factor") -> Row:
    return {"event_id": row["event_id"], "system": system, "code": code}


def child(name: str, born: dt.date | None = dt.date(2010, 5, 1)) -> Row:
    return {"child_id": name, "birth_month": born}


def others() -> list[Row]:
    """Return the contacts of sixty children, twenty in each period; after every other one comes a plan."""
    days = [T, dt.date(2021, 3, 10), dt.date(2022, 9, 10)]
    found = []
    for number in range(60):
        day, name = days[number % 3], f"other{number:02}"
        found.append(contact(day, name))
        if number % 2:
            found.append(plan(day + 100 * DAY, name))
    return found


def build(
    events: list[Row], cohort: Cohort = COHORT, split: Split = SPLIT, worked_examples: tuple[str, ...] = (), **tables: list[Row]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return points and flow of these events and no others; children are those of the events unless told."""
    rest = {
        "children": [child(name) for name in sorted({row["child_id"] for row in events})],
        "event_codes": [],
        "households": [],
        "coverage": covered(COVERED_FROM, COVERED_TO),
    }
    return contact_cohort(frames({"events": events, **rest, **tables}), WORDS, cohort, split, worked_examples)


def points_of(events: list[Row], name: str = "a", born: dt.date | None = dt.date(2010, 5, 1), **other: Any) -> pd.DataFrame:
    """Return the points of one child, by day, in a cohort with sixty other children."""
    everything = [*others(), *events]
    names = sorted({row["child_id"] for row in everything} - {name})
    tables = {"children": [*(child(each) for each in names), child(name, born)], **other}
    points, _ = build(everything, **tables)
    return points[points["child_id"] == name].set_index("as_of")


def point_of(events: list[Row], day: dt.date = T, **other: Any) -> pd.Series:
    """Return the point of child `a` on a day."""
    points = points_of(events, **other)
    return points[points.index == pd.Timestamp(day)].iloc[0]


__all__ = ["COHORT", "COVERED_FROM", "COVERED_TO", "CUT_1", "CUT_2", "DAY", "SPLIT", "WORDS", "Row", "T", "build", "child",
           "coded", "contact", "covered", "fact", "frames", "others", "plan", "point_of", "points_of", "stay"]  # fmt: skip
