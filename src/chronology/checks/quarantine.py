"""Quarantine: rows that cannot be used, set aside with place and rule, and never a value (design rule 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from ..reading.cells import EXPECTED, among, convert_cells, read_record_days
from ..reading.ids import EXPECTED as EXPECTED_ID
from ..reading.ids import LOST_DIGITS, NOTHING, read_ids
from ..tables import conform, tables
from ..vocabulary import Vocabulary

# Table: (earlier column, later column, rule). An empty date breaks no order.
ORDERED_DATES = {
    "events": [
        ("event_date", "known_date", "known before it happened"),
        ("known_date", "shared_date", "shared before it was known"),
    ],
    "households": [("start", "end", "ends before it starts"), ("start", "known_date", "known before it happened")],
    "coverage": [("start", "end", "ends before it starts")],
}
# Table: (column, lowest, highest).
RANGES = {"protected": [("deprivation_quintile", 1, 5)]}
ALLOWED_NUMBERS = {"points": [("label", [0, 1])]}


EXACT_DUPLICATE = "exact duplicate"  # the rule of rows that the user lets drop


@dataclass
class Batch:
    """Rows that are being read into one canonical table.

    Attributes
    ----------
    table : the canonical table.
    rows : one row for each row read, with typed cells; a cell that could not be read is empty.
    faults : for the same rows, place (file and row), and the first fault of each: column, rule, expected (empty: none).
    file_number : the number of the input that each row is from.
    remarks : notes for the reader on how the cells of a column were read.
    """

    table: str
    rows: pd.DataFrame
    faults: pd.DataFrame
    file_number: pd.Series
    remarks: dict[str, list[str]] = field(default_factory=dict)

    @property
    def good(self) -> pd.Series:
        """Whether each row has no fault so far."""
        return self.faults["rule"].isna()

    @property
    def kept(self) -> pd.DataFrame:
        """The rows without a fault, with all canonical columns."""
        return conform(self.rows if self.good.all() else self.rows[self.good], self.table)

    def mark(self, wrong: pd.Series, column: str, rule: str, expected: str) -> None:
        """Record this fault for the rows that are `wrong`, unless they have one already."""
        new = wrong & self.good
        if new.any():
            self.faults.loc[new, ["column", "rule", "expected"]] = [column, rule, expected]

    def quarantine(self, source: str) -> pd.DataFrame:
        """Return the rows with a fault as the quarantine table, in the order of their files."""
        faults = self.faults[~self.good]
        return faults.rename(columns={"place": "source_ref"}).assign(source=source, table=self.table).reset_index(drop=True)


def first_places(places: pd.Series, count: int = 3) -> str:
    """Return the first places as "file:row, file:row, file:row and 12 more"."""
    more = f" and {len(places) - count:,} more" if len(places) > count else ""
    return ", ".join(places.head(count)) + more


def sift(table: str, cells: pd.DataFrame, places: pd.Series, vocabulary: Vocabulary) -> Batch:
    """Convert the cells of one input to the canonical types, and mark the rows that cannot be used.

    Parameters
    ----------
    table : the canonical table.
    cells : canonical columns with the cells of the user's file.
    places : "file:row" of each row.
    vocabulary : the words that a cell may hold.
    """
    faults = pd.DataFrame({"place": places, "column": None, "rule": None, "expected": None}, index=cells.index, dtype="str")
    batch = Batch(table, pd.DataFrame(index=cells.index), faults, pd.Series(0, index=cells.index))
    for name, column in tables()[table].columns.items():
        if name not in cells:
            continue
        if column.id:
            _sift_ids(batch, name, cells[name], column.required)
            continue
        if column.type == "date":
            batch.rows[name], clock = read_record_days(cells[name])
            batch.remarks[name] = clock.says(_where(batch, name)) if len(cells) else []
        else:
            batch.rows[name] = convert_cells(cells[name], column, vocabulary)
        expected = f"{EXPECTED[column.type]} ({column.words})" if column.words else EXPECTED[column.type]
        unreadable = "not in the vocabulary" if column.words else f"not a {column.type}"
        empty = cells[name].isna()
        batch.mark(batch.rows[name].isna() & ~empty, name, unreadable, expected)
        if column.required:
            batch.mark(empty, name, "required cell is empty", expected)
    _mark_contradictions(batch)
    return batch


def _sift_ids(batch: Batch, name: str, cells: pd.Series, required: bool) -> None:
    """Read a column of identifiers; where it may be empty, a word or number for nothing is an empty cell, which is counted."""
    read = read_ids(cells)
    batch.rows[name] = read.ids
    batch.mark(read.fault == LOST_DIGITS, name, LOST_DIGITS, EXPECTED_ID)
    nothing = read.fault == NOTHING
    if required:
        batch.mark(nothing, name, NOTHING, EXPECTED_ID)
        batch.mark(read.ids.isna(), name, "required cell is empty", EXPECTED_ID)
    elif number := int(nothing.sum()):
        about = f"{_where(batch, name)}: {number:,} cells hold a word or number for nothing, such as NULL or -1"
        batch.remarks[name] = [f"{about}, and count as empty."]


def _where(batch: Batch, column: str) -> str:
    """Return the file and column of a batch of one input, for a remark."""
    return f"{batch.faults['place'].iloc[0].rpartition(':')[0]}, column {column}"


def _mark_contradictions(batch: Batch) -> None:
    rows = batch.rows
    for earlier, later, rule in ORDERED_DATES.get(batch.table, []):
        if {earlier, later} <= set(rows):
            batch.mark(rows[later] < rows[earlier], later, rule, f"{later} on or after {earlier}")
    for column, lowest, highest in RANGES.get(batch.table, []):
        if column in rows:
            wrong = rows[column].notna() & ~rows[column].between(lowest, highest)
            batch.mark(wrong, column, "out of range", f"{lowest} to {highest}")
    for column, allowed in ALLOWED_NUMBERS.get(batch.table, []):
        if column in rows:
            wrong = rows[column].notna() & ~rows[column].isin(allowed)
            batch.mark(wrong, column, "out of range", " or ".join(map(str, allowed)))


def join(batches: list[Batch]) -> Batch:
    """Return the batches of a table's inputs as one, with repeated keys and rows marked (the first without a fault is kept)."""
    table = batches[0].table
    joined = Batch(
        table,
        _under_each_other([batch.rows for batch in batches]),
        _under_each_other([batch.faults for batch in batches]),
        pd.concat([pd.Series(number, index=batch.rows.index) for number, batch in enumerate(batches)], ignore_index=True),
        {name: [line for batch in batches for line in batch.remarks.get(name, [])] for name in tables()[table].columns},
    )
    key, first = tables()[table].key, tables()[table].sort[0]
    if key:
        usable = joined.rows.loc[joined.good, key]
        twice = usable.duplicated(keep=False)
        if not twice.any():
            return joined
        repeated = usable.duplicated().reindex(joined.rows.index, fill_value=False)
        alike = joined.rows.loc[usable.index[twice]]
        joined.mark(repeated & ~_repeats_all(alike, joined), key, f"repeated {key}, with other content", "one row for each one")
        joined.mark(repeated, key, f"repeated {key}", "each identifier once")
    elif tables()[table].rows_once:
        joined.mark(_repeats_all(joined.rows[joined.good], joined), first, "repeated row", "each row once")
    return joined


