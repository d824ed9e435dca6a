"""Files made for the tests of the readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

CONTACTS = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age of Child (Years)",
    "Date of Contact",
    "Contact Source",
]
REFERRALS = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of referral", "Referral Source",
    "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker",
]  # fmt: skip


def workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[Any]]]) -> Path:
    """Write sheets of rows as xlsx."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def contact(child: Any = "A1", date: Any = "01/02/2024", source: Any = "6") -> list[Any]:
    """Return a row under `CONTACTS`."""
    return [child, "a) Female", "a) WBRI", "2015-03-01", 8, date, source]


def referral(child: Any = "A1", date: Any = "01/02/2024") -> list[Any]:
    """Return a row under `REFERRALS`."""
    return [child, "a) Female", "a) WBRI", "2015-03-01", 8, date, "6", "b) No", 1, "T1", "W1"]


def census(*children: str, header: str = "<ReferenceDate>2024-03-31</ReferenceDate><Year>2024</Year>") -> str:
    """Return a census file with these elements inside its children."""
    parts = "".join(f"<Child>{child}</Child>" for child in children)
    return f"<Message><Header><CollectionDetails>{header}</CollectionDetails></Header><Children>{parts}</Children></Message>"


def person(child: str = "A1", inside: str = "<PersonBirthDate>2015-03-01</PersonBirthDate>") -> str:
    """Return a child's identifiers."""
    return f"<ChildIdentifiers><LAchildID>{child}</LAchildID>{inside}</ChildIdentifiers>"


def episode(inside: str = "", date: str = "2023-05-01") -> str:
    """Return an episode of need."""
    return f"<CINdetails><CINreferralDate>{date}</CINreferralDate>{inside}</CINdetails>"
