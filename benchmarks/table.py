"""Print the results as tables in the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table


def show(results: dict[str, Any], console: Console | None = None) -> None:
    """Print what was measured: ratios are what is claimed, seconds are of this machine on that day."""
    console = console or Console()
    for title, rows in (("Tables in memory to matrix in memory", results["comparison"]), ("File to file", results["files"])):
        table = Table("case", "events", "contender", "best s", "median s", "times", "of processor", "peak MiB", title=title)
        for row in rows:
            table.add_row(row["case"], f"{row['events']:,}", row["contender"], *_numbers(row), _mib(row))
        console.print(table)
    table = Table("events", "points", "best s", "peak MiB", title="Growth, file to file")
    for step in [*results["growth"]["steps"], *filter(None, [results["large"]])]:
        table.add_row(f"{step['events']:,}", f"{step['points']:,}", f"{step.get('best', float('nan')):.3g}", _mib(step))
    console.print(table)
    found = results["growth"]
    console.print(f"seconds grow as events to the power {found['exponent']:.3f}")
    console.print(f"the largest peak of memory is {found['peak_memory_largest_by_smallest']:.2f} times the smallest")


def _numbers(row: dict[str, Any]) -> list[str]:
    if "best" not in row:
        return [f"over {row['over_budget_seconds']}", "", "", ""]
    return [f"{row[name]:.3g}" for name in ("best", "median", "ratio_of_best", "ratio_of_best_processor")]


def _mib(row: dict[str, Any]) -> str:
    return f"{row['peak_bytes'] / 2**20:,.0f}" if "peak_bytes" in row else ""
