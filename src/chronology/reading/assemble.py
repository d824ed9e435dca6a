"""Assembling a chronology from a user's files: every row is kept or set aside, and all are counted."""

from __future__ import annotations

import logging
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pandas as pd

from ...params import LEAST_LINK_RATE
from ..checks.clocks import clock_warnings
from ..checks.fatal_errors import stop_at_contradictions, stop_if_all_quarantined
from ..checks.lost_kinds import Kind, errors_of_lost, kinds_of_record
from ..checks.quarantine import EXACT_DUPLICATE, Batch, join, mark_orphans, sift, torn_rows
from ..coverage import count_rows, coverage_table
from ..joins import Join, check_joins, join_of
from ..known_children import known_children, mark_unknown_children
from ..tables import conform, empty_table
from ..vocabulary import Vocabulary
from .doubtful_births import born_too_late
from .doubtful_ids import id_warnings
from .ids import clean_ids
from .mapping import Constant, Input, Mapping, TableName
from .own_files import OwnFile

log = logging.getLogger(__name__)

ExactDuplicates = Literal["keep", "drop"]
Known = Map[str, pd.Series]
"""The ids that earlier files hold, by table: child_id of children, event_id of events (dtype str)."""
IDS = {"events": "event_id", "points": "point_id"}  # without them rows that repeat another are told apart by a made id


@dataclass(frozen=True)
class Counts:
    """Rows of one table; read = kept + quarantined + erased (checked)."""

    read: int
    kept: int
    quarantined: int
    erased: int = 0

    def __post_init__(self) -> None:
        if self.read != self.kept + self.quarantined + self.erased:
            raise RuntimeError("rows read are not rows kept + rows quarantined + rows erased")

    def plain(self) -> dict[str, int]:
        """Return the counts by name; erased only where there are any."""
        counts = {"read": self.read, "kept": self.kept, "quarantined": self.quarantined}
        return counts | ({"erased": self.erased} if self.erased else {})


@dataclass(frozen=True)
class Chronology:
    """What was read.

    Attributes
    ----------
    tables : the canonical tables by name.
    quarantine : the table of rows set aside.
    counts : rows read, kept and quarantined, by table.
    notes : messages for the reader.
    extracts : the summary of local authorities' extracts (`extracts.reconciliation.summary`); else empty.
    synthetic : whether the files are marked as holding no real child.
    kinds : the rows of each kind of record that was read, and how many are kept.
    joins : how many rows of one table find theirs in another, before any is set aside for that.
    """

    tables: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame
    counts: dict[str, Counts]
    notes: list[str]
    extracts: dict[str, Any] = field(default_factory=dict)
    synthetic: bool = False
    kinds: list[Kind] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)


def assemble(
    content: Mapping,
    files: dict[str, OwnFile],
    vocabulary: Vocabulary,
    exact_duplicates: ExactDuplicates,
    unread: list[str],
    least_link_rate: float = LEAST_LINK_RATE,
    known: Known | None = None,
) -> Chronology:
    """Return the chronology that `files` hold as `content` maps them.

    Parameters
    ----------
    content : the mapping. files : the user's files by name, free of identifiers.
    vocabulary : the words that the chronology may hold.
    exact_duplicates : whether events that repeat a row of their file are kept.
    unread : other files in the folder, which no table or mapping names.
    least_link_rate : under which a join of two tables gets a warning.
    known : the ids of children and events that earlier files hold, so that rows of these may refer to them.

    Raises
    ------
    BadInput : a table contradicts itself, none of its rows can be used, or hardly any find theirs (see `least_link_rate`).
    """
    log.info("checking every row")
    notes, known = [f"Not read, because nothing names it: {name}." for name in unread], known or {}
    batches = _batches(content, files, vocabulary, exact_duplicates)
    joins = _joins(content.source, {name: batch.kept for name, batch in batches.items()}, known)
    orphans = _orphans(batches, known)
    stop_if_all_quarantined(batches)
    stop_at_contradictions(batches, orphans, vocabulary)
    kinds = kinds_of_record(batches)  # before points are set aside: the rate of their join judges that
    joins += _set_aside_points_of_nobody(batches, content.source)
    kept = {name: batch.kept for name, batch in batches.items()}
    notes += errors_of_lost(kinds) + _notes(content, files, batches) + id_warnings(kept) + check_joins(joins, least_link_rate)
    notes += clock_warnings(kept["events"], vocabulary)
    kept["coverage"], coverage_notes = coverage_table(content, batches, vocabulary)
    notes += born_too_late(kept)
    if "children" not in batches:
        kept["children"] = conform(known_children(kept).sort_values(kind="stable").to_frame(), "children")
    return Chronology(
        tables={name: kept.get(name, conform(pd.DataFrame(), name)) for name in get_args(TableName)},
        quarantine=pd.concat([batch.quarantine(content.source) for batch in batches.values()], ignore_index=True),
        counts={
            name: Counts(len(batch.rows), int(batch.good.sum()), int((~batch.good).sum())) for name, batch in batches.items()
        },
        notes=notes + coverage_notes,
        kinds=kinds,
        joins=joins,
    )


