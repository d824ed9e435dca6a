"""What a sentence says is what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings

from neglect_triage.features.evidence import gather, seen_at
from neglect_triage.features.measures import FIELDS
from neglect_triage.features.quoted import Quoted, figures_of
from tests.features.chronologies import CATALOGUE, DAY, WORDS, Row, T, chronologies, chronology, computed, event, frames

# Which measure a figure is, in the window that the sentence quotes.
FIGURES = {
    "count": "count", "agencies": "distinct_agencies", "sources": "distinct_sources", "dates": "distinct_days",
    "months": "distinct_months", "sum": "sum", "mean": "mean", "lowest": "min", "highest": "max", "last": "last",
    "slope": "slope", "swings": "swings", "rate": "rate", "most": "most_in_28_days", "episodes": "episodes", "gap": "longest_gap",
    "days": "days_since", "since": "count_since", "open": "open_days", "alternations": "alternations",
}  # fmt: skip
SAID_ONLY = {"total", "recent", "earlier", "first_date", "last_date", "since_date", "open_date", "course"}


def figures(rows: dict[str, list[Row]], indicator: str, *fields: str) -> dict[str, Any]:
    evidence = gather(frames(rows), CATALOGUE, WORDS)
    return figures_of(Quoted(evidence, seen_at(evidence, "a", pd.Timestamp(T)), pd.Timestamp(T), indicator, None), fields)


def agreeing(rows: dict[str, list[Row]]) -> set[str]:
    """Compare every figure of child a with its measure; return the figures that there were."""
    measured = dict(zip(CATALOGUE.features, computed(rows, "a").to_numpy()[0], strict=True))
    evidence = gather(frames(rows), CATALOGUE, WORDS)
    seen, born = seen_at(evidence, "a", pd.Timestamp(T)), rows["children"][0]["birth_month"]
    words = set()
    for feature, cell in measured.items():
        quoted = Quoted(evidence, seen, pd.Timestamp(T), feature.indicator, pd.Timestamp(born))
        if feature.measure == "years" or quoted.entry.quoted_window != feature.window or not len(quoted.events) or np.isnan(cell):
            continue
        for figure, found in figures_of(
            quoted, [name for name, measure in FIGURES.items() if measure == feature.measure]
        ).items():
            assert np.float32(found) == cell, f"{figure}: {feature.name}"  # type: ignore[arg-type]
            words.add(figure)
    return words


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(rows=chronologies())
def test_a_figure_is_what_was_measured(rows: dict[str, list[Row]]) -> None:
    agreeing(rows)


def test_every_figure_can_be_said() -> None:
    kinds = ["contact", "sign", "cin_plan_end", "cin_plan_start", "home_condition", "home_condition", "home_condition"]
    events = [event(n, T - (9 - n) * DAY, event_type=kind, value=[None, 1.0, 4.0][n % 3]) for n, kind in enumerate(kinds)]
    kept = [event(20 + n, T - n * DAY, event_type="appointment", outcome=outcome)
            for n, outcome in enumerate(["attended", "was_not_brought", "attended"], 1)]  # fmt: skip
    assert agreeing(chronology(events + kept)) == set(FIGURES)
    assert set(FIGURES) | SAID_ONLY == set(FIELDS)


def test_nothing_is_said_of_what_is_not_there() -> None:
    rows = chronology([event(0, T - 5 * DAY, event_type="cin_plan_start"), event(1, T - 4 * DAY, event_type="cin_plan_end")])
    assert figures(rows, "plans", "open", "open_date") == {}
    assert figures(chronology([event(0, T - 5 * DAY)]), "concerns", "since", "since_date") == {"since": 1}
    assert figures(chronology([event(0, T - 5 * DAY, event_type="home_condition")]), "ratings", "mean", "slope") == {}


def test_halves_and_dates_are_said() -> None:
    rows = chronology([event(n, T - ago * DAY) for n, ago in enumerate([300, 150, 9])])
    words = figures(rows, "worries", "recent", "earlier", "first_date", "last_date")
    assert words == {"recent": 2, "earlier": 1, "first_date": T - 300 * DAY, "last_date": T - 9 * DAY}


def test_the_days_since_the_latest_event_count_a_snapshot_and_the_number_of_events_does_not() -> None:
    rows = chronology([event(1, T - 45 * DAY, shared_date=None), event(2, T - 44 * DAY, shared_date=None, is_snapshot=True)])
    assert figures(rows, "untold", "days", "count") == {"days": 44, "count": 1}


def test_the_course_of_values_has_each_with_its_day_and_passes_over_events_without_one() -> None:
    rated = [(300, 2.0), (150, None), (100, 5.0), (100, 4.0)]
    rows = chronology([event(n, T - ago * DAY, event_type="home_condition", value=value) for n, (ago, value) in enumerate(rated)])
    assert figures(rows, "ratings_long", "course") == {
        "course": ((T - 300 * DAY, 2.0), (T - 100 * DAY, 5.0), (T - 100 * DAY, 4.0))
    }
    assert figures(chronology([event(0, T - 5 * DAY, event_type="home_condition")]), "ratings", "course") == {}
