"""documents: what a governance board reads and signs or refuses, filled from the run and from governance.yaml."""

from pathlib import Path

from neglect_triage.errors import run
from neglect_triage.governance.documents.blanks import load_organisation
from neglect_triage.governance.documents.facts import gather
from neglect_triage.governance.documents.write import write_documents
from neglect_triage.params import load_params


def main() -> None:
    """Write the documents to data/reports."""
    write_documents(gather(Path("data"), load_params()), load_organisation(), Path("data/reports"))


if __name__ == "__main__":
    run(main)
