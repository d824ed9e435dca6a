"""What a Spark worker does with one part of the children, without a cluster: the same bits, and no cell in an error."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from neglect_triage.chronology.tables import arrow_schema
from neglect_triage.features.engine.compute import compute_features
from neglect_triage.features.engine.spark_parts import SPLIT, VIEW, _engine_of_a_part, is_url
from neglect_triage.params import View
from tests.features.chronologies import CATALOGUE, DAY, WORDS, Row, T, appointment, chronology, event, frames, points, stay

VIEWS: list[View] = list(get_args(View))
ROWS = chronology(
    [event(0, T - 5 * DAY, event_type="context", scope="household"), appointment(1, 3, child_id="b"), appointment(2, 9)],
    households=[stay("a", "h", T - 99 * DAY), stay("b", "h", T - 99 * DAY)],
)


def part_of(rows: dict[str, list[Row]], children: str) -> pa.Table:
    """Return the rows of all tables as Spark passes them: one column of structs a table, null in the rows of other tables."""
    tables = frames(rows) | {"points": points(children)}
    parts = []
    for name in SPLIT:
        schema = pa.schema([field for field in arrow_schema(name) if field.name in tables[name].columns])
        table = pa.Table.from_pandas(tables[name], schema, preserve_index=False)
        parts.append(pa.table({name: table.to_struct_array()}))
    return pa.concat_tables(parts, promote_options="default")


def test_a_part_gives_the_features_of_every_view_as_one_machine_does() -> None:
    compute = _engine_of_a_part(frames(ROWS)["coverage"], CATALOGUE, WORDS, VIEWS)
    made = compute(part_of(ROWS, "abc")).to_pandas()
    assert made[VIEW].tolist() == [view for view in VIEWS for _ in "abc"]
    for view in VIEWS:
        expected = compute_features(points("abc"), frames(ROWS), CATALOGUE, WORDS, view)
        found = made[made[VIEW] == view]
        assert found["point_id"].tolist() == expected["point_id"].tolist()
        for feature in CATALOGUE.features:
            assert np.array_equal(found[feature.name], expected[feature.name], equal_nan=True), feature.name


def test_an_error_in_a_part_names_the_line_and_no_cell() -> None:
    cell = "CANARY"

    def broken(*_: object) -> pd.DataFrame:
        raise ValueError(cell)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neglect_triage.features.engine.spark_parts.feature_matrix", broken)
        compute = _engine_of_a_part(frames(ROWS)["coverage"], CATALOGUE, WORDS, VIEWS)
        with pytest.raises(RuntimeError, match=r"ValueError in a part of the children:[\s\S]*spark_parts\.py") as error:
            compute(part_of(ROWS, "a"))
    assert cell not in str(error.value)
    assert error.value.__suppress_context__


@pytest.mark.parametrize(
    ("path", "answer"), [("hdfs://cluster/x", True), ("file:///x", True), ("/x.parquet", False), ("x", False)]
)
def test_a_url_names_its_filesystem(path: str, answer: bool) -> None:
    assert is_url(path) == answer
