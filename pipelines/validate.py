"""Stage validate: check the chronology, write its quality page and figures, and stop at errors."""

import sys
from dataclasses import asdict

from neglect_triage.chronology.checks.column_checks import CHECKED
from neglect_triage.chronology.checks.quality import check_figures, quality_page, stop_at_errors
from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.disclosure.figures import controlled
from neglect_triage.errors import run
from neglect_triage.extracts.reconciliation.page import sources_page
from neglect_triage.files import read_json, write_json, write_text
from neglect_triage.params import load_params
from neglect_triage.paths import DATA

CHECKS = {"checks", "errors", "warnings"}  # they count checks, and no records


def main() -> None:
    """Read data/chronology, data/protected and data/quarantine; write data/quality and the quality page and figures."""
    vocabulary = load_vocabulary(load_params().source.vocabulary)
    frames = {name: read_table(name, DATA.table(name)) for name in CHECKED}
    quarantine = read_table("quarantine", DATA.quarantined_rows)
    about = read_json(DATA.about)
    print(f"checking {sum(map(len, frames.values())):,} rows of {len(frames)} tables", file=sys.stderr)
    from neglect_triage.chronology.checks.run_checks import validate  # Great Expectations takes seconds to import

    results = validate(frames, vocabulary, DATA.data_docs)
    figures = check_figures(results) | {"tables": about["tables"]}
    write_json(DATA.quality_checks, [asdict(result) for result in results])
    write_json(DATA.quality_figures, controlled(figures, CHECKS))
    write_text(DATA.page("quality"), quality_page(results, about, quarantine, frames["coverage"], vocabulary))
    write_text(DATA.page("sources"), sources_page(about, home="index.html"))
    stop_at_errors(results, "The chronology", f"read {DATA.page('quality')}, mend the source or its mapping, and run again")
    print(f"{len(results)} checks: no errors, {figures['warnings']} warnings. See {DATA.page('quality')}")


if __name__ == "__main__":
    run(main)
