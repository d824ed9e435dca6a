"""audit: for whom the model is wrong more often, and further analyses. Only audits read protected data."""

from neglect_triage.chronology.declared import undeclared_line, words_of
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.fairness.audit import areas_as_declared
from neglect_triage.fairness.characteristics import groups_of_vocabulary, read_characteristics
from neglect_triage.fairness.further_analyses import audit_with_further_analyses
from neglect_triage.fairness.groups import groups_of_points
from neglect_triage.fairness.strategy_measures import measures_by_group
from neglect_triage.fairness.summary import account_lines, asked_lines, names_in_messages, names_of, summary
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, read_run_table, write_json
from neglect_triage.models.cohort import analysed
from neglect_triage.models.evaluation.scores import with_scores
from neglect_triage.models.families import families
from neglect_triage.params import load_params
from neglect_triage.paths import DATA

TABLES = ("children", "events", "event_codes")


def main() -> None:
    """Write data/audit, also the strategy's measures by protected group, and print what must be said first."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    cohort = read_run_table(DATA.points)
    chronology = {name: read_table(name, DATA.table(name)) for name in TABLES}
    protected = read_characteristics(DATA.protected)
    cohort = cohort.assign(in_protected=cohort["child_id"].isin(protected.index))
    points, features = analysed(cohort, read_run_table(DATA.features(params.train.view)))
    groups = groups_of_points(points, protected, chronology, vocabulary)
    test = with_scores(cohort, read_run_table(DATA.scores), read_run_table(DATA.comparators), params.train.view)
    intervals = read_json(DATA.families)["intervals_estimable"]
    audit = audit_with_further_analyses(points, features, test, groups, catalogue, params, intervals)
    write_json(DATA.audit, audit)
    measured = read_json(DATA.strategy_figures)["measures"]
    family = families(chronology["children"]["child_id"], read_table("households", DATA.table("households")))
    shares = {name: each["share"] for name, each in measured.items()}
    labels = groups_of_vocabulary(vocabulary)
    write_json(
        DATA.strategy_by_group, measures_by_group(read_run_table(DATA.strategy_of_children), shares, protected, family, labels)
    )
    areas = areas_as_declared(audit, words_of([str(vocabulary)]))
    names = names_in_messages(names_of(vocabulary), areas)
    withheld = undeclared_line(areas, "area")
    print("\n".join([*summary(audit, names), *asked_lines(audit), *account_lines(audit, names), *withheld]))


if __name__ == "__main__":
    run(main)
