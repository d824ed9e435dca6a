"""The characteristics are described as data, and read in one place."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from neglect_triage.chronology.tables import conform, write_table
from neglect_triage.errors import BadInput
from neglect_triage.fairness.characteristics import LARGEST, characteristics, read_characteristics

NAMED = [
    "age",
    "sex",
    "ethnicity",
    "disability",
    "special_needs",
    "young_carer",
    "unborn",
    "deprivation_quintile",
    "area",
    "source",
]


def test_every_characteristic_of_the_audit_is_described_with_a_reference_and_its_reason() -> None:
    assert list(characteristics()) == NAMED
    for one in characteristics().values():
        assert one.reference == LARGEST or one.reference in one.groups
        assert one.why
        assert one.cannot_tell


def test_what_is_not_recorded_is_a_group_and_no_gap(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"child_id": ["a", "b"], "sex": ["female", None], "ethnicity": [None, "asian"], "deprivation_quintile": [5.0, None]}
    )
    write_table(conform(frame, "protected"), "protected", tmp_path / "protected.parquet")
    read = read_characteristics(tmp_path)
    assert list(read["sex"]) == ["female", "unknown"]
    assert list(read["ethnicity"]) == ["unknown", "asian"]
    assert list(read["deprivation_quintile"]) == ["5", "unknown"]
    assert set(read["disability"]) == {"unknown"}


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="protected is missing"):
        read_characteristics(tmp_path)
