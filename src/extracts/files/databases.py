"""Reading the tables of a database, through SQLAlchemy, as a workbook's sheets are read; nothing is ever written to it.

A database stands in the folder of the extracts as a small file that says where it is. Rows have no order there, so they are put
in that of their cells: the same rows give the same places.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from ...errors import BadInput, did_you_mean
from ...yamls import read_model
from .parquet import sheet_of_arrow
from .sheets import Sheet

_ROWS_AT_ONCE = 50_000
_SECRETS = {"password", "passwd", "pwd", "passfile", "odbc_connect", "token", "authtoken", "secret"}
_ONE_VIEW: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""How a connection is asked to write nothing, and to show all tables as they were at one moment."""
_ON_OPENING = {"sqlite": ("PRAGMA query_only = ON", "BEGIN")}


class Database(BaseModel):
    """Where a database is, and which of its tables are extracts.

    Attributes
    ----------
    address : as SQLAlchemy writes it, without a password: postgresql+psycopg://reader@server/ssd.
    schema_name : written `schema`; None for the database's own.
    tables : names of tables and views, or patterns such as ssd_*.
    password_from : the name of an environment variable that holds the password; None where the driver needs none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.removesuffix("_name"))

    address: str
    schema_name: str | None = None
    tables: list[str]
    password_from: str | None = None


def read_database(path: Path, name: str) -> list[Sheet]:
    """Read the tables that a file `name` (YAML, see `Database`) asks for, all as they were at one moment.

    Raises
    ------
    BadInput : the file cannot be used, holds a password or asks for tables that are not there; the driver is not installed; the
        database cannot be reached or read. No message repeats what the database or its driver said: it could hold a cell.
    """
    database = read_model(path, Database)
    with _connected(_address(database, name), name) as connection:
        found = _tables(connection, database, name)
        return [_read_table(connection, table, database.schema_name, name) for table in found]


def _address(database: Database, name: str) -> sa.URL:
    """Return the address with the password that the environment holds."""
    try:
        address = sa.make_url(database.address)
    except ArgumentError:
        raise BadInput(
            "The address of a database cannot be read.",
            where=f"{name}: address",
            expected="postgresql+psycopg://user@server/database, mssql+pyodbc://server/database?driver=..., sqlite:///file.db",
            do="write it as docs/how-to/databases.md does",
        ) from None
    if address.password is not None or _SECRETS & {key.lower() for key in address.query}:
        raise BadInput(
            "The address of a database holds a password.",
            where=f"{name}: address",
            expected="an address without one",
            do="take it out, change that password, and give it as docs/how-to/databases.md says",
        )
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise BadInput("The file of a database is missing.", where=f"{name}: address", do="check its name and folder")
    if database.password_from is None:
        return address
    if database.password_from not in os.environ:
        raise BadInput(
            "The password of a database is not in the environment.",
            where=f"{name}: password_from",
            expected=f"the environment variable {database.password_from}",
            do="set that variable in the shell from which the program is started, and write the password in no file",
        )
    return address.set(password=os.environ[database.password_from])


@contextmanager
def _connected(address: sa.URL, name: str) -> Iterator[sa.Connection]:
    kind = address.get_backend_name()
    try:
        engine = sa.create_engine(address, poolclass=sa.NullPool, hide_parameters=True)
    except (NoSuchModuleError, ImportError):
        raise BadInput(
            "The driver of a database is not installed.",
            where=f"{name}: address",
            expected=f"a driver for {address.drivername}",
            do="install it in this environment: docs/how-to/databases.md names those of PostgreSQL and SQL Server",
        ) from None
    try:
        with engine.connect().execution_options(**_ONE_VIEW.get(kind, {})) as connection:
            for statement in _ON_OPENING.get(kind, ()):
                connection.exec_driver_sql(statement)
            yield connection
    except (SQLAlchemyError, ValueError, OverflowError) as error:
        state = getattr(error.orig, "sqlstate", None) if isinstance(error, DBAPIError) else None
        answered = f" (it answered with state {state})" if state else ""
        raise BadInput(
            "A database cannot be reached or read.",
            where=name,
            expected=f"a database that runs, and a user who may read these tables{answered}",
            do="try address, user and password with the database's own client; docs/how-to/databases.md says what is needed",
        ) from None


def _tables(connection: sa.Connection, database: Database, name: str) -> list[str]:
    """Return the tables and views that are asked for, in the order of their names."""
    inspector = sa.inspect(connection)
    there = {*inspector.get_table_names(database.schema_name), *inspector.get_view_names(database.schema_name)}
    for pattern in database.tables:
        if not any(fnmatchcase(table, pattern) for table in there):
            raise BadInput(
                "A database lacks a table.",
                where=f"{name}: tables: {pattern}",
                expected=did_you_mean(pattern, sorted(there)) if there else "tables that this user may read",
                do="name a table or view of that schema, or a pattern such as ssd_*; or have its owner let this user read it",
            )
    return sorted(table for table in there if any(fnmatchcase(table, pattern) for pattern in database.tables))


def _read_table(connection: sa.Connection, table: str, schema: str | None, name: str) -> Sheet:
    """Read one table in streams. Its columns keep their types; text is read as in CSV, without blanks around it."""
    asked = sa.select(sa.text("*")).select_from(sa.table(table, schema=schema))
    with connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(asked) as rows:
        header = list(rows.keys())
        parts = [[_array(list(map(_plain, column))) for column in zip(*part, strict=True)] for part in rows.partitions()]
    columns = [_joined(column) for column in zip(*parts, strict=True)] or [pa.chunked_array([pa.nulls(0)]) for _ in header]
    held = pa.table(columns, names=[str(number) for number in range(len(header))])
    order = [(str(number), "ascending") for number, column in enumerate(columns) if not pa.types.is_null(column.type)]
    sheet = sheet_of_arrow(held.sort_by(order) if order else held, name)
    return Sheet(name, table, sheet.cells, header=header)


def _plain(value: Any) -> Any:
    """Return a cell as files would hold it: a number, a truth value, a day, a time (in UTC where it has a zone), or text."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, dt.datetime):
        return value if value.tzinfo is None else value.astimezone(dt.UTC)
    if isinstance(value, dt.date):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, default=str, ensure_ascii=False)
    text = bytes(value).hex() if isinstance(value, (bytes, bytearray, memoryview)) else str(value)
    return text.strip() or None


def _array(values: Sequence[Any]) -> pa.Array:
    """Return the cells of a column; as text where they are of several types, which SQLite allows."""
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError):
        return pa.array([None if value is None else str(value) for value in values])


def _joined(parts: Sequence[pa.Array]) -> pa.ChunkedArray:
    """Return the parts of a column as one: of the type that all have, or else as text."""
    kinds = {part.type for part in parts if not pa.types.is_null(part.type)}
    kind = kinds.pop() if len(kinds) == 1 else pa.string() if kinds else pa.null()
    return pa.chunked_array([pc.cast(part, kind) for part in parts], type=kind)
