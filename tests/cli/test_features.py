"""`neglect-triage features`: from files to a Parquet file, and what it says where that cannot be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from neglect_triage.chronology.tables import write_table
from neglect_triage.cli.main import app
from neglect_triage.errors import BadInput
from neglect_triage.files import read_json
from tests.features.chronologies import T, chronology, event, frames, points
from tests.features.test_own_tables import CONTACTS, EVENTS, catalogue


def run(*arguments: str | Path) -> str:
    """Run the command in this process; what it refuses is raised."""
    done = CliRunner().invoke(app, ["features", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with minimal tables as a person has them."""
    EVENTS.to_csv(tmp_path / "events.csv", index=False)
    CONTACTS.to_csv(tmp_path / "contacts.csv", index=False)
    catalogue(tmp_path)
    return tmp_path


@pytest.fixture
def canonical(tmp_path: Path) -> Path:
    """A folder of canonical tables, and contacts."""
    rows = chronology([event(number, T - number * (T - T.replace(day=9)), child_id="ab"[number % 2]) for number in range(1, 9)])
    (tmp_path / "chronology").mkdir()
    for name, frame in frames(rows).items():
        write_table(frame, name, tmp_path / "chronology" / f"{name}.parquet")
    points("ba")[["child_id", "as_of"]].to_csv(tmp_path / "contacts.csv", index=False)
    catalogue(tmp_path, {"signs": {"events": {"type": "sign"}, "measures": {"count": "increases"}, "windows": ["10d"]}})
    return tmp_path


def arguments(folder: Path, **other: str | Path) -> list[str | Path]:
    given = {"contacts": folder / "contacts.csv", "catalogue": folder / "catalogue.yaml", "out": folder / "features.parquet"}
    return [part for name, value in (given | other).items() for part in (f"--{name.replace('_', '-')}", value)]


class TestFromOwnTables:
    def test_a_row_a_contact_in_the_order_of_child_and_day(self, own: Path) -> None:
        words = run(*arguments(own, events=own / "events.csv"))
        found = pd.read_parquet(own / "features.parquet")
        assert found["child_id"].tolist() == ["a", "b"]
        assert found["signs.count.30d"].tolist() == [2, 0]
        assert "1 features of 1 indicators" in words

    def test_rows_are_counted_and_assumptions_said(self, own: Path) -> None:
        events = (own / "events.csv").read_text()
        (own / "events.csv").write_text(events + "a,2024-13-01,sign\n")
        words = run(*arguments(own, events=own / "events.csv"))
        assert "4 │    3 │           1" in words
        assert "events.csv:5" in words
        assert "no known date" in words

    def test_a_kind_of_event_that_is_lost_stops_and_so_do_contacts(self, own: Path) -> None:
        day, american = "2024-03-01", "03/31/2024"
        rows = {name: (own / name).read_text().rstrip() for name in ("events.csv", "contacts.csv")}
        for name, cells, kind in (("events.csv", ",sign", "events.sign"), ("contacts.csv", "", "points")):
            lines = [rows[name], *(f"a,{day if number < 20 else american}{cells}" for number in range(35))]
            (own / name).write_text("\n".join(lines) + "\n")
            with pytest.raises(BadInput, match=rf"{kind}: 15 of \d+ rows; not a date"):
                run(*arguments(own, events=own / "events.csv"))
            (own / name).write_text(rows[name] + "\n")

    def test_features_that_are_unknown_in_every_row_are_said_and_kept_in_the_account(self, own: Path) -> None:
        assert "unknown in every row" not in run(*arguments(own, events=own / "events.csv"))
        (own / "contacts.csv").write_text("child_id,as_of\na,1995-05-05\nb,1995-05-05\n")
        words = run(*arguments(own, events=own / "events.csv"))
        assert "- WARNING: 1 of 1 features are unknown in every row" in words
        assert "unknown in every row" in read_json(own / "features.json")["notes"][-1]

    def test_births_after_all_records_are_warned_of(self, own: Path) -> None:
        (own / "children.csv").write_text("child_id,birth_month\na,2045-01\nb,2015-01\n")
        words = run(*arguments(own, events=own / "events.csv", children=own / "children.csv"))
        assert "WARNING: children: 1 months of birth lie too far after" in words

    def test_no_file_that_is_read_is_written_over(self, own: Path) -> None:
        pd.read_csv(own / "contacts.csv").to_parquet(own / "features.parquet")
        with pytest.raises(BadInput, match="The file to write is one that is read"):
            run(*arguments(own, events=own / "events.csv", contacts=own / "features.parquet"))

    def test_a_folder_of_own_tables(self, own: Path) -> None:
        run(*arguments(own, chronology=own))
        assert pd.read_parquet(own / "features.parquet")["signs.count.30d"].tolist() == [2, 0]


