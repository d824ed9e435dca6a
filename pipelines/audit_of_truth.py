"""audit_of_truth: what a simulated world's truth says by group. Of what reads the truth it alone reads protected data."""

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.fairness.characteristics import read_characteristics
from neglect_triage.files import write_json
from neglect_triage.params import load_params
from neglect_triage.paths import DATA
from neglect_triage.study.audit_of_truth import bias_of_run, records_by_group_of_run


def main() -> None:
    """Write the label bias, and what the records to open first add to chance, by group; both are empty for real people."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    simulated = params.source.kind == "simulate"
    protected = read_characteristics(DATA.protected) if simulated else None
    write_json(DATA.label_bias, bias_of_run(DATA, params, vocabulary, protected) if protected is not None else {})
    write_json(
        DATA.records_by_group, records_by_group_of_run(DATA, params, vocabulary, protected) if protected is not None else []
    )


if __name__ == "__main__":
    run(main)
