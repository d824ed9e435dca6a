"""Made-up chronologies of any size as canonical tables: 50 events a child, sorted by child, seeded, no person behind them.

Few children hold many of the events, and few event types make up most of them, as in records of real services. Files are
written batch by batch of children, so that memory stays flat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from neglect_triage.chronology.tables import arrow_schema, empty_table, write_table
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary

from .work import FIRST_DAY, KINDS, SPAN

SEED = 4
BATCH = 10_000  # children
EVENTS_A_CHILD = 50
AGENCIES = 8
_FREQUENT_FIRST = np.random.default_rng(SEED).permutation(KINDS["counts"])
POINTS = pa.schema([("point_id", pa.string()), ("child_id", pa.string()), ("as_of", pa.date32())])


@dataclass(frozen=True)
class Drawn:
    """Events and points of one batch of children, sorted by child and day; days count from the first day of the records."""

    first_child: int
    first_event: int
    event_child: np.ndarray
    event_day: np.ndarray
    event_kind: np.ndarray
    point_child: np.ndarray
    point_day: np.ndarray


def write_world(folder: Path, events: int, points: int) -> None:
    """Write the canonical tables of `events` events and `points` contacts into `folder`, with kinds.txt, their event types."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = load_vocabulary()
    kinds = [name for name in vocabulary.event_types if name not in (vocabulary.index, vocabulary.withdrawal)][: KINDS["counts"]]
    (folder / "kinds.txt").write_text("\n".join(kinds), encoding="utf-8")
    batches = math.ceil(events / (BATCH * EVENTS_A_CHILD))
    schemas = {"events": arrow_schema("events"), "children": arrow_schema("children"), "points": POINTS}
    writers = {name: pq.ParquetWriter(folder / f"{name}.parquet", schema) for name, schema in schemas.items()}
    for batch in range(batches):
        drawn = draw(batch, _share(events, batch, batches), _share(points, batch, batches), batch * (events // batches))
        writers["events"].write_table(_events(drawn, kinds, vocabulary))
        writers["points"].write_table(_points(drawn))
        writers["children"].write_table(_children(drawn))
    for writer in writers.values():
        writer.close()
    for name in ("event_codes", "households"):
        write_table(empty_table(name), name, folder / f"{name}.parquet")
    write_table(_coverage(vocabulary), "coverage", folder / "coverage.parquet")


def _share(total: int, batch: int, batches: int) -> int:
    """Deal `total` to the batches; the last takes the rest."""
    return total // batches if batch < batches - 1 else total - (batches - 1) * (total // batches)


def draw(batch: int, events: int, points: int, first_event: int = 0) -> Drawn:
    """Draw one batch: how much is held about a child is log-normal, which types are frequent follows a power law."""
    rng = np.random.default_rng([SEED, batch])
    children = max(1, events // EVENTS_A_CHILD)
    weights = np.cumsum(rng.lognormal(0, 1, children))
    weights /= weights[-1]
    begins = rng.integers(0, SPAN // 2, children)
    child = np.searchsorted(weights, rng.random(events))
    day = begins[child] + (rng.random(events) * (SPAN - begins[child])).astype(np.int64)
    order = np.lexsort((day, child))
    shares = np.arange(1, KINDS["counts"] + 1) ** -0.8
    kind = _FREQUENT_FIRST[rng.choice(KINDS["counts"], events, p=shares / shares.sum())]
    asked = np.searchsorted(weights, rng.random(2 * points + 20))
    contacts = np.unique(asked * SPAN + 1 + (rng.random(asked.size) * (SPAN - 1)).astype(np.int64))
    contacts = np.sort(rng.choice(contacts, points, replace=False))
    return Drawn(batch * BATCH, first_event, child[order], day[order], kind[order], contacts // SPAN, contacts % SPAN)


def _events(drawn: Drawn, kinds: list[str], vocabulary: Vocabulary) -> pa.Table:
    number = np.arange(drawn.event_child.size) + drawn.first_event
    dates = _dates(drawn.event_day)
    identifiers = _named("e", number, 9)
    agencies = vocabulary.allowed("agency")[:AGENCIES]
    given = {
        "event_id": identifiers,
        "child_id": _named("c", drawn.event_child + drawn.first_child, 7),
        "event_date": dates,
        "known_date": dates,
        "known_basis": _same("recorded", number.size),
        "shared_date": dates,
        "event_type": pa.array(kinds).take(drawn.event_kind),
        "agency": pa.array(agencies).take(drawn.event_kind % AGENCIES),
        "scope": _same("child", number.size),
        "value": pa.array(_values(drawn), mask=drawn.event_kind >= KINDS["values"]),
        "is_snapshot": pa.array(np.zeros(number.size, bool)),
        "source": _same("benchmark", number.size),
        "source_ref": identifiers,
    }
    schema = arrow_schema("events")
    return pa.table([given.get(field.name, pa.nulls(number.size, field.type)) for field in schema], schema=schema)


def _values(drawn: Drawn) -> np.ndarray:
    """Return values from 1 to 9; events of one child, type and day agree, so that no peer's order of ties changes `last`."""
    values: np.ndarray = 1 + (drawn.event_child * 7 + drawn.event_day * 31 + drawn.event_kind * 13) % 1009 % 9
    return values.astype(float)


def _points(drawn: Drawn) -> pa.Table:
    names = _named("c", drawn.point_child + drawn.first_child, 7)
    dates = _dates(drawn.point_day)
    return pa.table([pc.binary_join_element_wise(names, dates.cast(pa.string()), "@"), names, dates], schema=POINTS)


def _children(drawn: Drawn) -> pa.Table:
    schema = arrow_schema("children")
    names = _named("c", np.unique(np.concatenate([drawn.event_child, drawn.point_child])) + drawn.first_child, 7)
    return pa.table([names, *(pa.nulls(len(names), field.type) for field in schema if field.name != "child_id")], schema=schema)


def _coverage(vocabulary: Vocabulary) -> pd.DataFrame:
    """Return coverage of every table from the first to the last day."""
    counts = dict.fromkeys(["rows_read", "rows_kept", "rows_quarantined"], 0.0)
    end = FIRST_DAY + SPAN
    dates = {"start": FIRST_DAY, "end": end, "extract_date": end}
    return pd.DataFrame([{"source": "benchmark", "table": t} | dates | counts for t in vocabulary.allowed("coverage_table")])


def _dates(day: np.ndarray) -> pa.Array:
    return pa.array(FIRST_DAY + day)


def _named(letter: str, number: np.ndarray, width: int) -> pa.Array:
    return pc.binary_join_element_wise(letter, pc.utf8_lpad(pa.array(number).cast(pa.string()), width, "0"), "")


def _same(word: str, length: int) -> pa.Array:
    return pa.array([word]).take(pa.array(np.zeros(length, np.int8)))
