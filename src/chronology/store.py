"""The folders that the source stage writes, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..files import atomic_folders, read_json, write_json
from ..paths import DATA, DataFolder
from .places import hide_places
from .reading.assemble import Chronology, Counts
from .tables import read_table, to_arrow, write_table

CHRONOLOGY = ("events", "event_codes", "children", "households", "points")
_ON_PAGES = ("events", "event_codes", "children", "households", "coverage")
COUNTED = ("read", "kept", "quarantined", "erased")
COUNTS = ["rows_read", "rows_kept", "rows_quarantined"]

WORKED_EXAMPLES = DATA.worked_examples.name

Truth = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class WorkedExample:
    """A hand-written household added to a simulated world and left out of every figure: its source, and what it shows (`see`)."""

    id: str
    title: str
    source: str
    see: str
    children: list[str]


def no_truth() -> Truth:
    """Return the truth tables for real people: one table without rows."""
    return {"truth": pd.DataFrame({"child_id": pd.Series(dtype="str"), "month": pd.Series(dtype="datetime64[s]")})}


def tables_of_run(data: DataFolder) -> dict[str, pd.DataFrame]:
    """Return the canonical tables of a run that pages are made from, by name."""
    return {name: read_table(name, data.table(name)) for name in _ON_PAGES}


def read_worked_examples(chronology: Path) -> list[WorkedExample]:
    """Return the worked examples in a chronology's folder; with real people there are none."""
    return [WorkedExample(**one) for one in read_json(chronology / WORKED_EXAMPLES)]


def write_chronology(
    parts: Iterable[tuple[Chronology, Truth]], kind: str, data: DataFolder, examples: Sequence[WorkedExample] = ()
) -> Chronology:
    """Write the tables, the quarantine, the truth, chronology/about.json and worked_examples.json into the folder `data`.

    Events that were read have references in place of files and rows (`places.hide_places`); which is which stays in quarantine/.

    Parameters
    ----------
    parts : one part that was read, or parts of whole families, sorted by id, that were simulated; only one is in memory at
        a time. Each comes with the truth tables of a simulated world by name, or `no_truth()`; only the study stage may
        read them.
    kind : simulate, canonical, mapped or extracts; a simulated chronology is marked synthetic.
    data : the project's data folder.
    examples : the worked examples among the children.

    Returns
    -------
    Chronology : counts, quarantine and notes of all parts; of the tables only coverage.
    """
    folders = [data.chronology, data.protected, data.truth, data.quarantine]
    with atomic_folders(data.scratch("source"), folders) as scratch:
        written = DataFolder(scratch)
        total = _write_parts(parts, written, kind != "simulate")
        write_table(total.tables["coverage"], "coverage", written.coverage)
        write_table(total.quarantine, "quarantine", written.quarantined_rows)
        about = {
            "kind": kind,
            "synthetic": kind == "simulate" or total.synthetic,
            "tables": {name: counts.plain() for name, counts in total.counts.items()},
            "notes": total.notes,
            "joins": [join.plain() for join in total.joins],
        }
        if total.extracts:
            about["extracts"] = total.extracts
        write_json(written.about, about)
        write_json(written.worked_examples, [asdict(example) for example in examples])
    return total


def _write_parts(parts: Iterable[tuple[Chronology, Truth]], written: DataFolder, was_read: bool) -> Chronology:
    """Write each part as a row group of its own; return what they add up to."""
    seen: list[Chronology] = []
    with ExitStack() as files:
        writers: dict[Path, pq.ParquetWriter] = {}
        for chronology, truth in parts:
            for path, table in _files(chronology, truth, written, was_read):
                if path not in writers:
                    writers[path] = files.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd"))
                writers[path].write_table(table)
            coverage = {"coverage": chronology.tables["coverage"]}
            seen.append(replace(chronology, tables=coverage))
            del chronology, truth, table  # before the next part is made
    return _add_up(seen)


def _files(chronology: Chronology, truth: Truth, written: DataFolder, was_read: bool) -> Iterator[tuple[Path, pa.Table]]:
    tables = dict(chronology.tables)
    if was_read:
        tables["events"], places = hide_places(tables["events"])
        yield written.places, to_arrow(places, "places")
    for name in CHRONOLOGY:
        yield written.table(name), to_arrow(tables[name], name)
    yield written.table("protected"), to_arrow(chronology.tables["protected"], "protected")
    for name, frame in truth.items():
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
        yield written.truth_table(name), table


def _add_up(parts: list[Chronology]) -> Chronology:
    """Return the counts, coverage, quarantine and notes of all parts, added up."""
    if len(parts) == 1:
        return parts[0]
    rows = [part.tables["coverage"] for part in parts]
    counted = sum(frame[COUNTS] for frame in rows[1:]) + rows[0][COUNTS]
    return Chronology(
        tables={"coverage": rows[0].assign(**{name: counted[name] for name in COUNTS})},
        quarantine=pd.concat([part.quarantine for part in parts], ignore_index=True),
        counts={
            name: Counts(*(sum(getattr(part.counts[name], column) for part in parts) for column in COUNTED))
            for name in parts[0].counts
        },
        notes=list(dict.fromkeys(note for part in parts for note in part.notes)),
    )
