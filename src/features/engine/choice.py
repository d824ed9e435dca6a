"""Choose what computes the features of a chronology in files: this machine or Apache Spark. The numbers are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ...chronology.joins import Join
from ...chronology.vocabulary import Vocabulary
from ...errors import BadInput
from ...params import Engine, View
from ..catalogue import Catalogue
from . import batches, spark
from .batch_plan import check_order
from .columns import Table, column, days, text
from .order import by_child
from .spark_parts import is_url


def write_features(
    tables: Mapping[str, str],
    points: Table | str,
    out: Mapping[View, str],
    catalogue: Catalogue,
    vocabulary: Vocabulary,
    settings: Engine,
    keys: Sequence[str] = ("point_id",),
    least_link_rate: float | None = None,
) -> list[Join]:
    """Write the feature matrix of each view as Parquet, rows as in `points`, and return how many find their child if looked up.

    Parameters
    ----------
    tables : canonical tables in Parquet by name: events (in the order of child_id), coverage, and any of event_codes,
        children and households. Paths; for the engine spark also URLs (hdfs://...).
    points : point_id, child_id, as_of, in the order of child_id, as_of and point_id; for the engine spark also a URL of
        these in Parquet, in any order.
    out : for each view the file to write, or the URL of a folder.
    settings : which engine, and how it works.
    keys : which columns of `points` come before the features.
    least_link_rate : for the engine spark, where the caller cannot look up the children: points about a child who is nowhere in
        the tables are left out, and under a tenth of this rate nothing is written. None: the caller has looked them up.

    Raises
    ------
    BadInput : a table is missing, not canonical or not in order, the engine does not start, or hardly any point is about
        a known child.
    """
    if not isinstance(points, str):
        _check_order(points)
    if settings.engine == "spark":
        return spark.write_features(tables, points, out, catalogue, vocabulary, settings.spark, keys, least_link_rate)
    named = [*tables.values(), *out.values(), *([points] if isinstance(points, str) else [])]
    if isinstance(points, str) or any(map(is_url, named)):
        raise BadInput(
            "Only Spark reads and writes at a URL.",
            where=", ".join(filter(is_url, named)),
            do="choose the engine (--engine spark; in params.yaml features.engine: spark), or name files on this machine",
        )
    paths = {name: Path(path) for name, path in tables.items()}
    files = {view: Path(path) for view, path in out.items()}
    batches.write_features(paths, points, files, catalogue, vocabulary, settings.batch_events, keys)
    return []


def _check_order(points: Table) -> None:
    check_order(text(points, "child_id"), "points")
    if by_child(column(points, "child_id"), [days(points["as_of"])], text(points, "point_id")).order is not None:
        raise BadInput("Points are not in order.", where="points", expected="sorted by child_id, as_of and point_id")
