"""design: checks of the study's design before anything is fitted; a failure that is not accepted stops the run."""

from neglect_triage.chronology.checks.clocks import COLUMNS, clock_evidence
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.features.catalogue import core_features
from neglect_triage.files import read_run_table, write_json
from neglect_triage.models.cohort import WORKED_EXAMPLE
from neglect_triage.models.design_checks import as_rows, check_design, stop_if_failed, successors
from neglect_triage.params import load_params
from neglect_triage.paths import DATA


def main() -> None:
    """Write data/design/checks.json, print the checks, and stop where one fails that params do not accept."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    points = read_run_table(DATA.points)
    counted = (points["period"] != WORKED_EXAMPLE).to_numpy()
    features = read_run_table(DATA.features(params.train.view))
    events = read_table("events", DATA.events, COLUMNS)
    evidence, basis = clock_evidence(events, vocabulary), events["known_basis"]
    nouns, accept = vocabulary.nouns.model_dump(), params.design.accept
    began = successors(events, vocabulary)
    checks = check_design(
        points[counted], features[counted], basis, params.cohort, accept, nouns, evidence, params.policy_changes, began
    )
    for check in checks:
        print(f"{check.verdict:8} {check.name}: {check.evidence}{check.accepted and f' Accepted: {check.accepted}'}")
    stop_if_failed(checks, len(features.columns.drop("point_id")), lambda: core_features(vocabulary))
    write_json(DATA.design_checks, as_rows(checks))


if __name__ == "__main__":
    run(main)
