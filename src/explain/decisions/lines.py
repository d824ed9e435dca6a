"""One line a contact: what was decided, what was knowable in both views, and what was recorded afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...chronology.vocabulary import Vocabulary
from ...models.cohort import WORKED_EXAMPLE
from ...models.labels import Chronology
from ...params import Explain
from .definitions import Definitions
from .followed import afterwards, returned, siblings_differ
from .knowable import knowable

OTHER, SEVERAL, NOT_RECORDED = "another decision", "several agencies on one day", "not recorded"


def in_period(points: pd.DataFrame, settings: Explain) -> pd.DataFrame:
    """Return the points that the audit is of: those of its period, or of the test period; never worked examples."""
    if settings.decisions_from is None and settings.decisions_to is None:
        return points[points["period"] == "test"]
    first, end = (pd.Timestamp(str(day)) if day else None for day in (settings.decisions_from, settings.decisions_to))
    inside = points["period"] != WORKED_EXAMPLE
    inside &= (points["as_of"] >= first) if first is not None else True
    inside &= (points["as_of"] < end) if end is not None else True
    return points[inside]


def audited(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the lines of the audit.

    Parameters
    ----------
    points : rows of the cohort: point_id, child_id, as_of, agencies, decision, rule, family.
    chronology : canonical tables by name.

    Returns
    -------
    pandas.DataFrame : one row a point, in the order of `points`: its columns named above; decided (a group of decisions;
        missing where none is recorded), source, area, team, month; the columns of `knowable`, `little` (whether all records
        together showed little); the columns of `afterwards`; days_to_next, returned_<days>; siblings_differ.
    """
    rows = points[["point_id", "child_id", "as_of", "agencies", "decision", "rule", "family"]].reset_index(drop=True)
    group = {outcome: name for name, each in definitions.decided.items() for outcome in each.outcomes}
    decided = rows["decision"].map(group).where(rows["decision"].isna() | rows["decision"].isin(list(group)), OTHER)
    rows = rows.assign(
        decided=decided,
        source=np.where(rows["agencies"].str.contains(";"), SEVERAL, rows["agencies"]),
        area=rows["child_id"].map(chronology["children"].set_index("child_id")["area"]).fillna(NOT_RECORDED),
        team=_teams(rows, chronology["events"], vocabulary),
        month=rows["as_of"].dt.strftime("%Y-%m"),
    )
    rows = rows.join(knowable(rows, chronology, definitions, vocabulary))
    rows = rows.assign(little=rows["partnership_days"] <= definitions.little_days)
    rows = rows.join(afterwards(rows, chronology, definitions, vocabulary))
    soonest, within = returned(rows, chronology, definitions.returns_within_days, vocabulary)
    rows = rows.assign(days_to_next=soonest).join(within.add_prefix("returned_"))
    return rows.assign(siblings_differ=siblings_differ(rows, chronology["households"], definitions.closed))


def _teams(points: pd.DataFrame, events: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return the team that the contact of each point names, the first in alphabetical order."""
    contacts = events.loc[(events["event_type"] == vocabulary.index) & events["team_id"].notna()]
    first = contacts.groupby(["child_id", "event_date"])["team_id"].min().rename("team").reset_index()
    both = points.merge(first, left_on=["child_id", "as_of"], right_on=["child_id", "event_date"], how="left")
    return both["team"].fillna(NOT_RECORDED).set_axis(points.index)
