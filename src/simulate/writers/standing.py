"""The chronology as it stood on a day: what was known by then, with corrections made and withdrawn records gone."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chronology.vocabulary import Vocabulary

SYSTEMS = ("factor", "primary_need", "legal_status", "appointment_kind", "context", "oversight", "housing")
_SAME = ["child_id", "event_type", "event_date", "agency", "spell_id", "context", "oversight", "housing"]


def with_codes(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the events with one column more for each code system of `SYSTEMS`; several codes are joined by ";"."""
    codes = tables["event_codes"].sort_values(["event_id", "system", "code"])
    joined = codes.groupby(["event_id", "system"])["code"].agg(";".join).unstack().reindex(columns=list(SYSTEMS))
    found = joined.reindex(tables["events"]["event_id"]).set_axis(tables["events"].index).astype("str")
    return tables["events"].join(found)


def as_known(events: pd.DataFrame, day: pd.Timestamp, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return those of `events` (as `with_codes` gives them) that stood on `day`, each fact once, by child and day.

    An extract of that day can hold no more: no fact that was unknown, superseded or withdrawn by then. Of two records of one
    kind by one agency about one child on one day the one that was known first is kept.
    """
    events = events[events["known_date"] <= day]
    events = events[~events["event_id"].isin(events["replaces"].dropna()) & (events["event_type"] != vocabulary.withdrawal)]
    events = events.sort_values(["child_id", "event_date", "known_date", "event_id"], kind="stable")
    return events.drop_duplicates(_SAME, ignore_index=True)
