"""How Spark computes features: it assigns the children to parts and passes each part to the engine as Arrow tables."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from ...chronology.reading.clocks import LONDON
from ...chronology.tables import arrow_schema, sort_table, to_frame
from ...chronology.vocabulary import Vocabulary
from ...errors import BadInput, no_figure_from_nothing
from ...params import View
from ..catalogue import Catalogue
from .columns import Table, column
from .compute import feature_matrix
from .matrix import KEYS, as_table

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql.types import StructType

CANONICAL = ("events", "event_codes", "children", "households", "coverage")
SPLIT = ("points", "events", "event_codes", "children", "households")
VIEW = "view"


def is_url(path: str) -> bool:
    """Return whether a path names a filesystem (hdfs://..., file:///...)."""
    return "://" in path


def read_frames(session: SparkSession, tables: Mapping[str, str], points: Table | str) -> dict[str, DataFrame]:
    """Return the canonical tables and the points; parameters are those of `spark.write_features`.

    Raises BadInput where a table cannot be read or is not canonical.
    """
    frames = {name: _read(session, arrow_schema(name), tables.get(name)) for name in CANONICAL}
    return frames | {"points": _points(session, points)}


def features_of_parts(
    frames: Mapping[str, DataFrame],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    views: list[View],
    partitions: int,
) -> DataFrame:
    """Return point_id, child_id, as_of, the features and their view: one row per point and view, in no order.

    Parameters
    ----------
    frames : as `read_frames` returned them. partitions : the number of parts.
    """
    from pyspark.storagelevel import StorageLevel

    coverage = to_frame(frames["coverage"].toArrow())
    parts = [frame.select("part", _as_one_column(name, frame)) for name, frame in _split(frames, partitions).items()]
    united = reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)
    compute = _engine_of_a_part(coverage, catalogue, vocabulary, views)
    rows = united.groupBy("part").applyInArrow(compute, _schema(catalogue))
    # Each view, and sorting, reads these rows twice: on disk, they are computed once.
    return rows.persist(StorageLevel.DISK_ONLY)


def _read(session: SparkSession, schema: pa.Schema, path: str | None) -> DataFrame:
    """Return the table at `path`, or an empty one; raise BadInput where it does not have the columns of `schema`."""
    from pyspark.errors import AnalysisException

    if path is None:
        return session.createDataFrame(schema.empty_table())
    try:
        rows = session.read.parquet(path if is_url(path) else Path(path).absolute().as_uri())
    except AnalysisException:
        raise BadInput("A table cannot be read.", where=path, expected="Parquet that every worker can see") from None
    columns = [_as_day(rows, field) for field in schema if field.name in rows.columns]
    if different := sorted(set(schema.names) - set(rows.columns)) or _of_other_types(rows.select(columns), schema):
        raise BadInput(
            "A table does not have the canonical columns.",
            where=f"{path}: {', '.join(different)}",
            expected="the columns listed in data/README.md",
            do="let the stage source write the table",
        )
    return rows.select(columns)


def _points(session: SparkSession, points: Table | str) -> DataFrame:
    schema = pa.schema([arrow_schema("points").field(key) for key in KEYS])
    if isinstance(points, str):
        return _read(session, schema, points)
    return session.createDataFrame(pa.table([column(points, field.name).cast(field.type) for field in schema], schema=schema))


def _as_day(rows: DataFrame, field: pa.Field) -> Column:
    """Return a column; a timestamp becomes its day in Britain where a date is expected (without a zone: the day written)."""
    from pyspark.sql import functions as F

    column, kind = rows[field.name], dict(rows.dtypes)[field.name]
    if not kind.startswith("timestamp") or not pa.types.is_date(field.type):
        return column
    local = F.from_utc_timestamp(column, LONDON) if kind == "timestamp" else column  # the session's clock is UTC
    return local.cast("date").alias(field.name)


def _of_other_types(rows: DataFrame, schema: pa.Schema) -> list[str]:
    names = {pa.string(): "string", pa.date32(): "date", pa.float64(): "double", pa.bool_(): "boolean"}
    return [name for name, kind in rows.dtypes if kind != names[schema.field(name).type]]


def _split(frames: Mapping[str, DataFrame], partitions: int) -> dict[str, DataFrame]:
    """Return the rows that each part needs, with a column `part`: the rules of `neighbours.py`, for Spark.

    Children of one private home are in one part, so that few rows are needed twice.
    """
    from pyspark.sql import functions as F

    stays = frames["households"].select("child_id", "household_id").distinct()
    private = frames["households"].where("kind = 'private'")
    homes = private.groupBy("child_id").agg(F.min("household_id").alias("home"))
    part = F.pmod(F.hash(F.coalesce("home", "child_id")), F.lit(partitions)).alias("part")
    own = frames["points"].select("child_id").distinct().join(homes, "child_id", "left").select("child_id", part)
    reached = own.join(stays, "child_id").select("household_id", "part").distinct()
    needs = own.union(reached.join(stays, "household_id").select("child_id", "part")).distinct()
    events = frames["events"].join(needs, "child_id")
    corrected = events.select(F.col("event_id").alias("replaces"), "part")
    moved = frames["events"].where("replaces is not null").join(corrected, "replaces").distinct()
    events = events.unionByName(moved.join(needs, ["child_id", "part"], "left_anti"))
    return {
        "points": frames["points"].join(own, "child_id"),
        "events": events,
        "event_codes": frames["event_codes"].join(events.select("event_id", "part"), "event_id"),
        "children": frames["children"].join(own, "child_id"),
        "households": frames["households"].join(needs, "child_id"),
    }


def _as_one_column(name: str, frame: DataFrame) -> Column:
    from pyspark.sql import functions as F

    return F.struct(*(column for column in frame.columns if column != "part")).alias(name)


def _engine_of_a_part(
    coverage: pd.DataFrame, catalogue: Catalogue, vocabulary: Vocabulary, views: list[View]
) -> Callable[[pa.Table], pa.Table]:
    """Return the function that a worker applies to the rows of one part."""

    def compute(part: pa.Table) -> pa.Table:
        try:
            tables = {name: _unpacked(part, name) for name in SPLIT}
            points = tables.pop("points")
            chronology = tables | {"coverage": coverage}
            with no_figure_from_nothing():
                matrices = {view: feature_matrix(points, chronology, catalogue, vocabulary, view) for view in views}
            return pa.concat_tables([_of_view(view, as_table(points, catalogue, rows, KEYS)) for view, rows in matrices.items()])
        except Exception as error:
            # The message of the exception can contain a cell's value, and Spark writes it to the logs.
            frames = "".join(traceback.format_tb(error.__traceback__))
            raise RuntimeError(f"{type(error).__name__} in a part of the children:\n{frames}") from None

    return compute


def _of_view(view: View, rows: pa.Table) -> pa.Table:
    return rows.append_column(VIEW, pa.repeat(pa.scalar(view), len(rows)))


def _unpacked(part: pa.Table, name: str) -> pd.DataFrame:
    """Return the rows of one table of a part, in the table's order."""
    packed = part[name].combine_chunks()
    rows = pa.Table.from_struct_array(packed.filter(packed.is_valid()))
    return sort_table(to_frame(rows), name)


def _schema(catalogue: Catalogue) -> StructType:
    from pyspark.sql import types as T

    kinds = {"point_id": T.StringType(), "child_id": T.StringType(), "as_of": T.DateType()}
    columns = {key: kinds[key] for key in KEYS} | {feature.name: T.FloatType() for feature in catalogue.features}
    return T.StructType([T.StructField(name, kind) for name, kind in (columns | {VIEW: T.StringType()}).items()])