class TestFromCanonicalTables:
    @pytest.mark.parametrize("batch_events", ["1", "1000"])
    def test_the_numbers_are_those_of_the_engine(self, canonical: Path, batch_events: str) -> None:
        run(*arguments(canonical, chronology=canonical / "chronology", batch_events=batch_events))
        found = pd.read_parquet(canonical / "features.parquet")
        assert found["signs.count.10d"].tolist() == [4, 4]

    def test_the_table_has_its_types(self, canonical: Path) -> None:
        run(*arguments(canonical, chronology=canonical / "chronology"))
        types = [str(field.type) for field in pq.read_schema(canonical / "features.parquet")]
        assert types == ["string", "string", "date32[day]", "float"]

    def test_one_table_can_stand_elsewhere(self, canonical: Path) -> None:
        (canonical / "chronology/events.parquet").rename(canonical / "other.parquet")
        run(*arguments(canonical, chronology=canonical / "chronology", events=canonical / "other.parquet"))
        assert pd.read_parquet(canonical / "features.parquet")["signs.count.10d"].tolist() == [4, 4]


class TestUnknownChildren:
    """One rule for canonical tables in Parquet and for own tables."""

    @pytest.fixture(params=["canonical", "own"])
    def given(self, request: pytest.FixtureRequest) -> tuple[Path, dict[str, Path]]:
        folder: Path = request.getfixturevalue(request.param)
        tables = {"chronology": folder / "chronology"} if request.param == "canonical" else {"events": folder / "events.csv"}
        return folder, tables

    def ask(self, folder: Path, known: int, unknown: int, tables: dict[str, Path]) -> str:
        rows = ["child_id,as_of", *(f"a,2024-02-{day:02}" for day in range(1, known + 1))]
        rows += [f"A,2024-{month:02}-01" for month in range(1, unknown + 1)]
        (folder / "contacts.csv").write_text("\n".join(rows) + "\n")
        return run(*arguments(folder, **tables))

    def account(self, folder: Path) -> dict[str, Any]:
        (join,) = (one for one in read_json(folder / "features.json")["joins"] if one["rows_of"] == "points")
        return dict(join)

    def test_they_are_set_aside_and_counted_in_the_account(self, given: tuple[Path, dict[str, Path]]) -> None:
        folder, tables = given
        words = self.ask(folder, 3, 1, tables)
        assert len(pd.read_parquet(folder / "features.parquet")) == 3
        assert "3 of 4 rows of points" in words
        assert "WARNING: contacts" not in words.replace(str(folder / "contacts.csv"), "contacts")
        assert (self.account(folder)["met"], self.account(folder)["rows"], self.account(folder)["rate"]) == (3, 4, 0.75)

    def test_a_rate_between_the_thresholds_is_a_warning_that_names_the_spelling(
        self, given: tuple[Path, dict[str, Path]]
    ) -> None:
        folder, tables = given
        words = self.ask(folder, 2, 6, tables)
        assert f"WARNING: {folder / 'contacts.csv'}: 2 of 8 rows of points" in words
        assert "6 more would if letter case" in words
        assert self.account(folder)["loosely"] == 8

    def test_no_known_child_stops_and_nothing_is_written(self, given: tuple[Path, dict[str, Path]]) -> None:
        folder, tables = given
        with pytest.raises(BadInput, match=r"No row is about a child_id of the chronology[\s\S]*5 more would"):
            self.ask(folder, 0, 5, tables)
        assert not (folder / "features.parquet").exists()


