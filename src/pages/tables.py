"""Tables whose cells are text, and their rendering as Markdown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A caption, the heads of the columns, and rows whose first cell is the head of the row."""

    caption: str
    columns: list[str]
    rows: list[list[str]]


def markdown_table(headings: list[str], rows: list[list[str]]) -> str:
    """Return a table; a bar in a cell is escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
