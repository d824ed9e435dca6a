"""A file, folder or sheet called after a person: a warning, and its name in nothing that is written but the matching report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl
import pytest

from neglect_triage.chronology.declared import package_words, words_of
from neglect_triage.chronology.named_files import names_of_people, without_names
from neglect_triage.chronology.names import is_of_a_person
from neglect_triage.chronology.reading.readers import read_mapped
from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.extracts.source import read_source
from neglect_triage.files import write_text
from neglect_triage.params import Source
from neglect_triage.paths import DataFolder
from tests.chronology.planted import FIRST, LAST
from tests.chronology.samples import vocabulary, write_csv

POLICE = {"child_id": "bcdfghjk", "incident_date": "01/02/2024", "kind": "DA", "report_date": "05/02/2024"}
MAPPING = """
source: own
tables:
  events:
    - file: "Quillfeather, Zebedee.csv"
      columns: {child_id: person, event_date: day, event_type: {const: contact}, agency: {const: school}}
  children: [{file: children.csv, columns: {child_id: person}}]
"""


@cache
def declared() -> frozenset[str]:
    return package_words() | words_of([str(vocabulary())])


def of_kind(kind: str, folder: Path, **other: Path) -> Source:
    return Source.model_validate({"kind": kind, "folder": folder / "raw", "vocabulary": "vocabulary.yaml", **other})


def police(folder: Path, name: str, day: str = POLICE["incident_date"]) -> None:
    write_csv(folder / f"{name}.csv", [POLICE | {"incident_date": day}])


def workbook(folder: Path, title: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in (list(POLICE), list(POLICE.values())):
        sheet.append(row)
    folder.mkdir(parents=True)
    book.save(folder / "police.xlsx")


def written(folder: Path, source: Source) -> tuple[list[str], str, bytes]:
    """Return the notes, the text of about.json, and all bytes that the source stage writes, matching report aside."""
    data = DataFolder(folder / "data")
    chronology = read_source(source, vocabulary(), folder / "matching.yaml")
    write_chronology([(chronology, no_truth())], source.kind, data)
    everything = b"".join(path.read_bytes() for path in sorted((folder / "data").rglob("*")) if path.is_file())
    quarantine = chronology.quarantine["source_ref"].tolist()
    return chronology.notes, f"{data.about.read_text(encoding='utf-8')}{quarantine}", everything


@pytest.mark.parametrize("name", ["Quillfeather, Zebedee", "Z Quillfeather", "Mrs Quillfeather/police", "ZebedeeQuillfeather"])
def test_a_file_or_folder_called_after_a_person_is_warned_of_and_its_name_written_nowhere(tmp_path: Path, name: str) -> None:
    police(tmp_path / "raw", name)
    police(tmp_path / "raw", "A", day="02/02/2024")  # of the same content, one would be a copy
    notes, about, everything = written(tmp_path, of_kind("extracts", tmp_path))
    (warning,) = [note for note in notes if "that of a person" in note]
    assert "file 2" in warning
    assert "rename it" in warning
    assert "quillfeather" not in f"{notes}{about}".lower()
    assert b"quillfeather" not in everything.lower()
    assert "file 2" in about
    assert "Quillfeather" in (tmp_path / "matching.yaml").read_text(encoding="utf-8"), "the user mends it under its own name"


def test_so_is_a_sheet(tmp_path: Path) -> None:
    workbook(tmp_path / "raw", "Z Quillfeather")
    notes, about, everything = written(tmp_path, of_kind("extracts", tmp_path))
    assert any("sheet 1 of file 1" in note for note in notes)
    assert "quillfeather" not in f"{notes}{about}".lower()
    assert b"quillfeather" not in everything.lower()


def test_so_is_a_file_that_a_mapping_names_and_one_that_nothing_names(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "raw/Quillfeather, Zebedee.csv", [{"person": "c1", "day": "2020-01-02"}, {"person": "c2", "day": "soon"}]
    )
    write_csv(tmp_path / "raw/Nightingale_Florence.csv", [{"person": "c1"}])
    write_csv(tmp_path / "raw/children.csv", [{"person": "c1"}, {"person": "c2"}])
    write_text(tmp_path / "mapping.yaml", MAPPING)
    notes, about, everything = written(tmp_path, of_kind("mapped", tmp_path, mapping=tmp_path / "mapping.yaml"))
    assert sum("that of a person" in note for note in notes) == 2
    for name in ("quillfeather", "nightingale"):
        assert name not in f"{notes}{about}".lower()
        assert name.encode() not in everything.lower()
    assert "file 2.csv:3" in about, "the row that was set aside is still found"


def test_a_chronology_of_files_with_usual_names_is_left_as_it_is(tmp_path: Path) -> None:
    for name in ("events", "children"):
        write_csv(tmp_path / f"{name}.csv", [{"person": "c1", "day": "2020-01-02"}])
    write_text(tmp_path / "mapping.yaml", MAPPING.replace("Quillfeather, Zebedee", "events"))
    chronology = read_mapped(tmp_path, tmp_path / "mapping.yaml", vocabulary())
    assert names_of_people(tmp_path, [], vocabulary()) == {}
    assert without_names(chronology, {}) is chronology


@pytest.mark.parametrize(
    "form", ["{0} {1}", "{1}, {0}", "{0}_{1}", "{0}.{1}", "{1}-{0} 2024", "chronology of {0} {1}", "{2} {1}", "{1} {2}", "Ms {1}"]
)
def test_names_are_noticed_however_they_are_written(form: str) -> None:
    names = [form.format(first, last, first[0]) for first in FIRST for last in LAST]
    assert [name for name in names if not is_of_a_person(name, declared())] == []


@pytest.mark.parametrize(
    "name",
    [
        "Annex A 2024-03-31", "List 3 - Referrals", "cin_2024_final", "ssd_assessment_factors", "Q1 extract", "A", "year=2024",
        "part-00000-3f1d2c5a-1b2c-4d5e-8f90-abcdef012345-c000.snappy", "Early Help Module", "health visits", "Police v2",
        "CIN_Census_2021_no_assessment_factors", "School attendance (autumn)", "MASH contacts", "2025_spring_termlyexclusions",
    ],
)  # fmt: skip
def test_usual_names_of_files_and_sheets_are_none_of_people(name: str) -> None:
    assert not is_of_a_person(name, declared())
