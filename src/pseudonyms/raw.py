"""Reading the controller's own files with raw identifiers, and removing what is never kept."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pandas as pd

from ..chronology.reading.assemble import Chronology
from ..chronology.reading.cells import as_dates, as_text
from ..chronology.reading.ids import clean_ids
from ..chronology.reading.mapping import Mapping
from ..chronology.reading.own_files import OwnFile
from ..chronology.reading.readers import canonical_file, inputs_of, own_columns, read_canonical, read_mapped
from ..chronology.tables import tables
from ..chronology.vocabulary import Vocabulary
from ..extracts.cells.dates import read_dates
from ..extracts.identifying import sheet_columns
from ..extracts.read import Choices, read_extracts
from ..extracts.recognising.files import RecognisedFile
from ..extracts.recognising.found import FoundTable
from ..extracts.tables.links import linked_ids, read_crosswalk
from .workers import SEEN

# Extra columns that a raw canonical table may have, and what they become. All other extra columns are left out.
_RENAMED = {"children": {"birth_date": "birth_month", "death_date": "death_month"}}
_POSTCODE, _WORKER = "postcode", "worker"
CLEANED = ("child_id", "household_id", "spell_id", "team_id")  # identifiers that sources may spell differently


@dataclass
class Extras:
    """What is read in addition to the canonical tables.

    Attributes
    ----------
    postcodes : the postcode of each child (index: child_id).
    workers : the worker of a child on a day (columns `workers.SEEN`).
    left_out : number of columns that are left out, by file.
    """

    postcodes: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))
    workers: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(SEEN)))
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """A chronology with raw identifiers, and its extras. It never leaves the controller's boundary."""

    chronology: Chronology
    extras: Extras


def read_raw(folder: Path, vocabulary: Vocabulary, mapping: Path | None, matching: Path | None, crosswalk: Path | None) -> Raw:
    """Read canonical tables (a folder with a table of events), mapped tables (with a mapping) or else extracts.

    Raises
    ------
    BadInput : see `read_mapped`, `read_canonical` and `read_extracts`.
    """
    extras = Extras()
    if mapping is not None:
        take_in = partial(_strip, extras=extras, canonical=False)
        return Raw(read_mapped(folder, mapping, vocabulary, take_in=take_in), extras)
    if canonical_file(folder, "events"):
        take_in = partial(_strip, extras=extras, canonical=True)
        return Raw(read_canonical(folder, vocabulary, take_in=take_in), extras)
    reading = read_extracts(folder, vocabulary, Choices(matching=matching, crosswalk=crosswalk, identifiers="drop"))
    dates = {name: pd.Timestamp(file.extract_date) for name, file in reading.matching.files.items() if file.extract_date}
    _collect_extras(reading.files, dates, read_crosswalk(crosswalk), extras)
    return Raw(reading.chronology, extras)


def _strip(files: dict[str, OwnFile], content: Mapping, extras: Extras, canonical: bool) -> dict[str, OwnFile]:
    """Return the files with identifiers in one spelling, and months for days of birth; of canonical tables only their columns."""
    stripped = {name: own.cells.copy(deep=False) for name, own in files.items()}
    for name, item in inputs_of(content):
        cells = stripped[item.file]
        if canonical:
            cells = _canonical_only(name, item.file, cells, extras)
        for column, own in item.columns.items():
            if column in CLEANED and isinstance(own, str) and own in cells:
                cells[own] = clean_ids(cells[own])
        renamed = _RENAMED.get(name, {}) if canonical else {}
        months = set(own_columns(name, item, "month").values()) | set(renamed.values())
        for own in months & set(cells):
            cells[own] = _as_month(cells[own])
        stripped[item.file] = cells
    return {name: replace(own, cells=stripped[name]) for name, own in files.items()}


def _canonical_only(name: str, file: str, cells: pd.DataFrame, extras: Extras) -> pd.DataFrame:
    cells = cells.rename(columns={own: new for own, new in _RENAMED.get(name, {}).items() if own in cells and new not in cells})
    if name == "children" and _POSTCODE in cells:
        extras.postcodes = pd.Series(cells[_POSTCODE].to_numpy(), index=clean_ids(cells["child_id"]), dtype="str")
    if name == "events" and _WORKER in cells:
        extras.workers = _seen(clean_ids(cells["child_id"]), as_dates(cells["event_date"]), cells[_WORKER]).assign(
            source=cells.get("source", "canonical"),
            source_ref=[f"{file}:{row}" for row in cells.index],
            known_basis="rule",
        )
    kept = [column for column in cells if column in tables()[name].columns]
    extras.left_out[file] = len(cells.columns) - len(kept)
    return cells[kept]


def _as_month(cells: pd.Series) -> pd.Series:
    days = as_dates(cells).fillna(read_dates(cells).days)
    return as_text(cells).mask(days.notna(), days.dt.strftime("%Y-%m"))


def _seen(children: pd.Series, days: pd.Series, workers: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"child_id": children, "day": days, "worker": clean_ids(workers)})


def _collect_extras(
    files: list[RecognisedFile], dates: dict[str, pd.Timestamp], crosswalk: dict[str, dict[str, str]], extras: Extras
) -> None:
    """Collect postcodes and workers from the sheets of extracts, whose readers do not read these columns."""
    postcodes, workers = [], []
    columns = [(file, column) for file in files for column in sheet_columns(file) if column.role in (_POSTCODE, _WORKER)]
    for file, column in columns:
        table = column.table
        if table is None or "child" not in table.cells:
            continue
        source = file.form.name if file.form else ""
        child = linked_ids(clean_ids(table.cells["child"]), crosswalk.get(source, {}))
        rows = column.cells.reindex(table.cells.index)
        role = _date_role(table, file)
        day = read_dates(table.cells[role]).days if role else pd.Series(dates.get(file.name), rows.index, dtype="datetime64[s]")
        if column.role == _POSTCODE:
            postcodes.append(pd.DataFrame({"child": child, "day": day, "postcode": rows.astype("str")}))
        elif column.role == _WORKER:
            seen = _seen(child, day, rows)
            workers.append(seen.assign(source=source, source_ref=table.places, known_basis="rule" if role else "extract"))
    if postcodes:
        known = pd.concat(postcodes).dropna(subset=["child", "postcode"])
        latest = known.sort_values(["child", "day"], kind="stable", na_position="first").drop_duplicates("child", keep="last")
        extras.postcodes = latest.set_index("child")["postcode"]
    if workers:
        extras.workers = pd.concat(workers, ignore_index=True)


def _date_role(table: FoundTable, file: RecognisedFile) -> str | None:
    """Return the column with the day of each row; None in Annex A, which names the worker on the day of the extract."""
    roles = () if file.form and file.form.name == "annex_a" else ("start", "date")
    return next((role for role in roles if role in table.cells), None)
