"""Any file at all: it is read, with every row counted, or refused by name; nothing crashes and no cell's value is told.

A short run here; `make fuzz` makes it a long one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from neglect_triage.chronology.reading.ids import clean_ids
from neglect_triage.errors import BadInput
from neglect_triage.extracts.cells.dates import read_dates
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.files.sheets import Sheet
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.recognising.census import census_tables
from neglect_triage.extracts.recognising.found import FoundTable
from neglect_triage.extracts.recognising.headers import find_table
from tests.extracts.made import CONTACTS, ODS_ROWS, REFERRALS, census, contact, episode, ods, person, referral

FEW = settings.default.max_examples // 4 if settings.default else 25
FUZZ = settings(max_examples=FEW, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SECRET = "Zebedee"
HEADERS = [*CONTACTS, *REFERRALS, "List 1", "Total", "date", "Allocated Worker", "pers_person_id", "cont_contact_date"]

text_cell = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), st.sampled_from(HEADERS),
    st.sampled_from([None, SECRET, "01/02/2024", "A1", "1111.0", "Total", "a\nb", 'say "x"', "1;2", "a,b", "45000", "N/A"]),
)  # fmt: skip
days = st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1))
cell = st.one_of(text_cell, st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**9), st.booleans(), days)
header = st.sampled_from([CONTACTS, REFERRALS, CONTACTS[:1] + CONTACTS[5:], ["x", *CONTACTS]])


def grids(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    row = st.lists(cells, max_size=8)
    rows = st.lists(st.one_of(row, st.just(contact()), st.just(referral())), max_size=12)
    return st.tuples(st.lists(row, max_size=3), st.one_of(st.just([]), header), rows).map(
        lambda parts: [*parts[0], parts[1], *parts[2]]
    )


def read(content: bytes, name: str) -> list[Sheet] | BadInput:
    """Read a file of this content; return its sheets, each taken for the tables of two formats, or why it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        try:
            sheets = open_sheets(Path(folder), name)
            for sheet in sheets:
                for form in ("annex_a", "ssd"):
                    check(sheet, find_table(sheet, load_format(form)))
            return sheets
        except BadInput as error:
            refusal = error
    assert SECRET not in str(refusal)
    assert name in refusal.where
    return refusal


def check(sheet: Sheet, result: Any) -> None:
    """No row of the sheet is lost, none counts twice, and every cell stays where it was."""
    if not isinstance(result, FoundTable):
        assert SECRET not in result.why
        assert result.rows == len(sheet.cells) + len(sheet.torn)
        return
    first = result.header_row or 0
    below = {f"{sheet.place}!{row}" for row in [*sheet.cells.index, *sheet.torn] if row > first}
    given = [*result.places, *result.torn, *result.skipped]
    assert len(given) == len(set(given)) == result.rows_read
    assert set(given) == below
    assert len(result.cells) == len(result.places)
    for role in list(result.cells)[-2:]:
        assert len(read_dates(result.cells[role]).days) == len(clean_ids(result.cells[role])) == len(result.cells)


def as_workbook(rows: list[list[Any]], name: str = "List 1") -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = name
    for row in rows:
        book.worksheets[0].append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_csv(rows: list[list[Any]], separator: str = ",") -> bytes:
    held = io.StringIO()
    csv.writer(held, delimiter=separator).writerows(rows)
    return held.getvalue().encode()


@FUZZ
@given(grids(cell), st.sampled_from(["List 1", "List 3", "Sheet1", "Guidance"]))
def test_any_grid_in_a_workbook(rows: list[list[Any]], name: str) -> None:
    sheets = read(as_workbook(rows, name), "a.xlsx")
    if isinstance(sheets, list):
        filled = [
            number for number, row in enumerate(rows, start=1) if any(value is not None and str(value).strip() for value in row)
        ]
        assert sheets[0].cells.index.to_list() == filled


