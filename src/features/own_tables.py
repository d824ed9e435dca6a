"""As-of features from a data scientist's own tables in memory: read as the stage `source` does, then computed."""

from __future__ import annotations

import warnings
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyarrow as pa

from ..chronology.checks.lost_kinds import kinds_of_record, stop_where_files_lose_kinds
from ..chronology.checks.quarantine import Batch, first_places, join, sift, torn_rows
from ..chronology.identifiers import refuse_identifiers
from ..chronology.joins import Join
from ..chronology.known_children import known_children, mark_unknown_children
from ..chronology.names import shown_header
from ..chronology.reading.assemble import Chronology, Counts, assemble
from ..chronology.reading.mapping import FILLED, Constant, Input, Mapping
from ..chronology.reading.own_files import OwnFile, in_memory
from ..chronology.tables import tables, to_frame
from ..chronology.vocabulary import Vocabulary, load_vocabulary
from ..errors import BadInput
from ..params import LEAST_LINK_RATE, Quarantine, View
from .catalogue import Catalogue, load_catalogue
from .engine.compute import feature_matrix
from .engine.matrix import KEYS, as_table
from .known_children import unknown_children_lines
from .reads import refuse_unreadable

Table = TypeVar("Table", pd.DataFrame, pa.Table)

_AGENCY_NOT_RECORDED = "unknown"
_USUAL = Quarantine()


@dataclass(frozen=True)
class Contacts:
    """The contacts that can be used, and a summary of the rows.

    points : point_id, child_id, as_of, in the order of the contacts. rows : their positions among all contacts, from 0.
    counts, quarantine : rows read, kept and quarantined, with reason and place.
    notes : how cells were read, for the reader.
    joins : how many rows are about a child whom the chronology knows; empty if that was not looked up.
    """

    points: pd.DataFrame
    rows: pd.Index
    counts: Counts
    quarantine: pd.DataFrame
    notes: list[str]
    joins: list[Join]


def features_of(
    events: Table,
    contacts: Table,
    catalogue: str | Path | None = None,
    *,
    event_codes: Table | None = None,
    children: Table | None = None,
    households: Table | None = None,
    coverage: Table | None = None,
    vocabulary: str | Path | None = None,
    view: View = "partnership",
) -> Table:
    """Return every feature of the catalogue as it was knowable on the day of each contact.

    Parameters
    ----------
    events : child_id, event_date, event_type, and any other column of the canonical table (data/README.md). Without
        known_date, every event counts as known on its day; without coverage, from the first event to the last is covered.
    contacts : child_id, as_of (the day), and point_id if one day can hold several contacts about a child.
    catalogue, vocabulary : YAML files; those of neglect unless given.
    event_codes, children, households, coverage : canonical tables (optional).
    view : `partnership` (what some agency knew) or `hub` (what had reached the hub).

    Returns
    -------
    pandas.DataFrame or pyarrow.Table, as `contacts` : point_id, child_id, as_of and one float32 column a feature; one row a
        contact that can be used, in their order (a DataFrame has their index). NaN or null is unknown.

    Raises
    ------
    BadInput : a column is missing, or can identify a person; a table contradicts itself; the catalogue is unusable; or hardly
        any contact is about a child of the other tables.

    Warns
    -----
    UserWarning : for each assumption made, and for rows that could not be used.
    """
    words = load_vocabulary(vocabulary)
    chosen = load_catalogue(words, catalogue)
    given = {"events": events, "event_codes": event_codes, "children": children, "households": households, "coverage": coverage}
    chronology = read_chronology(
        {name: in_memory(name, table) for name, table in given.items() if table is not None}, chosen, words
    )
    asked = read_contacts(in_memory("contacts", contacts), known_children(chronology.tables), words)
    unusable = _unusable_rows(chronology.counts | {"points": asked.counts})
    for line in chronology.notes + asked.notes + unusable:
        warnings.warn(line, stacklevel=2)
    matrix = feature_matrix(asked.points, chronology.tables, chosen, words, view)
    table = as_table(asked.points, chosen, matrix, KEYS)
    return to_frame(table).set_axis(contacts.index[asked.rows]) if isinstance(contacts, pd.DataFrame) else table


def read_chronology(
    files: Map[str, OwnFile],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    least_link_rate: float = LEAST_LINK_RATE,
    accepted: Quarantine = _USUAL,
) -> Chronology:
    """Read a user's own tables as canonical ones; rows that cannot be used are quarantined and counted.

    Parameters
    ----------
    files : events, and any of event_codes, children, households, coverage.
    catalogue : refused if it reads columns that are missing.
    vocabulary : the words that are allowed in the tables.
    least_link_rate : under which a join of two tables gets a warning; under a tenth of it, reading stops.
    accepted : how much of a kind of record may be in quarantine; where it is more, reading stops.
    """
    notes = [line for name, own in files.items() for line in _ignored_columns(name, own)]
    files = {name: _canonical_columns(name, own) for name, own in files.items()}
    refuse_identifiers(files.values(), [(own.name, "birth_month") for own in files.values()])
    refuse_unreadable(catalogue, {name: list(own.cells.columns) for name, own in files.items()})
    chronology = _assembled(files, vocabulary, notes, least_link_rate)
    stated = stop_where_files_lose_kinds(chronology.kinds, accepted.most, accepted.accept)
    return replace(chronology, notes=chronology.notes + stated)


