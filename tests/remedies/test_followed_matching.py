"""What a person writes in the matching report, as the message says, where only they can know: reading then goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from neglect_triage.chronology.identifiers import REMEDY
from neglect_triage.chronology.reading.assemble import Chronology
from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from tests.extracts.extracts import WORDS, annex_a, csv_file, facts
from tests.remedies.following import follow

SSD = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code"
POLICE = "child_id,incident_date,kind"
FIRST, SECOND = "C1,A,2024-02-01,6", "C1,A,2024-02-01,2A"
THIRD = "C2,B,2024-03-31,6"
DAY = dt.date(2024, 2, 1)


@dataclass(frozen=True)
class Case:
    """Extracts at which reading stops, the remedy, what a person writes, and the agency of A's contact that then stands."""

    files: dict[str, list[str]]
    remedy: str
    writes: dict[str, dict[str, Any]]
    agency: str
    header: str = SSD
    asks: set[str] = field(default_factory=set)


CASES = {
    "two files of a table, put in order": Case(
        {"ssd_contacts.csv": [FIRST, THIRD], "contacts.csv": [SECOND, THIRD]},
        "give each of them an extract_date or an order (1 for the earliest; parts of one table have the same)",
        {"ssd_contacts.csv": {"order": 2}, "contacts.csv": {"order": 1}},
        "police",
        asks={"extract_date", "order"},
    ),
    "two files of a table, given their days": Case(
        {"ssd_contacts.csv": [FIRST, THIRD], "contacts.csv": [SECOND, THIRD]},
        "give each of them an extract_date or an order (1 for the earliest; parts of one table have the same)",
        {"ssd_contacts.csv": {"extract_date": "2024-03-31"}, "contacts.csv": {"extract_date": "2024-06-30"}},
        "school",
        asks={"extract_date", "order"},
    ),
    "a table without a day among tables of several": Case(
        {"2024-03-31_ssd_contacts.csv": [THIRD], "2024-06-30_ssd_contacts.csv": [FIRST, THIRD], "ssd_contacts.csv": [THIRD]},
        "give each of them an extract_date",
        {"ssd_contacts.csv": {"extract_date": "2023-12-31"}},
        "police",
        asks={"extract_date"},
    ),
    "a table with headers of its own": Case(
        {"things.csv": ["C1,A,2024-02-01,6"]},
        "give a file its format (docs/reference/formats.md), and under its sheets the table and the role of each header",
        {
            "things.csv": {
                "format": "ssd",
                "sheets": {
                    "": {"table": "contacts", "columns": {"ref": "contact", "who": "child", "when": "date", "by": "source"}}
                },
            }
        },
        "police",
        header="ref,who,when,by",
    ),
}


def write(report: Path, own: dict[str, dict[str, Any]]) -> None:
    """Write what a person knows into the report."""
    content = yaml.safe_load(report.read_text(encoding="utf-8"))
    for name, keys in own.items():
        sheets = content["files"][name].get("sheets", {}) | keys.get("sheets", {})
        content["files"][name] |= {**keys, "sheets": sheets}
    report.write_text(yaml.safe_dump(content), encoding="utf-8")


def stopped_and_mended(folder: Path, report: Path, remedy: str, mend: Callable[[], None]) -> Chronology:
    """Return what is read once reading has stopped with the remedy, which names the report, and the report was mended."""
    with pytest.raises(BadInput) as stopped:
        read_extracts(folder, WORDS, report=report)
    then = "then name that file with --matching (in a project: source.matching in params.yaml)"
    assert stopped.value.do == f"in {report}, {remedy}; {then}"
    mend()
    return read_extracts(folder, WORDS, Choices(matching=report), report=report).chronology


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_only_the_user_can_know_is_written_in_the_report(tmp_path: Path, case: Case) -> None:
    folder, report = tmp_path / "in", tmp_path / "matching.yaml"
    for name, rows in case.files.items():
        csv_file(folder, name, case.header, *rows)

    def mend() -> None:
        entries = yaml.safe_load(report.read_text(encoding="utf-8"))["files"]
        for name in case.writes:  # what is asked for stands there, and is blank
            assert {key for key in ("extract_date", "order") if key in entries[name]} >= case.asks
        write(report, case.writes)

    found = stopped_and_mended(folder, report, case.remedy, mend)
    of_a = found.tables["events"].query("child_id == 'A'").sort_values("known_date", kind="stable")
    assert of_a["agency"].iloc[-1] == case.agency


