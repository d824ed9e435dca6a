"""Stage source: simulate a chronology or read one in, and write its tables, quarantine and coverage."""

import logging
from pathlib import Path

import pandas as pd
from rich.console import Console

from neglect_triage.chronology.assemble import Chronology, from_canonical
from neglect_triage.chronology.readers import read_canonical, read_mapped
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.chronology.summary import print_summary
from neglect_triage.chronology.vocabulary import Vocabulary, load_vocabulary
from neglect_triage.errors import run
from neglect_triage.params import Params, load_params


def read(params: Params, vocabulary: Vocabulary) -> tuple[Chronology, pd.DataFrame]:
    """Return the chronology that the parameters ask for, and its truth (without rows for real people)."""
    source = params.source
    if source.kind == "simulate" and params.world:
        from neglect_triage.simulate.world import simulate

        logging.getLogger("neglect_triage").info("simulating %s children", f"{params.world.children:,}")
        tables = simulate(params.world, vocabulary)
        return from_canonical(tables, vocabulary), tables["truth"]
    if source.mapping:
        return read_mapped(source.folder, source.mapping, vocabulary, source.exact_duplicates), no_truth()
    return read_canonical(source.folder, vocabulary, source.exact_duplicates), no_truth()


def main() -> None:
    """Read params.yaml; write data/chronology, data/protected, data/truth and data/quarantine."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("neglect_triage").setLevel(logging.INFO)
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    chronology, truth = read(params, vocabulary)
    write_chronology(chronology, truth, params.source.kind, Path("data"))
    print_summary(chronology, Console())


if __name__ == "__main__":
    run(main)
