"""One row for each audited contact: what was decided, what was knowable in both views, and what was recorded afterwards."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...chronology.one_run import rows_of
from ...chronology.vocabulary import Vocabulary
from ...features.visibility import PRIVATE
from ...models.cohort import WORKED_EXAMPLE
from ...models.labels import Chronology, final, followed, known_states
from ...params import Explain
from .definitions import Definitions, tables_of
from .knowable import knowable, matches_any

OTHER, SEVERAL, NOT_RECORDED = "another decision", "several agencies on one day", "not recorded"


def audited_points(points: pd.DataFrame, settings: Explain) -> pd.DataFrame:
    """Return the points to audit: those between the dates in the settings, or of the test period; no worked examples."""
    if settings.decisions_from is None and settings.decisions_to is None:
        return points[points["period"] == "test"]
    first, end = (pd.Timestamp(str(day)) if day else None for day in (settings.decisions_from, settings.decisions_to))
    inside = points["period"] != WORKED_EXAMPLE
    inside &= (points["as_of"] >= first) if first is not None else True
    inside &= (points["as_of"] < end) if end is not None else True
    return points[inside]


def contact_rows(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the rows of the audit.

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
        source=np.where(rows["agencies"].str.contains(";"), SEVERAL, rows["agencies"].replace("", NOT_RECORDED)),
        area=rows_of(rows["child_id"], chronology["children"], "children")["area"].fillna(NOT_RECORDED).to_numpy(),
        team=_teams(rows, chronology["events"], vocabulary),
        month=rows["as_of"].dt.strftime("%Y-%m"),
    )
    rows = rows.join(knowable(rows, chronology, definitions, vocabulary))
    rows = rows.assign(little=rows["partnership_days"] <= definitions.little_days)
    rows = rows.join(afterwards(rows, chronology, definitions, vocabulary))
    days_to_next, within = returned(rows, chronology, definitions.returns_within_days, vocabulary)
    rows = rows.assign(days_to_next=days_to_next).join(within.add_prefix("returned_"))
    return rows.assign(siblings_differ=siblings_differ(rows, chronology["households"], definitions.closed))


def _teams(points: pd.DataFrame, events: pd.DataFrame, vocabulary: Vocabulary) -> pd.Series:
    """Return the team that the contact of each point names, the first in alphabetical order."""
    contacts = events.loc[(events["event_type"] == vocabulary.index) & events["team_id"].notna()]
    first = contacts.groupby(["child_id", "event_date"])["team_id"].min().rename("team").reset_index()
    joined = points.merge(first, left_on=["child_id", "as_of"], right_on=["child_id", "event_date"], how="left")
    return joined["team"].fillna(NOT_RECORDED).set_axis(points.index)


def afterwards(points: pd.DataFrame, chronology: Chronology, definitions: Definitions, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return what the final records say of the time around and after each point (child_id, as_of).

    Returns
    -------
    pandas.DataFrame : on the index of `points`: one column for each entry of `after` (boolean; missing where the records do
        not cover the whole of that time), and assessment_open (bool): whether an assessment or enquiry was known to be open.
    """
    events = final(chronology["events"], vocabulary.withdrawal)
    columns: dict[str, pd.Series] = {}
    for name, after in definitions.after.items():
        wanted = events[matches_any(after.events, events, chronology["event_codes"], vocabulary)]
        gaps = _days_to_events(points, wanted)
        in_time = gaps[(gaps >= -after.from_days_before) & (gaps <= after.within_days)]
        recorded = pd.Series(points.index.isin(in_time.index), points.index)
        covered = followed(points, chronology["coverage"], tables_of(after, vocabulary), after.within_days)
        columns[name] = recorded.astype("boolean").where(covered | recorded)
    columns["assessment_open"] = known_states(points, chronology, definitions.open_assessment, vocabulary)
    return pd.DataFrame(columns)


def returned(
    points: pd.DataFrame, chronology: Chronology, within: list[int], vocabulary: Vocabulary
) -> tuple[pd.Series, pd.DataFrame]:
    """Return after how many days contact was next made about each child, and whether that was within some numbers of days.

    Returns
    -------
    Series : float, on the index of `points`; missing where no later contact is recorded.
    DataFrame : one boolean column for each number of days; missing where contacts are not covered for so long.
    """
    contacts = final(chronology["events"], vocabulary.withdrawal).query("event_type == @vocabulary.index")
    gaps = _days_to_events(points, contacts)
    days_to_next = gaps[gaps > 0].groupby(level=0).min().reindex(points.index).astype(float)
    table = vocabulary.event_types[str(vocabulary.index)].table
    covered = {days: followed(points, chronology["coverage"], {table}, days) for days in within}
    in_time = {days: (days_to_next <= days).astype("boolean").where(covered[days]) for days in within}
    return days_to_next, pd.DataFrame(in_time)


def _days_to_events(points: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Return the days from each point to each event about its child, on the index of `points` (repeated)."""
    pairs = points.reset_index()[["index", "child_id", "as_of"]].merge(events[["child_id", "event_date"]], on="child_id")
    return (pairs["event_date"] - pairs["as_of"]).dt.days.set_axis(pairs["index"])


def siblings_differ(points: pd.DataFrame, households: pd.DataFrame, closed: str) -> pd.Series:
    """Return whether, of children of one private household with a contact on one day, some were closed and others not.

    Parameters
    ----------
    points : child_id, as_of, decided (missing where no decision is recorded).

    Returns
    -------
    pandas.Series : boolean, on the index of `points`; missing where no other child of the household, as far as was known,
        had a contact with a decision on that day.
    """
    stays = households[households["kind"] == PRIVATE]
    decided = points.dropna(subset="decided").reset_index()[["index", "child_id", "as_of", "decided"]]
    pairs = decided.merge(stays, on="child_id")
    known = pairs["known_date"].fillna(pairs["start"]) < pairs["as_of"]
    ended = (pairs["end"] < pairs["as_of"]) & (pairs["end_known_date"].fillna(pairs["end"]) < pairs["as_of"])
    present = pairs[(pairs["start"] <= pairs["as_of"]) & known & ~ended].assign(closed=pairs["decided"] == closed)
    groups = present.groupby(["household_id", "as_of"])
    several = groups["child_id"].transform("nunique") > 1
    differ = groups["closed"].transform("nunique") > 1
    by_point = differ[several].groupby(present.loc[several, "index"]).any()
    return by_point.reindex(points.index).astype("boolean")
