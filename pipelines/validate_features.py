"""validate_features: check the feature matrices against the catalogue and the cohort, and stop at errors."""

import sys
from typing import get_args

from neglect_triage.chronology.checks.quality import check_figures, stop_at_errors
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary, view_name
from neglect_triage.disclosure.figures import controlled
from neglect_triage.errors import run
from neglect_triage.features.catalogue import load_catalogue
from neglect_triage.files import read_json, read_run_table, write_json, write_text
from neglect_triage.params import View, load_params
from neglect_triage.paths import DATA

AGAIN = f"read {DATA.page('features')}, run featurise again, and if it stays report it"
LOST_ON_READING = (
    "name in the mapping (or the matching report) the columns that hold the value and value_unit of the events that these "
    "features count, then: dvc repro; or take the features out of the catalogue (features.catalogue)"
)
CHECKS = {"checks", "errors", "warnings"}  # they count checks, and no records


def main() -> None:
    """Read data/features and the cohort's points; write data/reports/features.html and features.json."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    catalogue = load_catalogue(vocabulary, params.features.catalogue)
    points = read_run_table(DATA.points, columns=["point_id", "as_of"])
    coverage = read_table("coverage", DATA.coverage)
    matrices = {view_name(view, vocabulary.nouns): read_run_table(DATA.features(view)) for view in get_args(View)}
    print(f"checking {len(catalogue.features)} features of {len(points):,} points in {len(matrices)} views", file=sys.stderr)
    from neglect_triage.chronology.checks.run_checks import run_suites  # Great Expectations takes seconds to import
    from neglect_triage.features.matrix_checks import lost_on_reading, matrix_page, matrix_suite

    suites = {name: matrix_suite(name, matrix, points, coverage, catalogue, vocabulary) for name, matrix in matrices.items()}
    results = run_suites(suites, DATA.data_docs_of_features)
    rows = {name: len(matrix) for name, matrix in matrices.items()}
    synthetic = read_json(DATA.about)["synthetic"]
    failed = check_figures(results)
    figures = {"checks": len(results), "errors": failed["errors"], "rows_with_errors": failed["rows_with_errors"], "rows": rows}
    write_json(DATA.feature_figures, controlled(figures, CHECKS))
    write_text(DATA.page("features"), matrix_page(results, rows, synthetic, catalogue, vocabulary))
    stop_at_errors(results, "A feature matrix", LOST_ON_READING if lost_on_reading(results) else AGAIN)
    print(f"{len(results)} checks: no errors. See {DATA.page('features')}")


if __name__ == "__main__":
    run(main)
