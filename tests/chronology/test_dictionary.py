import re
from pathlib import Path

from neglect_triage.chronology.dictionary import data_dictionary
from neglect_triage.chronology.tables import tables
from neglect_triage.paths import DATA, DataFolder
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


def test_every_folder_that_a_stage_or_a_command_writes_is_described() -> None:
    folders = set(re.findall(r"^\| `(\w+)/` \|", README.read_text(encoding="utf-8"), flags=re.MULTILINE))
    places = [place for name in vars(DataFolder) if isinstance(place := getattr(DATA, name), Path)]
    written = {place.relative_to("data").parts[0] for place in places if place != DATA.root}
    assert folders == written - {"README.md", "metrics.json"}