def from_canonical(frames: Map[str, pd.DataFrame], vocabulary: Vocabulary, notes: Sequence[str] = ()) -> Chronology:
    """Return a chronology of canonical tables made by this package, such as a simulated world: no row is set aside."""
    made = {name: conform(frames[name], name) for name in get_args(TableName) if name in frames and name != "coverage"}
    return Chronology(
        tables={
            **{name: made.get(name, conform(pd.DataFrame(), name)) for name in get_args(TableName)},
            "coverage": conform(count_rows(frames["coverage"], made["events"], vocabulary), "coverage"),
        },
        quarantine=empty_table("quarantine"),
        counts={name: Counts(len(frame), len(frame), 0) for name, frame in made.items()},
        notes=list(notes),
    )


def _batches(
    content: Mapping, files: dict[str, OwnFile], vocabulary: Vocabulary, exact_duplicates: ExactDuplicates
) -> dict[str, Batch]:
    """Return the rows of each table that is mapped; the file number of a row is that of its input."""
    return {
        name: join(
            [
                join(_batches_of_input(name, number, content, files, vocabulary, exact_duplicates))
                for number in range(len(content.tables[name]))
            ]
        )
        for name in get_args(TableName)
        if content.tables.get(name)
    }


def _batches_of_input(
    name: TableName,
    number: int,
    content: Mapping,
    files: dict[str, OwnFile],
    vocabulary: Vocabulary,
    exact_duplicates: ExactDuplicates,
) -> list[Batch]:
    """Return the rows of one input, the `number`th of its table: those with cells, and those that are torn."""
    item = content.tables[name][number]
    own = files[item.file]
    cells = own.cells
    for column, words in item.rows.items():
        cells = cells[cells[column].astype("str").isin(words)]
    places = own.places(cells)
    canonical = pd.DataFrame({column: _cells(cells, item, column) for column in item.columns}, index=cells.index)
    batch = sift(name, _filled(name, canonical, places, number, content.source), places, vocabulary)
    batch.remarks = {column: lines for column, lines in batch.remarks.items() if column in item.columns}  # not on filled ones
    if name in IDS:
        _treat_repeated(batch, cells, item, exact_duplicates)
    torn = [f"{item.file}:{row}" for row in own.torn]
    return (
        [batch, torn_rows(name, torn, "(the whole row)", "torn row", "as many cells as the first row has")] if torn else [batch]
    )


def _treat_repeated(batch: Batch, cells: pd.DataFrame, item: Input, exact_duplicates: ExactDuplicates) -> None:
    """Mark the rows that repeat another in every mapped column, or say that they are kept. With ids of their own none repeats."""
    drop = exact_duplicates == "drop" and batch.table == "events"  # supplied points are never merged
    if not drop and IDS[batch.table] in item.columns:
        return
    repeated = cells.duplicated(sorted({column for column in item.columns.values() if isinstance(column, str)}))
    if drop:
        batch.mark(repeated, "(every mapped column)", EXACT_DUPLICATE, "each row once (source.exact_duplicates: drop)")
    elif repeated.any():
        batch.remarks[IDS[batch.table]] = [
            f"{item.file}: {int(repeated.sum()):,} of {len(cells):,} rows of {batch.table} repeat another row in every mapped "
            "column. They are kept, and each counts (source.exact_duplicates: drop leaves out those of events)."
        ]


def _made_ids(children: pd.Series, number: int) -> pd.Series:
    """Return identifiers for the rows of the `number`th input: the child and a number among the child's rows, in their order.

    A number among all rows would tell whose record it is, where a file is sorted by surname.
    """
    ids = clean_ids(children).fillna("")
    return ids + f":{number + 1:02d}:" + (ids.groupby(ids, sort=False).cumcount() + 1).astype("str").str.zfill(6)


def _cells(cells: pd.DataFrame, item: Input, column: str) -> pd.Series:
    own = item.columns[column]
    if isinstance(own, Constant):
        return pd.Series(own.const, index=cells.index)
    if column not in item.values:
        return cells[own]
    text = cells[own].astype("str").where(cells[own].notna())
    words = {word: item.values[column].get(word, word) for word in text.dropna().unique()}
    return text.map({word: None if target is None else str(target) for word, target in words.items()}).astype("str")


