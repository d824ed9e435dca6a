"""Joins inside an extract, and with a crosswalk: rows that find nothing are set aside and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from neglect_triage.chronology.joins import refuse_lost_joins
from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from tests.extracts.extracts import WORDS, census, child, chronology, csv_file, episode

ASSESSMENTS = "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date,cina_assessment_auth_date"
FACTORS = "cinf_table_id,cinf_assessment_id,cinf_assessment_factors_json"
CONTACTS = "cont_contact_id,cont_person_id,cont_contact_date"
PEOPLE = "pers_person_id,pers_sex,pers_dob"


def assessments(folder: Path, *ids: str) -> None:
    csv_file(
        folder,
        "ssd_cin_assessments.csv",
        ASSESSMENTS,
        *(f"{key},p{place},r{place},2024-02-01,2024-03-01" for place, key in enumerate(ids)),
    )


def factors(folder: Path, *ids: str) -> None:
    csv_file(folder, "ssd_assessment_factors.csv", FACTORS, *(f'{place},{key},"[""16A""]"' for place, key in enumerate(ids)))


def rates(folder: Path, **choices: Path) -> dict[tuple[str, str], tuple[int, int]]:
    found = read_extracts(folder, WORDS, Choices(**choices)).chronology.joins  # type: ignore[arg-type]
    return {(join.rows_of, join.into): (join.met, join.of) for join in found}


def test_factors_that_find_no_assessment_are_set_aside_and_counted(tmp_path: Path) -> None:
    assessments(tmp_path, "a1", "a2", "a3")
    factors(tmp_path, "a1", "a2", "a9")
    found = chronology(tmp_path)
    (table,) = [row for row in found.extracts["extracts"][0]["tables"] if row["table"] == "factors"]
    assert (table["read"], table["used"], table["aside"]) == (3, 2, 1)
    assert found.quarantine["source_ref"].tolist() == ["ssd_assessment_factors.csv!4"]
    assert len(found.tables["event_codes"]) == 2
    assert rates(tmp_path) == {("factors identified at assessments", "assessments"): (2, 3)}
    refuse_lost_joins(found.joins, 0.5)


@pytest.mark.parametrize("keys", [["1", "2"], ["A0001", "A0002"]])
def test_factors_of_which_none_finds_its_assessment_stop_and_say_how_many_nearly_would(tmp_path: Path, keys: list[str]) -> None:
    assessments(tmp_path, "0001" if keys[0] == "1" else "a0001", "0002" if keys[0] == "1" else "a0002")
    factors(tmp_path, *keys)
    found = chronology(tmp_path)
    assert any("0 of 2 rows of factors" in warning for warning in found.extracts["warnings"])
    with pytest.raises(BadInput, match="2 more would if letter case"):
        refuse_lost_joins(found.joins, 0.5)


def test_factors_without_any_table_of_assessments_are_not_used(tmp_path: Path) -> None:
    factors(tmp_path, "a1")
    csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "c1,p1,2024-01-15")
    found = chronology(tmp_path)
    assert [row["aside"] for row in found.extracts["extracts"][0]["tables"] if row["table"] == "factors"] == [1]
    with pytest.raises(BadInput, match="hardly any"):
        refuse_lost_joins(found.joins, 0.5)


def test_a_table_with_records_of_its_own_needs_no_other_table(tmp_path: Path) -> None:
    assessments(tmp_path, "a1")
    assert rates(tmp_path) == {}


def test_children_are_compared_with_the_tables_of_people_and_families(tmp_path: Path) -> None:
    csv_file(tmp_path, "ssd_person.csv", PEOPLE, "000123,F,2015-03-01", "000124,M,2016-03-01")
    csv_file(tmp_path, "ssd_family.csv", "fami_table_id,fami_family_id,fami_person_id", "1,f1,000123", "2,f1,000124")
    csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "c1,123,2024-01-15", "c2,000124,2024-01-16", "c3,000124,2024-01-17")
    assert rates(tmp_path) == {
        ("contacts", "people"): (2, 3), ("families", "people"): (2, 2), ("children with records", "families"): (1, 2),
    }  # fmt: skip


def test_a_census_needs_no_rates_because_its_rows_are_inside_each_other(tmp_path: Path) -> None:
    census(tmp_path, 2024, child("A", episode("2024-02-01")))
    assert rates(tmp_path) == {}


def test_rows_of_a_crosswalk_that_name_no_child_are_counted(tmp_path: Path) -> None:
    csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "c1,p1,2024-01-15", "c2,p9,2024-01-16")
    path = csv_file(tmp_path / "apart", "crosswalk.csv", "source,id,child_id", "ssd,p1,k1", "ssd,p2,k2", "cin_census,x,k1")
    found = rates(tmp_path, crosswalk=path)
    assert found == {("source cin_census", "its children"): (0, 1), ("source ssd", "its children"): (1, 2)}


def test_a_crosswalk_of_more_children_than_the_source_holds_is_compared_from_the_other_side(tmp_path: Path) -> None:
    csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "c1,p1,2024-01-15")
    path = csv_file(
        tmp_path / "apart", "crosswalk.csv", "source,id,child_id", *(f"ssd,p{number},k{number}" for number in range(1, 40))
    )
    assert rates(tmp_path, crosswalk=path) == {("children", "the crosswalk"): (1, 1)}


def test_a_key_of_several_children_and_keys_given_twice_double_no_row_and_are_said(tmp_path: Path) -> None:
    assessments(tmp_path, "a1", "a1", "a2")
    factors(tmp_path, "a1", "a1", "a2")
    found = chronology(tmp_path)
    assert len(found.tables["events"]) == 6
    assert len(found.tables["event_codes"]) == 3
    assert any("1 values of assessment belong to several children" in note for note in found.extracts["notes"])
