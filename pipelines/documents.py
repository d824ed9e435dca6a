"""documents: what a governance board reads and signs or refuses, filled from the run and from governance.yaml."""

from neglect_triage.errors import run
from neglect_triage.governance.documents.blanks import load_organisation
from neglect_triage.governance.documents.facts import gather
from neglect_triage.governance.documents.write import write_documents
from neglect_triage.params import load_params
from neglect_triage.paths import DATA


def main() -> None:
    """Write the documents to data/reports."""
    facts = gather(DATA, load_params())
    write_documents(facts, load_organisation(facts.vocabulary.nouns), DATA.reports)


if __name__ == "__main__":
    run(main)