@FUZZ
@given(grids(text_cell), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_grid_in_a_csv_file(rows: list[list[Any]], separator: str, encoding: str) -> None:
    content = as_csv(rows, separator).decode().encode(encoding)
    sheets = read(content, "List 1.csv")
    if isinstance(sheets, list):
        filled = sum(any((value or "").strip() for value in row) for row in rows)
        assert len(sheets[0].cells) + len(sheets[0].torn) == filled


@FUZZ
@given(st.one_of(st.binary(max_size=400), st.text(st.sampled_from('ab,;"\r\n\t\0é1/ '), max_size=200).map(str.encode)))
def test_any_bytes_as_csv(content: bytes) -> None:
    read(as_csv([CONTACTS, contact()]) + content, "List 1.csv")
    read(content, "a.csv")


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """Files near to `content`: bytes changed, cut out, doubled, the end lost."""
    place = st.integers(0, len(content))
    changes = st.lists(st.tuples(place, st.integers(0, 8), st.binary(max_size=8)), max_size=4)

    def change(parts: tuple[list[tuple[int, int, bytes]], int]) -> bytes:
        held = content[: parts[1]]
        for start, length, put in parts[0]:
            held = held[:start] + put + held[start + length :]
        return held

    return st.tuples(changes, st.one_of(st.just(len(content)), place)).map(change)


BOOK = as_workbook([CONTACTS, contact(), contact("A2", dt.date(2024, 2, 1), 6)])


@FUZZ
@given(mutated(BOOK))
def test_a_workbook_near_to_a_right_one(content: bytes) -> None:
    read(content, "a.xlsx")


def sheet_of(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


@FUZZ
@given(mutated(sheet_of(BOOK)))
def test_a_sheet_near_to_a_right_one(content: bytes) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as archive, zipfile.ZipFile(held, "w") as changed:
        for part in archive.infolist():
            changed.writestr(part.filename, content if part.filename.endswith("sheet1.xml") else archive.read(part))
    read(held.getvalue(), "a.xlsx")


@FUZZ
@given(mutated(ODS_ROWS.encode()))
def test_an_ods_sheet_near_to_a_right_one(rows: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        content = ods(Path(folder) / "a.ods", rows).read_bytes()
    read(content, "a.ods")


def as_parquet() -> bytes:
    held = io.BytesIO()
    rows = pd.DataFrame([contact(), contact("A2")], columns=CONTACTS).astype({"Age of Child (Years)": "float64"})
    rows.assign(**{"Date of Contact": pd.to_datetime(["2024-02-01", "2024-02-02"])}).to_parquet(held)
    return held.getvalue()


@FUZZ
@given(mutated(as_parquet()))
def test_a_parquet_file_near_to_a_right_one(content: bytes) -> None:
    read(content, "List 1.parquet")


@FUZZ
@given(st.sampled_from(["a.xls", "a.ods", "a.xlsx", "a.parquet"]), st.binary(max_size=300))
def test_any_bytes_behind_the_right_beginning(name: str, content: bytes) -> None:
    start = {"a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.parquet": b"PAR1"}.get(name, b"PK\x03\x04")
    read(start + content, name)


FORM = load_format("cin_census")
ROWS = {element: name for name, table in FORM.tables.items() for element in table.names if name != "children"}
LEAVES = [name for table in FORM.tables.values() for column in table.columns.values() for name in column.names]
tag = st.sampled_from([*ROWS, *LEAVES, "ChildIdentifiers", "ChildCharacteristics", "LAchildID", "Other"])
leaf_text = st.sampled_from([None, "", " ", "A1", "2024-01-01", "16A,1A", "true", SECRET])


def element(name: str, inside: list[Any], text: str | None) -> Any:
    made = etree.Element(name)
    made.text = text
    made.extend(inside)
    return made


tree = st.recursive(
    st.builds(element, tag, st.just([]), leaf_text),
    lambda inside: st.builds(element, tag, st.lists(inside, max_size=5), leaf_text),
    max_leaves=20,
)


def read_census(content: bytes) -> list[FoundTable] | BadInput:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "c.xml").write_bytes(content)
        try:
            return census_tables(Path(folder), "c.xml", FORM)[0]
        except BadInput as error:
            refusal = error
    assert SECRET not in str(refusal)
    return refusal


@FUZZ
@given(st.lists(st.lists(tree, max_size=5), min_size=1, max_size=4))
def test_any_tree_as_census(children: list[list[Any]]) -> None:
    root = element("Message", [element("Child", inside, None) for inside in children], None)
    tables = read_census(etree.tostring(root))
    assert isinstance(tables, list)
    found = {table.table: table for table in tables}
    assert found["children"].rows_read >= len(children)
    for name, table in FORM.tables.items():
        elements = sum(1 for one in root.iter(*table.names)) if name != "children" else 0
        if elements:
            assert found[name].rows_read >= elements
            assert len(found[name].cells) == len(found[name].places)
            stated = [*found[name].places, *found[name].skipped]
            assert len(stated) == len(set(stated))


@FUZZ
@given(mutated(census(person() + episode(), person("A2")).encode()))
def test_a_census_near_to_a_right_one(content: bytes) -> None:
    read_census(content)
