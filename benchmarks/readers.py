"""Time and memory of reading local authorities' files, checks and summary included, at the sizes that are promised.

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
import pandas as pd

from benchmarks.machine import peak_bytes

ROUNDS = 3
HEADERS = [
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Date of referral", "Referral Source",
    "Referral NFA?", "Number of Referrals in Last 12 Months", "Allocated Team",
]  # fmt: skip
FIRST_DAY, LAST_DAY = dt.date(2020, 4, 1), dt.date(2025, 3, 31)


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


def extracts(folder: Path, children: int) -> None:
    """Write a simulated world as files of every format."""
    from neglect_triage.chronology.vocabulary import load_vocabulary
    from neglect_triage.params import World
    from neglect_triage.simulate.world import simulate
    from neglect_triage.simulate.writers.write import Wanted, write_extracts

    vocabulary = load_vocabulary()
    world = World(seed=1, children=children, start=FIRST_DAY, end=LAST_DAY + dt.timedelta(1))
    write_extracts(simulate(world, vocabulary), folder, Wanted((pd.Timestamp(LAST_DAY).as_unit("s"),)), vocabulary)


Write = Callable[[Path, int], None]
PLANS: list[tuple[str, str, Write, int]] = [
    ("census, 2,000 children", "c.xml", census, 2_000),
    ("census, 20,000 children", "c.xml", census, 20_000),
    ("census, 50,000 children", "c.xml", census, 50_000),
    ("Annex A, workbook of 100,000 rows", "List 3.xlsx", annex_a_workbook, 100_000),
    ("Annex A, CSV of 100,000 rows", "List 3.csv", annex_a_csv, 100_000),
    ("Annex A, CSV of 1,000,000 rows", "List 3.csv", annex_a_csv, 1_000_000),
    ("all formats, 20,000 simulated children", "extracts", extracts, 20_000),
]


def read(folder: Path) -> dict[str, float]:
    """Read a folder as `neglect-triage read` does; return seconds, rows, and mebibytes before and at the peak."""
    from neglect_triage.chronology.vocabulary import load_vocabulary
    from neglect_triage.extracts.read import read_extracts

    vocabulary = load_vocabulary()
    before = peak_bytes()
    start, start_of_work = time.perf_counter(), time.process_time()
    reading = read_extracts(folder, vocabulary)
    seconds, work = time.perf_counter() - start, time.process_time() - start_of_work
    rows = sum(table.rows_read for file in reading.files for table in file.tables)
    return {"seconds": seconds, "work": work, "rows": rows, "before": before / 2**20, "peak": peak_bytes() / 2**20}


def main() -> None:
    """Make and read each file; print the best of the rounds."""
    heads = [
        "file",
        "MiB",
        "rows",
        "rows a second of the processor",
        "seconds",
        "of the processor",
        "peak, MiB",
        "of that for the file",
    ]
    print("| " + " | ".join(heads) + " |\n|" + " --- |" * len(heads))
    for says, name, write, size in PLANS:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write(path, size)
            ask = [sys.executable, "-m", "benchmarks.readers", folder]
            runs = [json.loads(subprocess.run(ask, check=True, capture_output=True, text=True).stdout) for _ in range(ROUNDS)]
            best = min(runs, key=lambda run: run["seconds"])
            size_of_files = sum(file.stat().st_size for file in Path(folder).rglob("*"))
            sizes = [f"{size_of_files / 2**20:.1f}", f"{best['rows']:,}", f"{best['rows'] / best['work']:,.0f}"]
            memory = [f"{best['peak']:.0f}", f"{best['peak'] - best['before']:.0f}"]
            print("| " + " | ".join([says, *sizes, f"{best['seconds']:.2f}", f"{best['work']:.2f}", *memory]) + " |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(read(Path(sys.argv[1]))))
    else:
        main()
