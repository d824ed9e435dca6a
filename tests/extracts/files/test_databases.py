"""A database in place of files: the same facts, the same account of rows, nothing written to it, and no password anywhere."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from neglect_triage.chronology.vocabulary import load_vocabulary
from neglect_triage.cli.simulate_extracts import simulate_extracts
from neglect_triage.errors import BadInput
from neglect_triage.extracts.files import databases
from neglect_triage.extracts.files.opening import open_sheets
from neglect_triage.extracts.read import Reading, read_extracts
from tests.extracts.files.servers import LACKING, PASSWORD, Server, postgresql, programs

VOCABULARY = load_vocabulary()
NAME = "ssd_2025-03-31.database"
SECRET = "SSD_PASSWORD"
ISO, WHOLE = r"\d{4}-\d{2}-\d{2}", r"0|[1-9]\d{0,8}"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated world as CSV files of the Standard Safeguarding Dataset."""
    folder = tmp_path_factory.mktemp("files")
    simulate_extracts(folder, children=150, format=["ssd"], quirks=["none"])
    return folder


@pytest.fixture(scope="module")
def from_files(files: Path) -> Reading:
    return read_extracts(files, VOCABULARY)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pytest.importorskip("psycopg")
    binaries = programs()
    if binaries is None:
        pytest.skip(LACKING)
    with postgresql(binaries) as running:
        yield running


def tables(files: Path) -> dict[str, pd.DataFrame]:
    return {path.stem: pd.read_csv(path, dtype="str") for path in sorted(files.rglob("*.csv"))}


def kind(cells: pd.Series) -> str:
    """The type that a database would give a column."""
    there = cells.dropna()
    for looks, of in {ISO: "date", WHOLE: "integer", r"[{\[].*[}\]]": "jsonb", r".{1,40}": "char(40)"}.items():
        if there.str.fullmatch(looks).all():
            return of
    return "text"


def fill(address: str, held: dict[str, pd.DataFrame], schema: str | None = None, typed: bool = True) -> None:
    """Write tables into a database, their rows shuffled."""
    engine = sa.create_engine(address)
    prefix = f'"{schema}".' if schema else ""
    with engine.begin() as connection:
        if schema:
            connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
        for name, table in held.items():
            columns = {column: kind(table[column]) if typed else "text" for column in table}
            made = ", ".join(f'"{column}" {of}' for column, of in columns.items())
            connection.exec_driver_sql(f'CREATE TABLE {prefix}"{name}" ({made})')
            rows = table.sample(frac=1, random_state=1).astype(object).where(table.notna(), None)
            marks = ", ".join(f"CAST(:v{number} AS {of})" for number, of in enumerate(columns.values()))
            insert = sa.text(f'INSERT INTO {prefix}"{name}" VALUES ({marks})')
            connection.execute(insert, [{f"v{at}": cell for at, cell in enumerate(row)} for row in rows.itertuples(index=False)])
    engine.dispose()


def points_to(folder: Path, address: str, **also: Any) -> Path:
    """A folder of extracts that holds nothing but where the database is."""
    folder.mkdir(exist_ok=True)
    lines = {"address": address, "tables": "['ssd_*']"} | also
    (folder / NAME).write_text("".join(f"{key}: {value}\n" for key, value in lines.items()), encoding="utf-8")
    return folder


@pytest.fixture
def lite(files: Path, tmp_path: Path) -> str:
    """The address of the world in SQLite, which keeps days as text."""
    address = f"sqlite:///{tmp_path / 'world.sqlite'}"
    fill(address, tables(files), typed=False)
    return address


