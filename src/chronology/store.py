"""The folders that the source stage writes, all of them or none."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ..files import atomic_folders, write_json
from .assemble import Chronology
from .tables import write_table

CHRONOLOGY = ("events", "event_codes", "children", "households", "coverage", "points")
FOLDERS = ("chronology", "protected", "truth", "quarantine")


def no_truth() -> pd.DataFrame:
    """Return the truth table of real people: it has no rows."""
    return pd.DataFrame({"child_id": pd.Series(dtype="str"), "month": pd.Series(dtype="datetime64[s]")})


def write_chronology(chronology: Chronology, truth: pd.DataFrame, kind: str, data: Path) -> None:
    """Write the tables, the quarantine, the truth and chronology/about.json into the folder `data`.

    Parameters
    ----------
    chronology : what was read or simulated.
    truth : the truth of a simulated world, else `no_truth()`. The study stage alone may read it.
    kind : simulate, canonical or mapped; a simulated chronology is marked synthetic.
    data : the project's data folder.
    """
    with atomic_folders(data / "internal" / "source.partial", [data / name for name in FOLDERS]) as scratch:
        for name in CHRONOLOGY:
            write_table(chronology.tables[name], name, scratch / "chronology" / f"{name}.parquet")
        write_table(chronology.tables["protected"], "protected", scratch / "protected" / "protected.parquet")
        write_table(chronology.quarantine, "quarantine", scratch / "quarantine" / "quarantine.parquet")
        table = pa.Table.from_pandas(truth, preserve_index=False).replace_schema_metadata(None)
        pq.write_table(table, scratch / "truth" / "truth.parquet", compression="zstd")
        about = {
            "kind": kind,
            "synthetic": kind == "simulate",
            "tables": {name: asdict(counts) for name, counts in chronology.counts.items()},
            "notes": chronology.notes,
        }
        write_json(scratch / "chronology" / "about.json", about)