def read_contacts(
    contacts: OwnFile,
    known: pd.Series | None,
    vocabulary: Vocabulary,
    least_link_rate: float = LEAST_LINK_RATE,
    accepted: Quarantine = _USUAL,
) -> Contacts:
    """Read child_id, as_of, and point_id if present; without it the identifier of a contact is child_id@as_of.

    A contact about a child who is not among the `known` (child_id, dtype str; None: not looked up) is set aside and counted.
    Raises BadInput where under a tenth of `least_link_rate` is about a known child, or more rows cannot be used than `accepted`.
    """
    contacts = _canonical_columns("points", contacts, required=("child_id", "as_of"))
    refuse_identifiers([contacts], [])
    has_ids = "point_id" in contacts.cells
    batch = _sifted(contacts if has_ids else _numbered(contacts), vocabulary)
    notes = [line for lines in batch.remarks.values() for line in lines]
    _refuse_if_none(batch)
    notes += stop_where_files_lose_kinds(kinds_of_record({"points": batch}), accepted.most, accepted.accept)
    joins = [] if known is None else [mark_unknown_children(batch, contacts.name, "points", known)]
    for met in joins:
        notes += unknown_children_lines(met, least_link_rate)
    _refuse_if_none(batch)
    points = batch.rows[batch.good]
    if not has_ids:
        points = points.assign(point_id=points["child_id"] + "@" + points["as_of"].dt.strftime("%Y-%m-%d"))
        if (repeated := points["point_id"].duplicated()).any():
            places = batch.faults.loc[batch.good, "place"]
            raise BadInput(
                "Several rows hold one child_id and one day.",
                where=f"{int(repeated.sum()):,} rows: {first_places(places[repeated])}",
                expected="one row for each child_id and day, which is the unit of the features",
                do="keep one of them, or tell them apart by a column point_id",
            )
    counts = Counts(len(batch.rows), len(points), len(batch.rows) - len(points))
    quarantine = batch.quarantine(contacts.name).assign(table="points")
    return Contacts(points[list(KEYS)].reset_index(drop=True), points.index, counts, quarantine, notes, joins)


def _refuse_if_none(batch: Batch) -> None:
    if not batch.good.any():
        first = batch.faults.iloc[0]
        where = f"{first['place']}, column {first['column']}: {first['rule']}; and every other row"
        raise BadInput(
            "No row can be used.", where=where, expected=f"{first['expected']}; in each row child_id, and as_of as 2024-03-31"
        )


def _canonical_columns(name: str, own: OwnFile, required: tuple[str, ...] = ()) -> OwnFile:
    """Return the canonical columns of a table; raise BadInput where one is missing that has no substitute."""
    columns = tables()[name].columns
    filled = {*FILLED.get(name, {}), "agency"}
    needed = required or [key for key, column in columns.items() if column.required and key not in filled]
    if missing := [key for key in needed if key not in own.cells]:
        raise BadInput(
            "A table lacks a column.",
            where=f"{own.name}: {', '.join(missing)}",
            expected=f"at least {', '.join(needed)}",
            do="add it, or rename the column that holds it",
        )
    kept = KEYS if name == "points" else tuple(columns)
    return OwnFile(own.name, own.cells[[column for column in kept if column in own.cells]], own.torn)


def _ignored_columns(name: str, own: OwnFile) -> list[str]:
    known = tables()[name].columns
    other = [shown_header(column, number) for number, column in enumerate(map(str, own.cells), 1) if column not in known]
    return [f"{own.name}: not read, because they are not canonical columns: {', '.join(other)}."] if other else []


def _assembled(files: Map[str, OwnFile], vocabulary: Vocabulary, notes: list[str], least_link_rate: float) -> Chronology:
    """Return the canonical tables; the notes include the assumptions made."""
    inputs = {name: [_unmapped(own)] for name, own in files.items()}
    events = files["events"]
    if "agency" not in events.cells:
        if _AGENCY_NOT_RECORDED not in vocabulary.allowed("agency"):
            raise BadInput("A table lacks a column.", where=f"{events.name}: agency", do="add it")
        inputs["events"][0].columns["agency"] = Constant(const=_AGENCY_NOT_RECORDED)
    every = dict(files)
    if "children" not in files:
        people = events.cells[["child_id"]].dropna().drop_duplicates()
        every["children"] = OwnFile("children", people)
        inputs["children"] = [Input(file="children", columns={"child_id": "child_id"})]
        notes = [*notes, "No table of children was given: ages are unknown."]
    content = Mapping.model_construct(source=events.name, tables=inputs)
    assembled = assemble(content, {own.name: own for own in every.values()}, vocabulary, "keep", [], least_link_rate)
    counts = {name: count for name, count in assembled.counts.items() if name in files}
    return replace(assembled, counts=counts, notes=assembled.notes + notes)


def _unmapped(own: OwnFile) -> Input:
    return Input(file=own.name, columns={column: column for column in map(str, own.cells)})


def _numbered(contacts: OwnFile) -> OwnFile:
    return OwnFile(contacts.name, contacts.cells.assign(point_id=contacts.cells.index.astype("str")), contacts.torn)


def _sifted(contacts: OwnFile, vocabulary: Vocabulary) -> Batch:
    places = contacts.places(contacts.cells)
    torn = [f"{contacts.name}:{row}" for row in contacts.torn]
    rows = [sift("points", contacts.cells, places, vocabulary)]
    return join(
        rows + [torn_rows("points", torn, "(the whole row)", "torn row", "as many cells as the first row has")] * bool(torn)
    )


def _unusable_rows(counts: Map[str, Counts]) -> list[str]:
    return [
        f"{name}: {rows.quarantined:,} of {rows.read:,} rows could not be used."
        for name, rows in counts.items()
        if rows.quarantined
    ]
