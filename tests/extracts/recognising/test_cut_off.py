"""An extract that ends in mid-row loses that row to quarantine, and says that what followed is missing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.extracts.extracts import annex_a, chronology

HEADER = "cont_contact_id,cont_person_id,cont_contact_date,cont_contact_source_code\n"


@pytest.mark.parametrize(
    ("last", "kept", "warned"),
    [("C2,A,2024-02-0", 1, True), ("C2,A", 1, True), ("C2,A,2024-02-03,6", 2, False), ("C2,A,2024-02-03\n", 2, False)],
)
def test_a_last_row_without_its_end(tmp_path: Path, last: str, kept: int, warned: bool) -> None:
    (tmp_path / "ssd_contacts.csv").write_text(HEADER + "C1,A,2024-02-01,6\n" + last, encoding="utf-8")
    found = chronology(tmp_path)
    signs = [line.partition(" in the")[0] for line in found.extracts["warnings"] if "middle of a row" in line]
    assert signs == ["WARNING: ssd_contacts.csv: it ends"] * warned
    assert len(found.tables["events"]) == kept
    assert found.quarantine["rule"].tolist() == ["torn row"] * warned
    assert found.counts["events"].read == found.counts["events"].kept + found.counts["events"].quarantined


def test_a_short_workbook_has_no_sign(tmp_path: Path) -> None:
    annex_a(tmp_path, "2024-03-31.xlsx", contacts=[{"child": "A", "date": dt.date(2024, 2, 1)}])
    assert not [line for line in chronology(tmp_path).extracts["warnings"] if "missing" in line]
