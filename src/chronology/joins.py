"""How many rows of one table find their row in another: the rate of every join, and what is done about a low one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from ..errors import BadInput
from ..pages.shares import chosen_share
from ..wording.estimates import of_hundred
from .reading.cells import among
from .reading.ids import loosely

_STOPS_BELOW = 0.1  # of the least rate
_ALIKE = (
    "write the identifiers in one way in both tables (or give a crosswalk: source.crosswalk), or take the table out "
    "of the folder; if so few are right, lower source.least_link_rate in params.yaml"
)
OF_ONE_RUN = "take both from one run (dvc repro writes it); if so few are right, lower source.least_link_rate in params.yaml"


@dataclass(frozen=True)
class Join:
    """One join.

    Attributes
    ----------
    place : the extract, file or source that holds the rows.
    rows_of, into : the table of the rows, and the one in which each should find its row.
    key : what both have in common.
    rows : number of rows.
    without_key : how many of them have an empty key, so that they cannot find a row.
    met : how many find one.
    loosely : how many would find one if letter case, spaces, zeros in front and ".0" at the end did not count.
    """

    place: str
    rows_of: str
    into: str
    key: str
    rows: int
    without_key: int
    met: int
    loosely: int

    @property
    def of(self) -> int:
        """The number of rows with a key."""
        return self.rows - self.without_key

    @property
    def rate(self) -> float:
        """The share of the rows with a key that find their row; 1 if no row has a key."""
        return self.met / self.of if self.of else 1.0

    @property
    def says(self) -> str:
        """The result in words."""
        return f"{self.place}: {self.met:,} of {self.of:,} rows of {self.rows_of} find theirs in {self.into}, by {self.key}"

    @property
    def nearly(self) -> str:
        """How many more would find their row if identifiers were compared loosely, in words; else empty."""
        more = self.loosely - self.met
        return f"{more:,} more would if letter case, spaces, zeros in front and .0 at the end did not count" if more else ""

    def plain(self) -> dict[str, Any]:
        """Return the join as plain data, with its rate to three decimals."""
        return asdict(self) | {"rate": round(self.rate, 3)}


def join_of(place: str, rows_of: str, into: str, key: str, ids: pd.Series, others: pd.Series) -> Join:
    """Return the join of rows with the keys `ids` to rows with the keys `others` (dtype str, empty: no key)."""
    here, there = ids.dropna().astype("str"), others.dropna().astype("str")
    met = int(among(here, there).sum())
    close = met if met == len(here) else int(among(loosely(here), loosely(there)).sum())
    return Join(place, rows_of, into, key, len(ids), len(ids) - len(here), met, max(met, close))


def join_warnings(joins: Iterable[Join], least: float) -> list[str]:
    """Return a warning for each join of which a smaller share than `least` finds its row."""
    expected = f"expected at least {chosen_share(least)}%"
    return [
        f"WARNING: {join.says} ({of_hundred(join.rate)}%, {expected}).{join.nearly and ' ' + join.nearly + '.'}"
        for join in joins
        if join.rate < least
    ]


def is_lost(join: Join, least: float) -> bool:
    """Return whether less than a tenth of the share `least` finds its row, so that the run has to stop."""
    return join.rate < least * _STOPS_BELOW


def check_joins(joins: Iterable[Join], least: float, do: str = _ALIKE) -> list[str]:
    """Return a warning for each join with a low rate; stop where hardly any row finds its row (`refuse_lost_joins`)."""
    joins = list(joins)
    refuse_lost_joins(joins, least, do)
    return join_warnings(joins, least)


def account_of_joins(joins: Iterable[Join], least: float, do: str) -> list[str]:
    """Return what is said of joins whose other rows are left out: warnings, and a line for each that misses a row.

    Raises
    ------
    BadInput : hardly any row finds its row; `do` is the remedy.
    """
    joins = list(joins)
    warnings = check_joins(joins, least, do)
    return warnings + [f"{join.says}. Left out: {join.of - join.met:,}." for join in joins if join.met < join.of]


def refuse_lost_joins(joins: Iterable[Join], least: float, do: str = _ALIKE) -> None:
    """Stop where less than a tenth of the share `least` finds its row; `do` is what to do then.

    Raises
    ------
    BadInput : with tables, key and numbers.
    """
    lost = [join for join in joins if is_lost(join, least)]
    if lost:
        raise BadInput(
            "Rows of one table find hardly any row of another, so what they hold would be lost.",
            where="\n            ".join(join.says + (f"; {join.nearly}" if join.nearly else "") for join in lost),
            expected=f"at least {chosen_share(least)}% (source.least_link_rate); at less than a tenth of that, the run stops",
            do=do,
        )
