"""The whole way from raw records to tables that the pipeline reads: consistent, and without a trace of who it is about."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from neglect_triage.chronology.reading.readers import read_canonical
from neglect_triage.cli.pseudonymise import pseudonymise
from neglect_triage.errors import BadInput
from neglect_triage.extracts.read import Choices, read_extracts
from neglect_triage.pseudonyms.hashing import pseudonyms
from neglect_triage.pseudonyms.keys import VARIABLE, Key
from tests.chronology.samples import vocabulary, write_csv
from tests.extracts.extracts import csv_file
from tests.pseudonyms.records import CHILDREN, EVENTS, PLACES, canonical, extracts, leaks, own_tables

Frames = dict[str, pd.DataFrame]


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and what stays inside beside it, left by a run on other records."""
    folder = tmp_path_factory.mktemp("drawn")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        pseudonymise(canonical(folder / "first"), folder / "first_out", key=folder / "keys/a.key", new_key=True)
    return folder / "keys"


@pytest.fixture
def key(drawn: Path, tmp_path: Path) -> Path:
    """A key, drawn by a run on other records."""
    shutil.copytree(drawn, tmp_path / "keys")
    return tmp_path / "keys/a.key"


def run(source: Path, key: Path | None, out: Path, **other: Any) -> Frames:
    pseudonymise(source, out, key=key, **other)
    return {path.stem: pd.read_parquet(path) for path in sorted(out.glob("*.parquet"))}


def places(folder: Path) -> Path:
    write_csv(folder / "places.csv", PLACES)
    return folder / "places.csv"


