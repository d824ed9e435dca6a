"""The summary that the source stage prints: rows read, kept and quarantined, with reasons, places and notes."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from ..checks.quarantine import first_places
from .assemble import Chronology


def print_summary(chronology: Chronology, console: Console) -> None:
    """Print the rows of each table, the quarantine by rule with its first places, and the notes; never a value."""
    console.print(_rows(chronology))
    if len(chronology.quarantine):
        console.print("Quarantine: these rows are left out and counted. Mend them where they come from, then run again.")
    for line in (*_rules(chronology), *chronology.notes):
        console.print(f"- {line}", markup=False, highlight=False, soft_wrap=True)


def _rows(chronology: Chronology) -> Table:
    table = Table(title="Rows", title_justify="left")
    table.add_column("table")
    for heading in ("read", "kept", "quarantined"):
        table.add_column(heading, justify="right")
    erased = any(counts.erased for counts in chronology.counts.values())
    if erased:
        table.add_column("erased", justify="right")
    for name, counts in chronology.counts.items():
        row = [counts.read, counts.kept, counts.quarantined, *([counts.erased] if erased else [])]
        table.add_row(name, *(f"{number:,}" for number in row))
    return table


def _rules(chronology: Chronology) -> list[str]:
    keys = ["table", "column", "rule", "expected"]
    return [
        f"{len(rows):,} row{'s' * (len(rows) > 1)} of {table}, column {column}: {rule} (expected: {expected})\n"
        f"  at {first_places(rows['source_ref'])}"
        for (table, column, rule, expected), rows in chronology.quarantine.groupby(keys, sort=True)
    ]
