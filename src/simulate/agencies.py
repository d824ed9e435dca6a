"""The habits of agencies, as arrays in the order of world.yaml."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .log import Flags, Floats, Ints, Words
from .parameters import Parameters


@dataclass(frozen=True)
class Holders:
    """What world.yaml says of each agency; and for each kind of record, which agencies make it, by number and weight."""

    names: Words
    youngest: Floats
    oldest: Floats
    shared: Floats
    weekends: Flags
    term_only: Flags
    makers: list[tuple[Ints, Floats]]


def holders_of(p: Parameters) -> Holders:
    """Return the agencies of the world."""
    names, rows = list(p.agencies.rows), list(p.agencies.rows.values())
    return Holders(
        names=np.array(names, dtype=object),
        youngest=np.array([row.ages[0] for row in rows]),
        oldest=np.array([row.ages[1] for row in rows]),
        shared=np.array([row.shared for row in rows]),
        weekends=np.array([row.weekends for row in rows]),
        term_only=np.array([row.term_only for row in rows]),
        makers=[
            (np.array([names.index(name) for name in record.agencies]), np.array(list(record.agencies.values())))
            for record in p.records.rows
        ],
    )
