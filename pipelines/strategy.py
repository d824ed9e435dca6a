"""strategy: what a partnership's strategy wants, as measures over time, counted from records and without any model."""

from neglect_triage.chronology.tables import read_table
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.errors import run
from neglect_triage.files import atomic_folders, csv_for_people, write_frame, write_json, write_text
from neglect_triage.params import load_params
from neglect_triage.paths import DATA, DataFolder
from neglect_triage.strategy.counting import COLUMNS
from neglect_triage.strategy.definitions import load_strategy
from neglect_triage.strategy.page import summary
from neglect_triage.strategy.run import TABLES, strategy_figures
from neglect_triage.strategy.table import measures_table


def main() -> None:
    """Write data/strategy, among it a table for dashboards, and print which charts name a change."""
    params = load_params()
    vocabulary = load_vocabulary(params.source.vocabulary)
    strategy = load_strategy()
    chronology = {name: read_table(name, DATA.table(name), COLUMNS if name == "events" else None) for name in TABLES}
    found = strategy_figures(chronology, strategy, vocabulary, params.strategy)
    with atomic_folders(DATA.scratch("strategy"), [DATA.strategy]) as scratch:
        folder = DataFolder(scratch)
        write_json(folder.strategy_figures, found.page)
        write_text(folder.strategy_table, csv_for_people(measures_table(found.page, found.quarters, strategy)))
        write_frame(found.of_children, folder.strategy_of_children)
    print("\n".join(summary(found.page, strategy)))


if __name__ == "__main__":
    run(main)
