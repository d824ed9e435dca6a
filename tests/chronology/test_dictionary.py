from pathlib import Path

from neglect_triage.chronology.dictionary import data_dictionary
from neglect_triage.chronology.tables import tables
from tests.chronology.samples import vocabulary

README = Path(__file__).resolve().parents[2] / "data" / "README.md"


def test_the_data_dictionary_is_current() -> None:
    assert README.read_text(encoding="utf-8") == data_dictionary(vocabulary())


def test_it_names_every_folder_table_column_and_event_type() -> None:
    text = data_dictionary(vocabulary())
    for name in (
        "raw",
        "chronology",
        "protected",
        "truth",
        "quarantine",
        "features",
        "models",
        "explanations",
        "reports",
        "internal",
    ):
        assert f"| `{name}/` |" in text
    for name, table in tables().items():
        assert f"### {name}\n" in text
        assert all(f"| `{column}` |" in text for column in table.columns)
    assert all(f"| `{name}` |" in text for name in vocabulary().event_types)
