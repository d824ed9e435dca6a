"""cohort: which points are explained, their labels, families, folds and periods."""

import pandas as pd

from neglect_triage.chronology.store import read_worked_examples
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.extracts.reconciliation.capability import capabilities_needed, refuse_unsupported
from neglect_triage.files import atomic_folders, read_json, write_frame, write_json
from neglect_triage.models.cohort import WORKED_EXAMPLE, contact_cohort, supplied_cohort
from neglect_triage.models.families import family_summary
from neglect_triage.models.labels import EVENT_COLUMNS
from neglect_triage.params import load_params
from neglect_triage.paths import DATA, DataFolder


def main() -> None:
    """Write data/cohort and print the flow."""
    params = load_params()
    names = ("event_codes", "children", "households", "coverage", "points")
    chronology = {name: read_table(name, DATA.table(name)) for name in names}
    chronology["events"] = read_table("events", DATA.events, EVENT_COLUMNS)
    refuse_unsupported(read_json(DATA.about), capabilities_needed(params.cohort, params.split))
    if params.cohort.kind == "contacts":
        vocabulary = load_vocabulary(params.source.vocabulary)
        examples = {child for example in read_worked_examples(DATA.chronology) for child in example.children}
        points, flow = contact_cohort(chronology, vocabulary, params.cohort, params.split, examples)
    else:
        points, flow = supplied_cohort(chronology, params.split)
    with atomic_folders(DATA.scratch("cohort"), [DATA.cohort]) as scratch:
        written = DataFolder(scratch)
        write_frame(points, written.points)
        write_json(written.flow, flow.to_dict("records"))
        counted = points[points["period"] != WORKED_EXAMPLE]
        write_json(written.families, family_summary(counted, chronology["households"], params.split.family))
    with pd.option_context("display.width", 100):
        print(flow.to_string(index=False))


if __name__ == "__main__":
    run(main)
