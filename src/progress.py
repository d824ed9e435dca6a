"""Progress of long work: a bar on a terminal, a line elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

Item = TypeVar("Item")


def steps(items: Iterable[Item], description: str, total: int) -> Iterator[Item]:
    """Yield `items`, and show how many of `total` are done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"{description}: {total} steps")
        yield from items
        return
    with Progress(console=console) as progress:
        yield from progress.track(items, total=total, description=description)