def test_of_canonical_tables_everything_that_names_is_gone_and_everything_else_is_there(
    tmp_path: Path, key: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    capfd.readouterr()
    found = run(canonical(tmp_path / "Quillfeather"), key, tmp_path / "out", places=places(tmp_path))
    words = "".join(capfd.readouterr()) + caplog.text
    assert leaks(tmp_path / "out", words=words) == []
    assert key.read_text().strip() not in words + "".join(str(frame.to_dict()) for frame in found.values())
    assert found["children"]["birth_month"].astype("str").tolist() == ["2015-03-01"] * 2
    assert found["children"]["area"].tolist() == ["North"] * 2
    assert found["protected"]["deprivation_quintile"].tolist() == [2, 2]
    assert sorted(found["events"]["event_type"]) == ["contact", "contact", "visit", "worker_change"]
    assert sorted(found["event_codes"]["code"]) == ["RC8", "hunger"]
    assert found["households"]["household_id"].nunique() == 1


def test_references_between_tables_still_hold(tmp_path: Path, key: Path) -> None:
    found = run(canonical(tmp_path / "raw"), key, tmp_path / "out")
    events, children = found["events"], set(found["children"]["child_id"])
    assert len(children) == len(CHILDREN)
    assert set(events["child_id"]) == set(found["households"]["child_id"]) == children
    assert events["event_id"].is_unique
    assert set(events["replaces"].dropna()) < set(events["event_id"])
    assert set(found["event_codes"]["event_id"]) < set(events["event_id"])
    assert events["spell_id"].nunique() == events["team_id"].nunique() == 1


def test_the_pipeline_reads_what_is_written_and_keeps_every_row(tmp_path: Path, key: Path) -> None:
    found = run(canonical(tmp_path / "raw"), key, tmp_path / "out")
    read = read_canonical(tmp_path / "out", vocabulary())
    assert {name: count.kept for name, count in read.counts.items()} == {name: len(frame) for name, frame in found.items()}
    assert read.quarantine.empty


def test_the_pipeline_refuses_the_raw_records_and_names_this_command(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neglect-triage pseudonymise"):
        read_canonical(canonical(tmp_path / "raw"), vocabulary())


def test_of_own_tables_nothing_that_names_is_left(tmp_path: Path, key: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder, mapping = own_tables(tmp_path)
    capfd.readouterr()
    found = run(folder, key, tmp_path / "out", mapping=mapping, places=places(tmp_path))
    assert leaks(tmp_path / "out", words="".join(capfd.readouterr())) == []
    assert found["children"]["area"].tolist() == ["North"] * 2
    assert len(found["events"]) == len(EVENTS)


def test_of_extracts_nothing_that_names_is_left(tmp_path: Path, key: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    found = run(extracts(tmp_path / "raw"), key, tmp_path / "out", places=places(tmp_path))
    assert leaks(tmp_path / "out", words="".join(capfd.readouterr())) == []
    assert set(found["children"]["area"].dropna()) == {"North"}, "the latest address counts"
    changes = found["events"][found["events"]["event_type"] == "worker_change"]
    assert changes["event_date"].astype("str").tolist() == ["2024-03-31"] * 2
    assert set(changes["known_basis"]) == {"extract"}


def test_a_child_has_one_pseudonym_in_all_sources_and_runs_and_another_under_another_key(tmp_path: Path, key: Path) -> None:
    folder, mapping = own_tables(tmp_path)
    one = run(canonical(tmp_path / "raw"), key, tmp_path / "a")
    two = run(folder, key, tmp_path / "b", mapping=mapping)
    three = run(extracts(tmp_path / "extracts"), key, tmp_path / "c")
    ids = [set(found["children"]["child_id"]) for found in (one, two, three)]
    assert ids[0] == ids[1] == ids[2]
    other = run(tmp_path / "raw", tmp_path / "keys/b.key", tmp_path / "d", new_key=True)
    columns = ["event_id", "child_id", "spell_id", "team_id", "source_ref"]
    cells = [set(found["events"][columns].to_numpy().ravel()) - {None} for found in (one, other)]
    assert {cell for cell in cells[0] & cells[1] if isinstance(cell, str)} == set()


def test_the_same_records_give_the_same_bytes(tmp_path: Path, key: Path) -> None:
    for name in ("a", "b"):
        run(canonical(tmp_path / "raw"), key, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_what_stays_inside_can_be_read_by_its_owner_alone_and_leads_back(tmp_path: Path, key: Path) -> None:
    found = run(canonical(tmp_path / "raw"), key, tmp_path / "out")
    inside = tmp_path / "keys/pseudonyms"
    assert inside.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in inside.iterdir()} == {0o600}
    stands_for = pd.read_csv(inside / "files.csv").set_index("pseudonym")["stands_for"].to_dict()
    assert len(stands_for) == found["events"]["source_ref"].nunique() == len(found["events"])
    back = set(found["events"]["source_ref"].map(stands_for))
    assert {"Quillfeather.xlsx!Zebedee!17", "what Nightingale told", "events.csv:3"} <= back
    account = json.loads((inside / "account.json").read_text())
    assert account["small_cells"]["children_in_small_classes"] == 2
    assert account["rows"]["events"] == {"read": 3, "kept": 3, "quarantined": 0}


def test_a_new_key_can_be_given_with_the_old_one_to_know_which_is_which(tmp_path: Path, key: Path) -> None:
    old = run(canonical(tmp_path / "raw"), key, tmp_path / "a")
    new = run(tmp_path / "raw", tmp_path / "new/b.key", tmp_path / "b", new_key=True, old_key=key)
    pairs = pd.read_csv(tmp_path / "new/pseudonyms/old_and_new.csv")
    children = pairs[pairs["kind"] == "child"]
    assert set(children["old"]) == set(old["children"]["child_id"])
    assert set(children["new"]) == set(new["children"]["child_id"])
    renamed = old["events"]["child_id"].map(dict(zip(children["old"], children["new"], strict=True)))
    assert sorted(renamed) == sorted(new["events"]["child_id"])
    assert set(pairs["kind"]) == {"child", "household", "team"}


def test_rows_that_cannot_be_used_are_listed_inside_and_counted_outside(
    tmp_path: Path, key: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_csv(canonical(tmp_path / "raw") / "events.csv", [*EVENTS, {**EVENTS[0], "event_id": "x", "event_date": "Zebedee"}])
    run(tmp_path / "raw", key, tmp_path / "out")
    words = capfd.readouterr().out
    assert "4 rows read, 3 kept, 1 in quarantine" in words
    assert "zebedee" not in words.lower()
    assert pd.read_csv(tmp_path / "keys/pseudonyms/quarantine.csv")["source_ref"].tolist() == ["events.csv:5"]


@pytest.mark.parametrize("birth", ["17-Mar-2015", "17/03/2015", "2015-03-17 00:00:00", "2015-03", "2015-03-01", "17.03.15"])
def test_a_day_of_birth_becomes_a_month_however_it_is_written(tmp_path: Path, key: Path, birth: str) -> None:
    write_csv(tmp_path / "raw/children.csv", [{"child_id": "c1", "birth_date": birth}])
    write_csv(tmp_path / "raw/events.csv", [{**EVENTS[0], "child_id": "c1"}])
    assert run(tmp_path / "raw", key, tmp_path / "out")["children"]["birth_month"].astype("str").tolist() == ["2015-03-01"]


def test_without_a_table_of_places_no_postcode_and_no_small_area_is_written(tmp_path: Path, key: Path) -> None:
    areas = ["Mudlark Lane"] + ["North"] * 5 + ["AB1 2DE"]
    write_csv(tmp_path / "raw/children.csv", [{"child_id": f"c{number}", "area": area} for number, area in enumerate(areas)])
    write_csv(tmp_path / "raw/events.csv", [{**EVENTS[0], "child_id": "c1"}])
    found = run(tmp_path / "raw", key, tmp_path / "out")
    assert sorted(found["children"]["area"].fillna("")) == ["", "", *["North"] * 5]


def test_a_source_whose_name_names_somebody_stops_the_run_and_leaves_nothing(tmp_path: Path, key: Path) -> None:
    write_csv(canonical(tmp_path / "raw") / "events.csv", [{**row, "source": "AB1 2DE"} for row in EVENTS])
    with pytest.raises(BadInput, match=r"(?s)events\.parquet, column source.*mend that column in the records") as error:
        run(tmp_path / "raw", key, tmp_path / "out")
    assert "AB1" not in str(error.value)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_the_key_may_come_from_the_environment_and_then_the_inside_has_to_be_named(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, key.read_text().strip())
    source = canonical(tmp_path / "raw")
    with pytest.raises(BadInput, match="--inside"):
        pseudonymise(source, tmp_path / "out")
    pseudonymise(source, tmp_path / "out", inside=tmp_path / "inside")
    assert (tmp_path / "inside/files.csv").is_file()
    monkeypatch.delenv(VARIABLE)
    assert run(source, key, tmp_path / "again")["events"].equals(pd.read_parquet(tmp_path / "out/events.parquet"))


@pytest.mark.parametrize("out", ["raw", "raw/tables", "keys", "keys/pseudonyms", "keys/pseudonyms/tables", "."])
def test_the_tables_have_to_lie_apart_from_what_stays_inside(tmp_path: Path, key: Path, out: str) -> None:
    source = canonical(tmp_path / "raw")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BadInput, match="apart"):
        run(source, key, tmp_path / out)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_stays_inside_has_to_lie_apart_from_the_records(tmp_path: Path, key: Path) -> None:
    with pytest.raises(BadInput, match="among the records"):
        run(canonical(tmp_path / "raw"), key, tmp_path / "out", inside=tmp_path / "raw/inside")


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, key: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="something else"):
        run(canonical(tmp_path / "raw"), key, tmp_path / "out")
    assert os.listdir(tmp_path / "out") == ["thesis.txt"]


def test_an_earlier_run_is_replaced_whole(tmp_path: Path, key: Path) -> None:
    run(canonical(tmp_path / "raw"), key, tmp_path / "out")
    (tmp_path / "raw/households.csv").unlink()
    assert "households" not in run(tmp_path / "raw", key, tmp_path / "out")


def test_warnings_on_the_reading_are_counted_and_stand_inside(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "source"
    csv_file(
        source, "ssd_cin_assessments.csv", "cina_assessment_id,cina_person_id,cina_assessment_start_date", "0001,p1,2024-02-01"
    )
    csv_file(
        source, "ssd_assessment_factors.csv", "cinf_table_id,cinf_assessment_id,cinf_assessment_factors_json", '1,1,"[""16A""]"'
    )
    run(source, key, tmp_path / "out")
    assert "WARNINGS on how the records were read: 1" in capsys.readouterr().out
    account = json.loads((key.parent / "pseudonyms" / "account.json").read_text())
    assert [join["rate"] for join in account["joins"]] == [0]
    assert any("0 of 1 rows of factors" in note for note in account["notes"])


def sorted_by_surname(folder: Path, kind: str, number: int = 150) -> tuple[Path, dict[str, Any], list[str]]:
    """Write records in the order of surnames; return their folder, options, and the ids of the children in that order."""
    dice = np.random.default_rng(3)
    ids = [f"kid{place:04d}" for place in range(number)]
    days = [f"2020-{dice.integers(1, 13):02d}-{dice.integers(1, 29):02d}" for _ in ids]
    if kind == "extracts":
        rows = [
            {"cont_contact_id": str(place), "cont_person_id": child, "cont_contact_date": day, "cont_contact_source_code": "2A"}
            for place, (child, day) in enumerate(zip(ids, days, strict=True))
        ]
        write_csv(folder / "records/ssd_contacts.csv", rows)
        return folder / "records", {}, ids
    write_csv(folder / "records/children.csv", [{"child_id": child} for child in ids])
    events = [
        {
            **EVENTS[0],
            "event_id": f"e{place:04d}",
            "child_id": child,
            "event_date": day,
            "source_ref": f"list.xlsx:{place}",
            "spell_id": f"s{place:04d}",
            "team_id": f"t{place:04d}",
        }
        for place, (child, day) in enumerate(zip(ids, days, strict=True))
    ]
    write_csv(folder / "records/events.csv", events)
    homes = [
        {"child_id": child, "household_id": f"h{place:04d}", "kind": "private", "start": day}
        for place, (child, day) in enumerate(zip(ids, days, strict=True))
    ]
    write_csv(folder / "records/households.csv", homes)
    if kind == "canonical":
        return folder / "records", {}, ids
    (folder / "mapping.yaml").write_text(
        """
source: hub
tables:
  children:
    - file: children.csv
      columns: {child_id: child_id}
  events:
    - file: events.csv
      columns: {child_id: child_id, event_date: event_date, event_type: event_type, agency: agency, spell_id: spell_id}
""",
        encoding="utf-8",
    )
    return folder / "records", {"mapping": folder / "mapping.yaml"}, ids


@pytest.mark.parametrize("kind", ["canonical", "mapped", "extracts"])
def test_nothing_that_is_written_shows_the_order_of_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Records are often sorted by surname: row numbers, row order or running numbers would order the children by name."""
    monkeypatch.setenv(VARIABLE, "0123456789abcdef" * 4)
    source, options, ids = sorted_by_surname(tmp_path, kind)
    found = run(source, None, tmp_path / "out", inside=tmp_path / "inside", **options)
    order = pd.Series(range(len(ids)), index=pseudonyms(Key(bytes.fromhex("0123456789abcdef" * 4)), "child", pd.Series(ids)))
    tables = {name: frame.assign(row_order=range(len(frame))) for name, frame in found.items() if "child_id" in frame}
    assert {"children", "events"} <= set(tables)
    for name, frame in tables.items():
        place = frame["child_id"].map(order)
        assert place.notna().all()
        for column in frame:
            rank = frame[column].astype("str").rank(method="dense")
            digits = pd.to_numeric(frame[column].astype("str").str.extract(r"(\d+)\D*$")[0]).fillna(0)
            for values in (rank, digits):
                together = 0 if values.nunique() < 2 else values.astype(float).corr(place.astype(float), method="spearman")
                assert abs(together) < 0.3, f"{name}.{column}"  # by chance beyond 0.3 once in 5,000


def by_nhs_number(folder: Path) -> tuple[Path, Path]:
    """Write extracts of two custodians with identifiers of their own, and a crosswalk that gives each the NHS number."""
    contacts = ["cont_contact_id,cont_person_id,cont_contact_date", "c1,kid-0001,2024-01-15"]
    csv_file(folder / "raw/dataset 2024-03-31", "ssd_contacts.csv", *contacts)
    visits = [f"a{number},{child},2024-01-10,7,2024-01-11" for number, child in enumerate(("LP-77", "LP-99"))]
    head = "record_id,LocalPatientId,appointment_date,outcome,recorded_date"
    csv_file(folder / "raw/health 2024-03-31", "appointments.csv", head, *visits)
    links = ["ssd,kid-0001,485 777 3456", "multi_agency,LP-77,4857773456"]
    return folder / "raw", csv_file(folder / "inside", "crosswalk.csv", "source,id,child_id", *links)


def test_an_nhs_number_links_the_records_of_two_custodians_and_is_in_no_table(tmp_path: Path, key: Path) -> None:
    raw, crosswalk = by_nhs_number(tmp_path)
    found = run(raw, key, tmp_path / "out", crosswalk=crosswalk)
    children = found["events"].set_index("event_type")["child_id"]
    assert children["contact"] in set(children["appointment"])
    assert children.nunique() == 2, "a child of whom the crosswalk does not know stays one of its own"
    assert leaks(tmp_path / "out", key.parent / "pseudonyms") == []


def test_without_a_key_records_linked_by_nhs_numbers_are_refused(tmp_path: Path) -> None:
    raw, crosswalk = by_nhs_number(tmp_path)
    with pytest.raises(BadInput, match="NHS number"):
        read_extracts(raw, vocabulary(), Choices(crosswalk=crosswalk))
