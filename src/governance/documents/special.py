"""How many records are of kinds to which data protection law gives special treatment: health, offences, other people's health."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict, RootModel

from ...yamls import read_model


class Special(BaseModel):
    """One kind of record, by event types and by codes of each system."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    law: str
    types: list[str] = []
    codes: dict[str, list[str]] = {}


class _All(RootModel[list[Special]]):
    """The content of special.yaml."""


@cache
def special() -> list[Special]:
    """Return the kinds, in the order of the page."""
    return read_model(Path(str(files(__package__) / "special.yaml")), _All).root


def count_special(chronology: Path) -> dict[str, int]:
    """Return how many events are of each kind, from the canonical tables of a folder."""
    events = pq.read_table(chronology / "events.parquet", columns=["event_id", "event_type"])
    codes = pq.read_table(chronology / "event_codes.parquet", columns=["event_id", "system", "code"])
    return {kind.name: _count(kind, events, codes) for kind in special()}


def _count(kind: Special, events: pa.Table, codes: pa.Table) -> int:
    found = [_among(events, "event_type", kind.types)]
    found += [_among(codes.filter(pc.equal(codes["system"], system)), "code", words) for system, words in kind.codes.items()]
    ids = pa.chunked_array([chunk for column in found for chunk in column.chunks], pa.string())
    return int(pc.count_distinct(ids).as_py())


def _among(table: pa.Table, column: str, words: list[str]) -> pa.ChunkedArray:
    """Return the events whose word is one of these."""
    return table.filter(pc.is_in(table[column], value_set=pa.array(words, pa.string())))["event_id"]
