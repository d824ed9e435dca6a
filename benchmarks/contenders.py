"""The contenders of each case, and the function that runs each."""

from __future__ import annotations

import re
from dataclasses import dataclass

OURS = "neglect-triage"


@dataclass(frozen=True)
class Contender:
    """A way of doing the work: its module, its function for each case that it can do, and whose environment it needs."""

    name: str
    module: str
    functions: dict[str, str]
    ours: bool = False
    prepare: str = "prepare"

    @property
    def slug(self) -> str:
        """The name as a file name."""
        return re.sub(r"\W+", "-", self.name)


def _peer(name: str, module: str, **functions: str) -> Contender:
    return Contender(name, f"peers.with_{module}", functions)


CONTENDERS = (
    Contender(OURS, "ours", {"counts": "compute", "values": "compute"}, ours=True),
    _peer("Polars, join and group-by", "polars", counts="join_counts", values="join_values"),
    _peer("Polars, running counts", "polars", counts="running_counts"),
    _peer("DuckDB, by type", "duckdb", counts="by_type", values="by_type"),
    _peer("DuckDB, one query", "duckdb", counts="in_one_query", values="in_one_query"),
    _peer("timeseriesflattener", "timeseriesflattener", counts="flatten", values="flatten"),
    _peer("tsfresh", "tsfresh", counts="extract", values="extract"),
    _peer("featuretools", "featuretools", counts="calculate", values="calculate"),
)
FLOOR = Contender("floor: read and write", "files", {"counts": "floor"}, True, "prepare_floor")
FILE_TO_FILE = Contender("read, compute and write", "files", {"counts": "through"}, ours=True)
EVERY = (*CONTENDERS, FLOOR, FILE_TO_FILE)
