"""Small chronologies as a user's own files: text cells by column, written as CSV."""

import csv
from functools import cache
from pathlib import Path

from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary

Rows = list[dict[str, str]]

CHILDREN: Rows = [{"child_id": "c1", "birth_month": "2015-06"}, {"child_id": "c2", "birth_month": "2016-01-01"}]

_EVENT_COLUMNS = ["event_id", "child_id", "event_date", "known_date", "event_type", "agency"]
EVENTS: Rows = [
    dict(zip(_EVENT_COLUMNS, cells, strict=True))
    for cells in (
        ("e1", "c1", "2020-01-10", "2020-01-11", "contact", "school"),
        ("e2", "c1", "2020-02-10", "2020-02-10", "visit", "csc"),
        ("e3", "c2", "2020-03-10", "2020-03-12", "contact", "gp"),
    )
]

POINTS: Rows = [{"child_id": "c1", "as_of": "2020-05-01", "label": "1", "period": "2020", "stratum": "all"}]


@cache
def vocabulary() -> Vocabulary:
    """The neglect vocabulary of the package."""
    return load_vocabulary()


def changed(rows: Rows, number: int, **cells: str) -> Rows:
    """`rows` with cells of one row changed (0 is the first row, which stands in row 2 of the CSV file)."""
    return [{**row, **cells} if place == number else dict(row) for place, row in enumerate(rows)]


def write_csv(path: Path, rows: Rows) -> None:
    """Write rows as CSV, with the columns of all of them in the first row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, columns)
        writer.writeheader()
        writer.writerows(rows)


def write_canonical(folder: Path, **tables: Rows) -> Path:
    """Write canonical tables: those given, and the sample events and children where they are not."""
    for name, rows in ({"events": EVENTS, "children": CHILDREN} | tables).items():
        write_csv(folder / f"{name}.csv", rows)
    return folder
