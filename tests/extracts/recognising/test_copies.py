"""The same file under several names is named, and its rows count once."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
from pathlib import Path

import pytest

from neglect_triage.errors import BadInput
from tests.extracts.extracts import annex_a, census, child, chronology, csv_file, episode, facts

CONTACTS = "cont_contact_id,cont_person_id,cont_contact_date"


def copy(path: Path, name: str) -> None:
    (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, path.parent / name)


@pytest.mark.parametrize("name", ["Copy of {}{}", "{} (1){}", "{} - Copy{}", "other{}"])
def test_a_copy_beside_its_file_is_passed_over_and_named(tmp_path: Path, name: str) -> None:
    made = [
        annex_a(tmp_path / "one", "annex.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}]),
        census(tmp_path / "two", 2024, child("A", episode("2024-02-01"))),
        csv_file(tmp_path / "three", "ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01"),
        csv_file(tmp_path / "four", "police.csv", "child_id,incident_date,kind", "A,01/02/2024,DA"),
    ]
    for path in made:
        other = name.format(path.stem, path.suffix)
        copy(path, other)
        found = chronology(path.parent)
        assert found.extracts["passed_over"] == [{"file": other, "why": f"copies of {path.name}, byte for byte"}]
        assert f"Passed over, copies of {path.name}, byte for byte: 1 ({other})." in found.notes
        assert [extract["repeated"] for extract in found.extracts["extracts"]] == [0]
        assert found.extracts["extracts"][0]["tables"][0]["read"] == 1


@pytest.mark.parametrize("also_unpacked", [True, False])
def test_a_packed_copy_is_one_whenever_it_was_packed(tmp_path: Path, also_unpacked: bool) -> None:
    path = csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01")
    for day in (1, 2):
        (tmp_path / f"ssd_contacts{day}.csv.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=day))
    if not also_unpacked:
        path.unlink()
    found = chronology(tmp_path)
    passed = ["ssd_contacts1.csv.gz", "ssd_contacts2.csv.gz"][not also_unpacked :]
    assert [each["file"] for each in found.extracts["passed_over"]] == passed
    assert [extract["repeated"] for extract in found.extracts["extracts"]] == [0]
    assert len(facts(found, "contact")) == 1


def test_a_file_like_it_with_other_content_is_asked_about(tmp_path: Path) -> None:
    csv_file(tmp_path, "ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01")
    csv_file(tmp_path, "Copy of ssd_contacts.csv", CONTACTS, "C1,A,2024-02-02")
    with pytest.raises(BadInput, match="nothing says which of them is the later"):
        chronology(tmp_path)


def test_one_under_another_day_is_read_and_warned_about(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "2024-03-31/ssd_contacts.csv", CONTACTS, "C1,A,2024-02-01")
    csv_file(tmp_path, "2024-03-31/ssd_cin_plans.csv", "cinp_cin_plan_id,cinp_person_id,cinp_cin_plan_start_date")
    copy(path, "../2024-06-30/ssd_contacts.csv")
    copy(path.parent / "ssd_cin_plans.csv", "../2024-06-30/ssd_cin_plans.csv")
    found = chronology(tmp_path)
    assert len(facts(found, "contact")) == 1
    assert [line for line in found.extracts["warnings"] if "byte for byte" in line] == [
        "WARNING: 2024-03-31/ssd_contacts.csv, 2024-06-30/ssd_contacts.csv: the same file, byte for byte. Its rows count once; "
        "but if it was not exported anew for each day or folder, days count as covered of which it tells nothing: give the "
        "others the format ignore."
    ]