@pytest.mark.parametrize(("earlier", "stands"), [("one.xlsx", "school"), ("other.xlsx", "police")])
def test_workbooks_of_one_day_that_contradict_each_other_get_their_order(tmp_path: Path, earlier: str, stands: str) -> None:
    folder, report = tmp_path / "in", tmp_path / "matching.yaml"
    for name, source in (("one", "6"), ("other", "2A")):
        annex_a(folder, f"{name}.xlsx", contacts=[{"contact": "C1", "child": "A", "date": DAY, "source": source}])
    later = {"one.xlsx": "other.xlsx", "other.xlsx": "one.xlsx"}[earlier]
    found = stopped_and_mended(
        folder,
        report,
        "give each of them an order (1 for the earliest), or mend their extract_date",
        lambda: write(report, {earlier: {"order": 1}, later: {"order": 2}}),
    )
    assert facts(found, "contact", "agency")[-1] == (stands,)


def test_a_report_that_was_mended_is_named_or_moved_before_another_is_written(tmp_path: Path) -> None:
    folder, report = tmp_path / "in", tmp_path / "matching.yaml"
    csv_file(folder, "ssd_contacts.csv", SSD, FIRST)
    read_extracts(folder, WORDS, report=report)
    write(report, {"ssd_contacts.csv": {"extract_date": "2024-03-31"}})
    chosen = [Choices()]
    follow(
        lambda: read_extracts(folder, WORDS, chosen[0], report=report),
        "name it there, or move it elsewhere",
        lambda: chosen.__setitem__(0, Choices(matching=report)),
    )
    report.rename(tmp_path / "kept.yaml")
    read_extracts(folder, WORDS, report=report)


def test_a_folder_that_could_name_people_is_pseudonymised_and_what_comes_of_it_is_a_source(tmp_path: Path) -> None:
    csv_file(tmp_path / "in", "police.csv", f"{POLICE},Forename", "A,2024-02-01,DA,x")
    folder = [tmp_path / "in"]

    def pseudonymise() -> None:
        csv_file(tmp_path / "in", "police.csv", f"{POLICE},Forename", "A,2024-02-01,DA,x")
        key = ["--key", str(tmp_path / "key"), "--new-key"]
        done = CliRunner().invoke(app, ["pseudonymise", str(tmp_path / "in"), str(tmp_path / "out"), *key])
        assert done.exit_code == 0, done.output
        folder[0] = tmp_path / "out"

    with pytest.raises(BadInput) as stopped:
        read_extracts(folder[0], WORDS)
    assert stopped.value.do == REMEDY
    pseudonymise()
    with pytest.raises(BadInput, match="holds canonical tables") as stopped:  # taken for a partner's table, most of it was lost
        read_extracts(folder[0], WORDS)
    assert "source.kind: canonical" in stopped.value.do
    assert "police_notification" in read_canonical(folder[0], WORDS).tables["events"]["event_type"].tolist()


def test_one_of_two_columns_of_one_name_is_renamed(tmp_path: Path) -> None:
    csv_file(tmp_path, "police.csv", "child_id,incident_date,kind,kind", "A,2024-02-01,DA,x")
    follow(
        lambda: read_extracts(tmp_path, WORDS),
        "rename one of them",
        lambda: csv_file(tmp_path, "police.csv", "child_id,incident_date,kind,other", "A,2024-02-01,DA,x"),
    )