class TestInAProject:
    """In the folder of a project its own params.yaml decides, unless an option does."""

    @pytest.fixture
    def project(self, own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        params = YAML().load(Path("params.yaml").read_text(encoding="utf-8"))
        params["features"]["catalogue"] = "catalogue.yaml"
        params["source"]["vocabulary"] = str(Path("src/chronology/vocabulary.yaml").absolute())
        params["source"]["least_link_rate"] = 0.9
        with (own / "params.yaml").open("w", encoding="utf-8") as file:
            YAML().dump(params, file)
        monkeypatch.chdir(own)
        return own

    def test_the_catalogue_is_that_of_the_project_and_this_is_said(self, project: Path) -> None:
        words = run("--events", "events.csv", "--contacts", "contacts.csv", "--out", "features.parquet")
        assert "From this project's params.yaml: vocabulary, catalogue, least_link_rate, quarantine." in words
        assert pd.read_parquet("features.parquet").columns.tolist()[3:] == ["signs.count.30d"]

    def test_the_least_rate_is_that_of_the_project(self, project: Path) -> None:
        Path("contacts.csv").write_text("child_id,as_of\na,2024-02-01\nb,2024-02-01\nx,2024-02-01\n")
        words = run("--events", "events.csv", "--contacts", "contacts.csv", "--out", "features.parquet")
        assert "WARNING: contacts.csv: 2 of 3 rows of points" in words

    def test_an_option_comes_first(self, project: Path) -> None:
        (project / "other").mkdir()
        catalogue(
            project / "other", {"visits": {"events": {"type": "visit"}, "measures": {"count": "increases"}, "windows": ["30d"]}}
        )
        run("--events", "events.csv", "--contacts", "contacts.csv", "--out", "f.parquet", "--catalogue", "other/catalogue.yaml")
        assert pd.read_parquet("f.parquet").columns.tolist()[3:] == ["visits.count.30d"]

    def test_parameters_of_another_program_are_no_project(self, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(own)
        Path("params.yaml").write_text("train: {epochs: 3}\n")
        assert "project" not in run(*arguments(own, events=own / "events.csv"))


class TestWhatIsRefused:
    def test_no_events(self, own: Path) -> None:
        with pytest.raises(BadInput, match="--events"):
            run(*arguments(own))

    def test_a_missing_file(self, own: Path) -> None:
        with pytest.raises(BadInput, match=r"file is missing[\s\S]*absent\.csv"):
            run(*arguments(own, events=own / "absent.csv"))

    def test_another_kind_of_output(self, own: Path) -> None:
        with pytest.raises(BadInput, match=r"ends in \.parquet"):
            run(*arguments(own, events=own / "events.csv", out=own / "features.csv"))

    def test_a_url_without_spark(self, canonical: Path) -> None:
        with pytest.raises(BadInput, match=r"hdfs://somewhere[\s\S]*engine: spark"):
            run(*arguments(canonical, chronology="hdfs://somewhere/chronology"))

    def test_own_tables_on_spark(self, own: Path) -> None:
        with pytest.raises(BadInput, match=r"coverage \(absent\)[\s\S]*stage source"):
            run(*arguments(own, events=own / "events.csv", engine="spark"))

    def test_an_unreadable_amount_of_memory(self, own: Path) -> None:
        with pytest.raises(BadInput, match=r"spark\.memory"):
            run(*arguments(own, events=own / "events.csv", memory="plenty"))

    def test_bad_input_ends_with_code_2_and_no_traceback(self, own: Path) -> None:
        program = "from neglect_triage.cli.main import main; main()"
        command = [sys.executable, "-c", program, "features", *map(str, arguments(own))]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == 2
        assert "STOPPED. There are no events." in ended.stderr
        assert "Traceback" not in ended.stderr


def test_help_says_what_a_table_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = run("--help")
    for words in ("At least child_id, event_date and event_type", "Apache Spark", "Example: neglect-triage features"):
        assert words in text
