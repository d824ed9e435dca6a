"""On Spark: which points are about a child whom the chronology knows, where no single process can look them up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from ...chronology.joins import Join
from ...chronology.known_children import HOLDING_CHILDREN, TABLES_OF_CHILDREN

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame


def of_known_children(points: DataFrame, frames: Mapping[str, DataFrame], place: str) -> tuple[DataFrame, Join]:
    """Return the points about a child of the chronology, and how many of all there are.

    Parameters
    ----------
    points : with child_id. frames : the canonical tables by name. place : where the points are, for the reader.
    """
    from pyspark.sql import functions as F

    every = [frames[name].select("child_id") for name in HOLDING_CHILDREN]
    known = reduce(lambda one, other: one.union(other), every).distinct()
    met = points.join(known, "child_id", "left_semi")
    near = points.select(_loosely("child_id")).join(known.select(_loosely("child_id")), "child_id", "left_semi")
    rows, without, found, nearly = (frame.count() for frame in (points, points.where(F.col("child_id").isNull()), met, near))
    return met, Join(place, "points", TABLES_OF_CHILDREN, "child_id", rows, without, found, max(found, nearly))


def _loosely(name: str) -> Column:
    """Return identifiers in the form in which those that could be meant as one are equal: `ids.loosely`, for Spark."""
    from pyspark.sql import functions as F

    return F.regexp_replace(F.upper(F.col(name)), r"^[ 0]+|\.0+ *$| ", "").alias(name)
