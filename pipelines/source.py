"""Stage source: simulate a chronology or read one in, and write its tables, quarantine and coverage."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from rich.console import Console

from neglect_triage.chronology.reading.assemble import Chronology, from_canonical
from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.chronology.reading.summary import print_summary
from neglect_triage.chronology.store import Truth, WorkedExample, no_truth, write_chronology
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.extracts.recognising.matching import write_matching
from neglect_triage.params import Params, Source, World, load_params
from neglect_triage.progress import steps

WORKERS = min(2, os.cpu_count() or 1)  # each simulates a block of the world at a time, in about 0.6 GB


def parts(params: Params, vocabulary: Vocabulary, examples: list[WorkedExample]) -> Iterator[tuple[Chronology, Truth]]:
    """Yield the chronology that the parameters ask for, and its truth: simulated in parts, else in one without a truth.

    The worked examples beside a simulated world come last, have no truth, and are added to `examples`.
    """
    source = params.source
    if source.kind == "simulate" and params.world:
        yield from simulated(params.world, vocabulary, examples)
    elif source.kind == "extracts":
        yield extracts(source, vocabulary), no_truth()
    elif source.mapping:
        yield read_mapped(source.folder, source.mapping, vocabulary, source.exact_duplicates), no_truth()
    else:
        yield read_canonical(source.folder, vocabulary, source.exact_duplicates), no_truth()


def extracts(source: Source, vocabulary: Vocabulary) -> Chronology:
    """Return what the extracts in the source folder hold, and leave the matching report for the user to mend."""
    choices = Choices(
        matching=source.matching,
        crosswalk=source.crosswalk,
        working_days_late=source.known_working_days_late,
        least_link_rate=source.least_link_rate,
        referrals_as_contacts=source.referrals_as_contacts,
    )
    reading = read_extracts(source.folder, vocabulary, choices)
    write_matching(reading.matching, Path("data/internal/matching.yaml"))
    return reading.chronology


def simulated(world: World, vocabulary: Vocabulary, examples: list[WorkedExample]) -> Iterator[tuple[Chronology, Truth]]:
    """Yield the simulated world block after block with its truth, then the worked examples, which have none."""
    from neglect_triage.simulate.vignettes import note_on, vignette_tables, vignettes_of, worked_examples
    from neglect_triage.simulate.world import TRUTH, blocks_of, simulate_blocks

    shape: dict[str, pd.DataFrame] = {}

    def as_chronology(block: dict[str, pd.DataFrame]) -> tuple[Chronology, Truth]:
        # take makes new tables; a head would keep the whole of the block in memory.
        shape.update({name: block[name].take([]) for name in TRUTH}, coverage=block["coverage"])
        return from_canonical(block, vocabulary), {name: block[name] for name in TRUTH}

    blocks = steps(simulate_blocks(world, vocabulary, WORKERS), f"simulating {world.children:,} children", blocks_of(world))
    # A map keeps no hold of what it has passed on: one block at a time is in memory here.
    yield from map(as_chronology, blocks)
    if found := vignettes_of(world):
        examples += worked_examples(found)
        beside = vignette_tables(found, world, shape["coverage"], vocabulary)
        yield from_canonical(beside, vocabulary, [note_on(found)]), {name: shape[name] for name in TRUTH}


def main() -> None:
    """Read params.yaml; write data/chronology, data/protected, data/truth and data/quarantine."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("neglect_triage").setLevel(logging.INFO)
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    examples: list[WorkedExample] = []
    chronology = write_chronology(parts(params, vocabulary, examples), params.source.kind, Path("data"), examples)
    print_summary(chronology, Console())


if __name__ == "__main__":
    run(main)
