"""The command that shows what a folder of extracts holds, and writes no record."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from neglect_triage.cli.read import read
from neglect_triage.errors import BadInput
from neglect_triage.extracts.recognising.matching import read_matching
from tests.extracts.extracts import annex_a, csv_file

CONTACT = {"child": "SECRET1", "date": dt.date(2024, 2, 1)}


def test_it_writes_the_matching_report_and_the_page_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    annex_a(tmp_path / "extracts", "2024-03-31.xlsx", contacts=[CONTACT, {"child": "SECRET2", "date": "soon"}])
    read(tmp_path / "extracts", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["account.json", "matching.yaml", "sources.html"]
    sheet = read_matching(tmp_path / "out/matching.yaml").of("2024-03-31.xlsx").sheet("List 1")
    assert (sheet.table, sheet.rows, sheet.columns["Date of Contact"]) == ("contacts", 2, "date")
    page = (tmp_path / "out/sources.html").read_text(encoding="utf-8")
    assert "Ofsted Annex A, as of 31 March 2024" in page
    printed = capsys.readouterr().out
    assert "1 row of events" in printed
    assert "2024-03-31.xlsx!List 1!3" in printed
    account = (tmp_path / "out/account.json").read_text(encoding="utf-8")
    assert json.loads(account)["extracts"]["extracts"][0]["tables"][0]["aside"] == 1
    assert "SECRET" not in printed + page + account


def test_a_corrected_matching_report_is_applied(tmp_path: Path) -> None:
    annex_a(tmp_path / "extracts", "2024-03-31.xlsx", contacts=[CONTACT])
    read(tmp_path / "extracts", tmp_path / "out")
    report = tmp_path / "out/matching.yaml"
    report.write_text(report.read_text(encoding="utf-8").replace("2024-03-31\n", "2024-02-29\n"), encoding="utf-8")
    read(tmp_path / "extracts", tmp_path / "again", matching=report)
    assert "as of 29 February 2024" in (tmp_path / "again/sources.html").read_text(encoding="utf-8")


def test_what_could_name_a_person_is_refused_and_on_request_left_unread(tmp_path: Path) -> None:
    csv_file(tmp_path / "extracts", "contacts.csv", "Child Unique ID,Date of Contact,Forename", "A,01/02/2024,Quillfeather")
    with pytest.raises(BadInput, match="column Forename"):
        read(tmp_path / "extracts", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    read(tmp_path / "extracts", tmp_path / "out", drop_identifiers=True)
    assert not any("Quillfeather" in path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir())


def test_a_table_that_loses_most_of_its_rows_stops_it_when_everything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [f"0{1 + number % 9}/{13 + number}/2024" for number in range(11)]
    csv_file(tmp_path / "in", "ssd_contacts.csv", "cont_contact_id,cont_person_id,cont_contact_date", "C1,A,2024-02-01")
    referrals = [f"R{number},A,{day}" for number, day in enumerate([*days, "02/02/2024"])]
    csv_file(tmp_path / "in", "ssd_cin_episodes.csv", "cine_referral_id,cine_person_id,cine_referral_date", *referrals)
    with pytest.raises(BadInput, match="Quarantine takes away a kind of record") as stopped:
        read(tmp_path / "in", tmp_path / "out")
    assert "ssd.episodes: 11 of 12 rows; no date of an event (referral_date)" in str(stopped.value)
    assert (tmp_path / "out/sources.html").is_file()
    project = Path("params.yaml").read_text(encoding="utf-8")
    accepted = project.replace("accept: {}  ", 'accept: {ssd.episodes: "these referrals are of another place"}  ', 1)
    accepted = accepted.replace("src/chronology", str(Path("src/chronology").resolve()), 1)
    (tmp_path / "params.yaml").write_text(accepted, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    read(tmp_path / "in", tmp_path / "out")
