"""What if records could be read later than their dates say? Known dates some working days on, in England."""

from __future__ import annotations

import holidays
import numpy as np
import pandas as pd

from ..families import families

COUNTRY, PART = "GB", "ENG"


def later_by(events: pd.DataFrame, working_days: int) -> pd.DataFrame:
    """Return the events with their known and shared dates so many working days later (England's bank holidays are none).

    Dates that a rule gave are moved; where there are none, all are. A record of a day off counts as of the working day before.
    """
    by_rule = (events["known_basis"] != "recorded").to_numpy()
    moved = by_rule if by_rule.any() else np.ones(len(events), bool)
    calendar = bank_holidays(events["known_date"])
    return events.assign(**{name: _moved(events[name], moved, working_days, calendar) for name in ("known_date", "shared_date")})


def bank_holidays(dates: pd.Series) -> np.ndarray:
    """Return the bank holidays of England from the year of the first of `dates` to the year after the last."""
    years = range(dates.dt.year.min(), dates.dt.year.max() + 2)
    found = holidays.country_holidays(COUNTRY, subdiv=PART, years=list(years))
    return np.array(sorted(found), dtype="datetime64[D]")


def _moved(dates: pd.Series, moved: np.ndarray, working_days: int, calendar: np.ndarray) -> pd.Series:
    """Return the dates, those to be moved so many working days on."""
    rows = moved & dates.notna().to_numpy()
    days = dates.to_numpy().astype("datetime64[D]")
    days[rows] = np.busday_offset(days[rows], working_days, roll="backward", holidays=calendar)
    return pd.Series(days.astype("datetime64[s]"), dates.index)


def part_of(chronology: dict[str, pd.DataFrame], share: float, seed: int) -> dict[str, pd.DataFrame]:
    """Return the chronology of a share of the families, drawn by lot: children who shared a home stay together."""
    children = chronology["children"]["child_id"]
    family = families(children, chronology["households"])
    lot = np.random.Generator(np.random.PCG64(seed)).permutation(family.max() + 1)
    drawn = set(family.index[lot[family.to_numpy()] < share * len(lot)])
    kept = {name: table[table["child_id"].isin(drawn)] for name, table in chronology.items() if "child_id" in table}
    codes = chronology["event_codes"]
    return chronology | kept | {"event_codes": codes[codes["event_id"].isin(kept["events"]["event_id"])]}