def assert_same_facts(found: Reading, expected: Reading) -> None:
    for name, frame in expected.chronology.tables.items():
        own = found.chronology.tables[name]
        if name == "households":  # their order is that of the rows
            own, frame = (each.sort_values([*each.columns], ignore_index=True) for each in (own, frame))
        assert list(own) == list(frame)
        for column in set(frame) - {"source_ref"}:
            assert pd.api.types.is_dtype_equal(own[column].dtype, frame[column].dtype)
            pd.testing.assert_series_equal(own[column], frame[column])
    assert found.chronology.counts == expected.chronology.counts
    assert found.chronology.kinds == expected.chronology.kinds


def rows_of(reading: Reading) -> dict[str, tuple[int, int, int]]:
    return {
        table["table"]: (table["read"], table["used"], table["aside"])
        for extract in reading.chronology.extracts["extracts"]
        for table in extract["tables"]
    }


class TestSameFacts:
    def test_sqlite_gives_those_of_the_files_and_the_same_account_of_rows(
        self, lite: str, from_files: Reading, tmp_path: Path
    ) -> None:
        found = read_extracts(points_to(tmp_path / "raw", lite), VOCABULARY)
        assert_same_facts(found, from_files)
        assert rows_of(found) == rows_of(from_files)

    def test_postgresql_gives_them_from_columns_with_types_in_a_schema_of_any_name(
        self, server: Server, files: Path, from_files: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill(server.owner, tables(files), "Case [Data]")
        monkeypatch.setenv(SECRET, PASSWORD)
        monkeypatch.setattr(databases, "_ROWS_AT_ONCE", 7)  # many streams for a table
        folder = points_to(tmp_path / "raw", server.shown, schema='"Case [Data]"', password_from=SECRET)
        found = read_extracts(folder, VOCABULARY)
        assert_same_facts(found, from_files)
        assert rows_of(found) == rows_of(from_files)

    def test_a_fact_names_its_table_and_row_and_the_same_rows_give_the_same_names(
        self, lite: str, files: Path, tmp_path: Path
    ) -> None:
        first = read_extracts(points_to(tmp_path / "raw", lite), VOCABULARY).chronology.tables["events"]["source_ref"]
        assert first.str.fullmatch(re.escape(NAME) + r"!ssd_\w+!\d+").all()
        other = f"sqlite:///{tmp_path / 'other.sqlite'}"
        fill(other, {name: table.iloc[::-1] for name, table in tables(files).items()}, typed=False)
        again = read_extracts(points_to(tmp_path / "again", other), VOCABULARY).chronology.tables["events"]["source_ref"]
        pd.testing.assert_series_equal(first, again)

    def test_files_of_partners_beside_it_are_read_with_it(self, lite: str, files: Path, tmp_path: Path) -> None:
        folder = points_to(tmp_path / "raw", lite)
        simulate_extracts(tmp_path / "partners", children=150, format=["multi_agency"], quirks=["none"])
        shutil.copytree(tmp_path / "partners", folder, dirs_exist_ok=True)
        assert set(read_extracts(folder, VOCABULARY).chronology.tables["events"]["source"]) == {"ssd", "multi_agency"}


class TestCells:
    def sheet(self, address: str, folder: Path, **also: Any) -> pd.DataFrame:
        (sheet,) = open_sheets(points_to(folder / "raw", address, **also), NAME)
        assert sheet.header is not None
        return sheet.cells.set_axis(sheet.header, axis=1)

    def test_types_of_postgresql_are_read_as_files_hold_them(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(SECRET, PASSWORD)
        engine = sa.create_engine(server.owner)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TABLE kinds (id numeric(18, 0), share numeric(6, 2), padded char(6), flag boolean, moment timestamptz, "
                "local timestamp, day date, key uuid, bytes bytea, nothing text, blank text)"
            )
            connection.exec_driver_sql(
                "INSERT INTO kinds VALUES (12345678901234567, 1.50, 'AB', true, '2024-06-30 23:30:00+00', '2024-06-30 23:30:00', "
                "'9999-12-31', '6f9619ff-8b86-d011-b42d-00cf4fc964ff', '\\x0a0b', NULL, '  ')"
            )
        engine.dispose()
        cells = self.sheet(server.shown, tmp_path, tables="[kinds]", password_from=SECRET)
        (row,) = cells.to_dict("records")
        assert row["id"] == 12345678901234567
        assert (row["share"], row["padded"], row["flag"]) == ("1.50", "AB", True)
        assert row["moment"] == pd.Timestamp("2024-06-30 23:30", tz="UTC")
        assert (row["local"], row["day"]) == (pd.Timestamp("2024-06-30 23:30"), pd.Timestamp("9999-12-31"))
        assert (row["key"], row["bytes"]) == ("6f9619ff-8b86-d011-b42d-00cf4fc964ff", "0a0b")
        assert pd.isna(row["nothing"])
        assert pd.isna(row["blank"])

    def test_a_column_of_several_types_is_text_wherever_its_streams_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "mixed.sqlite"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE kinds (id, value)")
            connection.executemany(
                "INSERT INTO kinds VALUES (?, ?)", [(1, None), (2, 7), (3, "b"), (4, "a"), (5, 1.5), (6, 2**60)]
            )
        cells = {}
        for size in (1, 2, 100):
            monkeypatch.setattr(databases, "_ROWS_AT_ONCE", size)
            cells[size] = self.sheet(f"sqlite:///{path}", tmp_path, tables="[kinds]")
        pd.testing.assert_frame_equal(cells[1], cells[2])
        pd.testing.assert_frame_equal(cells[1], cells[100])
        assert cells[1]["value"].tolist()[1:] == ["7", "b", "a", "1.5", str(2**60)]

    def test_a_table_without_a_row_keeps_its_headers(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "empty.sqlite")) as connection, connection:
            connection.execute("CREATE TABLE kinds (id, value)")
        cells = self.sheet(f"sqlite:///{tmp_path / 'empty.sqlite'}", tmp_path, tables="[kinds]")
        assert (len(cells), list(cells)) == (0, ["id", "value"])

    def test_a_view_is_read_as_a_table_is(self, lite: str, tmp_path: Path) -> None:
        with closing(sqlite3.connect(lite.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute("CREATE VIEW seen AS SELECT pers_person_id FROM ssd_person")
        assert len(self.sheet(lite, tmp_path, tables="[seen]")) == len(self.sheet(lite, tmp_path, tables="[ssd_person]"))


class TestNothingIsWritten:
    def test_sqlite_refuses_to_write(self, lite: str) -> None:
        refused = pytest.raises(BadInput, match="cannot be reached or read")
        with refused, databases._connected(sa.make_url(lite), NAME) as connection:
            connection.exec_driver_sql("DELETE FROM ssd_person")

    def test_postgresql_refuses_to_write_and_shows_one_moment(self, server: Server) -> None:
        refused = pytest.raises(BadInput, match="25006")  # a transaction that only reads
        address = sa.make_url(server.owner)
        with refused, databases._connected(address, NAME) as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "repeatable read"
            connection.exec_driver_sql("CREATE TABLE written (id integer)")

    def test_no_file_is_made_where_a_database_is_missing(self, tmp_path: Path) -> None:
        folder = points_to(tmp_path / "raw", f"sqlite:///{tmp_path / 'none.sqlite'}")
        with pytest.raises(BadInput, match="file of a database is missing"):
            open_sheets(folder, NAME)
        assert not (tmp_path / "none.sqlite").exists()


class TestRefused:
    @pytest.mark.parametrize("where", ["owner:hidden@", "owner@"])
    def test_a_password_in_the_file_is_refused_and_not_repeated(self, tmp_path: Path, where: str) -> None:
        query = "" if ":" in where else "?password=hidden"
        folder = points_to(tmp_path / "raw", f"postgresql+psycopg://{where}server/ssd{query}")
        with pytest.raises(BadInput, match="holds a password") as stop:
            open_sheets(folder, NAME)
        assert "hidden" not in str(stop.value)

    def test_a_password_that_is_not_in_the_environment_is_asked_for(
        self, lite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv(SECRET, raising=False)
        folder = points_to(tmp_path / "raw", "postgresql+psycopg://owner@server/ssd", password_from=SECRET)
        with pytest.raises(BadInput, match="not in the environment") as stop:
            open_sheets(folder, NAME)
        assert (
            stop.value.do == "set that variable in the shell from which the program is started, and write the password in no file"
        )
        monkeypatch.setenv(SECRET, PASSWORD)
        held = databases.Database(address="postgresql+psycopg://owner@server/ssd", tables=["ssd_*"], password_from=SECRET)
        address = databases._address(held, NAME)
        assert address.password == PASSWORD
        assert PASSWORD not in str(address)

    def test_a_wrong_password_is_said_without_it_and_without_what_the_server_answered(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(SECRET, "wrong-word")
        with pytest.raises(BadInput, match="cannot be reached or read") as stop:
            open_sheets(points_to(tmp_path / "raw", server.shown, password_from=SECRET), NAME)
        assert not [word for word in ("wrong-word", "owner", "authentication") if word in str(stop.value)]
        assert stop.value.__cause__ is None

    def test_a_cell_that_a_driver_cannot_read_is_not_repeated(self, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "broken.sqlite")) as connection, connection:
            connection.execute("CREATE TABLE kinds (id, value)")
            connection.execute("INSERT INTO kinds VALUES (1, CAST(x'5175696c6cff' AS TEXT))")
        with pytest.raises(BadInput, match="cannot be reached or read") as stop:
            open_sheets(points_to(tmp_path / "raw", f"sqlite:///{tmp_path / 'broken.sqlite'}", tables="[kinds]"), NAME)
        assert "Quill" not in str(stop.value)

    def test_a_driver_that_is_not_installed_is_named(self, tmp_path: Path) -> None:
        for driver in ("oracle+none", "oracle+cx_oracle"):
            with pytest.raises(BadInput, match=re.escape(f"a driver for {driver}")):
                open_sheets(points_to(tmp_path / "raw", f"{driver}://reader@server/ssd"), NAME)

    def test_an_address_that_is_none_is_not_repeated(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="cannot be read") as stop:
            open_sheets(points_to(tmp_path / "raw", "server hidden"), NAME)
        assert "hidden" not in str(stop.value)

    def test_a_table_that_is_not_there_is_named_with_the_nearest(self, lite: str, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match='did you mean "ssd_person"') as stop:
            open_sheets(points_to(tmp_path / "raw", lite, tables="[ssd_persons]"), NAME)
        assert stop.value.do == (
            "name a table or view of that schema, or a pattern such as ssd_*; or have its owner let this user read it"
        )
        assert len(open_sheets(points_to(tmp_path / "raw", lite, tables="[ssd_person]"), NAME)) == 1

    def test_a_column_of_names_stops_the_reading_as_in_files(self, lite: str, tmp_path: Path) -> None:
        with closing(sqlite3.connect(lite.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute("ALTER TABLE ssd_person ADD COLUMN pers_surname TEXT")
            connection.execute("UPDATE ssd_person SET pers_surname = 'Quillfeather'")
        with pytest.raises(BadInput, match="pers_surname") as stop:
            read_extracts(points_to(tmp_path / "raw", lite), VOCABULARY)
        assert "Quillfeather" not in str(stop.value)


def test_sql_server_is_asked_with_brackets_around_names() -> None:
    """No server of that kind was tried: only what would be sent to it is known."""
    from sqlalchemy.dialects import mssql

    asked = sa.select(sa.text("*")).select_from(sa.table("order ]s", schema="Case Data"))
    sent = " ".join(str(asked.compile(dialect=mssql.dialect())).split())  # type: ignore[no-untyped-call]
    assert sent == "SELECT * FROM [Case Data].[order ]]s]"
