"""What a page shows behind an indicator is what the engine counted."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neglect_triage.features.evidence import gather, records_behind, seen_at, visible_at
from neglect_triage.params import View
from tests.features.chronologies import CATALOGUE, DAY, WORDS, T, chronologies, chronology, computed, event, frames, stay


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(rows=chronologies(), view=st.sampled_from(get_args(View)))
def test_as_many_events_stand_behind_an_indicator_as_were_counted(rows: dict[str, list[Any]], view: View) -> None:
    counted = computed(rows, view=view).to_numpy()
    evidence = gather(frames(rows), CATALOGUE, WORDS, view)
    for place, child in enumerate("abc"):
        visible = seen_at(evidence, child, pd.Timestamp(T))
        for column, feature in enumerate(CATALOGUE.features):
            number = counted[place, column]
            if feature.measure == "count" and not np.isnan(number):
                found = records_behind(evidence, visible, pd.Timestamp(T), feature.indicator, feature.window)
                assert len(found) == number, f"{feature.name} of {child}"


def test_what_had_not_reached_the_hub_is_marked() -> None:
    rows = chronology([event(0, T.replace(day=1), shared_date=None), event(1, T.replace(day=2))])
    visible = visible_at(gather(frames(rows), CATALOGUE, WORDS), "a", pd.Timestamp(T))
    assert visible["in_hub"].tolist() == [False, True]


def test_what_is_about_a_sibling_is_marked_and_stands_behind_nothing_else() -> None:
    homes = [stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY)]
    rows = chronology([event(0, T - 5 * DAY, child_id="b"), event(1, T - 4 * DAY)], households=homes)
    evidence = gather(frames(rows), CATALOGUE, WORDS)
    visible = seen_at(evidence, "a", pd.Timestamp(T))
    assert visible_at(evidence, "a", pd.Timestamp(T))["event_id"].tolist() == ["e001"]
    assert visible.sibling.tolist() == [True, False]
    for name, stands in (("brothers_and_sisters", "e000"), ("worries", "e001")):
        assert records_behind(evidence, visible, pd.Timestamp(T), name, "30d")["event_id"].tolist() == [stands]


def test_a_child_without_a_record_has_nothing_behind() -> None:
    assert len(visible_at(gather(frames(chronology([])), CATALOGUE, WORDS), "nobody", pd.Timestamp(T))) == 0
