"""A simulated world as a chronology with its truth, in blocks of families."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pandas as pd

from ..chronology.reading.assemble import Chronology, from_canonical
from ..chronology.store import Truth
from ..chronology.vocabulary import Vocabulary
from ..params import World
from ..progress import steps
from .vignettes import note_on, vignette_tables, vignettes_of
from .world import TRUTH, blocks_of, simulate_blocks

WORKERS = min(2, os.cpu_count() or 1)  # each simulates a block of the world at a time, in about 0.6 GB


def simulated_chronology(world: World, vocabulary: Vocabulary) -> Iterator[tuple[Chronology, Truth]]:
    """Yield the world in blocks of whole families, each with its truth, then the worked examples, whose truth has no rows."""
    shape: dict[str, pd.DataFrame] = {}

    def as_chronology(block: dict[str, pd.DataFrame]) -> tuple[Chronology, Truth]:
        # take makes new tables; a head would keep the whole of the block in memory.
        shape.update({name: block[name].take([]) for name in TRUTH}, coverage=block["coverage"])
        return from_canonical(block, vocabulary), {name: block[name] for name in TRUTH}

    blocks = steps(simulate_blocks(world, vocabulary, WORKERS), f"simulating {world.children:,} children", blocks_of(world))
    # A map keeps no reference to what it has passed on: one block at a time is in memory here.
    yield from map(as_chronology, blocks)
    if vignettes := vignettes_of(world):
        tables = vignette_tables(vignettes, world, shape["coverage"], vocabulary)
        yield from_canonical(tables, vocabulary, [note_on(vignettes)]), {name: shape[name] for name in TRUTH}
