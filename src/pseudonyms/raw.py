"""What stands in the controller's own files, with raw identifiers still in it: read, and stripped of what is never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from ..chronology.reading.assemble import Chronology
from ..chronology.reading.cells import as_dates, as_text
from ..chronology.reading.mapping import Mapping
from ..chronology.reading.own_files import OwnFile
from ..chronology.reading.readers import inputs_of, own_columns, read_canonical, read_mapped
from ..chronology.tables import tables
from ..chronology.vocabulary import Vocabulary
from ..extracts.cells.dates import read_dates
from ..extracts.cells.ids import clean_ids
from ..extracts.choices import Choices
from ..extracts.files.folder import FoundFile
from ..extracts.identifying import OwnColumn
from ..extracts.identifying import own_columns as columns_of_sheets
from ..extracts.merging.links import read_crosswalk
from ..extracts.read import read_extracts
from ..extracts.recognising.found import Found
from ..extracts.recognising.matching import place
from .workers import SEEN

# Columns that a raw canonical table may have beside its own, and what becomes of them. All others are left out.
_RENAMED = {"children": {"birth_date": "birth_month", "death_date": "death_month"}}
_POSTCODE, _WORKER = "postcode", "worker"
CLEANED = ("child_id", "household_id", "spell_id", "team_id")  # identifiers that several sources may spell differently


@dataclass
class Beside:
    """What is read beside the canonical tables.

    Attributes
    ----------
    postcodes : a postcode by child_id.
    workers : who a child's worker was, when (columns `workers.SEEN`).
    left_out : file and number of columns that are not taken over.
    """

    postcodes: pd.Series
    workers: pd.DataFrame
    left_out: dict[str, int]

    @classmethod
    def nothing(cls) -> Beside:
        """Return an empty one, to be filled."""
        return cls(pd.Series(dtype="str"), pd.DataFrame(columns=list(SEEN)), {})


@dataclass(frozen=True)
class Raw:
    """A chronology with raw identifiers, and what stands beside it. It never leaves the boundary."""

    chronology: Chronology
    beside: Beside
    from_extracts: bool


def read_raw(folder: Path, vocabulary: Vocabulary, mapping: Path | None, matching: Path | None, crosswalk: Path | None) -> Raw:
    """Read canonical tables (a folder with a table of events), mapped tables (with a mapping) or else extracts."""
    beside = Beside.nothing()
    if mapping is not None:
        return Raw(
            read_mapped(folder, mapping, vocabulary, take_in=partial(_stripped, beside=beside, canonical=False)), beside, False
        )
    if any((folder / f"events.{suffix}").is_file() for suffix in ("csv", "parquet")):
        return Raw(read_canonical(folder, vocabulary, take_in=partial(_stripped, beside=beside, canonical=True)), beside, False)
    reading = read_extracts(folder, vocabulary, Choices(matching=matching, crosswalk=crosswalk, identifiers="drop"))
    dates = {name: pd.Timestamp(file.extract_date) for name, file in reading.matching.files.items() if file.extract_date}
    ids = read_crosswalk(crosswalk) if crosswalk else {}
    _look_beside(reading.files, dates, ids, beside)
    return Raw(reading.chronology, beside, True)


def _stripped(files: dict[str, OwnFile], content: Mapping, beside: Beside, canonical: bool) -> dict[str, OwnFile]:
    """Return own files with identifiers spelled one way, months for days of birth, and without columns that nothing names."""
    found = {name: own.cells.copy() for name, own in files.items()}
    for name, item in inputs_of(content):
        cells = found[item.file]
        if canonical:
            cells = _canonical_only(name, item.file, cells, beside)
        for column, own in item.columns.items():
            if column in CLEANED and isinstance(own, str) and own in cells:
                cells[own] = clean_ids(cells[own])
        renamed = _RENAMED.get(name, {}) if canonical else {}
        months = set(own_columns(name, item, "month").values()) | set(renamed.values())
        for own in months & set(cells):
            cells[own] = _as_month(cells[own])
        found[item.file] = cells
    return {name: replace(own, cells=found[name]) for name, own in files.items()}


def _canonical_only(name: str, file: str, cells: pd.DataFrame, beside: Beside) -> pd.DataFrame:
    cells = cells.rename(columns={own: new for own, new in _RENAMED.get(name, {}).items() if own in cells and new not in cells})
    if name == "children" and _POSTCODE in cells:
        beside.postcodes = pd.Series(cells[_POSTCODE].to_numpy(), index=clean_ids(cells["child_id"]), dtype="str")
    if name == "events" and _WORKER in cells:
        beside.workers = _seen(clean_ids(cells["child_id"]), as_dates(cells["event_date"]), cells[_WORKER]).assign(
            source=cells.get("source", "canonical"),
            source_ref=[f"{file}:{row}" for row in cells.index],
            known_basis="rule",
        )
    kept = [column for column in cells if column in tables()[name].columns]
    beside.left_out[file] = len(cells.columns) - len(kept)
    return cells[kept].copy()


def _as_month(cells: pd.Series) -> pd.Series:
    days = as_dates(cells).fillna(read_dates(cells).days)
    return as_text(cells).mask(days.notna(), days.dt.strftime("%Y-%m"))


def _seen(children: pd.Series, days: pd.Series, workers: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"child_id": children, "day": days, "worker": clean_ids(workers)})


def _look_beside(files: list[FoundFile], dates: dict[str, pd.Timestamp], ids: dict[str, dict[str, str]], beside: Beside) -> None:
    """Find postcodes and workers in the sheets of extracts, whose readers pass over them."""
    postcodes, workers = [], []
    for file, column, found in _columns(files):
        known = ids.get(file.form.name, {}) if file.form else {}
        child = (
            clean_ids(found.cells["child"]).map(lambda own, known=known: known.get(own, own), na_action="ignore").astype("str")
        )
        rows = column.cells.reindex(found.cells.index)
        role = _dated_by(found, file)
        day = read_dates(found.cells[role]).days if role else _throughout(found, dates.get(file.name))
        if column.role == _POSTCODE:
            postcodes.append(pd.DataFrame({"child": child, "day": day, "postcode": rows.astype("str")}))
        elif column.role == _WORKER:
            seen = _seen(child, day, rows)
            source = file.form.name if file.form else ""
            workers.append(seen.assign(source=source, source_ref=found.places, known_basis="rule" if role else "extract"))
    if postcodes:
        latest = (
            pd.concat(postcodes)
            .dropna(subset=["child", "postcode"])
            .sort_values(["child", "day"], kind="stable", na_position="first")
        )
        beside.postcodes = latest.drop_duplicates("child", keep="last").set_index("child")["postcode"]
    if workers:
        beside.workers = pd.concat(workers, ignore_index=True)


def _columns(files: list[FoundFile]) -> Iterator[tuple[FoundFile, OwnColumn, Found]]:
    for file in files:
        by_place = {place(found.file, found.sheet): found for found in file.found}
        for column in columns_of_sheets(file):
            found = by_place.get(column.place)
            if found is not None and "child" in found.cells and column.role in (_POSTCODE, _WORKER):
                yield file, column, found


def _dated_by(found: Found, file: FoundFile) -> str | None:
    """Return the column with the day of each row; None in Annex A, which names the worker of the day of the extract."""
    roles = () if file.form and file.form.name == "annex_a" else ("start", "date")
    return next((role for role in roles if role in found.cells), None)


def _throughout(found: Found, day: pd.Timestamp | None) -> pd.Series:
    return pd.Series(pd.NaT if day is None else day, index=found.cells.index, dtype="datetime64[s]")
