"""What a person does with extracts that are refused, as the message says: each is then read, and its rows arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from neglect_triage.chronology.vocabulary import Vocabulary
from neglect_triage.errors import BadInput
from neglect_triage.extracts.files.opening import list_files, open_sheets
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.extracts.recognising.found import FoundTable, Unrecognised
from neglect_triage.extracts.recognising.headers import find_table
from tests.extracts.extracts import WORDS, child, csv_file, facts
from tests.extracts.extracts import census as census_file
from tests.extracts.made import CONTACTS, contact, workbook
from tests.extracts.test_safety import archive
from tests.remedies.following import follow

Do = Callable[[Path], object]
BOOK = "a.xlsx"


@dataclass(frozen=True)
class Case:
    """An extract that is refused, the remedy of the message, and how a person follows it."""

    wrong: Do
    remedy: str
    mend: Do


def saved_again(folder: Path) -> None:
    workbook(folder / BOOK, {"List 1": [CONTACTS, contact()]})


def from_1904(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.save(folder / BOOK)


def with_password(folder: Path) -> None:
    path = archive(folder / BOOK)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)


def far_cell(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = book.active["XFD1048576"] = 1
    book.save(folder / BOOK)


def date_cell(value: str, kind: str = "") -> Do:
    """Write a contact whose date is this cell."""

    def write(folder: Path) -> None:
        book = openpyxl.load_workbook(workbook(folder / BOOK, {"List 1": [CONTACTS, contact()]}))
        cell = book["List 1"]["F2"]
        cell.value = value
        cell.data_type = kind or cell.data_type
        book.save(folder / BOOK)

    return write


@pytest.mark.parametrize(
    "case",
    [
        Case(
            lambda folder: (folder / BOOK).write_bytes(b"PK\x03\x04 cut off"),
            "open it in a spreadsheet program and save it again, or export it again",
            saved_again,
        ),
        Case(with_password, "save it without a password", saved_again),
        Case(
            lambda folder: archive(folder / BOOK, more={"../../x": "x"}),
            "do not open it; ask for another from whoever sent it",
            saved_again,
        ),
        Case(far_cell, "clear what lies far outside the table, or export each list as CSV", saved_again),
        Case(
            from_1904,
            'switch off "Use 1904 date system" in its options (LibreOffice: Calc, Calculate), check the dates; or save as CSV',
            saved_again,
        ),
        Case(date_cell("=TODAY()"), "open the workbook in a spreadsheet program and save it as xlsx", saved_again),
        Case(
            date_cell("#REF!", "e"),
            "mend the formulas, or clear the cells if nothing belongs there, and save the workbook",
            saved_again,
        ),
        Case(
            date_cell("#REF!", "e"),
            "mend the formulas, or clear the cells if nothing belongs there, and save the workbook",
            date_cell(""),
        ),
    ],
    ids=lambda case: case.remedy[:40],
)
def test_a_workbook_is_read_after_its_remedy(tmp_path: Path, case: Case) -> None:
    case.wrong(tmp_path)
    annex_a = load_format("annex_a")

    def read() -> list[FoundTable | Unrecognised]:
        return [find_table(sheet, annex_a) for sheet in open_sheets(tmp_path, BOOK)]

    follow(read, case.remedy, lambda: case.mend(tmp_path))
    assert [(found.table, found.rows_read) for found in read()] == [("contacts", 1)]  # type: ignore[union-attr]


def test_a_workbook_that_is_too_large_is_read_as_csv(tmp_path: Path) -> None:
    far_cell(tmp_path)
    name = [BOOK]

    def as_csv() -> None:
        name[0] = csv_file(tmp_path, "list.csv", ",".join(CONTACTS), ",".join(map(str, contact()))).name

    follow(lambda: open_sheets(tmp_path, name[0]), "clear what lies far outside the table, or export each list as CSV", as_csv)


def readable(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    csv_file(folder, "contacts.csv", ",".join(CONTACTS), ",".join(map(str, contact())))


def as_census(content: str) -> Do:
    def write(folder: Path) -> None:
        readable(folder)
        (folder / "cin_2024.xml").write_text(content, encoding="utf-8")

    return write


def exported_again(folder: Path) -> None:
    inside = "<CINdetails><CINreferralDate>2023-05-01</CINreferralDate></CINdetails>"
    census_file(folder, 2024, child("A1", inside))


def move_out(folder: Path) -> None:
    (folder / "cin_2024.xml").rename(folder.parent / "cin_2024.xml")


MESSAGE = "<Message><Children><Child><ChildIdentifiers><LAchildID>A</LAchildID></ChildIdentifiers></Child></Children></Message>"
SAVE_AS_UTF_8 = 'open it in a text editor, save it as UTF-8, and let its first line say encoding="UTF-8"'
UTF_8 = '<?xml version="1.0" encoding="UTF-8"?>'
EXPORT_OR_MOVE = "export the census return again, or move this file out of the folder"


@pytest.mark.parametrize(
    "case",
    [
        Case(as_census("<Message/>"), EXPORT_OR_MOVE, exported_again),
        Case(as_census("<Message/>"), EXPORT_OR_MOVE, move_out),
        Case(as_census(f"<Message>{'<a>1</a>' * 9_000_000}</Message>"), EXPORT_OR_MOVE, exported_again),
        Case(as_census(f"<!DOCTYPE m []>{MESSAGE}"), "take the declaration out, or export it again", as_census(MESSAGE)),
        Case(as_census(f"<!DOCTYPE m []>{MESSAGE}"), "take the declaration out, or export it again", exported_again),
        Case(as_census(MESSAGE[:-30]), "export or download it again", exported_again),
        Case(as_census(f'<?xml version="1.0" encoding="UTF-16"?>{MESSAGE}'), SAVE_AS_UTF_8, as_census(UTF_8 + MESSAGE)),
    ],
    ids=[
        "no child: exported",
        "no child: moved",
        "too long: exported",
        "declaration: out",
        "declaration: exported",
        "cut off: exported",
        "encoding: saved",
    ],
)
def test_a_census_file_is_read_after_its_remedy(tmp_path: Path, case: Case) -> None:
    folder = tmp_path / "in"
    case.wrong(folder)
    read = partial(read_extracts, folder, WORDS)
    follow(read, case.remedy, lambda: case.mend(folder))
    assert "contact" in set(read().chronology.tables["events"]["event_type"])


def test_tables_are_saved_in_a_folder_that_holds_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("what was asked for", encoding="utf-8")
    follow(lambda: list_files(tmp_path, []), "save the exported tables in it", lambda: readable(tmp_path))
    assert list_files(tmp_path, [])[0] == ["contacts.csv"]


def test_an_event_type_that_a_format_needs_is_added_to_the_vocabulary(tmp_path: Path) -> None:
    readable(tmp_path)
    types = {name: kind for name, kind in WORDS.event_types.items() if name != "contact"}
    words: list[Vocabulary] = [WORDS.model_copy(update={"event_types": types})]
    remedy = "add it to your vocabulary (--vocabulary; in a project, source.vocabulary in params.yaml)"
    follow(lambda: read_extracts(tmp_path, words[0]), remedy, lambda: words.__setitem__(0, WORDS))


def test_a_column_that_was_taken_for_another_is_mended_in_the_matching_report(tmp_path: Path) -> None:
    folder, report = tmp_path / "in", tmp_path / "matching.yaml"
    csv_file(folder, "contacts.csv", ",".join([*CONTACTS, "Came on"]), ",".join(map(str, [*contact(date="soon"), "01/02/2024"])))
    with pytest.raises(BadInput, match="No row of the extracts records an event") as stopped:
        read_extracts(folder, WORDS, report=report)
    assert "no date of an event (date): 1 rows, contacts.csv!2" in stopped.value.where
    remedy = "see which table and columns each file was taken for, and mend what is wrong"
    assert stopped.value.do.startswith(f"in {report}, {remedy}; then name that file with --matching")
    content = report.read_text(encoding="utf-8")
    for found, mended in {"Date of Contact: date": "Date of Contact: ignore", "Came on:\n": "Came on: date\n"}.items():
        assert found in content
        content = content.replace(found, mended)
    report.write_text(content, encoding="utf-8")
    assert facts(read_extracts(folder, WORDS, Choices(matching=report)).chronology, "contact", "child_id") == [("A1",)]


def test_a_file_that_a_matching_report_names_and_the_folder_lacks_is_taken_out(tmp_path: Path) -> None:
    readable(tmp_path / "in")
    report = tmp_path / "matching.yaml"
    report.write_text("files:\n  contact.csv: {format: annex_a}\n", encoding="utf-8")
    read = partial(read_extracts, tmp_path / "in", WORDS, Choices(matching=report))
    mended = lambda: report.write_text("files: {}\n", encoding="utf-8")  # noqa: E731
    follow(read, "mend its name, or take it out", mended)
    report.write_text("files:\n  contacts.csv: {format: annex_a}\n", encoding="utf-8")
    read()