def _under_each_other(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all frames, numbered from 0; those of one are not copied."""
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)


def _repeats_all(rows: pd.DataFrame, joined: Batch) -> pd.Series:
    """Return which rows joined are among `rows` and say in every column what an earlier of them says; a place is no content."""
    alike = rows.drop(columns="source_ref", errors="ignore")
    return alike.duplicated().reindex(joined.rows.index, fill_value=False)


def mark_orphans(batch: Batch, key: str, parents: Batch, known: pd.Series | None = None) -> pd.Series:
    """Mark rows whose parent row is in quarantine; return which other rows refer to an unknown parent.

    Parameters
    ----------
    known : keys of parent rows that earlier files hold (dtype str).
    """
    usable = among(batch.rows[key], parents.rows.loc[parents.good, key])
    if known is not None:
        usable |= among(batch.rows[key], known)
    others = batch.rows.loc[~usable, key]
    quarantined = among(others, parents.rows[key]).reindex(usable.index, fill_value=False)
    batch.mark(quarantined, key, f"its row in {parents.table} is in quarantine", f"a usable row in {parents.table}")
    return batch.good & ~usable


def torn_rows(table: str, places: Iterable[str], column: str, rule: str, expected: str) -> Batch:
    """Return a batch of rows that cannot be split into cells, all with the same fault."""
    place = pd.Series(list(places), dtype="str")
    faults = pd.DataFrame({"place": place, "column": column, "rule": rule, "expected": expected}, dtype="str")
    return Batch(table, pd.DataFrame(index=place.index), faults, pd.Series(0, index=place.index))
