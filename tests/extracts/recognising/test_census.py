"""The children in need census: every module, every year, every quirk of acceptance point 7 of the format facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.extracts.formats.specification import load_format
from neglect_triage.extracts.recognising.census import census_tables
from neglect_triage.extracts.recognising.found import FoundTable
from neglect_triage.extracts.recognising.stated import Stated
from tests.extracts.made import census, episode, person

FORMAT = load_format("cin_census")
PLAN = "<ChildProtectionPlans><CPPstartDate>2023-06-01</CPPstartDate>{}</ChildProtectionPlans>"


def read(folder: Path, content: str | bytes) -> tuple[list[FoundTable], Stated]:
    (folder / "c.xml").write_bytes(content.encode() if isinstance(content, str) else content)
    return census_tables(folder, "c.xml", FORMAT)


def tables(folder: Path, *children: str) -> dict[str, FoundTable]:
    return {found.table: found for found in read(folder, census(*children))[0]}


def rows(found: FoundTable) -> list[list[Any]]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in found.cells.to_numpy(dtype=object)]


def test_the_header_gives_the_reference_date(tmp_path: Path) -> None:
    _, stated = read(tmp_path, census(person()))
    assert stated == Stated(day=pd.Timestamp("2024-03-31"))


def test_a_header_without_a_reference_date_is_accepted(tmp_path: Path) -> None:
    _, stated = read(tmp_path, census(person(), header="<ReferenceDate>PlaceholderStr</ReferenceDate>"))
    assert stated == Stated()


@pytest.mark.parametrize(
    ("written", "made"),
    [
        ("2024-07-15T09:30:00", "2024-07-15 09:30"),
        ("2024-07-15T09:30:00Z", "2024-07-15 10:30"),
        ("2024-07-14T23:30:00+00:00", "2024-07-15 00:30"),
        ("15/07/2024 09:30", "2024-07-15 09:30"),
        ("2024-07-15", "2024-07-15"),
    ],
)
def test_the_header_gives_when_the_return_was_made_by_the_clock_in_britain(tmp_path: Path, written: str, made: str) -> None:
    header = f"<Source><SerialNo>002</SerialNo><DateTime>{written}</DateTime></Source>"
    _, stated = read(tmp_path, census(person(), header=header))
    assert (stated.made, stated.serial) == (pd.Timestamp(made), 2)


def test_every_module_is_a_table_and_every_row_names_its_place(tmp_path: Path) -> None:
    inside = (
        "<Assessments><AssessmentActualStartDate>2023-05-02</AssessmentActualStartDate></Assessments>"
        "<CINPlanDates><CINPlanStartDate>2023-06-02</CINPlanStartDate></CINPlanDates>"
        "<Section47><S47ActualStartDate>2023-05-03</S47ActualStartDate></Section47>"
        "<PreProceedingsandFGDM><PPStartDate>2023-07-01</PPStartDate></PreProceedingsandFGDM>" + PLAN.format("")
    )
    found = tables(tmp_path, person(), person("A2") + episode() + episode(inside))
    expected = {"children", "episodes", "assessments", "cin_plans", "section_47", "child_protection", "pre_proceedings"}
    assert set(found) == expected
    assert found["children"].places.to_list() == ["c.xml!child 1", "c.xml!child 2"]
    assert found["episodes"].places.to_list() == ["c.xml!child 2, episodes 1", "c.xml!child 2, episodes 2"]
    assert found["section_47"].places.to_list() == ["c.xml!child 2, section 47 1"]
    assert rows(found["section_47"]) == [["A2", "2.2", "2023-05-03"]]
    assert rows(found["child_protection"]) == [["A2", "2.2", "2.1", "2023-06-01"]]


def test_nothing_but_the_identifier_is_inherited(tmp_path: Path) -> None:
    section_47 = "<Section47><S47ActualStartDate>2023-05-03</S47ActualStartDate></Section47>"
    found = tables(tmp_path, person() + episode("<DateOfInitialCPC>2023-05-20</DateOfInitialCPC>" + section_47))
    assert "conference" not in found["section_47"].cells
    assert found["episodes"].cells["conference"].to_list() == ["2023-05-20"]


@pytest.mark.parametrize("block", ["Reviews", "CPPreviews"])
def test_each_review_of_a_block_is_a_row(tmp_path: Path, block: str) -> None:
    dates = "<CPPreviewDate>2023-07-01</CPPreviewDate><CPPreviewDate>2023-12-01</CPPreviewDate>"
    found = tables(tmp_path, person() + episode(PLAN.format(f"<{block}>{dates}</{block}><{block}/>")))
    assert found["reviews"].cells["date"].to_list() == ["2023-07-01", "2023-12-01"]
    assert found["reviews"].skipped == {"c.xml!child 1, reviews 3": "only an identifier"}
    assert len(found["child_protection"].cells) == 1


def test_each_closure_of_an_episode_is_a_row_with_its_own_reason(tmp_path: Path) -> None:
    closures = [("2023-07-01", "RC9"), ("2023-12-01", "RC8")]
    inside = "".join(f"<CINclosureDate>{day}</CINclosureDate><ReasonForClosure>{why}</ReasonForClosure>" for day, why in closures)
    cells = tables(tmp_path, person() + episode(inside))["episodes"].cells
    assert list(zip(cells["closed"], cells["reason"], strict=True)) == closures
    reasons = "".join(f"<ReasonForClosure>{why}</ReasonForClosure>" for _, why in closures)
    one_day = f"<CINclosureDate>2023-07-01</CINclosureDate>{reasons}"
    assert tables(tmp_path, person() + episode(one_day))["episodes"].cells["reason"].tolist() == ["RC9,RC8"], "in their order"


def test_factors_and_disabilities_are_joined(tmp_path: Path) -> None:
    factors = "".join(f"<AssessmentFactors>{code}</AssessmentFactors>" for code in ("1A", "2B,16A", ""))
    assessment = (
        "<Assessments><AssessmentActualStartDate>2023-05-02</AssessmentActualStartDate>"
        f"<FactorsIdentifiedAtAssessment>{factors}</FactorsIdentifiedAtAssessment></Assessments>"
    )
    disabilities = "<Disability>HAND</Disability><Disability>HEAR</Disability>"
    traits = f"<ChildCharacteristics><Disabilities>{disabilities}</Disabilities></ChildCharacteristics>"
    found = tables(tmp_path, person() + traits + episode(assessment))
    assert found["assessments"].cells["factors"].to_list() == ["1A,2B,16A"]
    assert found["children"].cells["disability"].to_list() == ["HAND,HEAR"]


def test_empty_blocks_are_counted_and_missing_modules_are_no_fault(tmp_path: Path) -> None:
    found = tables(tmp_path, person("A1", "") + "<ChildCharacteristics/><CINdetails/>", person("A2"))
    assert found["children"].cells["child"].to_list() == ["A1", "A2"]
    assert found["episodes"].skipped == {"c.xml!child 1, episodes 1": "only an identifier"}
    assert set(found) == {"children", "episodes"}


@pytest.mark.parametrize("identifier", ["", "<LAchildID/>", "<LAchildID> </LAchildID>", "<LAchildID>NULL</LAchildID>"])
def test_a_child_without_an_identifier_is_left_out_with_its_rows(tmp_path: Path, identifier: str) -> None:
    found = tables(tmp_path, f"<ChildIdentifiers>{identifier}</ChildIdentifiers>" + episode(), person("A2") + episode())
    assert found["children"].skipped == {"c.xml!child 1": "no identifier"}
    assert found["episodes"].skipped == {"c.xml!child 1, episodes 1": "no identifier"}
    assert rows(found["episodes"]) == [["A2", "2.1", "2023-05-01"]]


def test_a_child_with_two_identifiers_is_nobody_certain(tmp_path: Path) -> None:
    found = tables(tmp_path, person("A1", "<LAchildID>A2</LAchildID>"))
    assert found["children"].skipped == {"c.xml!child 1": "no identifier"}


@pytest.mark.parametrize("tag", ["Sex", "GenderCurrent"])
def test_sex_goes_by_either_name(tmp_path: Path, tag: str) -> None:
    found = tables(tmp_path, person("A1", f"<{tag}>1</{tag}>"))
    assert found["children"].cells["sex"].to_list() == ["1"]
    assert found["children"].matched["sex"] == tag


def test_identifiers_of_other_kinds_are_known_and_not_kept(tmp_path: Path) -> None:
    found = tables(tmp_path, person("A1", "<UPN>A123456789123</UPN><Nickname>x</Nickname>"))["children"]
    assert found.matched["upn"] == "UPN"
    assert list(found.cells) == ["child"]
    assert found.unmatched == ["Nickname"]


def test_stray_text_comments_and_order_make_no_difference(tmp_path: Path) -> None:
    found = tables(tmp_path, "stray" + episode("stray<!-- note --><?pi x?>") + "stray" + person() + "stray")
    assert rows(found["episodes"]) == [["A1", "1.1", "2023-05-01"]]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: b'\n<?xml version="1.0"?>' + text.encode(),
        lambda text: text.replace("<Message>", '<Message xmlns="http://www.example.org/cin">').encode(),
        lambda text: text.replace("Message", "Return").encode(),
        lambda text: text.replace("<Child>", "<a:Child xmlns:a='urn:a'>").replace("</Child>", "</a:Child>").encode(),
    ],
)
def test_byte_order_marks_namespaces_and_any_root_are_taken(tmp_path: Path, change: Any) -> None:
    found = read(tmp_path, change(census(person() + episode())))[0]
    assert [table.table for table in found] == ["children", "episodes"]


def test_more_rows_than_fit_a_chunk_are_all_kept(tmp_path: Path) -> None:
    found = tables(tmp_path, *[person(f"A{number}") for number in range(20_001)])
    assert len(found["children"].cells) == 20_001
    assert found["children"].cells["child"].iloc[-1] == "A20000"
    assert found["children"].places.iloc[-1] == "c.xml!child 20001"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<Message><Children><Child>", "it was cut off"),
        ("<Message><Children><Child><CINdet", "it was cut off"),
        ('<?xml version="1.0" encoding="UTF-16"?><Message></Message>', "not in the encoding that it declares"),
        ('<?xml version="1.0" encoding="x-council"?><Message></Message>', "not in the encoding that it declares"),
        ("", "not well-formed"),
        ("\0\1\2", "not well-formed"),
        ("<Message/>", "holds no child"),
        ("<Message>&undefined;</Message>", "not well-formed"),
        ('<!DOCTYPE m [<!ENTITY a "aaaa">]>' + census(person("&a;")), "document type"),
        ('<!doctype m SYSTEM "file:///etc/hostname">' + census(person()), "document type"),
        (" " * 70_000 + '<!DOCTYPE m [<!ENTITY a "aaaa">]>' + census(person("&a;")), "document type"),
    ],
)
def test_a_file_that_is_no_census_or_could_do_harm_is_refused(tmp_path: Path, content: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as error:
        read(tmp_path, content)
    assert error.value.where.startswith("c.xml")


def test_entities_that_grow_are_refused_before_they_do(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(12))
    bomb = f"<!DOCTYPE Message [{entities}]>" + census(person("&e11;")).replace("<Message>", '<Message note="&e11;">')
    with pytest.raises(BadInput, match="document type"):
        read(tmp_path, " " * 70_000 + bomb)
    with pytest.raises(BadInput, match="document type"):
        read(tmp_path, bomb.encode("utf-16"))


def test_an_absent_file_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="missing"):
        census_tables(tmp_path, "none.xml", FORMAT)


@pytest.mark.parametrize(
    "inside", ["<GenderCurrent>2</GenderCurrent><Sex>M</Sex>", "<Sex>M</Sex><GenderCurrent>2</GenderCurrent>"]
)
def test_of_two_elements_for_one_code_the_formats_own_comes_first(tmp_path: Path, inside: str) -> None:
    children = tables(tmp_path, person("A1", inside))["children"]
    assert children.cells["sex"].tolist() == ["M,2"]
