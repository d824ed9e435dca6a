"""Progress of long work, on a terminal as a bar and elsewhere as a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

Item = TypeVar("Item")


def steps(items: Iterable[Item], says: str, total: int) -> Iterator[Item]:
    """Pass on `items` and show how many of `total` are done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"{says}: {total} steps")
        yield from items
        return
    with Progress(console=console) as progress:
        yield from progress.track(items, total=total, description=says)
