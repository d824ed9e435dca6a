"""Tables in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

MOST_CHARACTERS = 10_000  # the longest line without a terminal


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as wide as the terminal; without a terminal, wide enough for one line a row."""
    console, table = Console(), Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, min_width=30 if heading == "record" else None)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    if not console.is_terminal:
        console.width = console.measure(table, options=console.options.update(max_width=MOST_CHARACTERS)).maximum
    with console.capture() as printed:
        console.print(table)
    print("\n" + "\n".join(line.rstrip() for line in printed.get().splitlines()))
