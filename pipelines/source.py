"""Stage source: simulate a chronology or read one in, and write its tables, quarantine and coverage."""

import logging
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
from rich.console import Console

from neglect_triage.chronology.assemble import Chronology, from_canonical
from neglect_triage.chronology.readers import read_canonical, read_mapped
from neglect_triage.chronology.store import Truth, no_truth, write_chronology
from neglect_triage.chronology.summary import print_summary
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.params import Params, load_params
from neglect_triage.progress import steps

WORKERS = min(2, os.cpu_count() or 1)  # each simulates a block of the world at a time, in about 0.6 GB


def parts(params: Params, vocabulary: Vocabulary) -> Iterator[tuple[Chronology, Truth]]:
    """Yield the chronology that the parameters ask for, and its truth: simulated in parts, else in one without a truth."""
    source = params.source
    if source.kind == "simulate" and params.world:
        from neglect_triage.simulate.world import blocks_of, simulate_blocks

        says = f"simulating {params.world.children:,} children"
        blocks = steps(simulate_blocks(params.world, vocabulary, WORKERS), says, blocks_of(params.world))
        # A map keeps no hold of what it has passed on: one block at a time is in memory here.
        yield from map(partial(simulated, vocabulary), blocks)
    elif source.mapping:
        yield read_mapped(source.folder, source.mapping, vocabulary, source.exact_duplicates), no_truth()
    else:
        yield read_canonical(source.folder, vocabulary, source.exact_duplicates), no_truth()


def simulated(vocabulary: Vocabulary, block: dict[str, pd.DataFrame]) -> tuple[Chronology, Truth]:
    """Return a block of the simulated world as a chronology, and its truth."""
    from neglect_triage.simulate.world import TRUTH

    return from_canonical(block, vocabulary), {name: block[name] for name in TRUTH}


def main() -> None:
    """Read params.yaml; write data/chronology, data/protected, data/truth and data/quarantine."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("neglect_triage").setLevel(logging.INFO)
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    chronology = write_chronology(parts(params, vocabulary), params.source.kind, Path("data"))
    print_summary(chronology, Console())


if __name__ == "__main__":
    run(main)
