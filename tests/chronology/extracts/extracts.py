"""Small extracts, written as local authorities' systems write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from neglect_triage.chronology.extracts.spec import load_format


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
