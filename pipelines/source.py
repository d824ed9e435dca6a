"""Stage source: simulate a chronology or read one in, and write its tables, quarantine and coverage."""

import logging

from rich.console import Console

from neglect_triage.chronology.erased import read_erased, without_erased, without_examples
from neglect_triage.chronology.reading.summary import print_summary
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.extracts.source import read_source
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.simulate.chronology import simulated_chronology
from neglect_triage.simulate.vignettes import vignettes_of, worked_examples


def main() -> None:
    """Read params.yaml; write data/chronology, data/protected, data/truth and data/quarantine."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("neglect_triage").setLevel(logging.INFO)
    params = load_params()
    source, vocabulary = params.source, load_vocabulary(params.source.vocabulary)
    if source.kind == "simulate" and params.world:
        parts, examples = simulated_chronology(params.world, vocabulary), worked_examples(vignettes_of(params.world))
    else:
        parts, examples = iter([(read_source(source, vocabulary, DATA.matching), no_truth())]), []
    erased = read_erased()
    kept = without_erased(parts, erased, vocabulary)
    print_summary(write_chronology(kept, source.kind, DATA, without_examples(examples, erased)), Console())


if __name__ == "__main__":
    run(main)
