"""Chronologies for measures of the strategy: of one child by hand, and of many drawn at random."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from neglect_triage.params import PolicyChange, StrategyChoices
from neglect_triage.strategy.counting import counted_rows, records_of
from neglect_triage.strategy.definitions import Measure, Strategy
from neglect_triage.strategy.page import strategy_page
from neglect_triage.strategy.run import strategy_figures
from tests.features.chronologies import WORDS, Row, chronology, covered, event, frames

FAR = int(np.datetime64("2030-01-01", "D").astype(int))


def measure(**entries: Any) -> Measure:
    """Return a measure of missed appointments, with some entries changed."""
    chosen = {"objective": "x", "title": "Missed appointments", "wanted": "fewer", "cannot_tell": "Much."} | entries
    return Measure.model_validate({"kind": "share", "among": APPOINTMENTS, "events": MISSED} | chosen)


APPOINTMENTS = [{"type": "appointment"}]
MISSED = [{"type": "appointment", "outcome": "was_not_brought"}]


def appointment(number: int, day: dt.date, known: dt.date | None = None, **other: Any) -> Row:
    """Return an appointment; attended unless said otherwise."""
    return event(number, day, known, **{"event_type": "appointment", "outcome": "attended"} | other)


def counted(
    chosen: Measure, events: list[Row], delay_days: int = 30, last_day: int = FAR, **other: list[Row]
) -> list[tuple[str, bool]]:
    """Return the month of each record that a measure counts, and whether it is meant."""
    rows = rows_of(chosen, events, delay_days, last_day, **other)
    return [(str(np.datetime64(int(month), "M")), bool(yes)) for month, yes in zip(rows["month"], rows["yes"], strict=True)]


def rows_of(chosen: Measure, events: list[Row], delay_days: int = 30, last_day: int = FAR, **other: list[Row]) -> pd.DataFrame:
    """Return the records that a measure counts."""
    tables = frames(chronology(events, **other))
    records = records_of(tables["events"], tables["event_codes"], tables["children"], tables["households"], WORDS)
    return counted_rows(chosen, records, WORDS, delay_days, last_day)


def many_children(number: int, seed: int, *, first: str = "2015-01-01", years: int = 9) -> dict[str, pd.DataFrame]:
    """Return canonical tables of children with an appointment a quarter, one in five of them missed, whatever the year."""
    generator = np.random.Generator(np.random.PCG64(seed))
    start = np.datetime64(first, "D")
    child = np.repeat(np.arange(number), 4 * years)
    days = start + (np.tile(np.arange(4 * years), number) * 91 + generator.integers(0, 91, len(child)))
    missed = generator.random(len(child)) < 0.2
    names = np.array([f"c{place:05}" for place in range(number)])
    events = frames({"events": [appointment(0, dt.date(2020, 1, 1))]})["events"].iloc[np.zeros(len(child), int)]
    events = events.assign(
        event_id=[f"e{place:07}" for place in range(len(child))],
        child_id=names[child],
        event_date=pd.Series(days.astype("datetime64[s]")).to_numpy(),
        known_date=pd.Series(days.astype("datetime64[s]")).to_numpy(),
        outcome=np.where(missed, "was_not_brought", "attended"),
    ).reset_index(drop=True)
    end = dt.date(int(first[:4]) + years, 1, 1)
    born = [{"child_id": name, "birth_month": dt.date(2014, 1, 1), "area": "north"} for name in names]
    rest = frames(chronology([], children=born, coverage=covered(dt.date.fromisoformat(first), end)))
    return rest | {"events": events}


SMALL = Strategy.model_validate(
    {
        "objectives": {"x": {"title": "Appointments", "seeds": ["002 3.6: was not brought"]}},
        "measures": {
            "missed": measure().model_dump(),
            "rate": measure(title="Missed, for each child", kind="rate", among=[], events=MISSED).model_dump(),
            "foreign": measure(title="Clicks", kind="rate", among=[], events=[{"type": "click"}]).model_dump(),
        },
    }
)


def with_a_drop(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables with every other appointment that was missed from 2021 on attended instead."""
    events = tables["events"]
    better = (events["event_date"] >= "2021-01-01") & (events["outcome"] == "was_not_brought") & (np.arange(len(events)) % 2 == 0)
    return tables | {"events": events.assign(outcome=events["outcome"].mask(better, "attended"))}


def page_of(
    tables: dict[str, pd.DataFrame],
    choices: StrategyChoices | None = None,
    banner: str = "SYNTHETIC DATA",
    by_group: dict[str, Any] | None = None,
    truth: dict[str, Any] | None = None,
) -> str:
    """Return the page of the small strategy."""
    figures = strategy_figures(tables, SMALL, WORDS, choices or StrategyChoices()).page
    change = PolicyChange(name="schools closed", start=dt.date(2020, 3, 23), end=dt.date(2020, 7, 20))
    return strategy_page(figures, SMALL, [change], WORDS, banner, by_group or {}, truth or {})


def small_strategy_page() -> str:
    """Return a page on which both charts name a change."""
    return page_of(with_a_drop(many_children(300, 1)))
