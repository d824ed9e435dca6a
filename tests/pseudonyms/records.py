"""Records as a controller holds them, with names, numbers, addresses and words in every place where they could stand."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.chronology.samples import Rows, write_csv

# Every text that no output and no line that is printed may hold, in any case.
CANARIES = (
    "zebedee", "quillfeather", "nightingale", "mudlark", "ab1 2de", "ab12de", "485 777 3456", "4857773456", "kid-0001", "kid0001",
    "kid-0002", "home-77", "spell-9", "team-blue", "17/03/2015", "2015-03-17", "brackenbury",
)  # fmt: skip

CHILDREN: Rows = [
    {"child_id": "kid-0001", "birth_date": "2015-03-17", "forename": "Zebedee", "surname": "Quillfeather", "postcode": "AB1 2DE"},
    {
        "child_id": " kid-0002 ",
        "birth_date": "17/03/2015",
        "forename": "Mudlark",
        "surname": "Quillfeather",
        "postcode": "ab12de",
    },
]
EVENTS: Rows = [
    {"event_id": "kid-0001/1", "child_id": "kid-0001", "event_date": "2020-01-10", "event_type": "contact", "agency": "school",
     "worker": "Nightingale", "notes": "Zebedee said", "spell_id": "spell-9", "team_id": "team-blue", "replaces": "",
     "source": "hub", "source_ref": "Quillfeather.xlsx!Zebedee!17"},
    {"event_id": "kid-0001/2", "child_id": "kid-0001", "event_date": "2020-02-10", "event_type": "visit", "agency": "csc",
     "worker": "Brackenbury", "notes": "485 777 3456", "spell_id": "spell-9", "team_id": "team-blue", "replaces": "",
     "source": "hub", "source_ref": "Quillfeather.xlsx!4857773456"},
    {"event_id": "kid-0002/1", "child_id": "kid-0002", "event_date": "2020-03-10", "event_type": "contact", "agency": "gp",
     "worker": "Brackenbury", "notes": "", "spell_id": "", "team_id": "", "replaces": "kid-0001/1",
     "source": "hub", "source_ref": "what Nightingale told"},
]  # fmt: skip
CODES: Rows = [
    {"event_id": "kid-0001/2", "system": "sign", "code": "hunger"},
    {"event_id": "kid-0001/2", "system": "original", "code": "Zebedee"},
    {"event_id": "kid-0001/2", "system": "closure", "code": "RC8"},
    {"event_id": "kid-0001/2", "system": "closure", "code": "as Nightingale asked"},
]
HOMES: Rows = [
    {"child_id": "kid-0001", "household_id": "home-77", "kind": "private", "start": "2015-04-01"},
    {"child_id": "kid-0002", "household_id": "home-77", "kind": "private", "start": "2015-04-01"},
]
PLACES: Rows = [{"postcode": "AB1 2DE", "area": "North", "deprivation_quintile": "2"}]


def canonical(folder: Path) -> Path:
    """Write the records as canonical tables that still hold everything."""
    for name, rows in (("children", CHILDREN), ("events", EVENTS), ("event_codes", CODES), ("households", HOMES)):
        write_csv(folder / f"{name}.csv", rows)
    return folder


def own_tables(folder: Path) -> tuple[Path, Path]:
    """Write the records as the user's own tables; return their folder and the mapping."""
    write_csv(folder / "own/Quillfeather.csv", [{"ref": row["child_id"], **row} for row in CHILDREN])
    write_csv(folder / "own/what Nightingale saw.csv", EVENTS)
    mapping = folder / "mapping.yaml"
    mapping.write_text(
        """
source: hub
tables:
  children:
    - file: Quillfeather.csv
      columns: {child_id: ref, birth_month: birth_date, area: postcode}
  events:
    - file: what Nightingale saw.csv
      columns: {child_id: child_id, event_date: event_date, event_type: event_type, agency: agency, spell_id: spell_id}
""",
        encoding="utf-8",
    )
    return folder / "own", mapping


def extracts(folder: Path) -> Path:
    """Write the records as tables of the safeguarding dataset, and two Annex A lists of different days."""
    people = [
        {"pers_person_id": row["child_id"], "pers_dob": row["birth_date"], "pers_forename": row["forename"], "pers_sex": "M",
         "pers_surname": row["surname"], "pers_single_unique_id": "4857773456"}
        for row in CHILDREN
    ]  # fmt: skip
    homes = [
        {"addr_person_id": "kid-0001", "addr_address_start_date": "2014-01-01", "addr_address_postcode": "ZZ9 9ZZ"},
        {"addr_person_id": "kid-0001", "addr_address_start_date": "2016-01-01", "addr_address_postcode": "AB1 2DE"},
    ]
    comment = '{"NEW_REFERRAL_FLAG": "Y", "COMMENTS": "Zebedee was "with" Nightingale"}'
    contacts = [
        {"cont_contact_id": "1", "cont_person_id": "kid-0001", "cont_contact_date": "2023-05-01",
         "cont_contact_source_code": "2A", "cont_contact_outcome_json": comment},
        {"cont_contact_id": "2", "cont_person_id": "kid-0002", "cont_contact_date": "2023-06-01",
         "cont_contact_source_code": "neighbour Nightingale", "cont_contact_outcome_json": "as Zebedee asked"},
    ]  # fmt: skip
    write_csv(folder / "Zebedee 2024-03-31/ssd_person.csv", people)
    write_csv(folder / "Zebedee 2024-03-31/ssd_address.csv", homes)
    write_csv(folder / "Zebedee 2024-03-31/ssd_contacts.csv", contacts)
    for day, worker in (("2023-09-30", "Nightingale"), ("2024-03-31", "Brackenbury")):
        referrals = [
            {"Child Unique ID": row["child_id"], "Date of Birth": row["birth_date"], "Date of referral": "01/08/2023",
             "Referral Source": "2A", "Allocated Team": "Team-Blue", "Allocated Worker": worker}
            for row in CHILDREN
        ]  # fmt: skip
        write_csv(folder / f"Annex A {day}/List 3 - Referrals.csv", referrals)
    return folder


def leaks(*folders: Path, words: str = "") -> list[str]:
    """Return every canary that stands in a file (as text, in its name, or in a cell of a Parquet file) or in what was said."""
    found = [(f"what was said: {canary}", words.lower(), canary) for canary in CANARIES]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        texts = [path.name, path.read_bytes().decode("latin-1")]
        if path.suffix == ".parquet":
            texts.append(str(pq.read_table(path).to_pylist()))
        found += [(f"{path}: {canary}", text.lower(), canary) for canary in CANARIES for text in texts]
    return [place for place, text, canary in found if canary in text]
