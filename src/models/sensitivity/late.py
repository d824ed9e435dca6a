"""What if records could be read later than their dates say? Known dates some working days on, in England."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...chronology.working_days import working_days_later
from ..families import families


def later_by(events: pd.DataFrame, working_days: int) -> pd.DataFrame:
    """Return the events with their known and shared dates so many working days later (England's bank holidays are none).

    Dates that a rule gave are moved; where there are none, all are. A record of a day off counts as of the working day before.
    """
    by_rule = (events["known_basis"] != "recorded").to_numpy()
    moved = by_rule if by_rule.any() else np.ones(len(events), bool)
    names = ("known_date", "shared_date")
    return events.assign(**{name: events[name].mask(moved, working_days_later(events[name], working_days)) for name in names})


def part_of(chronology: dict[str, pd.DataFrame], share: float, seed: int) -> dict[str, pd.DataFrame]:
    """Return the chronology of a share of the families, drawn by lot: children who shared a home stay together."""
    children = chronology["children"]["child_id"]
    family = families(children, chronology["households"])
    lot = np.random.Generator(np.random.PCG64(seed)).permutation(family.max() + 1)
    drawn = set(family.index[lot[family.to_numpy()] < share * len(lot)])
    kept = {name: table[table["child_id"].isin(drawn)] for name, table in chronology.items() if "child_id" in table}
    codes = chronology["event_codes"]
    return chronology | kept | {"event_codes": codes[codes["event_id"].isin(kept["events"]["event_id"])]}
