"""Tables in Markdown."""

from __future__ import annotations


def markdown_table(headings: list[str], rows: list[list[str]]) -> str:
    """Return a table; a bar in a cell is escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
