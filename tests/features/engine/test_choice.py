"""Features of files are computed on this machine or on Spark, and what neither can do is refused by name."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.errors import BadInput
from neglect_triage.features.engine.choice import write_features
from neglect_triage.params import Engine, View
from tests.features.chronologies import CATALOGUE, DAY, WORDS, T, appointment, chronology, points
from tests.features.engine.test_batches import in_files, written

URL = "hdfs://cluster/x.parquet"
ROWS = chronology([appointment(0, 3), appointment(1, 4, outcome="attended", child_id="b")])


def tables(folder: Path) -> dict[str, str]:
    return {name: str(path) for name, path in in_files(ROWS, folder).items()}


def write(folder: Path, asked: pd.DataFrame | str, out: str, settings: Engine, **other: str) -> None:
    targets: dict[View, str] = {"partnership": out}
    write_features(tables(folder) | other, asked, targets, CATALOGUE, WORDS, settings)


def test_this_machine_writes_the_features_of_the_batch_engine(tmp_path: Path) -> None:
    (tmp_path / "expected").mkdir()
    out = tmp_path / "features.parquet"
    write(tmp_path, points("ab"), str(out), Engine())
    pd.testing.assert_frame_equal(pd.read_parquet(out), written(ROWS, tmp_path / "expected", 1000, "ab"))


@pytest.mark.parametrize("asked", [points("ba"), pd.concat([points("a", T), points("a", T - DAY)])], ids=["children", "days"])
@pytest.mark.parametrize("engine", ["local", "spark"])
def test_points_out_of_order_are_refused(asked: pd.DataFrame, engine: str, tmp_path: Path) -> None:
    out = tmp_path / "features.parquet"
    with pytest.raises(BadInput, match=r"order[\s\S]*points"):
        write(tmp_path, asked, str(out), Engine.model_validate({"engine": engine}))
    assert not out.exists()


@pytest.mark.parametrize(
    ("asked", "out", "events"),
    [(URL, "out.parquet", None), (points("ab"), URL, None), (points("ab"), "out.parquet", URL)],
    ids=["points", "out", "events"],
)
def test_a_url_is_refused_without_spark_and_named(
    asked: pd.DataFrame | str, out: str, events: str | None, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=rf"Only Spark reads and writes at a URL[\s\S]*{URL}"):
        write(tmp_path, asked, out, Engine(), **({"events": events} if events else {}))


def test_spark_without_pyspark_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(BadInput, match=r"needs pyspark[\s\S]*requirements-spark\.lock"):
        write(tmp_path, points("ab"), str(tmp_path / "features.parquet"), Engine(engine="spark"))
