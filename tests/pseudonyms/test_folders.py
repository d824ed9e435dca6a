"""Tables leave only if nothing in them names anybody, whichever column it stands in."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.tables import conform, empty_table
from neglect_triage.errors import BadInput
from neglect_triage.pseudonyms.folders import TABLES, write_tables
from neglect_triage.pseudonyms.hashing import pseudonyms
from neglect_triage.pseudonyms.keys import Key

EMPTY = {name: empty_table(name) for name in TABLES if name != "children"}


def test_a_column_of_pseudonyms_with_one_cell_that_names_somebody_is_not_written(tmp_path: Path) -> None:
    made = pseudonyms(Key(bytes(range(32))), "child", pd.Series([str(number) for number in range(20)], dtype="str"))
    children = conform(pd.DataFrame({"child_id": [*made, "AB1 2DE"]}), "children")
    with pytest.raises(BadInput, match=r"children\.parquet, column child_id: 1 row, the first is row 20"):
        write_tables({"children": children} | EMPTY, tmp_path / "tables")
    assert not (tmp_path / "tables").exists()
    write_tables({"children": children.head(20)} | EMPTY, tmp_path / "tables")
    assert [path.name for path in (tmp_path / "tables").iterdir()] == ["children.parquet"]
