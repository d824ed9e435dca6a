"""Who lived where, as arrays for looking up by child and by household."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..features.engine.columns import days


@dataclass(frozen=True)
class Stays:
    """The table of households as arrays (dates as days since 1970), and the rows of each child and of each household.

    known, end_known : when the start and the end of a stay became known; where that is not recorded, the start and the end.
    """

    child: np.ndarray
    home: np.ndarray
    private: np.ndarray
    start: np.ndarray
    known: np.ndarray
    end: np.ndarray
    end_known: np.ndarray
    of_child: dict[str, np.ndarray]
    of_home: dict[str, np.ndarray]

    def first_known(self, child_id: str, t: int) -> int | None:
        """Return the first day of a child's stays that were known before a day; None where none was."""
        rows = self.of_child.get(child_id, np.empty(0, int))
        starts = self.start[rows][self.known[rows] < t]
        return int(starts.min()) if len(starts) else None

    def shared(self, child_id: str, t: int) -> list[str]:
        """Return everybody else who, as far as was known, shared a private household with a child on a day, by id."""
        homes = self.home[self._current(self.of_child.get(child_id, np.empty(0, int)), t)]
        residents = [self.child[self._current(self.of_home[home], t)] for home in homes]
        return sorted({str(child) for children in residents for child in children} - {child_id})

    def _current(self, rows: np.ndarray, t: int) -> np.ndarray:
        """Return those of some rows that were known to be private stays on a day."""
        ended = (self.end[rows] < t) & (self.end_known[rows] < t)
        current: np.ndarray = rows[self.private[rows] & (self.start[rows] <= t) & (self.known[rows] < t) & ~ended]
        return current


def stays_of(households: pd.DataFrame) -> Stays:
    """Prepare the table of households for looking up."""
    rows = households.reset_index(drop=True)
    return Stays(
        child=rows["child_id"].to_numpy(object),
        home=rows["household_id"].to_numpy(object),
        private=(rows["kind"] == "private").to_numpy(bool),
        start=days(rows["start"]),
        known=days(rows["known_date"].fillna(rows["start"])),
        end=days(rows["end"]),
        end_known=days(rows["end_known_date"].fillna(rows["end"])),
        of_child={str(child): np.asarray(positions) for child, positions in rows.groupby("child_id").indices.items()},
        of_home={str(home): np.asarray(positions) for home, positions in rows.groupby("household_id").indices.items()},
    )
