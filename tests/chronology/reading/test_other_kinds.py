"""Files of a folder of own tables that are of another kind: read all the same, or named with what to do."""

from pathlib import Path

import pytest

from neglect_triage.chronology.reading.readers import read_canonical
from tests.chronology.samples import EVENTS, vocabulary, write_canonical


@pytest.mark.parametrize(("name", "how"), [("more.xlsx", "sheets as CSV"), ("more.accdb", "Access"), ("more.tsv", "")])
def test_a_file_of_any_kind_that_nothing_names_is_said_in_the_notes_with_what_to_do(tmp_path: Path, name: str, how: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    (note,) = [note for note in read_canonical(write_canonical(tmp_path), vocabulary()).notes if name in note]
    assert note.startswith("Not read, because nothing names it")
    assert how in note


def test_canonical_tables_may_be_separated_by_tabs(tmp_path: Path) -> None:
    write_canonical(tmp_path)
    path = tmp_path / "events.csv"
    path.with_suffix(".tsv").write_text(path.read_text(encoding="utf-8").replace(",", "\t"), encoding="utf-8")
    path.unlink()
    assert len(read_canonical(tmp_path, vocabulary()).tables["events"]) == len(EVENTS)
