"""A finished run as it stood on an earlier day, and what became known from that day on as new files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from neglect_triage.chronology.places import hide_places
from neglect_triage.chronology.tables import read_table, write_table
from neglect_triage.paths import DataFolder
from tests.pipeline.project import copy_of

TABLES = ("events", "event_codes", "children", "households", "coverage")
OF_A_RUN = ("chronology", "cohort", "features", "models", "reports", "evaluation", "audit", "tracking", "explanations")
Tables = Mapping[str, pd.DataFrame]


def project_before(run: Path, folder: Path, day: pd.Timestamp) -> Path:
    """Return a project whose chronology ends before `day`, and whose models and cohort are those of the whole run."""
    project = copy_of(run, folder, *OF_A_RUN)
    before, _ = cut(tables_of(run), day)
    write_tables(before, project / "data/chronology")
    return project


def tables_of(run: Path) -> dict[str, pd.DataFrame]:
    """Return the canonical tables of a run, with references to records as those have that were read from files."""
    data = DataFolder(run / "data")
    tables = {name: read_table(name, data.table(name)) for name in TABLES}
    return tables | {"events": hide_places(tables["events"])[0]}


def write_tables(tables: Tables, folder: Path) -> None:
    """Write canonical tables into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        write_table(frame, name, folder / f"{name}.parquet")


def cut(
    tables: Tables, day: pd.Timestamp, end: pd.Timestamp | None = None
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Return what was known before a day, and what became known from that day on (and before `end`)."""
    events, stays, coverage = tables["events"], tables["households"], tables["coverage"]
    end = coverage["end"].max() if end is None else end
    late = events["known_date"] >= day
    old_stays = stays[~(stays["known_date"] >= day)]
    not_ended = old_stays["end_known_date"] >= day
    old_stays = old_stays.assign(**{name: old_stays[name].mask(not_ended) for name in ("end", "end_known_date")})
    reported = (stays["known_date"] >= day) | (stays["end_known_date"] >= day)
    before = {
        "events": events[~late],
        "households": old_stays,
        "coverage": _covering(coverage, coverage["start"].min(), day),
    }
    known = set(before["events"]["child_id"]) | set(old_stays["child_id"])
    new = {
        "events": events[late & (events["known_date"] < end)],
        "households": stays[reported & ~(stays["known_date"] >= end)],
        "coverage": _covering(coverage, day, end),
    }
    children = tables["children"]
    before["children"] = children[children["child_id"].isin(known)]
    named = set(new["events"]["child_id"]) | set(new["households"]["child_id"])
    new["children"] = children[children["child_id"].isin(named - known)]
    codes = tables["event_codes"]
    return tuple(part | {"event_codes": codes[codes["event_id"].isin(part["events"]["event_id"])]} for part in (before, new))  # type: ignore[return-value]


def _covering(coverage: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Return the coverage within two days, of files made on the second."""
    starts, ends = coverage["start"], coverage["end"]
    within = coverage.assign(start=starts.where(starts > start, start), end=ends.where(ends < end, end), extract_date=end)
    return within[within["start"] < within["end"]]
