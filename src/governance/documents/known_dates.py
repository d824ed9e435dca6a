"""How much rests on assumed known dates: on records whose readable day was set by a rule, not by a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from ...chronology.tables import read_table, to_frame
from ...chronology.vocabulary import Vocabulary
from ...features.catalogue import Catalogue
from ...features.matching import kinds_of

RULE = "rule"


def read_assumed(chronology: Path) -> pd.DataFrame:
    """Return the events whose known date was set by a rule: the columns of `events`."""
    return to_frame(pq.read_table(chronology / "events.parquet", filters=[("known_basis", "=", RULE)]))


def share_of_features(assumed: pd.DataFrame, chronology: Path, catalogue: Catalogue, vocabulary: Vocabulary) -> dict[str, int]:
    """Return how many features of the catalogue count at least one record with an assumed known date, and of how many."""
    indicators: set[str] = set()
    if len(assumed):
        kinds = kinds_of(catalogue, assumed, read_table("event_codes", chronology / "event_codes.parquet"), vocabulary)
        counted = kinds.matrix[pd.unique(kinds.kind)].any(axis=0)
        indicators = {name for name, used in zip(catalogue.indicators, counted, strict=True) if used}
    return {"count": sum(feature.indicator in indicators for feature in catalogue.features), "of": len(catalogue.features)}


def share_of_reasons(assumed: pd.DataFrame, pages: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many reasons on pages chosen at random cite a record with an assumed known date, and of how many."""
    references = set(assumed["source_ref"])
    shown = [page for page in pages if not page["worked_example"]]
    resting = 0
    for page in shown:
        lines = {line for record in page["records"] if record["source_ref"] in references for line in record["lines"].split(", ")}
        resting += sum(str(reason["number"]) in lines for reason in page["reasons"])
    return {"count": resting, "of": sum(len(page["reasons"]) for page in shown)}
