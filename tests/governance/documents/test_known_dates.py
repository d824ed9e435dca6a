"""How much rests on assumed known dates: counted exactly, of features and of shown reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from neglect_triage.chronology.tables import write_table
from neglect_triage.features.matching import matches
from neglect_triage.governance.documents.known_dates import read_assumed, share_of_features, share_of_reasons
from tests.explain.small_run import CATALOGUE, VOCABULARY, chronology, event


def written(folder: Path, *events: dict[str, Any]) -> Path:
    tables = chronology(list(events))
    for name in ("events", "event_codes"):
        write_table(tables[name], name, folder / f"{name}.parquet")
    return folder


def missed(event_id: str, **more: Any) -> dict[str, Any]:
    return event(event_id, "k1", "2020-03-01", "appointment", outcome="was_not_brought", **more)


def test_where_every_day_is_recorded_nothing_rests_on_a_rule(tmp_path: Path) -> None:
    assumed = read_assumed(written(tmp_path, missed("e1"), missed("e2", known_basis="extract")))
    assert len(assumed) == 0
    assert share_of_features(assumed, tmp_path, CATALOGUE, VOCABULARY) == {"count": 0, "of": len(CATALOGUE.features)}


def test_a_feature_rests_on_a_rule_if_one_record_that_it_counts_does(tmp_path: Path) -> None:
    folder = written(tmp_path, missed("e1"), missed("e2", known_basis="rule"), event("e3", "k1", "2020-04-01", "strength"))
    assumed = read_assumed(folder)
    codes = chronology([])["event_codes"]
    counting = {
        name
        for name, entry in CATALOGUE.indicators.items()
        if entry.events and matches(entry.events, assumed, codes, VOCABULARY).any()
    }
    assert {"was_not_brought", "appointments"} <= counting < set(CATALOGUE.indicators)
    expected = sum(feature.indicator in counting for feature in CATALOGUE.features)
    assert share_of_features(assumed, folder, CATALOGUE, VOCABULARY) == {"count": expected, "of": len(CATALOGUE.features)}


def page(*records: tuple[str, str], reasons: int = 3, worked: object = None) -> dict[str, Any]:
    return {
        "worked_example": worked,
        "records": [{"source_ref": place, "lines": lines} for place, lines in records],
        "reasons": [{"number": number} for number in range(1, reasons + 1)],
    }


def test_a_shown_reason_rests_on_a_rule_if_one_record_that_it_cites_does() -> None:
    assumed = pd.DataFrame({"source_ref": ["a:1", "a:2"]})
    pages = [page(("a:1", "1, 3"), ("b:1", "2")), page(("b:2", "1")), page(("a:2", ""), ("a:2", "5"))]
    assert share_of_reasons(assumed, pages) == {"count": 2, "of": 9}
    assert share_of_reasons(assumed, [*pages, page(("a:1", "1"), worked={"id": "x"})]) == {"count": 2, "of": 9}
