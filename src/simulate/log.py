"""The log of what happens in the world, before anyone records it: facts collected as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from .. import portable

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.object_]

COLUMNS: dict[str, Any] = {
    "child": -1, "day": -1, "event_type": "", "agency": "", "held_by": "", "outcome": None, "concern": None, "seen": None,
    "basis": None, "consent_to_share": None, "consent_to_service": None, "scope": "child", "value": np.nan,
    "value_unit": None, "spell": -1,
}  # fmt: skip


@dataclass
class Log:
    """Facts and their codes in the order in which they were added. Days count from the start of the world."""

    size: int = 0
    parts: list[tuple[slice, dict[str, Any]]] = field(default_factory=list)
    codes: list[tuple[Ints, str, Any]] = field(default_factory=list)
    causes: list[tuple[Ints, Any]] = field(default_factory=list)

    def add(self, event_type: str, child: Ints, day: Ints, agency: Any = "csc", **columns: Any) -> Ints:
        """Add one fact for each of `child`; return the row numbers. A column is one value or one for each child."""
        rows = np.arange(self.size, self.size + len(child))
        if len(child):
            known = {"held_by": agency, "agency": agency, **columns}
            place = slice(self.size, self.size + len(child))
            self.parts.append((place, {"event_type": event_type, "child": child, "day": day, **known}))
            self.size += len(child)
        return rows

    def code(self, rows: Ints, system: str, code: Any) -> None:
        """Give `rows` a code of the list `system`: one code for all, or one for each."""
        if len(rows):
            self.codes.append((rows, system, code))

    def because(self, rows: Ints, due: Any) -> None:
        """Give `rows` their truth (`due.Due`): why they exist. Rows without it follow from earlier ones."""
        if len(rows):
            self.causes.append((rows, due))

    def of(self, event_type: str) -> tuple[Ints, Ints]:
        """Return child and day of all facts of one type."""
        found = [part for _, part in self.parts if part["event_type"] == event_type]
        return (
            np.concatenate([np.zeros(0, dtype=np.int64), *(part["child"] for part in found)]),
            np.concatenate([np.zeros(0, dtype=np.int64), *(part["day"] for part in found)]),
        )

    def facts(self) -> pd.DataFrame:
        """Return all facts in the order in which they were added; words are categories."""
        return pd.DataFrame({name: self._column(name, empty) for name, empty in COLUMNS.items()})

    def _column(self, name: str, empty: Any) -> Any:
        is_number = isinstance(empty, (int, float))
        column = np.full(self.size, empty, dtype=type(empty) if is_number else object)
        for place, values in self.parts:
            if name in values:
                column[place] = values[name]
        return column if is_number else _as_words(column)

    def coded(self) -> pd.DataFrame:
        """Return the codes: row, system, code; words are categories."""
        lengths = [len(rows) for rows, _, _ in self.codes]
        codes = [np.zeros(0, dtype=object)]
        codes += [np.broadcast_to(np.asarray(code, dtype=object), len(rows)) for rows, _, code in self.codes]
        system = np.repeat(np.array([name for _, name, _ in self.codes], dtype=object), lengths)
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *(rows for rows, _, _ in self.codes)])
        return pd.DataFrame({"row": rows, "system": _as_words(system), "code": _as_words(np.concatenate(codes))})


def _as_words(column: Words) -> pd.Categorical[Any]:
    places, words = pd.factorize(column, sort=True)
    return pd.Categorical.from_codes(places, pd.Index(words))


def pick(draws: Floats, shares: dict[str, float]) -> Words:
    """Return one of the names in `shares` for each uniform draw, with probability proportional to its share."""
    names = np.array(list(shares), dtype=object)
    edges = np.cumsum(list(shares.values()))
    return names[np.minimum(np.searchsorted(edges / edges[-1], draws, side="right"), len(names) - 1)]


def chance(log_odds: Any) -> Floats:
    """Return the probability for `log_odds` (the logistic function)."""
    return portable.logistic(log_odds)
