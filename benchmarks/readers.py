"""Time and memory of the readers of local-authority files, at the sizes that are promised.

    python -m benchmarks.readers

Makes each file anew in a temporary folder, and reads it in a process of its own. Prints a table; writes nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

from benchmarks.machine import peak_bytes

ROUNDS = 3
HEADERS = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of referral", "Referral Source",
    "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team",
]  # fmt: skip
FIRST_DAY = dt.date(2020, 4, 1)


def census(path: Path, children: int) -> None:
    """Write a census file: for each child up to three episodes with an assessment, a plan and an enquiry each."""
    chance = random.Random(6)
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "<Message><Header><CollectionDetails><ReferenceDate>2024-03-31</ReferenceDate></CollectionDetails></Header><Children>"
        )
        for child in range(children):
            file.write(f"<Child><ChildIdentifiers><LAchildID>C{child}</LAchildID><PersonBirthDate>2015-03-01</PersonBirthDate>")
            file.write("<Sex>F</Sex></ChildIdentifiers><ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>")
            file.writelines(_episode(chance) for _ in range(chance.randint(1, 3)))
            file.write("</Child>\n")
        file.write("</Children></Message>")


def _episode(chance: random.Random) -> str:
    days = iter([(FIRST_DAY + dt.timedelta(chance.randrange(1400))).isoformat() for _ in range(9)])
    factors = "".join(
        f"<AssessmentFactors>{code}</AssessmentFactors>" for code in chance.sample(["1A", "2B", "3C", "4A", "16A"], 3)
    )
    return (
        f"<CINdetails><CINreferralDate>{next(days)}</CINreferralDate><ReferralSource>2A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>"
        f"<CINclosureDate>{next(days)}</CINclosureDate><ReasonForClosure>RC8</ReasonForClosure><ReferralNFA>0</ReferralNFA>"
        f"<Assessments><AssessmentActualStartDate>{next(days)}</AssessmentActualStartDate><AssessmentAuthorisationDate>{next(days)}"
        f"</AssessmentAuthorisationDate><FactorsIdentifiedAtAssessment>{factors}</FactorsIdentifiedAtAssessment></Assessments>"
        f"<CINPlanDates><CINPlanStartDate>{next(days)}</CINPlanStartDate></CINPlanDates>"
        f"<Section47><S47ActualStartDate>{next(days)}</S47ActualStartDate><ICPCnotRequired>1</ICPCnotRequired></Section47>"
        f"<ChildProtectionPlans><CPPstartDate>{next(days)}</CPPstartDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>"
        f"<Reviews><CPPreviewDate>{next(days)}</CPPreviewDate><CPPreviewDate>{next(days)}</CPPreviewDate></Reviews></ChildProtectionPlans>"
        "</CINdetails>"
    )


def _referrals(rows: int) -> Iterator[list[object]]:
    chance = random.Random(6)
    yield [*HEADERS]
    for _ in range(rows):
        day = FIRST_DAY + dt.timedelta(chance.randrange(1400))
        yield [
            f"C{chance.randrange(rows)}",
            "a) Female",
            "a) WBRI",
            dt.date(2015, 3, 1),
            8,
            day,
            "q) 6: Police",
            "b) No",
            1,
            "T1",
        ]


def annex_a_workbook(path: Path, rows: int) -> None:
    """Write List 3 as a workbook, dates as date cells."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("List 3")
    for row in _referrals(rows):
        sheet.append(row)
    book.save(path)


def annex_a_csv(path: Path, rows: int) -> None:
    """Write List 3 as CSV, dates as text with the day first."""
    with path.open("w", encoding="utf-8") as file:
        for row in _referrals(rows):
            cells = [cell.strftime("%d/%m/%Y") if isinstance(cell, dt.date) else str(cell) for cell in row]
            file.write(",".join(cells) + "\n")


Write = Callable[[Path, int], None]
PLANS: list[tuple[str, str, Write, int]] = [
    ("census, 2,000 children", "c.xml", census, 2_000),
    ("census, 20,000 children", "c.xml", census, 20_000),
    ("census, 50,000 children", "c.xml", census, 50_000),
    ("Annex A, workbook of 100,000 rows", "List 3.xlsx", annex_a_workbook, 100_000),
    ("Annex A, CSV of 100,000 rows", "List 3.csv", annex_a_csv, 100_000),
    ("Annex A, CSV of 1,000,000 rows", "List 3.csv", annex_a_csv, 1_000_000),
]


def read(path: Path) -> dict[str, float]:
    """Read the file, with its dates and identifiers; return seconds, rows, and mebibytes before and at the peak."""
    from neglect_triage.chronology.reading.ids import clean_ids
    from neglect_triage.extracts.cells.dates import read_dates
    from neglect_triage.extracts.files.opening import open_sheets
    from neglect_triage.extracts.formats.specification import load_format
    from neglect_triage.extracts.recognising.census import census_tables
    from neglect_triage.extracts.recognising.found import FoundTable
    from neglect_triage.extracts.recognising.headers import find_table

    form = load_format("cin_census" if path.suffix == ".xml" else "annex_a")
    before = peak_bytes()
    start, start_of_work = time.perf_counter(), time.process_time()
    if path.suffix == ".xml":
        tables, _ = census_tables(path.parent, path.name, form)
    else:
        results = [find_table(sheet, form) for sheet in open_sheets(path.parent, path.name)]
        tables = [table for table in results if isinstance(table, FoundTable)]
    for table in tables:
        for role in table.cells:
            of_type = form.tables[table.table].columns[str(role)].type
            if of_type == "date":
                read_dates(table.cells[role])
            elif of_type == "id":
                clean_ids(table.cells[role])
    seconds, work = time.perf_counter() - start, time.process_time() - start_of_work
    rows = sum(table.rows_read for table in tables)
    return {"seconds": seconds, "work": work, "rows": rows, "before": before / 2**20, "peak": peak_bytes() / 2**20}


def main() -> None:
    """Make and read each file; print the best of the rounds."""
    print("| file | MiB | rows read | seconds | of the processor | peak memory, MiB | of that for the file |\n|" + " --- |" * 7)
    for says, name, write, size in PLANS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write(path, size)
            ask = [sys.executable, "-m", "benchmarks.readers", str(path)]
            runs = [json.loads(subprocess.run(ask, check=True, capture_output=True, text=True).stdout) for _ in range(ROUNDS)]
            best = min(runs, key=lambda run: run["seconds"])
            sizes = [f"{path.stat().st_size / 2**20:.1f}", f"{best['rows']:,}"]
            memory = [f"{best['peak']:.0f}", f"{best['peak'] - best['before']:.0f}"]
            print("| " + " | ".join([says, *sizes, f"{best['seconds']:.2f}", f"{best['work']:.2f}", *memory]) + " |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(read(Path(sys.argv[1]))))
    else:
        main()
