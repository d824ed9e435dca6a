"""The file of a feature matrix: what is unknown is null, and what could not be written whole is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from neglect_triage.features.engine.matrix import as_table, matrix_file
from tests.features.chronologies import CATALOGUE, points


def test_what_is_unknown_is_null_and_not_a_number_that_is_none() -> None:
    matrix = np.zeros((len(CATALOGUE.features), 3), np.float32)
    matrix[0, 1] = np.nan
    found = as_table(points("abc"), CATALOGUE, matrix, ["point_id"])
    assert found.column(1).to_pylist() == [0, None, 0]
    assert [column.null_count for column in found.columns[2:]] == [0] * (len(CATALOGUE.features) - 1)


def test_a_failure_while_writing_is_raised_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fails)
    with pytest.raises(OSError, match="no space left"), matrix_file(tmp_path / "features.parquet") as append:
        append(pa.table({"point_id": ["a"], "x": pa.array([1.0], pa.float32())}))
    assert not list(tmp_path.iterdir())
