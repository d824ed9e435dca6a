"""Stage source: simulate a chronology or read one in, and write its tables, quarantine and coverage."""

import logging
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from neglect_triage.chronology.assemble import Chronology, from_canonical
from neglect_triage.chronology.readers import read_canonical, read_mapped
from neglect_triage.chronology.store import Truth, WorkedExample, no_truth, write_chronology
from neglect_triage.chronology.summary import print_summary
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.params import Params, load_params
from neglect_triage.progress import steps


def parts(params: Params, vocabulary: Vocabulary, examples: list[WorkedExample]) -> Iterator[tuple[Chronology, Truth]]:
    """Yield the chronology that the parameters ask for, and its truth: simulated in parts, else in one without a truth.

    The worked examples beside a simulated world come last, have no truth, and are added to `examples`.
    """
    source = params.source
    if source.kind == "simulate" and params.world:
        from neglect_triage.simulate.vignettes import note_on, vignette_tables, vignettes_of, worked_examples
        from neglect_triage.simulate.world import TRUTH, blocks_of, simulate_blocks

        says = f"simulating {params.world.children:,} children"
        for tables in steps(simulate_blocks(params.world, vocabulary), says, blocks_of(params.world)):
            yield from_canonical(tables, vocabulary), {name: tables[name] for name in TRUTH}
        if found := vignettes_of(params.world):
            examples += worked_examples(found)
            beside = vignette_tables(found, params.world, tables["coverage"], vocabulary)
            yield from_canonical(beside, vocabulary, [note_on(found)]), {name: tables[name].head(0) for name in TRUTH}
    elif source.mapping:
        yield read_mapped(source.folder, source.mapping, vocabulary, source.exact_duplicates), no_truth()
    else:
        yield read_canonical(source.folder, vocabulary, source.exact_duplicates), no_truth()


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
