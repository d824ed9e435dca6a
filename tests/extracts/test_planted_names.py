"""Identifying values in the names of files, folders, sheets, columns and words: no message, note or table holds them."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from neglect_triage.chronology.store import no_truth, write_chronology
from neglect_triage.errors import BadInput
from neglect_triage.extracts.source import read_source
from neglect_triage.files import write_text
from neglect_triage.params import Source
from neglect_triage.paths import DataFolder
from tests.chronology.planted import KINDS, squeezed
from tests.chronology.samples import vocabulary, write_csv
from tests.pipeline.test_nobody_named import texts_of

POLICE = {"child_id": "bcdfghjk", "incident_date": "01/02/2024", "kind": "DA", "report_date": "05/02/2024"}
EVENTS, CHILDREN = [{"person": "c1", "day": "2020-01-02"}, {"person": "c2", "day": "soon"}], [{"person": "c1"}, {"person": "c2"}]
MAPPING = """
source: own
tables:
  events:
    - file: {file}
      columns: {{child_id: person, event_date: day, event_type: {{const: contact}}, agency: {{const: {agency}}}{more}}}
  children: [{{file: children.csv, columns: {{child_id: person}}}}]
"""


TEAM = ", team_id: {}"


def own(folder: Path, file: str = "events.csv", more: str = "", agency: str = "school", header: str = "") -> str:
    write_csv(folder / "raw" / file, [row | ({header: "x"} if header else {}) for row in EVENTS])
    write_csv(folder / "raw/children.csv", CHILDREN)
    write_text(folder / "mapping.yaml", MAPPING.format(file=json.dumps(file), agency=json.dumps(agency), more=more))
    return "mapped"


def extract(folder: Path, file: str = "police.csv", header: str = "") -> str:
    write_csv(folder / "raw" / file, [POLICE | ({header: "x"} if header else {})])
    return "extracts"


def beside(kind: str, path: Path, text: str) -> str:
    write_text(path, text)
    return kind


def workbook(folder: Path, title: str) -> str:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:31]
    for row in (list(POLICE), list(POLICE.values())):
        sheet.append(row)
    (folder / "raw").mkdir()
    book.save(folder / "raw/police.xlsx")
    return "extracts"


PLACES: dict[str, Callable[[Path, str], str]] = {
    "a header that nothing names": lambda folder, value: own(folder, header=value),
    "a header that the mapping names": lambda folder, value: own(folder, header=value, more=TEAM.format(json.dumps(value))),
    "a header that is named wrongly": lambda folder, value: own(
        folder, header=f"{value}s", more=f", team_id: {json.dumps(value)}"
    ),
    "a file": lambda folder, value: own(folder, f"{value}.csv"),
    "a folder": lambda folder, value: own(folder, f"{value}/events.csv"),
    "a file that nothing names": lambda folder, value: beside(own(folder), folder / f"raw/{value}.csv", "a\n1\n"),
    "a file that cannot be read": lambda folder, value: beside(own(folder, f"{value}.csv"), folder / f"raw/{value}.csv", 'a\n"'),
    "a word of the mapping": lambda folder, value: own(folder, agency=value),
    "an extract": lambda folder, value: extract(folder, f"{value}.csv"),
    "a folder of extracts": lambda folder, value: extract(folder, f"{value}/police.csv"),
    "a file that is no extract": lambda folder, value: beside(extract(folder), folder / f"raw/{value}.csv", "a\n1\n"),
    "an extract that cannot be read": lambda folder, value: beside(extract(folder), folder / f"raw/{value}.xlsx", "no"),
    "a header of an extract": lambda folder, value: extract(folder, header=value),
    "a sheet": workbook,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", ["name", "NHS number", "passport"])
def test_an_identifying_name_is_in_no_message_note_or_table(
    place: str, kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    value = KINDS[kind](random.Random(f"names {kind}"))
    source = {"kind": PLACES[place](tmp_path, value), "folder": tmp_path / "raw", "vocabulary": "vocabulary.yaml"}
    if source["kind"] == "mapped":
        source["mapping"] = tmp_path / "mapping.yaml"
    seen = []
    try:
        with caplog.at_level(logging.INFO):
            chronology = read_source(Source.model_validate(source), vocabulary(), tmp_path / "matching.yaml")
        seen += chronology.notes
        write_chronology([(chronology, no_truth())], str(source["kind"]), DataFolder(tmp_path / "data"))
    except BadInput as stop:
        seen.append(str(stop))
    written = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    seen += [caplog.text, *(text for path in written for text in texts_of(path.name, path.read_bytes()))]
    assert squeezed(value) not in squeezed(" ".join(seen))


@pytest.mark.parametrize("text", ["source: own", "const: contact"])
def test_an_identifier_that_a_mapping_would_write_into_every_row_is_refused(text: str, tmp_path: Path) -> None:
    own(tmp_path)
    mapping = tmp_path / "mapping.yaml"
    write_text(mapping, mapping.read_text(encoding="utf-8").replace(text, f"{text.split(':')[0]}: 943 476 5919"))
    source = {"kind": "mapped", "folder": tmp_path / "raw", "vocabulary": "vocabulary.yaml", "mapping": mapping}
    with pytest.raises(BadInput, match="Words that may leave hold what looks like an NHS number") as stop:
        read_source(Source.model_validate(source), vocabulary(), tmp_path / "matching.yaml")
    assert "943" not in str(stop.value)
