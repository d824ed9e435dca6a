"""Every reader of dates: half past eleven in the evening of 30 June in UTC is 1 July in Britain, and the reader learns of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from neglect_triage.chronology.reading.readers import read_canonical, read_mapped
from neglect_triage.cli.main import app
from neglect_triage.extracts.read import read_extracts
from neglect_triage.files import read_json, write_text
from neglect_triage.models.scoring import read_features
from tests.chronology.samples import CHILDREN, vocabulary
from tests.features.test_own_tables import catalogue

JUNE = pd.Timestamp("2024-06-30T23:30:00Z")
EARLIER = JUNE - pd.Timedelta(days=60)
SPELLINGS: dict[str, Callable[[pd.Timestamp], pd.Timestamp | str]] = {
    "csv, Z": lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}Z",
    "csv, an offset": lambda moment: moment.tz_convert("Europe/London").isoformat(),
    "parquet, UTC": lambda moment: moment,
    "parquet, another zone": lambda moment: moment.tz_convert("America/New_York"),
    "parquet, text": lambda moment: moment.isoformat(),
}
MAPPING = """
source: hub
tables:
  events:
    - file: FILE
      columns: {child_id: who, event_date: day, event_type: {const: contact}, agency: {const: school}}
  children:
    - {file: children.csv, columns: {child_id: child_id}}
"""


def write(folder: Path, name: str, how: str, **columns: object) -> Path:
    """Write a table as `how` says."""
    kind = how.split(",")[0]
    frame, path = pd.DataFrame(columns), folder / f"{name}.{kind}"
    if kind == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_parquet(path, index=False)
    return path


def canonical_events(folder: Path, how: str) -> tuple[list[pd.Timestamp], list[str]]:
    days = [SPELLINGS[how](JUNE), SPELLINGS[how](EARLIER)]
    write(folder, "events", how, event_id=["e1", "e2"], child_id="c1", event_date=days, event_type="contact", agency="school")
    pd.DataFrame(CHILDREN).to_csv(folder / "children.csv", index=False)
    found = read_canonical(folder, vocabulary())
    return found.tables["events"]["event_date"].tolist(), found.notes


def supplied_points(folder: Path, how: str) -> tuple[list[pd.Timestamp], list[str]]:
    days = [SPELLINGS[how](JUNE), SPELLINGS[how](EARLIER)]
    of_points = {"label": 1, "period": "2024", "stratum": "all"}
    write(folder, "points", how, point_id=["p1", "p2"], child_id="c1", as_of=days, **of_points)
    events = {"event_id": ["e1"], "child_id": "c1", "event_date": "2024-01-01", "event_type": "contact", "agency": "school"}
    write(folder, "events", "csv", **events)
    pd.DataFrame(CHILDREN).to_csv(folder / "children.csv", index=False)
    found = read_canonical(folder, vocabulary())
    return found.tables["points"]["as_of"].tolist(), found.notes


def mapped_events(folder: Path, how: str) -> tuple[list[pd.Timestamp], list[str]]:
    path = write(folder, "own", how, who=["c1", "c1"], day=[SPELLINGS[how](JUNE), SPELLINGS[how](EARLIER)])
    pd.DataFrame(CHILDREN).to_csv(folder / "children.csv", index=False)
    write_text(folder / "mapping.yaml", MAPPING.replace("FILE", path.name))
    found = read_mapped(folder, folder / "mapping.yaml", vocabulary())
    return found.tables["events"]["event_date"].tolist(), found.notes


def extracts(folder: Path, how: str) -> tuple[list[pd.Timestamp], list[str]]:
    days = [SPELLINGS[how](JUNE), SPELLINGS[how](EARLIER)]
    columns = {"cont_contact_id": ["1", "2"], "cont_person_id": "c1", "cont_contact_source_code": "6"}
    write(folder, "ssd_contacts", how, **columns, cont_contact_date=days)
    found = read_extracts(folder, vocabulary()).chronology
    return found.tables["events"]["event_date"].tolist(), found.notes


def features_and_contacts(folder: Path, how: str) -> tuple[list[pd.Timestamp], list[str]]:
    days = [SPELLINGS[how](JUNE), SPELLINGS[how](EARLIER)]
    events = write(folder, "events", how, child_id=["a", "a"], event_date=days, event_type="sign")
    contacts = write(folder, "contacts", how, child_id=["a", "a"], as_of=days)
    out = folder / "features.parquet"
    given = {"events": events, "contacts": contacts, "catalogue": catalogue(folder), "out": out}
    done = CliRunner().invoke(app, ["features", *(f"--{name}={path}" for name, path in given.items())], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    rows = pd.read_parquet(out)
    assert rows["signs.count.30d"].fillna(-1).tolist() == [-1, 0]  # an event of the contact's own day is not before it
    notes = read_json(out.with_suffix(".json"))["notes"]
    assert sum("were converted to British time" in note for note in notes) == 2
    return pd.to_datetime(rows["as_of"]).tolist()[::-1], notes


READERS = [canonical_events, supplied_points, mapped_events, extracts, features_and_contacts]


@pytest.mark.parametrize("how", SPELLINGS)
@pytest.mark.parametrize("reader", READERS, ids=[reader.__name__ for reader in READERS])
def test_a_time_with_a_zone_is_its_day_in_britain_and_the_notes_say_so(
    tmp_path: Path, reader: Callable[[Path, str], tuple[list[pd.Timestamp], list[str]]], how: str
) -> None:
    days, notes = reader(tmp_path, how)
    assert sorted(days) == [pd.Timestamp("2024-05-02"), pd.Timestamp("2024-07-01")]
    assert any("2 values name a time zone and were converted to British time" in note for note in notes)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_so_is_that_of_a_file_of_features_that_is_scored_or_monitored(
    tmp_path: Path, zone: str, caplog: pytest.LogCaptureFixture
) -> None:
    days = [JUNE.tz_convert(zone), EARLIER.tz_convert(zone)]
    path = write(tmp_path, "features", "parquet", point_id=["p1", "p2"], child_id="c1", as_of=days, n=[1.0, 2.0])
    assert read_features(path, ["n"])["as_of"].tolist() == [pd.Timestamp("2024-07-01"), pd.Timestamp("2024-05-02")]
    assert "2 values name a time zone" in caplog.text
