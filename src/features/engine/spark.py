"""Features on Apache Spark: the same engine runs on each part of the children, and gives the same bits.

Spark replaces lost workers: each part is computed from its rows alone, and can be computed again.
"""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from ...chronology.joins import Join
from ...chronology.vocabulary import Vocabulary
from ...errors import BadInput
from ...files import in_order
from ...params import Spark, View
from ..catalogue import Catalogue
from ..known_children import unknown_children_lines
from .columns import Table
from .matrix import KEYS, ROWS_PER_GROUP, matrix_file
from .spark_children import of_known_children
from .spark_parts import VIEW, features_of_parts, is_url, read_frames

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@contextmanager
def spark_session(settings: Spark) -> Iterator[SparkSession]:
    """Yield a session on the cluster that `settings` name; it ends with the block.

    Raises
    ------
    BadInput : pyspark or Java is missing, or the cluster cannot be reached.
    """
    with warnings.catch_warnings():
        # This concerns the pandas functions of pyspark, which are not used here.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
        session = _start(settings)
        try:
            session.sparkContext.setLogLevel("ERROR")
            yield session
        finally:
            session.stop()


def _start(settings: Spark) -> SparkSession:
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise BadInput(
            "The engine spark needs pyspark, which is not installed.",
            where="engine: spark",
            do="pip install --require-hashes -r requirements-spark.lock, or choose engine: local",
        ) from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # as a setting of the session it is ignored
    if settings.master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("neglect-triage").master(settings.master)
    for key, value in _configuration(settings).items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError:
        raise BadInput(
            "Spark does not start.",
            where=f"master: {settings.master}",
            expected="Java 17 or later on this machine, and a cluster at that address",
            do="check `java -version` and the address; the lines above are Spark's own",
        ) from None


def _configuration(settings: Spark) -> dict[str, str]:
    return {
        "spark.driver.memory": settings.memory,
        "spark.executor.memory": settings.memory,
        "spark.sql.shuffle.partitions": str(settings.partitions),
        "spark.sql.adaptive.coalescePartitions.enabled": "false",  # small parts are still enough work for the engine
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",  # it would listen to the network
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }


def write_features(
    tables: Mapping[str, str],
    points: Table | str,
    out: Mapping[View, str],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    settings: Spark,
    keys: Sequence[str] = ("point_id",),
    least_link_rate: float | None = None,
) -> list[Join]:
    """Write the feature matrix of each view, in the order of child_id, as_of and point_id.

    Parameters are those of `choice.write_features`. Every worker must be able to read the paths; URLs are of any Hadoop
    filesystem. A path in `out` becomes one Parquet file (the same bytes as from `batches.write_features`), a URL a folder of
    them. Raises BadInput where a table is missing or not canonical, a URL to write to exists, or Spark does not start.
    """
    with spark_session(settings) as session:
        frames = read_frames(session, tables, points)
        joins = []
        if least_link_rate is not None:
            frames["points"], join = of_known_children(frames["points"], frames, points if isinstance(points, str) else "points")
            unknown_children_lines(join, least_link_rate)  # stops where hardly any child is known
            joins = [join]
        every = features_of_parts(frames, catalogue, vocabulary, list(out), settings.partitions)
        for view, target in out.items():
            rows = every.where(every[VIEW] == view).orderBy("child_id", "as_of", "point_id")
            rows = rows.drop(VIEW, *(key for key in KEYS if key not in keys))
            if is_url(target):
                _write_folder(rows, target)
            else:
                _write_file(rows, Path(target))
        return joins


def _write_folder(rows: DataFrame, url: str) -> None:
    from pyspark.errors import AnalysisException

    try:
        rows.write.parquet(url, compression="zstd")
    except AnalysisException:
        raise BadInput("Something is there already.", where=url, do="name another place, or remove what is there") from None


def _write_file(rows: DataFrame, path: Path) -> None:
    """Let Spark write parts next to `path`, and join them in order."""
    parts = path.absolute().with_name(f".{path.name}.spark")
    shutil.rmtree(parts, ignore_errors=True)
    try:
        rows.write.parquet(parts.as_uri())
        with matrix_file(path) as append:
            for part in in_order(parts.glob("part-*.parquet")):
                with pq.ParquetFile(part) as file:
                    for batch in file.iter_batches(ROWS_PER_GROUP):
                        append(pa.Table.from_batches([batch]).replace_schema_metadata(None))
    finally:
        shutil.rmtree(parts, ignore_errors=True)