def _filled(name: str, cells: pd.DataFrame, places: pd.Series, number: int, source: str) -> pd.DataFrame:
    """Return `cells` with the columns that a mapping may leave out; mapped columns are unchanged."""
    fills: dict[str, Any] = {}
    if name == "events":
        fills = {"event_id": _made_ids(cells["child_id"], number), "scope": "child", "is_snapshot": False}
        fills |= {"source": source, "source_ref": places}
        fills |= {"known_basis": "recorded" if "known_date" in cells else "rule", "known_date": cells["event_date"]}
        fills |= {"shared_date": cells["known_date"] if "known_date" in cells else cells["event_date"]}
    elif name == "points":
        fills = {"point_id": _made_ids(cells["child_id"], number)}
    elif name == "coverage":
        fills = {"source": source, "extract_date": cells["end"], "rows_read": 0, "rows_kept": 0, "rows_quarantined": 0}
    return cells.assign(**{column: value for column, value in fills.items() if column not in cells})


def _joins(source: str, kept: Map[str, pd.DataFrame], known: Known) -> list[Join]:
    """Return how many rows of each table find theirs in children and events, and how many corrections their event."""
    pairs = [(name, "children", "child_id", "child_id") for name in ("events", "households", "protected", "points")]
    pairs += [("event_codes", "events", "event_id", "event_id"), ("events", "events", "replaces", "event_id")]
    return [
        join_of(source, name, into, key, kept[name][key], _with_known(kept[into][other], known.get(into)))
        for name, into, key, other in pairs
        if name in kept and into in kept and kept[name][key].notna().any()
    ]


def _with_known(ids: pd.Series, known: pd.Series | None) -> pd.Series:
    return ids if known is None else pd.concat([ids, known], ignore_index=True)


def _set_aside_points_of_nobody(batches: Map[str, Batch], source: str) -> list[Join]:
    """Mark points about a child whom no event or household names, where there is no table of children; return their join."""
    if "children" in batches or "points" not in batches:
        return []
    known = known_children({name: batch.kept for name, batch in batches.items()})
    return [mark_unknown_children(batches["points"], source, "points", known)]


def _orphans(batches: dict[str, Batch], known: Known) -> dict[str, pd.Series]:
    """Return for each table which rows refer to an unknown child or event."""
    orphans: dict[str, pd.Series] = {}
    for name in ("events", "households", "protected", "points"):
        if name in batches and "children" in batches:
            orphans[name] = mark_orphans(batches[name], "child_id", batches["children"], known.get("children"))
    if "event_codes" in batches:
        orphans["event_codes"] = mark_orphans(batches["event_codes"], "event_id", batches["events"], known.get("events"))
    return orphans


def _notes(content: Mapping, files: dict[str, OwnFile], batches: dict[str, Batch]) -> list[str]:
    notes = [remark for batch in batches.values() for lines in batch.remarks.values() for remark in lines]
    if "children" not in batches:
        notes.append(
            "No table of children was given: every person is one whom events or households name, without a month of birth."
        )
    for item in content.tables["events"]:
        if "known_date" not in item.columns:
            notes.append(
                f"{item.file} holds no known date: it was set to the event date by rule, as if all had been known on the day."
            )
        if "shared_date" not in item.columns:
            notes.append(f"{item.file} holds no shared date: it was set to the known date, as if all had been shared at once.")
    for name, inputs in content.tables.items():
        for number, item in enumerate(inputs):
            if item.rows:
                own = files[item.file]
                left = len(own.cells) + len(own.torn) - int((batches[name].file_number == number).sum())
                notes.append(f"{item.file}: {left:,} rows are left out of {name}, as the mapping's rows say.")
                notes += _words_of_no_row(item, own)
    return notes


def _words_of_no_row(item: Input, own: OwnFile) -> list[str]:
    """Return a warning for each word by which a mapping chooses rows, if none has it or some have it in another spelling."""
    warnings = []
    for column, words in item.rows.items():
        cells = own.cells[column].dropna().astype("str")
        left = cells[~cells.isin(words)].str.strip().str.casefold()
        for word in words:
            where = f"WARNING: {item.file}, column {column}"
            if others := int((left == word.strip().casefold()).sum()):
                warnings.append(
                    f'{where}: {others:,} rows are left out that have "{word}", which the mapping\'s rows name, in other letter '
                    "case or with spaces. Name each spelling there."
                )
            elif not (cells == word).any():
                warnings.append(f'{where}: no row has "{word}", which the mapping\'s rows name. Mend the word, or take it out.')
    return warnings
