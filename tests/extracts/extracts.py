"""Small extracts, written as local authorities' systems write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.read import Choices, read_extracts

WORDS = load_vocabulary()


def csv_file(folder: Path, name: str, header: str, *rows: str) -> Path:
    """Write a CSV file; a row is one line."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def annex_a(folder: Path, name: str, **lists: list[dict[str, Any]]) -> Path:
    """Write a workbook of Annex A: for each table its rows by role, under the format's own headers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table, rows in lists.items():
        spec = load_format("annex_a").tables[table]
        sheet = book.create_sheet(f"List {spec.number}")
        sheet.append([column.names[0] for column in spec.columns.values()])
        for row in rows:
            sheet.append([row.get(role) for role in spec.columns])
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def census(folder: Path, year: int, *children: str) -> Path:
    """Write a census file with the reference date 31 March of `year`; a child is its XML inside the element Child."""
    inside = "".join(f"<Child>{child}</Child>" for child in children)
    path = folder / f"cin_{year}.xml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"<Message><Header><CollectionDetails><Year>{year}</Year><ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails>"
        f"</Header><Children>{inside}</Children></Message>",
        encoding="utf-8",
    )
    return path


def child(child_id: str, *modules: str, birth: str = "2015-06-01", sex: str = "F") -> str:
    """Return a child of the census."""
    person = f"<LAchildID>{child_id}</LAchildID><PersonBirthDate>{birth}</PersonBirthDate><Sex>{sex}</Sex>"
    return f"<ChildIdentifiers>{person}</ChildIdentifiers>{''.join(modules)}"


def episode(referral: str, *modules: str, **elements: str) -> str:
    """Return an episode of need."""
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
    return f"<CINdetails><CINreferralDate>{referral}</CINreferralDate>{inside}{''.join(modules)}</CINdetails>"


def assessment(start: str, authorised: str = "", *factors: str) -> str:
    """Return an assessment of the census, open if it was not authorised."""
    end = f"<AssessmentAuthorisationDate>{authorised}</AssessmentAuthorisationDate>" if authorised else ""
    coded = "".join(f"<AssessmentFactors>{factor}</AssessmentFactors>" for factor in factors)
    found = f"<FactorsIdentifiedAtAssessment>{coded}</FactorsIdentifiedAtAssessment>"
    return f"<Assessments><AssessmentActualStartDate>{start}</AssessmentActualStartDate>{end}{found}</Assessments>"


def chronology(folder: Path, **choices: object) -> Chronology:
    """Return what a folder of extracts holds."""
    return read_extracts(folder, WORDS, Choices(**choices)).chronology  # type: ignore[arg-type]


def facts(found: Chronology, event_type: str, *columns: str) -> list[tuple[str, ...]]:
    """Return the facts of a type in the order in which they became known, as text, empty cells as ""."""
    rows = found.tables["events"].query("event_type == @event_type").sort_values(["known_date", "event_date"])
    return [tuple("" if pd.isna(cell) else str(cell)[:10] for cell in row) for row in rows[list(columns)].itertuples(index=False)]


def codes_of(found: Chronology, event_type: str, system: str) -> list[tuple[str, str]]:
    """Return (known date, code) of the facts of a type, in order."""
    both = (
        found.tables["events"]
        .query("event_type == @event_type")
        .merge(found.tables["event_codes"].query("system == @system"), on="event_id")
    )
    return sorted((str(known)[:10], code) for known, code in zip(both["known_date"], both["code"], strict=True))
