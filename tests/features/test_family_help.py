"""Family Help counts wherever early help or a child in need plan counted, so that a change of words is no change in a family."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from neglect_triage.features import features_of
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.models.labels import definitions
from neglect_triage.params import World
from neglect_triage.simulate.world import simulate
from tests.features.chronologies import WORDS

NEW = {
    "early_help_start": "family_help_start",
    "cin_plan_start": "family_help_start",
    "early_help_end": "family_help_end",
    "cin_plan_end": "family_help_end",
}
OTHERWISE = {"early_help", "family_group_meetings"}  # child in need plans are in the first, and the second is new


def measured(family_help_from: dt.date | None) -> pd.DataFrame:
    """Return every feature of the last contact of each child of a small world, with or without Family Help."""
    start, end = dt.date(2016, 4, 1), dt.date(2021, 4, 1)
    tables = simulate(World(seed=3, children=600, start=start, end=end, family_help_from=family_help_from), WORDS)
    events = tables["events"]
    contacts = events[events["event_type"] == "contact"].sort_values("event_date").drop_duplicates("child_id", keep="last")
    found = features_of(
        events,
        contacts[["child_id", "event_date"]].rename(columns={"event_date": "as_of"}).sort_values("child_id", ignore_index=True),
        event_codes=tables["event_codes"],
        children=tables["children"],
        households=tables["households"],
        coverage=tables["coverage"],
    )
    return pd.DataFrame(found)


def test_the_same_help_in_new_words_gives_the_same_features_but_for_the_count_of_early_help_alone() -> None:
    old, new = measured(None), measured(dt.date(2016, 4, 1))
    assert old["help_started.count.5y"].sum() > 20
    changed = {str(name).partition(".")[0] for name in old.columns if not old[name].equals(new[name])}
    assert "early_help" in changed
    assert changed <= OTHERWISE


def kinds() -> Iterator[tuple[str, set[str]]]:
    """Yield each indicator that names kinds of record, with the kinds."""
    for name, indicator in load_catalogue(WORDS).indicators.items():
        if indicator.events:
            yield name, set(indicator.events.type)


def test_no_indicator_names_the_old_kinds_without_the_new() -> None:
    assert [name for name, types in kinds() if {NEW[kind] for kind in types & set(NEW)} - types] == []


def test_open_family_help_is_open_work_as_a_child_in_need_plan_is() -> None:
    states = [(set(state.start.type), set(state.end.type)) for state in definitions().open_work.values()]
    assert ({"cin_plan_start"}, {"cin_plan_end"}) in states
    assert ({"family_help_start"}, {"family_help_end"}) in states
